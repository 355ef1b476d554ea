"""Claims: what an answer may say. Nothing else reaches the page.

A claim is a subject, a predicate and a value, with the population it holds for, the records it rests on and how certain
it is. A template puts it into words; the text it may draw on is that of the records it cites.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from hoofbeat.ask.forms import Phrase, Reader
from hoofbeat.ask.records import templates
from hoofbeat.knowledge import Knowledge
from hoofbeat.knowledge.records import (
    Organization,
    Pitfall,
    PlainText,
    SafetyRule,
    Statement,
    Syndrome,
    Term,
    Treatment,
    Trial,
)

Role = Literal["heard", "safety", "bottom", "sure", "detail", "number", "read", "caveat", "change", "call", "ask"]
ROLES: tuple[Role, ...] = (
    "heard",
    "safety",
    "bottom",
    "sure",
    "detail",
    "number",
    "read",
    "caveat",
    "change",
    "call",
    "ask",
)
"""In the order in which an answer says them."""


@dataclass(frozen=True)
class Claim:
    """One thing that may be said."""

    predicate: str
    subject: str
    value: str
    cites: tuple[str, ...]
    role: Role = "detail"
    plain: str = ""
    unit: str = ""
    population: str = ""
    certainty: str = ""
    slots: Mapping[str, str] = field(default_factory=dict)
    key: str = ""

    @property
    def id(self) -> str:
        """What tells it from other claims of an answer."""
        return self.key or f"{self.predicate} {self.subject} {self.value}"

    def words(self, reader: Reader) -> str:
        """The claim in words, by its template."""
        template = templates().templates[self.predicate]
        form = template.patient if reader == "patient" else template.clinician
        value = self.plain if reader == "patient" and self.plain else self.value
        if self.subject and value.lower().startswith(self.subject.lower()):
            form = form.replace(", {subject}:", ":").replace("{subject}: {value}", "{value}")
        filled = form.format_map({"subject": self.subject, "value": value, **self.slots})
        return tidy(filled)


_NO_COUNTRY = ("international", "not stated")


def tidy(text: str) -> str:
    """One sentence or more, with a capital at the start, a mark at the end and no doubled marks."""
    text = (
        " ".join(text.split())
        .replace(" .", ".")
        .replace(" ,", ",")
        .replace("..", ".")
        .replace(".;", ";")
        .replace(": .", ".")
    )
    if text and text[0].islower() and (text[1:2].islower() or text[1:2] in (" ", ",")):
        text = text[0].upper() + text[1:]
    return text if not text or text[-1] in ".!?'\"" else f"{text}."


def within_sentence(name: str) -> str:
    """A name as it stands inside a sentence: in small letters, where it does not begin with an abbreviation."""
    return name[0].lower() + name[1:] if name[1:2].islower() else name


def of_statement(statement: Statement, role: Role = "detail", predicate: str = "says", subject: str = "") -> Claim:
    """What one source advises."""
    return Claim(
        predicate,
        subject,
        statement.says,
        (statement.id, statement.source),
        role,
        plain=statement.plain,
        key=statement.id,
    )


def of_treatment(treatment: Treatment, role: Role = "detail") -> Claim:
    """What a treatment is."""
    return Claim(
        "named",
        treatment.name,
        treatment.is_,
        (treatment.id, treatment.source),
        role,
        plain=treatment.plain,
        key=f"is {treatment.id}",
    )


def of_term(term: Term, role: Role = "bottom") -> Claim:
    """What a word means."""
    return Claim(
        "named", term.term, term.clinical, (term.id, term.source), role, plain=term.plain, key=f"term {term.id}"
    )


def of_safety(rule: SafetyRule, knowledge: Knowledge, role: Role = "detail") -> Claim:
    """A contraindication or a caution."""
    name = knowledge.treatments[rule.treatment].name
    severity = templates().words.severities[rule.severity]
    return Claim(
        "caution",
        name,
        rule.says,
        (rule.id, rule.source),
        role,
        plain=rule.plain,
        slots={"severity": severity},
        key=rule.id,
    )


def of_pitfall(pitfall: Pitfall, role: Role = "caveat") -> Claim:
    """What goes wrong."""
    return Claim("says", "", pitfall.says, (pitfall.id, pitfall.source), role, plain=pitfall.plain, key=pitfall.id)


def of_syndrome(syndrome: Syndrome, role: Role = "bottom") -> Claim:
    """A hormone syndrome and what controls it."""
    return Claim(
        "syndrome",
        syndrome.name,
        syndrome.is_,
        (syndrome.id, syndrome.source),
        role,
        plain=syndrome.plain,
        key=f"syndrome {syndrome.id}",
    )


def of_organization(organization: Organization, role: Role = "detail") -> Claim:
    """Who helps."""
    somewhere = organization.country not in _NO_COUNTRY
    slots = {"country": organization.country, "place": f" ({organization.country})" if somewhere else ""}
    return Claim(
        "organization",
        organization.name,
        organization.offers,
        (organization.id, organization.source),
        role,
        plain=organization.plain,
        slots=slots,
        key=organization.id,
    )


def of_trial(trial: Trial, role: Role = "bottom") -> Claim:
    """A trial under way, and what became of it."""
    words = templates().words
    slots = {
        "date": trial.status_as_of.isoformat(),
        "status": words.statuses[trial.status],
        "note": f" {trial.note}" if trial.note else "",
    }
    return Claim(
        "trial", trial.name, trial.question, (trial.id, trial.source), role, slots=slots, key=f"trial {trial.id}"
    )


def of_phrase(
    phrase: Phrase, cites: tuple[str, ...] = (), role: Role = "detail", counts: Mapping[str, Any] | None = None
) -> Claim:
    """A sentence of the phrase records, with counts filled in."""
    text = phrase.text.format_map({k: str(v) for k, v in counts.items()}) if counts else phrase.text
    return Claim("says", "", text, (*cites, *phrase.cites), role, key=text)


def of_plain(plain: PlainText, part: str, role: Role = "detail") -> Claim:
    """A paragraph of what patients read: `what_it_is`, `how_it_works` or `how_it_is_given`."""
    sources = tuple(dict.fromkeys(p.source for p in plain.sources if p.for_ in (None, part)))
    return Claim(
        "says", plain.title, str(getattr(plain, part)), (plain.id, *sources[:2]), role, key=f"{plain.id} {part}"
    )


def of_list(
    plain: PlainText, part: str, predicate: str, role: Role, name: str, most: int = 12, chosen: Sequence[str] = ()
) -> Claim:
    """A list of what patients read: side effects, when to call, what to ask; the first ones, or those chosen."""
    sources = tuple(dict.fromkeys(p.source for p in plain.sources if p.for_ in (None, part)))
    items = list(chosen or getattr(plain, part))[:most]
    joined = " ".join(f"'{i}'" for i in items) if part == "questions_to_ask" else "; ".join(items)
    return Claim(predicate, name, joined, (plain.id, *sources[:2]), role, key=f"{plain.id} {part}")
