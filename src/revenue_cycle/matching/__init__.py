"""Which claim a payment belongs to, and which line: by number, then by what was done. Never guessed in silence.

What lives where:

- `ladder`: a payment's claim, rung by rung, or the candidates; `keys` what the rungs ask for; `evidence` what speaks for and against a claim;
- `index`: claims by those keys, and the payments that wait for one; the ledger keeps it up to date;
- `lines`: a payment's lines; `payers`: which of a claim's payers decided.
"""

from revenue_cycle.matching.index import BY_HAND, Index, Place, Watched, place_of
from revenue_cycle.matching.keys import EXACT
from revenue_cycle.matching.ladder import Candidate, Match, match_claim
from revenue_cycle.matching.lines import LineMatch, line_matches, match_lines
from revenue_cycle.matching.payers import sequence_of

__all__ = ["BY_HAND", "EXACT", "Candidate", "Index", "LineMatch", "Match", "Place", "Watched", "line_matches", "match_claim", "match_lines",
           "place_of", "sequence_of"]
