"""The options by which evidence is chosen, the same for every command that chooses."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any

import typer


def _shared(
    treatment: Annotated[
        str | None, typer.Option("--treatment", help="A treatment or class, by any of its names.")
    ] = None,
    site: Annotated[list[str] | None, typer.Option("--site", help="A primary site; repeat for several.")] = None,
    without_site: Annotated[list[str] | None, typer.Option("--without-site", help="Not this site; repeatable.")] = None,
    differentiation: Annotated[str | None, typer.Option("--differentiation", help="well or poor")] = None,
    grade: Annotated[str | None, typer.Option("--grade", help="G1, G2 or G3")] = None,
    line: Annotated[str | None, typer.Option("--line", help="A line of treatment: 1, 2, 2+")] = None,
    endpoint: Annotated[str | None, typer.Option("--endpoint", help="orr, pfs, os, ...")] = None,
    design: Annotated[str | None, typer.Option("--design", help="A design, or randomized.")] = None,
    published_after: Annotated[str | None, typer.Option("--published-after", help="A day, as 2021-10-01.")] = None,
    published_before: Annotated[str | None, typer.Option("--published-before", help="A day, as 2021-10-01.")] = None,
    source: Annotated[str | None, typer.Option("--source", help="The id of a source.")] = None,
    study: Annotated[str | None, typer.Option("--study", help="The id of a study.")] = None,
) -> None:
    """Never called: its signature is what the commands share."""


_NAMES = {"site": "sites", "without_site": "without_sites"}


def with_filters(command: Callable[..., None]) -> Callable[..., None]:
    """A command that takes the shared options as well and gets those that were used as `asked`."""
    own = inspect.signature(command, eval_str=True).parameters
    shared = inspect.signature(_shared, eval_str=True).parameters
    parameters = [*shared.values(), *(p for name, p in own.items() if name != "asked")]

    @functools.wraps(command)
    def wrapped(**given: Any) -> None:
        asked = {_NAMES.get(n, n): given.pop(n) for n in shared}
        command(asked={n: v for n, v in asked.items() if v is not None}, **given)

    wrapped.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    wrapped.__annotations__ = {p.name: p.annotation for p in parameters}
    return wrapped
