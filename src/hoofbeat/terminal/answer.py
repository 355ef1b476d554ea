"""An answer to a question: what was understood, its sentences with numbered citations, and what might be asked next."""

from __future__ import annotations

from rich.console import Console

from hoofbeat.ask import Answer
from hoofbeat.ask.citations import citation
from hoofbeat.knowledge import Knowledge
from hoofbeat.terminal.page import Page


def print_answer(answer: Answer, knowledge: Knowledge, to: Console) -> None:
    """Writes an answer, each sentence with the numbers of the records behind it, and those records below."""
    page = Page(to)
    if answer.case:
        page.line("Read from the question: " + "; ".join(stated(answer, knowledge)), 0, "dim")
    notes: dict[str, int] = {}
    for sentence in answer.sentences:
        numbers = sorted(notes.setdefault(cite, len(notes) + 1) for cite in sentence.cites)
        marks = f" [{', '.join(map(str, numbers))}]" if numbers else ""
        page.item("!" if answer.kind == "urgent" else "-", sentence.text + marks)
    if answer.follow_up:
        page.heading("You might ask next")
        for text in answer.follow_up:
            page.item("-", text)
    if notes:
        page.heading("From")
        for cite, number in notes.items():
            named = citation(cite, knowledge)
            page.item(f"[{number}]", named.words if named else cite, 0, "dim")


def stated(answer: Answer, knowledge: Knowledge) -> list[str]:
    """The facts of the case that a question states, in the words of its fields."""
    shown = []
    for name, value in answer.case.items():
        words = value if isinstance(value, list) else [value]
        texts = ["yes" if v is True else "no" if v is False else _text(v, knowledge) for v in words] or ["none"]
        shown.append(f"{knowledge.fields[name].name} {', '.join(texts)}")
    return shown


def _text(value: object, knowledge: Knowledge) -> str:
    if isinstance(value, dict) and "treatment" in value:
        return knowledge.treatments[value["treatment"]].name
    if isinstance(value, dict):
        return " to ".join(f"{v:g}" for v in value.values())
    return f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")


def print_trace(answer: Answer, knowledge: Knowledge, to: Console) -> None:
    """Writes how an answer came about."""
    page, made = Page(to), answer.trace(knowledge.hash)["explained"]
    page.heading("How this was made")
    page.line(f"intent {made['intent']}; knowledge {made['knowledge'][:12]}", 2)
    page.line("scores " + ", ".join(f"{k} {v}" for k, v in made["scores"].items()), 2)
    for span in made["understood"].get("spans", ()):
        page.item("-", f"'{span['words']}' read as {span['kind']} {span['id']}", 2)
    for text in made["left_out"]:
        page.item("left out", text, 2, "dim")
