"""What stands on the two printed sheets, for the tumor board and for the patient, whether a browser or a PDF draws them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hoofbeat.advice.result import Advice
from hoofbeat.knowledge.wording import Wording
from hoofbeat.web.cards import Card, Figures, cards_of

if TYPE_CHECKING:
    from hoofbeat.knowledge.records import Source

MOST_OPTIONS = 6
MOST_DIFFERENCES = 2
LONGEST_SIDE = 120
LONGEST_TITLE = 64
MOST_QUESTIONS = 8
MOST_ESTABLISHED = 6
MOST_TESTS = 4
MOST_CALLS = 8


@dataclass(frozen=True)
class OptionRow:
    """One option in the table of the board's sheet; `cite` is the number of the source that decides it."""

    name: str
    cite: int | None
    position: str
    response: str
    control: str
    support: str
    settle: str


@dataclass(frozen=True)
class Side:
    """What one source says where another differs."""

    says: str
    cite: int


@dataclass(frozen=True)
class Difference:
    """Two sources that differ on one treatment."""

    about: str
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Reference:
    """A numbered source at the foot of the sheet."""

    number: int
    text: str


@dataclass(frozen=True)
class BoardSheet:
    """The sheet for the tumor board. `link` opens the case again; it holds facts, never a name."""

    patient: str
    title: str
    facts: tuple[tuple[str, str], ...]
    unknown: str
    verdict: str
    says: str
    says_cites: tuple[int, ...]
    options: tuple[OptionRow, ...]
    more_options: int
    excluded: tuple[tuple[str, str], ...]
    questions: tuple[str, ...]
    differences: tuple[Difference, ...]
    more_differences: int
    references: tuple[Reference, ...]
    review: str
    as_of: str
    knowledge: str
    link: str


@dataclass(frozen=True)
class PatientSheet:
    """The sheet for the patient, in plain words."""

    patient: str
    known: str
    options: tuple[tuple[str, str], ...]
    questions: tuple[str, ...]
    tests: tuple[str, ...]
    calls: tuple[str, ...]
    as_of: str
    knowledge: str
    approved: bool


def board_sheet(advice: Advice, wording: Wording, patient: str = "", link: str = "") -> BoardSheet:
    """For the tumor board: facts, options, decisive numbers, disagreements, open questions, references."""
    knowledge = wording.knowledge
    usable, excluded = cards_of(advice, knowledge)
    shown = [c for c in usable if not c.option.member_of][:MOST_OPTIONS]
    numbers = {source: n for n, source in enumerate(_cited(advice, shown), 1)}
    unknown = [n for n in knowledge.essential_fields if n not in advice.case]
    chemotherapy = advice.chemotherapy
    return BoardSheet(
        patient=patient,
        title=advice.classification.label,
        facts=tuple((wording.field(k), wording.stated(k, v)) for k, v in advice.case.items()),
        unknown=wording.fields(sorted(unknown, key=list(knowledge.fields).index)),
        verdict=chemotherapy.verdict.replace("_", " "),
        says=" ".join([chemotherapy.says, *(rule.says for rule in chemotherapy.safety)]),
        says_cites=tuple(dict.fromkeys(numbers[source] for source in _behind_verdict(advice))),
        options=tuple(_row(c, wording, numbers) for c in shown),
        more_options=len(usable) - len(shown),
        excluded=tuple((c.option.name, "declined" if c.option.declined else c.option.position) for c in excluded),
        questions=tuple(e.asks for e in advice.establish_first[:MOST_ESTABLISHED]),
        differences=_differences(advice, wording, numbers),
        more_differences=max(0, len(advice.contradictions) - MOST_DIFFERENCES),
        references=tuple(Reference(n, reference_text(knowledge.sources[s])) for s, n in numbers.items()),
        review=str(advice.review["says"]),
        as_of=advice.as_of,
        knowledge=advice.knowledge,
        link=link,
    )


