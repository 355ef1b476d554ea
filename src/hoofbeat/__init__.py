"""Hoofbeat: cited advice on chemotherapy for people with neuroendocrine neoplasms.

It supports a professional's judgement, is no medical device, and never tells a patient to start, stop or change a
treatment.
"""

from hoofbeat.advice import Advice, advise
from hoofbeat.case import Case, read_case
from hoofbeat.errors import CaseError, HoofbeatError, KnowledgeError
from hoofbeat.knowledge import Knowledge, load_knowledge

__version__ = "0.1.0"
__all__ = [
    "Advice",
    "Case",
    "CaseError",
    "HoofbeatError",
    "Knowledge",
    "KnowledgeError",
    "advise",
    "load_knowledge",
    "read_case",
]
