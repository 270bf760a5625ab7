"""The demo tells the chain from its fixtures; nothing in it is canned."""

import shutil
import subprocess
import sys

import pytest

from corpus import ROOT


def tell(folder, changes=()):
    """What the demo says, run on a copy of the fixtures with some texts changed."""
    for name in ("examples", "fixtures"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name, old, new in changes:
        path = folder / "fixtures" / name
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new))
    return subprocess.run([sys.executable, folder / "examples" / "chain.py"], check=True, capture_output=True, text=True, cwd=folder).stdout


def test_the_story_holds_the_chains_figures(tmp_path):
    story = tell(tmp_path)
    for line in (
        "estimated patient share: 81.00",
        "A7001: 175.00, 2 lines, held",
        "front_desk · authorization · would cause CO-197",
        "collected at the visit: 25.00",
        "out/batch77.837: A1001, A6003, A6004, 1,150.00; conforms to its guide",
        "transaction set 0401: accepted",
        "accepted A1001; rejected A6003, A6004",
        "A1001: charge 350.00, allowed 210.00, contractual 140.00, paid 129.00, denied 0.00, open to a payer 81.00",
        "patient share 11.00, collected 25.00, credit 14.00",
        "A2001 line 2 (93000): CO-50 150.00",
        "A2002 line 2 (93000): CO-197 150.00",
        "must not change: encounter.diagnoses",
    ):
        assert line in story
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["batch402.837", "batch77.837", "eligibility.270", "secondary-a1001.837"]


@pytest.mark.parametrize(("name", "old", "new", "expected"), [
    ("examples/271-0-chain.edi", "EB*C*IND*30***29*50*", "EB*C*IND*30***29*10*", "estimated patient share: 49.00"),
    ("chain/visits.json", '"collected": "25.00"', '"collected": "5.00"', "collected 5.00, patient owes 6.00: patient_due"),
    ("examples/835-1-paid.edi", "SVC*HC:93000*150*24", "SVC*HC:93000*150*25", "does NOT balance"),
    ("examples/999-0-chain.edi", "IK5*A~\nAK9*A*1*1*1~", "IK5*R*5~\nAK9*R*1*1*0~", "not received A1001, A6003, A6004"),
])
def test_a_changed_fixture_changes_the_story(tmp_path, name, old, new, expected):
    assert expected in tell(tmp_path, [(name, old, new)])
