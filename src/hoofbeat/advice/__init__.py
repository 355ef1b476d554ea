"""From a case and the knowledge to advice: verdict, options, what is missing, what would change it."""

from hoofbeat.advice.advise import advise
from hoofbeat.advice.result import Advice

__all__ = ["Advice", "advise"]
