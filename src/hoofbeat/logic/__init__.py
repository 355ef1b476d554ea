"""A condition: a Boolean SQL expression over case fields and derived facts, parsed once and evaluated in three values.

`parse` reads it, `evaluate` answers true, false or unknown for one case, `explain` says why, `sql` answers for a table.
"""

from hoofbeat.logic.condition import Condition, names_in, text_of
from hoofbeat.logic.evaluate import Trace, compiled, explain, explainer
from hoofbeat.logic.parse import parse_condition
from hoofbeat.logic.truth import Truth
from hoofbeat.logic.vocabulary import Kind, Vocabulary

__all__ = [
    "Condition",
    "Kind",
    "Trace",
    "Truth",
    "Vocabulary",
    "compiled",
    "explain",
    "explainer",
    "names_in",
    "parse_condition",
    "text_of",
]
