# Everything a newcomer types. `make demo` and `make test` need nothing but python3 (or uv) and a network once.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup demo run worker test test-all check fix bench pictures assets messages lock

PORT ?= 8000
HOST ?= 127.0.0.1
BIN := .venv/bin
LINLI := $(BIN)/python manage.py
export LINLI_BASE_URL ?= http://127.0.0.1:$(PORT)

help:  ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' Makefile

setup: .venv/dev.stamp assets messages  ## environment, browser files, translations; asked for by the others

demo: export LINLI_DEMO = 1
demo: .venv/run.stamp assets messages  ## the demo district, running: make demo PORT=8001
	@$(LINLI) migrate --verbosity 0
	@$(LINLI) collectstatic --no-input --verbosity 0
	@$(LINLI) demo
	@exec $(LINLI) serve --host $(HOST) --port $(PORT)

run: .venv/run.stamp assets messages  ## the same without demo data
	@$(LINLI) migrate --verbosity 0
	@$(LINLI) collectstatic --no-input --verbosity 0
	@exec $(LINLI) serve --host $(HOST) --port $(PORT)

worker: .venv/run.stamp  ## one more task worker, here or on another machine of the same PostgreSQL
	@exec $(LINLI) worker

test: setup  ## the fast suite, offline; the rules of the house are asked by `make check`
	$(BIN)/pytest -n 2 --dist worksteal -m "not browser and not slow" --ignore tests/test_house.py

test-all: setup  ## everything, also in Chromium; on PostgreSQL when DATABASE_URL names one
	$(BIN)/pytest -n 2 -m "not browser"
	$(BIN)/pytest -n 2 -m browser

check: setup  ## style, types, import contracts, house rules, migrations, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest tests/test_house.py
	$(LINLI) messages missing
	$(LINLI) makemigrations --check --dry-run
	$(LINLI) check --deploy --fail-level ERROR

fix: setup  ## let ruff repair what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup  ## every benchmark beside its budget; quick ones: make bench QUICK=--quick
	@for bench in bench/[a-z]*.py; do echo "== $$bench"; $(BIN)/python "$$bench" $(QUICK); done

pictures: setup  ## docs/pictures/ anew, from a running demo
	$(BIN)/python tools/pictures.py

assets: .venv/run.stamp node_modules/.stamp  ## the browser files into static/vendor/, checked
	@$(BIN)/python tools/assets.py

messages:
	@$(LINLI) messages compile

lock:  ## write requirements/*.txt anew from pyproject.toml (needs uv)
	bash tools/lock.sh

.venv/run.stamp: requirements/run.txt requirements/build.txt pyproject.toml
	@bash tools/environment.sh run

.venv/dev.stamp: requirements/dev.txt requirements/build.txt pyproject.toml
	@bash tools/environment.sh dev

node_modules/.stamp: package-lock.json requirements/node.txt | .venv/run.stamp
	@bash tools/node_packages.sh
