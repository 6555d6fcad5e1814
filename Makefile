# Everything runs in .venv, which these targets make when it is missing and renew when a lock file changed.
# Nothing is needed beforehand but Python 3.11 or newer, make and git.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export UV_PYTHON_DOWNLOADS := never
export VIRTUAL_ENV := $(CURDIR)/$(VENV)
UV := $(BIN)/uv --quiet
LOCK := $(BIN)/uv --quiet pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url \
	--no-emit-find-links --python-version 3.11 --custom-compile-command "make lock"

# Stamps: each says that the environment holds what one lock file names. A development environment holds both.
RUN := $(VENV)/.thugom-run
DEV := $(VENV)/.thugom-dev
SYSTEM := $(VENV)/.thugom-system

.DEFAULT_GOAL := help
.PHONY: help setup nightly serve test check bench soak lock clean

help: ## say what each target does
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

setup: $(DEV) ## make .venv with everything that development needs

nightly: $(RUN) ## run the main job on data/raw: from reports to published coverage
	@$(BIN)/thugom nightly

serve: $(RUN) ## run every night at 01:30, and offer the pages, on this machine only
	@$(BIN)/thugom serve

test: $(DEV) $(SYSTEM) ## run the tests, on both cores of a small machine
	@$(BIN)/python -m pytest -n 2 --dist loadfile

check: $(DEV) ## style, types, layers, schemas and the generated documentation
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m thugom.contracts.validate
	$(BIN)/python -m thugom.renderings.dictionary --check

bench: $(DEV) ## time everything under bench/, each against its yardstick
	@set -e; for bench in bench/*.py; do echo "== $$bench"; $(BIN)/python $$bench; done

soak: $(DEV) $(SYSTEM) ## run the long tests that `make test` leaves out
	@$(BIN)/python -m pytest -m soak --timeout=0

lock: $(BIN)/uv ## choose versions anew and write both lock files
	$(LOCK) --upgrade --group build --output-file requirements.lock
	$(LOCK) --upgrade --group dev --constraints requirements.lock --output-file requirements-dev.lock

clean: ## remove .venv and everything a tool made; data stays
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .grimp_cache .hypothesis
	find src flows tests bench -type d -name __pycache__ -prune -exec rm -rf {} +

# `python3 -m venv` leaves a half-made folder behind when ensurepip is missing, hence the clean-up.
$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "make: $(PYTHON) not found; install Python 3.11 or newer, or name it: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "make: $(PYTHON) is `$(PYTHON) --version`; 3.11 or newer is needed. Name another: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "make: $(PYTHON) -m venv failed. On Debian and Ubuntu the system package is missing: apt install `$(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'`" >&2; exit 1; }

# uv comes by pip, in the version and with the hashes of the lock file.
$(BIN)/uv: | $(BIN)/python
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > $(VENV)/uv.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt

# An environment that was made for development stays one: `make nightly` never takes pytest away.
$(RUN): requirements.lock pyproject.toml | $(BIN)/uv
	@echo "make: setting up .venv (once; some 1.1 GB on disk)"
	@$(UV) pip sync --require-hashes $(if $(wildcard $(DEV)),requirements-dev.lock,requirements.lock)
	@$(UV) pip install --no-deps --no-build-isolation --offline --editable .
	@touch $@

$(DEV): requirements-dev.lock pyproject.toml | $(BIN)/uv
	@echo "make: setting up .venv for development (once; some 1.1 GB on disk)"
	@$(UV) pip sync --require-hashes requirements-dev.lock
	@$(UV) pip install --no-deps --no-build-isolation --offline --editable .
	@touch $(RUN) $@

# What is not Python, for tests alone; a machine where it cannot be installed leaves out the tests that need it.
$(SYSTEM): tests/system_packages.sh | $(BIN)/python
	@sh tests/system_packages.sh
	@touch $@
