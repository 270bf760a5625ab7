"""revenue_cycle."""
