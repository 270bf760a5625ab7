"""Tables from the files of their publishers, for `CodeTables`: CMS's own layouts, and simple CSV for what nobody publishes.

Every reader takes a path or an open file. What is wrong with a file is an `EdiError` that names the line. Descriptions and rationales are
not kept. `load_tables` reads whatever it knows of a folder.
"""

from edi837.loading.cms import Hcpcs, read_add_ons, read_articles, read_hcpcs, read_pairs, read_unit_limits
from edi837.loading.folder import load_tables
from edi837.loading.own import read_approvals, read_drug_rules, read_fact_rules, read_fees, read_modifier_rules, read_person_limits, read_policies
from edi837.loading.physician_fees import read_physician_fees
from edi837.loading.relative_values import read_relative_values

__all__ = [
    "Hcpcs",
    "load_tables",
    "read_add_ons",
    "read_approvals",
    "read_articles",
    "read_drug_rules",
    "read_fact_rules",
    "read_fees",
    "read_hcpcs",
    "read_modifier_rules",
    "read_pairs",
    "read_person_limits",
    "read_physician_fees",
    "read_policies",
    "read_relative_values",
    "read_unit_limits",
]
