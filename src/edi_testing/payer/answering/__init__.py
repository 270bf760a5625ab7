"""A simulated payer's answers about coverage: 270 inquiries to 271 responses.

What lives where: `asked` is one inquiry before the payer, `searching` whom it finds, `refusals` why it does not answer, `terms` what the plan
says of a service type, `rows` and `services` the benefit rows, `response` the whole answer, `asking` the inquiry that a claim makes.
"""

from edi_testing.payer.answering.asked import Asked
from edi_testing.payer.answering.asking import inquiry_for
from edi_testing.payer.answering.response import respond

__all__ = ["Asked", "inquiry_for", "respond"]
