# `make run` and `make test` set everything up by themselves; the rest is for people who change the code. What follows ##
# on a target's line is what `make help` says of it.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
ASSETS := src/lodged/web/assets/css/lodged.css

export LODGED_SHARED ?= $(abspath ../shared)
# Compiled modules are kept, whatever the surroundings say: without them every process compiles the whole tree again.
unexport PYTHONDONTWRITEBYTECODE

WORKERS ?= 3
FAST := tests/core tests/casework tests/law tests/sources tests/reconcile tests/journal tests/linkage tests/documents tests/register

.PHONY: help run test test-fast coverage mutate check words format wheel architecture commands decisions docs pictures sbom bench faults fuzz audit lock clean browser

help:  ## Say what each target does
	@grep -hE '^[a-z-]+:.*  ## ' $(MAKEFILE_LIST) | sort | awk -F':.*  ## ' '{ printf "%-14s %s\n", $$1, $$2 }'

run: $(VENV)/run $(ASSETS)  ## Start everything on this machine with synthetic Minnesota
	$(BIN)/lodged run --demonstration

# A folder of tests that share a running instance goes to one worker, any other file to the next that is free
# (tests/scheduling.py). Browser tests wait more than they compute, so there is a worker more than the two cores of a
# small machine. Each run has a temporary folder of its own: in the common one, the second to start takes from the
# first's PostgreSQL, which is not root, the right to reach its files.
test: $(VENV)/dev $(ASSETS) browser check  ## Run every check and test
	@temporary=$$(mktemp -d); trap "rm -rf $$temporary" EXIT; \
	$(BIN)/pytest --numprocesses=$(WORKERS) --dist=loadscope --basetemp=$$temporary/tests

# The inner loop: the rules, the plain rooms and the core of the record. No page is shown and nothing served.
test-fast: $(VENV)/dev  ## Test the rules, the plain rooms and the core of the record
	@temporary=$$(mktemp -d); trap "rm -rf $$temporary" EXIT; \
	$(BIN)/pytest --numprocesses=2 --dist=loadscope --basetemp=$$temporary/tests -m "not slow" $(FAST)

# Which branches the tests take, in their own processes and in those they start. The floor stands in pyproject.toml.
coverage: $(VENV)/dev $(ASSETS) browser  ## Measure which branches the tests take
	@temporary=$$(mktemp -d); trap "rm -rf $$temporary" EXIT; \
	rm -rf .lodged/coverage; mkdir -p .lodged; \
	$(BIN)/coverage run -m pytest --numprocesses=$(WORKERS) --dist=loadscope --basetemp=$$temporary/tests && \
	$(BIN)/coverage combine --quiet && $(BIN)/coverage report --skip-covered

# The built package, with its web assets inside: whoever installs it needs no Node.
wheel: $(VENV)/run $(ASSETS)  ## Build the package, web assets inside, into dist/
	$(BIN)/hatchling build --target wheel --directory dist

check: $(VENV)/dev  ## Check style, types, templates and the contracts between rooms
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint src
	$(BIN)/python -m tools.words

words: $(VENV)/dev  ## Find British spellings and banned words
	$(BIN)/python -m tools.words

format: $(VENV)/dev  ## Put the code into its style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

architecture: $(VENV)/dev  ## Draw the rooms and their imports anew from the code
	$(BIN)/python tools/architecture.py

commands: $(VENV)/dev  ## Write the reference of the commands anew from the code
	$(BIN)/python -m tools.commands

decisions:  ## Write the index of the decision records anew
	$(PYTHON) tools/decisions.py

SITE ?= build/docs

# Fails where a link leads nowhere or a page stands in no list.
docs: $(VENV)/dev  ## Build the documentation site into build/docs/html/
	$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going --nitpicky -b html -d $(SITE)/doctrees docs $(SITE)/html
	@echo "$(SITE)/html/index.html"

pictures: $(VENV)/dev $(ASSETS) browser  ## Photograph the demonstration's pages into docs/pictures/
	$(BIN)/python tools/pictures.py

sbom: $(VENV)/dev  ## Write what Lodged is made of, from the locks, into build/sbom/
	$(BIN)/python tools/sbom.py

bench: $(VENV)/dev  ## Measure speed and memory; prints a table each
	@for bench in bench/bench_*.py; do $(BIN)/python $$bench || exit 1; done

# Killed, stopped, out of room, under load: minutes of what `make test` does for seconds. Prints what it measured.
faults: $(VENV)/dev $(ASSETS)  ## Minutes of kills, full disks and load; prints what it measured
	LODGED_FAULTS=long $(BIN)/pytest tests/faults -s

# Ten minutes of broken files for every reader.
fuzz: $(VENV)/dev  ## Ten minutes of broken files for every reader
	LODGED_FUZZ_SECONDS=600 $(BIN)/pytest tests/fuzz -s

# Small wrong changes in the rooms that decide, a seeded sample: minutes. MUTATE='law --sample 50 --seed 2' asks for more.
mutate: $(VENV)/dev  ## See whether the tests notice wrong changes of the rules
	$(BIN)/python -m tests.mutation.mutate $(MUTATE)

# Known weaknesses in what is installed. Fails on one; says loudly when the advisories could not be asked.
audit: $(VENV)/dev node_modules  ## Ask for known weaknesses in what is installed
	$(BIN)/python tests/audit.py

lock: $(VENV)/dev  ## Choose the newest versions and lock them with hashes
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate --python-version 3.11 --extra demonstration --extra proofs --extra private pyproject.toml requirements/build.in -o requirements/run.lock
	$(BIN)/uv pip compile --quiet --upgrade --generate-hashes --no-header --no-annotate --python-version 3.11 --all-extras pyproject.toml requirements/build.in -c requirements/run.lock -o requirements/dev.lock
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate --python-version 3.11 requirements/installer.in -c requirements/dev.lock -o requirements/installer.lock

clean:  ## Remove everything that was made, data of the demonstration included
	rm -rf $(VENV) node_modules src/lodged/web/assets src/lodged/figures/made .lodged build dist

# The stamps say which lock the environment was made from, so a second start installs nothing. Everyone may read what is
# installed, whatever the caller's umask: started by root, the database's programs run as another user.
$(VENV)/python:
	umask 022; $(PYTHON) -m venv $(VENV) || { echo "Lodged needs Python 3.11; set PYTHON to its name, for example: make run PYTHON=/usr/bin/python3.11"; exit 2; }
	touch $@

$(VENV)/installer: $(VENV)/python requirements/installer.lock
	umask 022; $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/installer.lock
	touch $@

# Where the installer reaches no registry that pip is set up for, pip itself installs: the same hashes, in twice the time.
INSTALL = umask 022; $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1) || \
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r $(1)

$(VENV)/run: $(VENV)/installer requirements/run.lock pyproject.toml
	$(call INSTALL,requirements/run.lock)
	umask 022; $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(VENV)/dev: $(VENV)/run requirements/dev.lock
	$(call INSTALL,requirements/dev.lock)
	touch $@

node_modules: package-lock.json
	npm ci --silent
	touch $@

$(ASSETS): node_modules $(wildcard frontend/*)
	npm run --silent build

# Browser tests use Debian's Chromium, in its shell without windows where that can be installed; where neither is here they
# skip and say so.
browser:  ## Install the browser that tests use, where that is possible
	@command -v chromium-headless-shell >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium-headless-shell >/dev/null; } || command -v chromium >/dev/null || \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } || \
	echo "NOTE: no chromium here and it can't be installed: browser tests will be skipped."
