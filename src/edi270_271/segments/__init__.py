"""Nouns to segments, in guide order: what the writer makes text of, and what the rules hold against the guide."""
