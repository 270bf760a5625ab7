"""Questions to a response: does the plan cover the service on the day, what is the patient's share, is an authorization needed."""

from edi270_271.answers.answer import answer
from edi270_271.answers.estimate import estimate
from edi270_271.answers.services import service_type_of
from edi270_271.answers.visit import estimate_visit

__all__ = ["answer", "estimate", "estimate_visit", "service_type_of"]
