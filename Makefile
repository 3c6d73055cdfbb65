# Two commands do all the set-up: `make issue` builds the specimen issue, `make test` runs the tests.
PYTHON ?= python3
VENV   ?= .venv
ISSUE  ?= 2027-winter
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: issue test check docs pictures clean

issue: $(VENV)/installed
	@echo "Building $(ISSUE); the first time, the typefaces are cut, which takes about a minute."
	$(BIN)/motivator build $(ISSUE)

test: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	@echo "Running the tests; the first time, the typefaces are cut, which takes about a minute."
	$(BIN)/python -m pytest -n auto

check: $(VENV)/installed
	$(BIN)/motivator check $(ISSUE)

docs: $(VENV)/installed
	$(BIN)/python docs/generate.py

pictures: issue
	$(BIN)/python docs/pictures.py

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name it: make PYTHON=python3.11"; exit 1; }
	@echo "Installing into $(VENV), once."
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/installed: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) -e .
	@touch $@

$(VENV)/installed-dev: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) -e '.[dev]'
	@touch $(VENV)/installed $@

clean:
	rm -rf $(VENV) output .hypothesis .mypy_cache .pytest_cache .ruff_cache
