"""Public files to test against, where they are present: they lie beside the project and are never part of it."""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT.parent / "shared" / "corpus"
EXAMPLES = ROOT / "fixtures" / "examples"

needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of public files is not here")


def files(*kinds):
    """The corpus's files of some kinds (its folders), sorted; empty where it is absent, so that tests skip."""
    return sorted(path for kind in kinds for path in (CORPUS / kind).glob("*.edi"))


def facts(path):
    """What a dumb splitter finds in a file."""
    return json.loads((CORPUS / "facts" / f"{path.name}.json").read_text())["interchanges"]


def example(name):
    """The text of one of the invented examples."""
    return (EXAMPLES / f"{name}.edi").read_text()
