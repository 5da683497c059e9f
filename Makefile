# Commands for running, testing and releasing Lectern. `make` lists them. They use .venv and
# create it when it is missing.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help install install-dev run dev test test-sqlite test-postgresql test-deep test-newest check lint format types messages demo guide-pictures api-snapshot bench bench-load bench-api bench-search relevance release licences supply-chain clean

# The first Python in this list that runs and has a supported version. Set PYTHON to choose another.
PYTHON ?= $(shell for each in python3.11 python3.12 python3.13 python3; do \
	$$each -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& { echo $$each; break; }; done)
BIN := .venv/bin
TEMPLATES = $(shell git ls-files '*.html')

help: ## List all commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .python ## Install, load the demo, start the web server and the worker (PORT=8000)
	@exec $(PYTHON) site/launch.py run

install: .python ## Install the locked packages into .venv
	@$(PYTHON) site/launch.py install

install-dev: .python ## Install the locked packages and the tools for tests and checks
	@$(PYTHON) site/launch.py install --dev

dev: install-dev ## Start Django's development server with reloading and error pages (PORT=8000)
	@$(BIN)/python manage.py prepare --demo && exec $(BIN)/python manage.py runserver "$${PORT:-8000}"

demo: install ## Load the demo office into an empty database
	@$(BIN)/python manage.py prepare --demo

test: install-dev ## Run all checks and all tests on SQLite and PostgreSQL
	@exec $(BIN)/python tests/everything.py

test-sqlite: install-dev ## Run all tests on SQLite
	@exec $(BIN)/python -m pytest -n 2

test-postgresql: install-dev ## Run all tests but those of the browser on PostgreSQL
	@exec $(BIN)/python tests/everything.py postgresql

test-deep: install-dev ## Run property tests with twenty times as many examples, before a release
	@TEST_DEEP=1 exec $(BIN)/python -m pytest -n 2 -m "hypothesis or property"

test-newest: install-dev ## Run tests on the newest Wagtail, Wagtail Localize and Django (ARGS="tests/newsroom")
	@exec $(BIN)/python -m tests.newest $(ARGS)

check: install-dev ## Run all checks in parallel: lint, types, Django, catalogues, documentation
	@exec $(BIN)/python tests/checks.py

lint: install-dev ## Check Python, templates, imports and the workflow
	@exec $(BIN)/python tests/checks.py lint

format: install-dev ## Format Python and templates
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix -q .
	@$(BIN)/djade --target-version 5.2 $(TEMPLATES) || true
	@$(BIN)/djhtml --tabwidth 2 $(TEMPLATES)

types: install-dev ## Check types
	@exec $(BIN)/python tests/checks.py types

messages: install-dev ## Collect texts for translation and compile the catalogues (needs gettext)
	@$(BIN)/python manage.py makemessages -l cy --no-obsolete --no-location \
		--ignore '.venv/*' --ignore 'tests/*' --ignore 'var/*' --ignore 'docs/*'
	@sed -i.bak '/^"POT-Creation-Date/d' site/locale/cy/LC_MESSAGES/django.po && \
		rm -f site/locale/cy/LC_MESSAGES/django.po.bak
	@$(BIN)/python manage.py compilemessages -l cy --ignore '.venv/*'

guide-pictures: install-dev ## Take the pictures of the editors' guides anew
	@GUIDE_PICTURES=1 $(BIN)/python -m pytest -q -n 0 tests/browser/test_guide_pictures.py

api-snapshot: install-dev ## Update docs/openapi.json after an intended change of the API
	@$(BIN)/python manage.py api_snapshot

bench: install-dev ## Measure the site beside stock Wagtail and check the goals (BENCH="--sizes 1000")
	@exec $(BIN)/python -m tests.benchmarks.whole_site --check $(BENCH)

bench-load: install-dev ## Read on 1,000 connections for a minute while a statement is published each second
	@exec $(BIN)/python -m tests.benchmarks.publication_load --check $(BENCH)

bench-api: install-dev ## Measure the partner API beside Wagtail's API (BENCH="--statements 10000")
	@exec $(BIN)/python -m tests.benchmarks.api --check $(BENCH)

bench-search: install-dev ## Measure search beside the raw engines at 1,000 to 100,000 statements
	@exec $(BIN)/python -m tests.benchmarks.search --check $(BENCH)

relevance: install-dev ## Measure the relevance of search on judged queries (ARGS="--verbose --ways")
	@exec $(BIN)/python -m tests.search.relevance $(ARGS)

release: install-dev ## Build the release, run its demo and tag it (ARGS="--dry-run --without-tests")
	@exec $(BIN)/python site/release.py $(ARGS)

licences: install-dev ## Write docs/licences.md from the installed packages
	@exec $(BIN)/python -m tests.licences --write

supply-chain: install-dev ## Ask about known vulnerabilities, and write var/lectern.cdx.json (SBOM)
	@$(BIN)/python site/supply_chain.py audit; code=$$?; \
		$(BIN)/python site/supply_chain.py bill && exit $$code

clean: ## Remove .venv, builds and caches of tools; keep the data in var/
	rm -rf .venv dist .pytest_cache .ruff_cache .mypy_cache .hypothesis

.PHONY: .python
.python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Lectern needs Python 3.11, 3.12 or 3.13, and none was found. Install it" \
		"(Debian and Ubuntu: apt install python3 python3-venv) or set PYTHON=/path/to/python3.11" >&2; \
		exit 2; fi
