"""The house stands: each package imports only from floors below it, and only one module opens the door to pyx12."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[1] / "src"
FLOOR = {
    "edi_claims": 0,
    "edi_x12": 1,
    "edi837": 2, "edi835": 2, "edi270_271": 2, "edi_acks": 2,
    "revenue_cycle": 3, "edi_testing": 3,
}
MODULES = sorted(SRC.rglob("*.py"))


def imports(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides where it points"
            yield node.module


def test_every_package_has_a_floor():
    assert {path.name for path in SRC.iterdir() if path.is_dir()} == set(FLOOR)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_arrows_point_down(path):
    package = path.relative_to(SRC).parts[0]
    for name in imports(path):
        other = name.split(".")[0]
        if other in FLOOR and other != package:
            assert FLOOR[other] < FLOOR[package], f"{path.relative_to(SRC)} on floor {FLOOR[package]} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SRC)))
def test_only_the_door_imports_pyx12(path):
    door = SRC / "edi_x12" / "conformance"
    if door not in path.parents:
        assert not [name for name in imports(path) if name.split(".")[0] == "pyx12"]


@pytest.mark.parametrize("path", [path for path in MODULES if path.relative_to(SRC).parts[0] == "edi_claims"], ids=lambda path: str(path.relative_to(SRC)))
def test_the_domain_model_knows_no_files_but_its_tables(path):
    if "codes" not in path.parts:
        assert not {"io", "os", "pathlib", "socket", "logging"} & {name.split(".")[0] for name in imports(path)}


def test_no_module_has_more_than_400_lines():
    long = {str(path.relative_to(SRC)): count for path in MODULES if (count := len(path.read_text().splitlines())) > 400}
    assert not long
