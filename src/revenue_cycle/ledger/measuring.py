"""The ledger as a whole: what there is to do, how old it is, how well it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import edi837
from revenue_cycle import (
    audit,
    escapes,
    metrics,
    receivables,
    summary,
    trends,
    worklist,
)
from revenue_cycle.receivables import AgedBy
from revenue_cycle.trends import Period

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from edi837 import Rule
    from revenue_cycle.audit import AuditFlag, AuditOutcome
    from revenue_cycle.contracts import Contracts
    from revenue_cycle.escapes import Escaped, StageRow
    from revenue_cycle.metrics import Metrics
    from revenue_cycle.receivables import Aging
    from revenue_cycle.summary import FinancialSummary
    from revenue_cycle.trends import Feedback, TrendRow
    from revenue_cycle.work_items import WorkItem
from revenue_cycle.ledger.records import Records, today


class Measuring(Records):
    """Worklists, measures and audits."""

    def work_queue(self, as_of: date, contract: Contracts | None = None) -> list[WorkItem]:
        """Everything that somebody has to do, by owner, what comes first at the front. With a contract underpayments, too."""
        return worklist.work_queue(self._books, as_of, contract=contract, profiles=self.profiles, causes=self.causes)

    def aging(self, as_of: date, by: AgedBy | str = AgedBy.SERVICE, limits: Sequence[int] = receivables.LIMITS) -> Aging:
        """What is owed on a day, by age, insurance and patient apart."""
        return receivables.aging(self._books, as_of, by, limits=limits, profiles=self.profiles)

    def metrics(self, start: date, end: date) -> Metrics:
        """Every measure from one day to another, both included, by what was known on the last."""
        return metrics.metrics(self._books, start, end, profiles=self.profiles, causes=self.causes)

    def financial_summary(self, start: date, end: date) -> FinancialSummary:
        """The money from one day to another, both included."""
        return summary.summary(self._books, start, end)

    def denial_trend(self, by: Sequence[str] = trends.DIMENSIONS, period: Period | str = Period.MONTH, start: date | None = None,
                     end: date | None = None) -> list[TrendRow]:
        """What payers refused, period by period, by root cause, payer, provider, procedure or some of these."""
        return trends.denial_trend(self._books, by, period, start=start, end=end, profiles=self.profiles, causes=self.causes)

    def feedback(self, threshold: int = 3, days: int = 30, as_of: date | None = None) -> list[Feedback]:
        """Reasons of denials that came back at one provider and code, with who can stop them."""
        return trends.feedback(self._books, threshold, days, as_of, self.causes)

    def escaped(self, rules: Sequence[Rule] = edi837.RULES, as_of: date | None = None) -> list[Escaped]:
        """Rejections and denials with the scrubber's rule that looks at the same, and why it did not stop them. `rules` are those in use."""
        return escapes.escaped(self._books, rules, self.causes, as_of)

    def stage_matrix(self, start: date, end: date) -> list[StageRow]:
        """What was caught before sending, rejected and denied, by root cause."""
        return escapes.stage_matrix(self._books, start, end, self.causes)

    def audit_finding(self, patient_control_number: str, line: int | None, what: AuditOutcome | str, *, by: str, on: date | None = None,
                      documentation: str = "", note: str = "") -> None:
        """What an auditor says of a line, or with None of the claim as a whole. It moves no money, and is no denial."""
        self._known(patient_control_number)
        self._append([audit.audit_finding(patient_control_number, line, what, by=by, on=on or today(), documentation=documentation, note=note)])

    def audit_flags(self, as_of: date | None = None) -> list[AuditFlag]:
        """What was billed, and perhaps paid, and is not supported by the record, as auditors say."""
        return audit.audit_flags(self._books, as_of)
