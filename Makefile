# What can be done here? `make` alone lists it. Everything runs in .venv, which is made on demand.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help install install-dev run dev test test-sqlite test-postgresql lint format types messages check demo api-snapshot bench bench-api bench-search relevance clean

# The first of these that really runs; set PYTHON to choose another.
PYTHON ?= $(shell for each in python3.11 python3.12 python3.13 python3; do \
	$$each -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& { echo $$each; break; }; done)
BIN := .venv/bin
TEMPLATES = $(shell git ls-files '*.html')

help: ## List what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .python ## Start Lectern: install, load the demo, web server and worker (PORT=8000)
	@exec $(PYTHON) site/launch.py run

install: .python ## Make .venv with the locked packages, start nothing
	@$(PYTHON) site/launch.py install

install-dev: .python ## The same with the tools for tests and checks
	@$(PYTHON) site/launch.py install --dev

dev: install-dev ## Django's own server: reloads on changes, shows errors (PORT=8000)
	@$(BIN)/python manage.py prepare --demo && exec $(BIN)/python manage.py runserver "$${PORT:-8000}"

demo: install ## Load the demo office into an empty database
	@$(BIN)/python manage.py prepare --demo

test: install-dev ## All tests on SQLite and PostgreSQL, then all checks, with one summary
	@exec $(BIN)/python tests/everything.py

test-sqlite: install-dev ## All tests on SQLite
	@exec $(BIN)/python -m pytest -n 2

test-postgresql: install-dev ## All tests but the browser's on a PostgreSQL of its own
	@exec $(BIN)/python tests/everything.py postgresql

lint: install-dev ## Find mistakes: Python, templates, the arrows between the apps
	@exec $(BIN)/python tests/everything.py lint

format: install-dev ## Format Python and templates
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix -q .
	@$(BIN)/djade --target-version 5.2 $(TEMPLATES) || true
	@$(BIN)/djhtml --tabwidth 2 $(TEMPLATES)

types: install-dev ## Check types where plain logic lives
	@exec $(BIN)/mypy

messages: install-dev ## Collect texts for translators and compile what they wrote (needs gettext)
	@$(BIN)/python manage.py makemessages -l cy --no-obsolete --no-location \
		--ignore '.venv/*' --ignore 'tests/*' --ignore 'var/*' --ignore 'docs/*'
	@sed -i.bak '/^"POT-Creation-Date/d' site/locale/cy/LC_MESSAGES/django.po && \
		rm -f site/locale/cy/LC_MESSAGES/django.po.bak
	@$(BIN)/python manage.py compilemessages -l cy --ignore '.venv/*'

api-snapshot: install-dev ## Write docs/openapi.json anew after the API has changed on purpose
	@$(BIN)/python manage.py api_snapshot

bench: install-dev ## Measure pages and lists at 50 and 5,000 statements
	@exec $(BIN)/python -m pytest tests/newsroom -k "query_count or queries" -n 0 --durations=10

bench-api: install-dev ## Measure the partner API against Wagtail's own (BENCH="--statements 10000")
	@exec $(BIN)/python -m tests.benchmarks.api --check $(BENCH)

bench-search: install-dev ## Measure archive search beside the raw engines at 1,000, 20,000 and 100,000
	@exec $(BIN)/python -m tests.benchmarks.search --check $(BENCH)

relevance: install-dev ## Measure what search finds, on the judged queries (ARGS="--verbose --ways")
	@exec $(BIN)/python -m tests.search.relevance $(ARGS)

clean: ## Remove .venv and what tools leave behind; var/ with its data stays
	rm -rf .venv .pytest_cache .ruff_cache .mypy_cache .hypothesis

.PHONY: .python
.python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Lectern needs Python 3.11, 3.12 or 3.13, and none was found. Install it" \
		"(Debian and Ubuntu: apt install python3 python3-venv) or set PYTHON=/path/to/python3.11" >&2; \
		exit 2; fi