def _behind_verdict(advice: Advice) -> list[str]:
    """The sources of the statement that decides and of the safety rules that hold for chemotherapy as a whole."""
    deciding = [s.source for s in advice.chemotherapy.because if s.role == "decides"]
    return deciding + [rule.source for rule in advice.chemotherapy.safety]


def _cited(advice: Advice, shown: list[Card]) -> list[str]:
    """The sources that the sheet cites, in the order in which they appear on it."""
    found = _behind_verdict(advice)
    for card in shown:
        found += [card.decides.source] if card.decides else []
        found += [f.source for f in (*card.response.shown[:1], *card.control.shown[:1])]
    found += [side["source"] for c in advice.contradictions[:MOST_DIFFERENCES] for side in c.statements[:2]]
    return list(dict.fromkeys(found))


def _row(card: Card, wording: Wording, numbers: dict[str, int]) -> OptionRow:
    needs = list(dict.fromkeys(n.field for n in card.option.needs))
    return OptionRow(
        name=card.option.name,
        cite=numbers[card.decides.source] if card.decides else None,
        position=card.option.position,
        response=_figure(card.response, numbers),
        control=_figure(card.control, numbers),
        support=f"{card.option.evidence.directness or 'no study'}; {card.graded}",
        settle=wording.fields(needs),
    )


def _figure(figures: Figures, numbers: dict[str, int]) -> str:
    """The nearest figure with its group and its reference."""
    for figure in figures.shown[:1]:
        return f"{figure.text}, n\u00a0{figure.patients or '?'}\u00a0[{numbers[figure.source]}]"
    return "none near"


def _differences(advice: Advice, wording: Wording, numbers: dict[str, int]) -> tuple[Difference, ...]:
    return tuple(
        Difference(
            wording.treatment(c.about),
            tuple(Side(shortened(s["says"], LONGEST_SIDE), numbers[s["source"]]) for s in c.statements[:2]),
        )
        for c in advice.contradictions[:MOST_DIFFERENCES]
    )


def shortened(text: str, longest: int) -> str:
    """Text of at most that many characters, cut between words."""
    if len(text) <= longest:
        return text
    return text[: longest - 3].rsplit(" ", 1)[0].rstrip(",;: ") + "..."


def reference_text(source: Source) -> str:
    """A source as one line of references."""
    title = shortened(source.title, LONGEST_TITLE)
    place = f" doi:{source.doi}" if source.doi else f" PMID {source.pmid}" if source.pmid else ""
    return f"{source.short}. {title}{place}"


def patient_sheet(advice: Advice, wording: Wording, patient: str = "") -> PatientSheet:
    """For the patient: plain words, what to ask, when to call."""
    knowledge = wording.knowledge
    usable, _ = cards_of(advice, knowledge)
    shown = [c for c in usable if not c.option.member_of][:MOST_OPTIONS]
    texts = {t.treatment: t for t in knowledge.records("plain").values()}
    read = [texts[c.option.treatment] for c in shown if c.option.treatment in texts]
    return PatientSheet(
        patient=patient,
        known=advice.classification.plain,
        options=tuple((c.option.name, c.option.plain) for c in shown),
        questions=_common([t.questions_to_ask for t in read], MOST_QUESTIONS),
        tests=tuple(knowledge.fields[e.field].plain for e in advice.establish_first[:MOST_TESTS]),
        calls=_common([t.call_at_once for t in read], MOST_CALLS),
        as_of=advice.as_of,
        knowledge=advice.knowledge,
        approved=bool(advice.review["statuses"].get("approved")),
    )


def _common(lists: list[list[str]], most: int) -> tuple[str, ...]:
    """The entries that most of the lists share, the most shared first."""
    count: dict[str, int] = {}
    for entries in lists:
        for entry in entries:
            count[entry] = count.get(entry, 0) + 1
    order = list(count)
    return tuple(sorted(order, key=lambda e: (-count[e], order.index(e)))[:most])
