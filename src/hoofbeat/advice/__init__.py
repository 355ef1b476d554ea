"""From a case and the knowledge to advice: verdict, options, what is missing, what would change it."""

from hoofbeat.advice.advise import advise, consult
from hoofbeat.advice.consultation import Consultation
from hoofbeat.advice.result import Advice

__all__ = ["Advice", "Consultation", "advise", "consult"]
