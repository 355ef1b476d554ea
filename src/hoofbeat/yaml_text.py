"""YAML as cases and records use it: plain data, only true and false as booleans, no duplicate keys, no aliases."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any

import yaml

from hoofbeat.errors import HoofbeatError, Problem

LARGEST = 2_000_000
"""Bytes; a case or a record file is far smaller."""


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The safe loader, with YAML 1.1's further words for true and false left as words."""


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
    for letter, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[Hashable, Any]:
    seen: set[Hashable] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable):
            raise yaml.constructor.ConstructorError(None, None, "a key must be a word", key_node.start_mark)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"'{key}' is given twice", key_node.start_mark)
        seen.add(key)
    made: dict[Hashable, Any] = yaml.SafeLoader.construct_mapping(loader, node, deep=True)
    return made


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read_yaml(data: bytes | str, where: str) -> Any:
    """The plain data a YAML text holds; `where` names it in an error.

    Raises:
        HoofbeatError: for text that is not YAML, is binary, too large, uses aliases or repeats a key.
    """
    if len(data) > LARGEST:
        raise HoofbeatError(Problem(where, f"is larger than {LARGEST // 1_000_000} MB."))
    if isinstance(data, bytes):
        try:
            data = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise HoofbeatError(Problem(where, "is not text (UTF-8).")) from None
    try:
        if "*" in data and any(isinstance(t, yaml.AliasToken) for t in yaml.scan(data)):
            raise HoofbeatError(Problem(where, "uses a YAML alias (*name); write the value out."))
        return yaml.load(data, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{where}, line {mark.line + 1}" if mark else where
        reason = getattr(error, "problem", None) or "it contains characters that YAML does not allow"
        raise HoofbeatError(Problem(place, f"cannot be read as YAML: {reason}.")) from None
    except (RecursionError, ValueError) as error:
        raise HoofbeatError(Problem(where, f"cannot be read as YAML: {error}.")) from None
