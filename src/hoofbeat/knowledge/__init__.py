"""Records: loaded, validated, checked, searched, kept as one read-only snapshot with a hash."""

from hoofbeat.knowledge.load import load_knowledge
from hoofbeat.knowledge.snapshot import Knowledge

__all__ = ["Knowledge", "load_knowledge"]
