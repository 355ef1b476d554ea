"""A question back: one sentence, and two ways on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from hoofbeat.ask import intents
from hoofbeat.ask.answer import Sentence
from hoofbeat.ask.conversation import Conversation
from hoofbeat.ask.patterns import AnyOf
from hoofbeat.ask.records import follow_ups, question_words
from hoofbeat.ask.records import intents as intent_file
from hoofbeat.ask.understanding import Understanding
from hoofbeat.knowledge import Knowledge
from hoofbeat.language.records import lexicon_words

_TEXT = "{text}"
_ABOUT = "about-hoofbeat"
_ALONE = 3
"""Words: a bare form with no more words than this is asked about."""
_MEANING = 9
"""Words: a question for the meaning of a bare form with no more words than this is asked about."""
_INDICES = ("ki67_percent", "mitoses_per_2mm2", "differentiation", "morphology", "reported_grade", "necrosis")
_POINTING = frozenset({"dose", "long", "safe", "often", "second", "first", "line", "next", "tablets", "injections"})
_OF_TREATMENT = "response-rate"
"""Asked back for where a treatment is not named."""
_ANYTHING = "recommendation"
"""Asked back for where a line of therapy is all that is said."""
_PRONOUNS = frozenset({"it", "that", "this", "they", "them", "one", "those", "these"})


@dataclass(frozen=True)
class Back:
    """What is asked back."""

    intent: str
    sentences: tuple[Sentence, ...]
    choices: tuple[str, ...]


def question_back(
    u: Understanding,
    choice: intents.Choice,
    features: frozenset[str],
    knowledge: Knowledge,
    before: Conversation | None,
) -> Back | None:
    """The question back, where a form has several meanings, the intent lacks what it needs, or the question is bare."""
    intent = choice.intent
    words = [w for w in u.words.words if w.isalnum()]
    asks_meaning = intent == "definition" and len(words) <= _MEANING
    ambiguous = _ambiguous(u, words, knowledge) if (len(words) <= _ALONE or asks_meaning) and before is None else None
    if ambiguous is not None:
        return ambiguous
    if before is not None and (before.case or before.treatments or before.studies):
        return None
    if intent is None:
        return _bare(u, words, "")
    record = intents.intent_record(intent)
    lacking = (
        intents.missing_slot(record, features) or _too_bare(intent, words, features) or _ungraded(u, intent, words)
    )
    if lacking and _in_scope(u, features, words):
        return _back(u, intent if record.asks.choices.of(u.reader) or not features & {"line"} else _ANYTHING)
    return _bare(u, words, intent) if choice.bare and len(words) <= _ALONE else None


def _too_bare(intent: str, words: list[str], features: frozenset[str]) -> bool:
    """Whether a recommendation names no disease, no case and no regimen."""
    if intent != "recommendation" or len(words) > _MEANING:
        return False
    return not features & {"tumor", "site", "case", "syndrome", "chemotherapy", "treatment"}


def _ungraded(u: Understanding, intent: str, words: list[str]) -> bool:
    """Whether a grade is asked of something whose indices are not said."""
    return (
        intent == "classification"
        and not any(f in u.case for f in _INDICES)
        and len(words) <= _MEANING
        and bool(_PRONOUNS & set(words) or len(words) <= _ALONE + 1)
    )


@lru_cache(maxsize=1)
def _field_words() -> AnyOf:
    return AnyOf(intent_file().field_words)


@lru_cache(maxsize=1)
def _tumor_words() -> AnyOf:
    return AnyOf(question_words().tumor_words)


@lru_cache(maxsize=1)
def _asking() -> AnyOf:
    return AnyOf(follow_ups().asks_first)


def asks_anything(u: Understanding) -> bool:
    """Whether a question has a question mark, or begins as one that asks; else it only tells of a case."""
    return "?" in u.words.words or u.words.line in _asking()


def is_bare_on_the_field(u: Understanding) -> bool:
    """Whether a question is a few words, one of them a word of this field."""
    words = [w for w in u.words.words if w.isalnum()]
    return len(words) <= _ALONE and u.words.line in _field_words()


def _in_scope(u: Understanding, features: frozenset[str], words: list[str]) -> bool:
    """Whether a question may be about this field: it names something of it, or is bare and stands for something said before."""
    named = features & {
        "treatment",
        "chemotherapy",
        "tumor",
        "site",
        "line",
        "pathology",
        "marker",
        "study",
        "safety_fact",
        "safety_named",
        "syndrome",
    }
    bare = len(words) <= _ALONE + 2
    asks = len(words) <= _MEANING and u.words.line in _field_words()
    return bool(named) or asks or (bare and bool(_PRONOUNS & set(words)))


def _bare(u: Understanding, words: list[str], intent: str) -> Back | None:
    """A few words that point at something not said."""
    points = bool((_PRONOUNS | _POINTING) & set(words))
    if not words or len(words) > _ALONE + 2 or not points:
        return None
    chosen = bool(intent) and bool(intents.intent_record(intent).asks.choices.of(u.reader))
    return _back(u, intent if chosen else _OF_TREATMENT)


@lru_cache(maxsize=1)
def _pointing() -> AnyOf:
    return AnyOf(follow_ups().points_at_nothing)


def points_at_nothing(u: Understanding) -> Back | None:
    """The question back where a question is a few words that judge what was never said ("is it worth it")."""
    return _back(u, _OF_TREATMENT) if u.words.line in _pointing() else None


def goes_on_from_text(choice: str) -> bool:
    """Whether a choice takes up the words of the question, which makes sense only where these are few."""
    return _TEXT in choice


def _back(u: Understanding, intent: str) -> Back | None:
    record = intents.intent_record(intent)
    text = record.asks.patient if u.reader == "patient" else record.asks.clinician
    bare = u.text.strip().rstrip("?.! ")
    choices = tuple(c.replace(_TEXT, bare[:1].upper() + bare[1:]) for c in record.asks.choices.of(u.reader))
    return Back(intent, (Sentence(text, (_ABOUT,), intent),), choices) if text else None


def _ambiguous(u: Understanding, words: list[str], knowledge: Knowledge) -> Back | None:
    """A bare short form that stands for several things, with no word beside it that decides: both are named."""
    if u.own and len(words) > 1:
        return None
    terms, treatments = knowledge.records("term"), knowledge.treatments
    for entry in lexicon_words().ambiguous:
        form = entry.form.lower()
        if f" {form} " in _tumor_words():
            continue
        if (
            form not in words
            or any(str(w) in words for m in entry.meanings for w in m.near)
            or form in question_words().ordinary
            or u.studies
        ):
            continue
        meant = [treatments[m.id].name for m in entry.meanings if m.kind == "treatment" and m.id in treatments]
        meant += [terms[m.id].term for m in entry.meanings if m.kind == "term" and m.id in terms]
        term = next((t for t in terms.values() if entry.form in (t.term, *t.aliases)), None)
        others = (
            [(o.partition(" means ")[2] or o).split(",")[0] for o in term.ambiguous_with] if term is not None else []
        )
        names = list(dict.fromkeys([*meant, *others, *([term.term] if term is not None else [])]))[:2]
        if len(names) < 2:
            continue
        cites = (term.id, term.source) if term is not None else (_ABOUT,)
        asks = intent_file().ambiguous_form
        template = asks.patient if u.reader == "patient" else asks.clinician
        text = template.format(form=entry.form, first=names[0], second=names[1])
        return Back("definition", (Sentence(text, cites, "definition"),), tuple(f"What is {n}?" for n in names))
    return None
