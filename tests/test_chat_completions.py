"""The one place that speaks to a model: what it sends, and that no reply can keep it waiting or fill its memory."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from hoofbeat.chat_completions import LARGEST_REPLY, Endpoint, reply_of
from tests.model_server import OUT_OF_PROTOCOL, ModelServer, running


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with running() as made:
        yield made


def test_the_instruction_and_the_text_are_sent_and_the_reply_comes_back(server: ModelServer) -> None:
    server.reply = lambda said: (200, said.upper())
    assert reply_of(server.endpoint, "Shout.", "quiet") == "QUIET"
    (body,) = server.bodies
    assert body["messages"] == [{"role": "system", "content": "Shout."}, {"role": "user", "content": "quiet"}]
    assert body["temperature"] == 0


@pytest.mark.parametrize("status", [301, 404, 500])
def test_another_status_is_no_reply(status: int, server: ModelServer) -> None:
    server.reply = lambda said: (status, "sorry")
    assert reply_of(server.endpoint, "", "text") is None


@pytest.mark.parametrize(
    "body",
    ["", "not json", "[]", "{}", "null", '{"choices": []}', '{"choices": {"a": 1}}', '{"choices": [{"message": null}]}',
     '{"choices": [{"message": {"content": 7}}]}', '{"choices": [{"message": {"content": null}}]}', "[" * 100_000],
)  # fmt: skip
def test_a_reply_out_of_protocol_is_none(body: str, server: ModelServer) -> None:
    server.reply = lambda said: (OUT_OF_PROTOCOL, body)
    assert reply_of(server.endpoint, "", "text") is None


def test_a_reply_beyond_the_limit_is_not_read(server: ModelServer) -> None:
    server.reply = lambda said: (200, "x" * LARGEST_REPLY)
    assert reply_of(server.endpoint, "", "text") is None


def test_a_reply_without_end_is_cut_off(server: ModelServer) -> None:
    server.endless = True
    assert reply_of(replace(server.endpoint, seconds=30.0), "", "text") is None


@pytest.mark.parametrize("how", ["slow", "drips"])
def test_the_time_is_for_the_whole_reply_not_for_each_byte(how: str, server: ModelServer) -> None:
    setattr(server, how, 30.0)
    begun = time.monotonic()
    assert reply_of(replace(server.endpoint, seconds=0.3), "", "a text of some length") is None
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "nowhere", "http://[", "ftp://127.0.0.1/v1", "http://a b/"])
def test_an_address_where_nothing_listens_is_no_reply(url: str) -> None:
    assert reply_of(Endpoint(url, "test-model", seconds=2.0), "", "text") is None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_what_is_sent_to_this_machine_goes_by_no_proxy(
    host: str, server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.endpoint.url.removesuffix("/v1"))
        here = replace(server.endpoint, url=server.endpoint.url.replace("127.0.0.1", host))
        assert reply_of(here, "", "text") == "text"
        assert proxy.bodies == []
        assert len(server.bodies) == 1


def test_a_key_is_sent_where_there_is_one_and_never_shown(server: ModelServer) -> None:
    with_key = replace(server.endpoint, key="secret")
    assert (reply_of(with_key, "", "text"), reply_of(server.endpoint, "", "text")) == ("text", "text")
    assert server.keys == ["Bearer secret", None]
    assert "secret" not in repr(with_key)


@pytest.mark.parametrize("key", ["schlüssel", "two\nlines"])
def test_a_key_that_cannot_be_sent_is_no_reply(key: str, server: ModelServer) -> None:
    assert reply_of(replace(server.endpoint, key=key), "", "text") is None
