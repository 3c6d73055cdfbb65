# Two commands do all the set-up: `make issue` builds the specimen issue, `make test` runs the tests.
PYTHON ?= python3
VENV   ?= .venv
ISSUE  ?= 2027-winter
PEERS  ?= benchmarks/.peers
ROUNDS ?= 5
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: issue test check docs pictures bench rates clean

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

# CORPUS names the folder of the typesetting corpus, which is no part of the repository.
bench: $(VENV)/installed $(PEERS)/installed
	$(BIN)/python benchmarks/bench.py --work benchmarks/.work --peers $(PEERS)/bin/python \
		--corpus "$(CORPUS)" --rounds $(ROUNDS) --write docs/benchmarks.md

# What the checks of translations find, and what they flag in vain.
rates: $(VENV)/installed
	$(BIN)/python benchmarks/faults.py --write docs/checks.md

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name it: make PYTHON=python3.11"; exit 1; }
	@echo "Installing into $(VENV), once."
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/installed: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) -e '.[spelling]'
	@$(BIN)/python -m compileall -q pipeline
	@touch $@

# Where a peer cannot be installed the benchmark goes on without it, and says so.
$(PEERS)/installed: benchmarks/peers.txt
	$(PYTHON) -m venv $(PEERS)
	-$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/peers.txt
	@touch $@

$(VENV)/installed-dev: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) -e '.[dev]'
	@$(BIN)/python -m compileall -q pipeline
	@touch $(VENV)/installed $@

clean:
	rm -rf $(VENV) $(PEERS) benchmarks/.work output .hypothesis .mypy_cache .pytest_cache .ruff_cache
