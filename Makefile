# Everything a person or a machine does with this repository starts here. `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

SYSTEM_PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A fresh checkout has no environment: $(BIN)/python is then the target that makes one.
PYTHON := $(BIN)/python

CATALOGUE := assets/locale/zh_CN.po
TRANSLATED := $(wildcard kiosk pages models streamlit_app.py)

.PHONY: help
help:  ## this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

# ---------------------------------------------------------------- the environment

$(VENV)/installed: requirements.txt
	test -x $(PYTHON) || $(SYSTEM_PYTHON) -m venv $(VENV)
	$(PYTHON) -m pip install --quiet --requirement requirements.txt
	touch $@

$(VENV)/installed-dev: requirements-dev.txt requirements.txt
	test -x $(PYTHON) || $(SYSTEM_PYTHON) -m venv $(VENV)
	$(PYTHON) -m pip install --quiet --requirement requirements-dev.txt
	touch $(VENV)/installed $@

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
