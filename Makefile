# Urun Rembuk. `make` shows the list. Needs Python 3.11 or newer and make; everything else is installed below.
# Needs no shell setup: nothing here depends on an activated environment.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
PYTEST := $(BIN)/pytest -n $(WORKERS)
PO := $(wildcard forum/translations/*/LC_MESSAGES/*.po)
export FLASK_APP := wsgi

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

# --- the environment ----------------------------------------------------------------------------------------------

.PHONY: env
env: $(VENV)/ready $(PO:.po=.mo) ## make or update .venv from the lock file; does nothing when it is up to date
	@:

$(VENV)/ready: requirements-dev.txt Makefile
	@echo "Menyiapkan lingkungan Python di $(VENV) ..."
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; set PYTHON=...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m uv --version 2>/dev/null | grep -qF "uv $(UV_VERSION)" || $(BIN)/python -m pip install -q --disable-pip-version-check uv==$(UV_VERSION)
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/python -m uv pip sync -q --require-hashes requirements-dev.txt
	@touch $@
	@echo "Lingkungan siap."

%.mo: %.po $(VENV)/ready
	@$(BIN)/pybabel -q compile -i $< -o $@

.PHONY: lock
lock: ## resolve pyproject.toml again into requirements.txt and requirements-dev.txt (LOCK=--upgrade for newer versions)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m uv --version >/dev/null 2>&1 || $(BIN)/python -m pip install -q --disable-pip-version-check uv==$(UV_VERSION)
	$(BIN)/python -m uv pip compile -q pyproject.toml --extra postgres --extra redis $(LOCK_FLAGS) -o requirements.txt
	$(BIN)/python -m uv pip compile -q pyproject.toml --extra postgres --extra redis --group dev -c requirements.txt $(LOCK_FLAGS) -o requirements-dev.txt
LOCK_FLAGS = --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header $(LOCK)

# --- running ------------------------------------------------------------------------------------------------------

.PHONY: run
run: env ## start it: migrate, load the demo into an empty database, web and job worker, until Ctrl-C
	@exec $(BIN)/flask forum serve

# --- proving ------------------------------------------------------------------------------------------------------

.PHONY: test
test: ## everything, fastest first: check, both engines, browser
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory test-sqlite
	@$(MAKE) --no-print-directory test-postgres
	@$(MAKE) --no-print-directory test-browser

.PHONY: check
check: env ## lint, format, types, templates, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/lint-imports --no-logo

.PHONY: test-sqlite
test-sqlite: env ## the suite on SQLite
	@echo '--- SQLite ---'
	$(PYTEST) --engine sqlite --ignore tests/browser

.PHONY: test-postgres
test-postgres: env ## the same suite on a real PostgreSQL (TEST_DATABASE_URL, or one that comes with .venv)
	@echo '--- PostgreSQL ---'
	$(PYTEST) --engine postgres --ignore tests/browser

.PHONY: test-browser
test-browser: env browser ## stories in a real Chromium, axe in both themes
	@echo '--- Chromium ---'
	$(BIN)/pytest --engine sqlite tests/browser

.PHONY: prove
prove: env ## the same attacks for much longer: every address, many texts, a thousand changed bytes, twenty power cuts, on both engines
	@for engine in sqlite postgres; do \
	  PROVE_ADDRESSES=6 PROVE_ROUNDS=20 PROVE_MUTATIONS=1000 PROVE_ITEMS=50 PROVE_KILLS=20 $(PYTEST) --engine $$engine tests/security tests/races; done

.PHONY: browser
browser: ## install Chromium and fonts (Debian, as root); otherwise say what to install
	@bin/browser

# --- measuring ----------------------------------------------------------------------------------------------------

export WORLD ENGINE REPS SECONDS ONLY SMALL OUT PEER_PYTHON

.PHONY: bench
bench: env ## measure against the floors: WORLD=1000000 ENGINE=postgres REPS=5 SECONDS=2 ONLY="threads lists" (docs/bench.md)
	@$(BIN)/python -m bench

.PHONY: bench-peer
bench-peer: env ## measure FlaskBB 2.2.0 from the package registry beside us (PEER_PYTHON: a Python 3.12 or newer)
	@$(BIN)/python -m bench.peer

.PHONY: plans
plans: env ## how both engines read every page of a million submissions: docs/plans.md (WORLD, SMALL, ENGINE)
	@$(BIN)/python -m bench.plans_page

# --- the rest -----------------------------------------------------------------------------------------------------

KEYWORDS = -k _l -k N_ -k lazy_gettext -k lazy_ngettext:1,2 -k because:2
CATALOGUES = forum/translations

.PHONY: translations
translations: env ## collect the messages of code and templates (Indonesian) and update the English catalogue
	@mkdir -p $(CATALOGUES)
	$(BIN)/pybabel -q extract -F babel.cfg $(KEYWORDS) --no-location --sort-output --project urun-rembuk --copyright-holder "the contributors of Urun Rembuk" -o $(CATALOGUES)/messages.pot .
	@test -f $(CATALOGUES)/en/LC_MESSAGES/messages.po || $(BIN)/pybabel -q init -i $(CATALOGUES)/messages.pot -d $(CATALOGUES) -l en
	$(BIN)/pybabel -q update -i $(CATALOGUES)/messages.pot -d $(CATALOGUES) --no-fuzzy-matching --ignore-pot-creation-date
	@$(MAKE) --no-print-directory env

.PHONY: format
format: env ## let ruff write the format
	$(BIN)/ruff check --fix-only -q .
	$(BIN)/ruff format -q .

.PHONY: clean
clean: ## remove the environment and caches; data in instance/ stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find forum -name '*.mo' -delete
