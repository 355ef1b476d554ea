"""One check for every sentence, whoever wrote it: our templates or a model.

Each number, treatment name, comparison, negation and degree of certainty must be licensed by the cited records; every
citation must resolve to a record that is current; nothing forbidden for this reader and intent may stand in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from hoofbeat.ask.answer import Sentence
from hoofbeat.ask.citations import citation, every_record
from hoofbeat.ask.claims import Claim
from hoofbeat.ask.forms import ForReaders, Outside, Phrase, Reader
from hoofbeat.ask.names import texts_of
from hoofbeat.ask.readability import grade, masked
from hoofbeat.ask.records import checks, emergencies, sayings, withheld
from hoofbeat.knowledge import Knowledge
from hoofbeat.language import Lexicon

_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*")
_WORDS = re.compile(r"[a-z']+")
_TREATMENT = frozenset({"treatment"})


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a sentence."""

    check: str
    what: str


@lru_cache(maxsize=1)
def _names_with_numbers() -> re.Pattern[str]:
    return re.compile("|".join(checks().name_numbers), re.IGNORECASE)


def numbers_in(text: str) -> frozenset[str]:
    """The figures of a text, names with figures in them apart; padded zeros and commas do not matter."""
    bare = _names_with_numbers().sub(" ", text)
    return frozenset(_normal(n) for n in _NUMBER.findall(bare))


def _normal(printed: str) -> str:
    number = printed.replace(",", "") if re.fullmatch(r"\d{1,3}(?:,\d{3})+", printed) else printed.replace(",", ".")
    try:
        return f"{float(number):g}"
    except ValueError:
        return number


@lru_cache(maxsize=8192)
def names_in(text: str, knowledge: Knowledge) -> frozenset[str]:
    """The treatments that a text names."""
    return frozenset(m.id for m in Lexicon.of(knowledge).find(text, _TREATMENT))


def words_in(text: str) -> frozenset[str]:
    """The words of a text, in small letters."""
    return frozenset(_WORDS.findall(text.lower().replace("’", "'")))


def negations_in(text: str) -> int:
    """How many negations a text has."""
    wanted = set(checks().negations)
    return sum(w in wanted for w in _WORDS.findall(text.lower().replace("’", "'")))


def resolves(cite: str, knowledge: Knowledge) -> bool:
    """Whether a citation names a record, a source or a phrase that exists."""
    return citation(cite, knowledge) is not None


@lru_cache(maxsize=4096)
def _text_of(cite: str, knowledge: Knowledge) -> str:
    found = every_record(knowledge).get(cite)
    if found is None:
        return ""
    kind, record = found
    if kind == "source":
        return ""
    data = record.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    text = " ".join([*texts_of(data, frozenset({"url", "doi", "pmid", "cases"})), *map(str, _figures(data))])
    related = [
        getattr(record, "about", None),
        getattr(record, "treatment", None),
        *getattr(record, "contains", []),
        *(a.treatment for a in getattr(record, "arms", [])),
    ]
    names = [knowledge.treatments[t].name for t in related if t in knowledge.treatments]
    return f"{text} {' '.join(names)}"


def _figures(value: Any) -> Iterable[Any]:
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _figures(item)
    elif isinstance(value, list):
        for item in value:
            yield from _figures(item)


@lru_cache(maxsize=1)
def _phrases() -> tuple[Phrase, ...]:
    """Every sentence that stands ready in the phrase records."""
    outside = withheld()
    groups: list[ForReaders] = [*emergencies().emergencies, *sayings().values(), *(w.says for w in outside.withheld)]
    groups += [value.says for _, value in outside if isinstance(value, Outside)]
    return tuple(s for g in groups for s in (*g.clinician, *g.patient))


@lru_cache(maxsize=1024)
def _phrases_on(cites: tuple[str, ...]) -> str:
    """The sentences of the phrase records that rest on one of these sources, or belong to one of these sayings."""
    own = [s for c in cites if c in sayings() for s in (*sayings()[c].clinician, *sayings()[c].patient)]
    return " ".join(s.text for s in (*own, *(s for s in _phrases() if not set(cites).isdisjoint(s.cites))))


