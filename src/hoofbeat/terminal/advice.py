"""The advice for one case as readable text: verdict, options, disagreements, what is missing, sources."""

from __future__ import annotations

from rich.console import Console

from hoofbeat.advice.result import Advice, OptionShown, SourceShown, StatementShown, TracePart
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.wording import Wording
from hoofbeat.terminal.page import Page

_MARK = {
    "prefer": "++",
    "offer": "+ ",
    "consider": "o ",
    "reserve": ". ",
    "avoid": "- ",
    "contraindicated": "x ",
}
_ROLE = {
    "decides": "decides",
    "applies": "also",
    "note": "note",
    "superseded": "overturned",
    "undetermined": "waits",
}
MOST_ESTABLISHED = 8
MOST_NOTES = 4
MOST_ALSO = {"applies": 2, "undetermined": 4}
"""Further statements shown beside the deciding one, and statements that wait for a fact; the rest is counted, and whole in JSON."""


class Numbers:
    """The number of each source, in the order in which the page cites them; what it does not cite has none. And the words for fields."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self.numbers: dict[str, int] = {}

    def of(self, source: str) -> int:
        """The number of a source, given at its first citation."""
        return self.numbers.setdefault(source, len(self.numbers) + 1)


def print_advice(advice: Advice, knowledge: Knowledge, to: Console, *, explain: bool = False) -> None:
    """Writes the whole answer; with `explain`, the trace of every condition as well."""
    page, wording = Page(to), Wording(knowledge)
    notes = Numbers(wording)
    _opening(page, advice, wording)
    _verdict(page, advice, notes)
    _establish(page, advice)
    _options(page, advice, notes)
    _what_if(page, advice)
    _pitfalls(page, advice, notes)
    _contradictions(page, advice, notes)
    _notes(page, advice, notes)
    _sources(page, advice, notes)
    if explain:
        _traces(page, advice)
    page.blank()
    page.line(advice.review["says"])
    page.line("It supports a professional's judgement; it is no medical device.")
    page.line(f"As of {advice.as_of}; knowledge {advice.knowledge[:12]}.")


def _opening(page: Page, advice: Advice, wording: Wording) -> None:
    page.title(advice.classification.label)
    page.line(
        "; ".join(f"{wording.field(k)}: {wording.stated(k, v)}" for k, v in advice.case.items())
        or "Nothing is known of this case yet.",
        style="dim",
    )
    for text in advice.classification.implied:
        page.item("*", text, 2)
    for text in advice.classification.presumptions:
        page.item("*", f"Presumed: {text}", 2)


def _cite(source: str, at: str, notes: Numbers) -> str:
    return f"[{notes.of(source)}, {at}]"


def _statement(page: Page, statement: StatementShown, notes: Numbers, indent: int) -> None:
    text = f"{statement.says} {_cite(statement.source, statement.at, notes)}"
    if statement.position and statement.role != "superseded":
        text = f"({statement.position}) {text}"
    if statement.superseded:
        text += f" Overturned from {statement.superseded['from']}: {statement.superseded['why']} [{notes.of(statement.superseded['by'])}]"
    if statement.role == "undetermined" and statement.missing:
        text += f" Not known: {notes.wording.fields(statement.missing)}."
    page.item(f"{_ROLE[statement.role]}:", text, indent, "" if statement.role == "decides" else "dim")


def _statements(page: Page, statements: list[StatementShown], notes: Numbers, indent: int) -> None:
    """The deciding statement, a few that also apply or wait, and what was overturned; the rest is counted."""
    left_out: list[StatementShown] = []
    for role, most in MOST_ALSO.items():
        left_out += [s for s in statements if s.role == role][most:]
    for statement in statements:
        if statement.role != "note" and statement not in left_out:
            _statement(page, statement, notes, indent)
    for role, (one, many) in {"applies": ("applies", "apply"), "undetermined": ("waits", "wait")}.items():
        count = sum(s.role == role for s in left_out)
        further = f"One further statement {one}." if count == 1 else f"{count} further statements {many}."
        if count:
            page.item(f"{_ROLE[role]}:", further, indent, "dim")


def _verdict(page: Page, advice: Advice, notes: Numbers) -> None:
    page.heading(f"Chemotherapy: {advice.chemotherapy.verdict.replace('_', ' ')}")
    page.line(advice.chemotherapy.says)
    for rule in advice.chemotherapy.safety:
        page.item("safety:", f"{rule.says} {_cite(rule.source, rule.at, notes)}", 2)
    _statements(page, advice.chemotherapy.because, notes, 2)


def _establish(page: Page, advice: Advice) -> None:
    if not advice.establish_first:
        return
    page.heading("To establish first")
    for number, fact in enumerate(advice.establish_first[:MOST_ESTABLISHED], 1):
        page.item(f"{number}.", f"{fact.asks} ({fact.field}) {fact.why}", 2)
    rest = advice.establish_first[MOST_ESTABLISHED:]
    if rest:
        page.line(f"And: {', '.join(f.field for f in rest)}.", 2)


def _options(page: Page, advice: Advice, notes: Numbers) -> None:
    page.heading("Options")
    if not advice.options:
        page.line("No source names a treatment for what is known of this case.")
    before = 0
    for option in advice.options:
        _option(page, option, notes, first=option.place != before)
        before = option.place


def _option(page: Page, option: OptionShown, notes: Numbers, *, first: bool) -> None:
    """One option; a member of a family stands under it, without a number of its own."""
    against = option.position in ("avoid", "contraindicated")
    indent = 4 if option.member_of else 2
    page.item(
        f"{option.place if first else '':2} {_MARK[option.position]}",
        f"{option.name}: {option.says}",
        indent - 2,
        "" if against else "bold",
    )
    inner = indent + 4
    for rule in option.contraindications:
        page.item("x", f"{rule.says} {_cite(rule.source, rule.at, notes)}", inner)
    _statements(page, option.statements, notes, inner)
    if against:
        return
    if option.evidence.says:
        page.item(
            "evidence:",
            f"{(option.evidence.directness or '').capitalize()}. {option.evidence.says}",
            inner,
            "dim",
        )
    for said in option.history:
        page.item("history:", said, inner)
    for rule in option.cautions:
        page.item("caution:", f"{rule.says} {_cite(rule.source, rule.at, notes)}", inner)
    if option.needs:
        page.item("needs:", ", ".join(n.name for n in option.needs), inner)


def _what_if(page: Page, advice: Advice) -> None:
    if advice.what_if:
        page.heading("How near the advice is to changing")
        for item in advice.what_if:
            page.item("~", item.says, 2)


def _pitfalls(page: Page, advice: Advice, notes: Numbers) -> None:
    if advice.pitfalls:
        page.heading("Pitfalls")
        for pitfall in advice.pitfalls:
            page.item("!", f"{pitfall.says} {_cite(pitfall.source, pitfall.at, notes)}", 2)


def _contradictions(page: Page, advice: Advice, notes: Numbers) -> None:
    if advice.contradictions:
        page.heading("Where the sources differ")
        for item in advice.contradictions:
            page.line(f"{item.about}: {item.why}", 2)
            for side in item.statements:
                position = f"({side['position']}) " if side["position"] else ""
                page.item(
                    "-",
                    f"{side['published'].split('-')[0]}: {position}{side['says']} {_cite(side['source'], side['at'], notes)}",
                    4,
                )


def _notes(page: Page, advice: Advice, notes: Numbers) -> None:
    if advice.notes:
        page.heading("Also said of a case like this")
    for statement in advice.notes[:MOST_NOTES]:
        page.item("-", f"{statement.says} {_cite(statement.source, statement.at, notes)}", 2)
    if len(advice.notes) > MOST_NOTES:
        page.line(f"{len(advice.notes) - MOST_NOTES} more in the JSON.", 2, "dim")


def _sources(page: Page, advice: Advice, notes: Numbers) -> None:
    page.heading("Sources")
    named = {source.id: source for source in advice.sources}
    for cited, number in notes.numbers.items():
        source = named[cited]
        where = f"doi:{source.doi}" if source.doi else f"PMID {source.pmid}" if source.pmid else source.url or ""
        corrected = f" Corrected by doi:{source.corrected_by}." if source.corrected_by else ""
        page.item(
            f"[{number}]",
            f"{_named(source)}. {where} (read: {source.read}){corrected}",
            0,
            "dim",
        )


def _named(source: SourceShown) -> str:
    """Author, year and title; the title alone where nobody is named."""
    opening = source.short.rsplit(", ", 1)[0]
    if source.title.startswith(opening.removesuffix(" ...")):
        return f"{source.title.rstrip('.?')} ({source.short.rsplit(', ', 1)[1]})"
    return f"{source.short}. {source.title.rstrip('.')}"


def _traces(page: Page, advice: Advice) -> None:
    page.heading("Every condition")
    for fact in advice.classification.facts:
        value = "unknown" if fact.value is None else str(fact.value).lower()
        page.item(f"{fact.name}:", value + (f" (not known: {', '.join(fact.missing)})" if fact.missing else ""), 2)
        if fact.trace:
            _trace(page, fact.trace, 6)
    statements = [
        *advice.chemotherapy.because,
        *(s for o in advice.options for s in o.statements),
        *advice.undetermined,
    ]
    for statement in {s.id: s for s in statements}.values():
        page.item(f"{statement.id}:", statement.truth, 2)
        if statement.trace:
            _trace(page, statement.trace, 6)


def _trace(page: Page, trace: TracePart, indent: int) -> None:
    known = f"   <- {trace.known}" if trace.field and not trace.parts else ""
    page.item(f"{trace.truth:>7}", trace.condition + known, indent, "dim")
    for part in trace.parts:
        _trace(page, part, indent + 4)
