# Everything runs in .venv, which the first target that needs it makes. A fresh machine needs Python 3.11+ and make.
PYTHON ?= python3
PY := .venv/bin/python

.PHONY: demo test lint bench clean

.venv/runtime: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("edi-claims needs Python 3.11 or later, found " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/dev: .venv/runtime
	$(PY) -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: .venv/runtime
	@$(PY) examples/chain.py

lint: .venv/dev
	.venv/bin/ruff check src tests benchmarks examples
	.venv/bin/mypy

test: lint
	.venv/bin/pytest -n auto

bench: .venv/dev
	@$(PY) benchmarks/run.py

clean:
	rm -rf .venv out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
