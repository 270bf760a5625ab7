"""Questions to a response: does the plan cover the service on the day, what is the patient's share, is an authorization needed."""

from edi270_271.answers.answer import answer
from edi270_271.answers.estimate import estimate

__all__ = ["answer", "estimate"]