def _citation_faults(sentence: Sentence, claim: Claim | None, knowledge: Knowledge) -> Iterable[Fault]:
    if not sentence.cites:
        yield Fault("citation", "no record is cited")
    every = every_record(knowledge)
    for cite in sentence.cites:
        if not resolves(cite, knowledge):
            yield Fault("citation", f"'{cite}' is no record")
            continue
        _, record = every.get(cite, ("", None))
        if getattr(record, "retracted", False):
            yield Fault("citation", f"'{cite}' is retracted")
        superseded = getattr(record, "superseded", None)
        if (
            superseded
            and superseded.from_ <= knowledge.edition.date
            and (claim is None or claim.predicate != "superseded")
        ):
            yield Fault("citation", f"'{cite}' is superseded")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text says that must be licensed: its figures, the treatments it names, and its words."""

    numbers: frozenset[str]
    names: frozenset[str]
    words: frozenset[str]


@lru_cache(maxsize=8192)
def _meaning_of(text: str, knowledge: Knowledge) -> Meaning:
    return Meaning(numbers_in(text), names_in(text, knowledge), words_in(text))


def _license(sentence: Sentence, claim: Claim | None, knowledge: Knowledge) -> Meaning:
    """Everything that the cited records and the claim itself say."""
    texts = [*(_text_of(c, knowledge) for c in sentence.cites), _phrases_on(sentence.cites)]
    if claim is not None:
        texts.append(" ".join([claim.subject, claim.population, claim.certainty, *claim.slots.values()]))
        if claim.predicate in _COMPUTED or set(sentence.cites) & sayings().keys():
            texts.append(claim.value)
    found = [_meaning_of(text, knowledge) for text in texts if text.strip()]
    return Meaning(
        frozenset().union(*(m.numbers for m in found)),
        frozenset().union(*(m.names for m in found)),
        frozenset().union(*(m.words for m in found)),
    )


_COMPUTED = frozenset(
    {
        "pooled",
        "pooled_one",
        "not_pooled",
        "prediction",
        "what_if",
        "differ",
        "sure_source",
        "says_counts",
        "study_note",
    }
)


def _meaning_faults(sentence: Sentence, claim: Claim | None, knowledge: Knowledge) -> Iterable[Fault]:
    allowed, said = _license(sentence, claim, knowledge), _meaning_of(sentence.text, knowledge)
    strange = said.numbers - allowed.numbers - frozenset(checks().template_numbers)
    if strange:
        yield Fault("number", ", ".join(sorted(strange)))
    table = knowledge.treatments
    unknown = {n for n in said.names - allowed.names if not any(table.is_a(k, n) for k in allowed.names)}
    if unknown:
        yield Fault("name", ", ".join(sorted(unknown)))
    own = words_in(claim.words("clinician") + " " + claim.words("patient")) if claim is not None else frozenset()
    words = allowed.words | own
    if said.words & set(checks().negations) and not words & set(checks().negations):
        yield Fault("negation", "a negation that no cited record has")
    for family, listed in checks().comparators.items():
        compared = said.words & set(listed)
        if compared and not words & set(listed):
            yield Fault("comparison", f"{family}: {', '.join(sorted(compared))}")
    certain = said.words & set(checks().certain) - words
    if certain:
        yield Fault("certainty", ", ".join(sorted(certain)))


@cache
def _forbidden(reader: str, forbids: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    found = [p for name in (*checks().always, *forbids) for p in getattr(checks().forbidden[name], reader)]
    return tuple(re.compile(p.removeprefix("re:"), re.IGNORECASE) for p in dict.fromkeys(found))


def faults(
    sentence: Sentence, claim: Claim | None, knowledge: Knowledge, reader: Reader, forbids: Sequence[str] = ()
) -> list[Fault]:
    """Everything that is wrong with a sentence; nothing where it may be shown."""
    found = [*_citation_faults(sentence, claim, knowledge), *_meaning_faults(sentence, claim, knowledge)]
    for pattern in _forbidden(reader, tuple(forbids)):
        match = pattern.search(sentence.text)
        if match:
            found.append(Fault("forbidden", match.group()))
    if reader == "patient":
        reading = plain_grade(sentence.text, knowledge)
        if reading > checks().sentence_limit:
            found.append(Fault("reading", f"grade {reading:.1f}"))
    return found


@lru_cache(maxsize=4)
@lru_cache(maxsize=8)
def treatment_names(knowledge: Knowledge) -> tuple[str, ...]:
    """Every name of a treatment, for masking."""
    names = {n for t in knowledge.treatments.values() for n in (t.name, *t.aliases) if len(n) > 3}
    return tuple(sorted(names))


@lru_cache(maxsize=4096)
def plain_grade(text: str, knowledge: Knowledge) -> float:
    """The reading grade of a text with treatment names masked."""
    return grade(masked(text, treatment_names(knowledge)))


def as_strict(sentence: Sentence, template: Sentence, knowledge: Knowledge) -> list[Fault]:
    """What a rewording changed against the sentence it stands for: nothing may be added, left out, turned or firmed up."""
    found = []
    if numbers_in(sentence.text) != numbers_in(template.text):
        found.append(Fault("number", "differs from the claim"))
    if names_in(sentence.text, knowledge) != names_in(template.text, knowledge):
        found.append(Fault("name", "differs from the claim"))
    if negations_in(sentence.text) != negations_in(template.text):
        found.append(Fault("negation", "differs from the claim"))
    for family, words in checks().comparators.items():
        if bool(words_in(sentence.text) & set(words)) != bool(words_in(template.text) & set(words)):
            found.append(Fault("comparison", family))
    if words_in(template.text) & set(checks().hedges) and not words_in(sentence.text) & set(checks().hedges):
        found.append(Fault("certainty", "a hedge is missing"))
    if grade(sentence.text) > max(grade(template.text), checks().grade_limit) + 1:
        found.append(Fault("reading", "harder to read"))
    if len(sentence.text) > 2 * len(template.text) + 60:
        found.append(Fault("length", "much longer than the claim"))
    return found
