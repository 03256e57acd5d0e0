# Everything a person or a machine does with this repository starts here. `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

SYSTEM_PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python

# Test processes at once. Browser tests share one of them.
WORKERS ?= 2

CATALOGUE := assets/locale/zh_CN.po
TRANSLATED := $(wildcard kiosk pages models streamlit_app.py)

.PHONY: help
help:  ## this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

# ---------------------------------------------------------------- the environment

$(PYTHON):
	$(SYSTEM_PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; name it: make SYSTEM_PYTHON=..." if sys.version_info < (3, 11) else 0)'
	$(SYSTEM_PYTHON) -m venv $(VENV)

$(VENV)/installed: requirements.txt | $(PYTHON)
	$(PYTHON) -m pip install --quiet --requirement requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt requirements.txt | $(PYTHON)
	$(PYTHON) -m pip install --quiet --requirement requirements-dev.txt
	@touch $(VENV)/installed $@

# ---------------------------------------------------------------- the kiosk

.PHONY: run
run: $(VENV)/installed  ## start the kiosk, with the example market when the database is empty
	@KIOSK_EXAMPLE=$${KIOSK_EXAMPLE-1} exec $(PYTHON) -m kiosk serve

.PHONY: migrate
migrate: $(VENV)/installed  ## bring the database to the newest schema
	@$(PYTHON) -m kiosk migrate

# ---------------------------------------------------------------- proofs

.PHONY: test
test: check chromium  ## every check and the whole suite
	$(BIN)/pytest --numprocesses=$(WORKERS) --dist=loadgroup

.PHONY: check
check: $(VENV)/installed-dev  ## style, types, import contracts, migrations, catalogue
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest --quiet tests/house/test_migrations.py tests/house/test_catalogue.py

.PHONY: chromium
chromium: $(VENV)/installed-dev
	@$(PYTHON) -m tests.chromium

.PHONY: bench
bench: $(VENV)/installed-dev chromium  ## measure, one thing at a time; leave the machine alone meanwhile
	$(BIN)/pytest --capture=no tests/bench

.PHONY: screenshots
screenshots: $(VENV)/installed-dev chromium  ## take the pictures of all screens
	$(PYTHON) -m tests.browser.screenshots

.PHONY: golden
golden: $(VENV)/installed-dev  ## draw the pictures anew that sheets are compared with; look at them before keeping them
	GOLDEN=draw $(BIN)/pytest --quiet tests/rules/test_printing_golden.py

# ---------------------------------------------------------------- documents

.PHONY: diagram
diagram: $(VENV)/installed  ## draw the moves of a ticket into docs/
	@$(PYTHON) -m models.moves_diagram > docs/ticket-moves.md

# ---------------------------------------------------------------- languages

# One plain file per language. Locations carry no line numbers and the creation date stays, so that
# moving code changes nothing here; no fuzzy matching, because a guessed translation looks like a real one.
.PHONY: i18n
i18n: $(VENV)/installed  ## gather the sentences of the screens into the catalogue
	@pot=$$(mktemp --suffix=.pot); trap 'rm -f "$$pot"' EXIT; \
	$(BIN)/pybabel --quiet extract --no-default-keywords --keywords="_ N_ ngettext:1,2" --add-comments=Translators: \
	    --add-location=file --sort-by-file --project=kiosk --version=1 --width=120 --output="$$pot" $(TRANSLATED); \
	mkdir -p $(dir $(CATALOGUE)); \
	$(BIN)/pybabel --quiet update --locale=zh_CN --init-missing --no-fuzzy-matching --ignore-obsolete \
	    --ignore-pot-creation-date --width=120 --input-file="$$pot" --output-file=$(CATALOGUE)
