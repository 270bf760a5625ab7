"""docs/capabilities.md has every row once, with functions that are there and the tests that show it."""

import ast
import importlib
import re
from functools import cache

import pytest

from corpus import ROOT

HERE = ROOT / "tests" / "capabilities"
PAGE = (ROOT / "docs" / "capabilities.md").read_text()
COUNT = 63
ROWS = {int(number): (what, functions, tests)
        for number, what, functions, tests in re.findall(r"^\| (\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)}


@cache
def written():
    """Number of a row to its tests; those of each file as the module has them, a later one of the same name hiding the earlier."""
    found = {}
    for path in sorted(HERE.glob("test_rows_*.py")):
        names = [node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_row")]
        assert len(names) == len(set(names)), path.name
        for name in names:
            found.setdefault(int(re.fullmatch(r"test_row_(\d\d)_[a-z0-9_]+", name)[1]), []).append(name)
    return found


def named(cell):
    """What stands between backticks."""
    return re.findall(r"`([^`]+)`", cell)


def there(name):
    """The public thing of a dotted name: a module, then attributes of it."""
    package, *rest = name.split(".")
    thing = importlib.import_module(package)
    for part in rest:
        if not hasattr(thing, part):
            importlib.import_module(f"{thing.__name__}.{part}")
        thing = getattr(thing, part)
    return thing


def is_public(name):
    """Whether the first module or class on the way exports it, and nothing on it is private."""
    package, first, *rest = name.split(".")
    exported = getattr(importlib.import_module(package), "__all__", ())
    inner = f"{package}.{first}"
    return not any(part.startswith("_") for part in (first, *rest)) and (
        first in exported or (bool(rest) and rest[0] in getattr(importlib.import_module(inner), "__all__", rest)))


def test_all_rows_have_a_test():
    assert sorted(written()) == list(range(1, COUNT + 1))


def test_the_page_has_every_row_once():
    numbers = [int(one) for one in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)]
    assert numbers == list(range(1, COUNT + 1)) == list(ROWS)


@pytest.mark.parametrize("number", range(1, COUNT + 1))
def test_a_row_names_its_tests_and_functions_that_exist(number):
    what, functions, tests = ROWS[number]
    assert what.strip()
    assert named(tests) == written()[number]
    assert named(functions)
    for name in named(functions):
        assert there(name) is not None
        assert is_public(name), name


def used(names):
    """Every name and attribute that these tests use, in themselves and in the helpers of their file."""
    [tree] = [tree for tree in map(ast.parse, (path.read_text() for path in HERE.glob("test_rows_*.py")))
              if {node.name for node in tree.body if isinstance(node, ast.FunctionDef)} >= set(names)]
    helpers = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    found, ahead = set(), list(names)
    while ahead:
        nodes = list(ast.walk(helpers[ahead.pop()]))
        words = {node.id for node in nodes if isinstance(node, ast.Name)} | {node.arg for node in nodes if isinstance(node, ast.arg)}
        ahead += [name for name in words & helpers.keys() if name not in found]
        found |= words | {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return found


@pytest.mark.parametrize("number", range(1, COUNT + 1))
def test_a_rows_tests_use_every_function_that_the_page_names(number):
    words = used(written()[number])
    assert [name for name in named(ROWS[number][1]) if name.rpartition(".")[2] not in words] == []


def test_a_name_that_is_not_there_is_noticed():
    with pytest.raises((AttributeError, ImportError)):
        there("revenue_cycle.Ledger.abracadabra")
    assert not is_public("revenue_cycle.Ledger._append")
