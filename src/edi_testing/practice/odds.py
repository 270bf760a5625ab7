"""How often something goes wrong at a simulated practice."""

from __future__ import annotations

import attrs


@attrs.frozen(kw_only=True)
class Odds:
    """Fractions from 0 to 1: of files, claims, remittances or deposits, as each field says."""

    held: float = 0.06
    """Claims that wait for something before they are sent."""
    file_lost: float = 0.04
    """Files that never arrive, and that nobody answers; they are sent again."""
    file_broken: float = 0.05
    """Files that are damaged on the way and rejected as a whole (999); they are sent again."""
    answer_lost: float = 0.04
    """Files that arrive, and whose answers do not."""
    wrong_member: float = 0.05
    """Claims with a member id that the payer does not know: rejected (277CA), and sent as new."""
    sent_twice: float = 0.03
    """Claims that are sent again although the payer has them: rejected as such."""
    slow: float = 0.06
    """Claims that a payer decides long after it must, with interest."""
    incomplete: float = 0.07
    """Lines that are denied at first because something is missing (CO-16)."""
    unauthorized: float = 0.04
    """Lines that are denied at first for want of an authorization (CO-197)."""
    uncovered: float = 0.03
    """Lines that are denied at first because coverage had ended (PR-27)."""
    given_up: float = 0.15
    """Denied claims that are written off at once; of the others half are corrected and a quarter appealed."""
    appeal_won: float = 0.5
    """Appeals that are won."""
    taken_back: float = 0.04
    """Decisions that a payer takes back for good."""
    reprocessed: float = 0.05
    """Decisions that a payer takes back and makes anew."""
    replaced: float = 0.04
    """Decided claims that the practice replaces of itself, with a line less where there are several."""
    voided: float = 0.03
    """Decided claims that the practice voids."""
    mail_late: float = 0.1
    """Remittances, and answers to files, that arrive late."""
    deposit_split: float = 0.1
    """Payments that the bank books in two parts."""
    deposit_late: float = 0.08
    deposit_missing: float = 0.05
    deposit_stray: float = 0.03
    """Deposits beside a payment's own that no remittance explains."""


NOTHING_GOES_WRONG = Odds(**{one.name: 0.0 for one in attrs.fields(Odds)})
"""Every claim is right, arrives and is paid in time, and every payment is booked."""
