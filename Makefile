# Two commands do all the set-up: `make issue` builds the specimen issue, `make test` runs the tests.
PYTHON ?= python3
VENV   ?= .venv
ISSUE  ?= 2027-winter
BIN    := $(VENV)/bin

.PHONY: issue test check lint types clean

issue: $(VENV)/installed
	$(BIN)/motivator build $(ISSUE)

test: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n auto

check: $(VENV)/installed
	$(BIN)/motivator check $(ISSUE)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/installed: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

clean:
	rm -rf $(VENV) output .mypy_cache .pytest_cache .ruff_cache
