.DEFAULT_GOAL := help
SHELL := /bin/bash
PORT ?= 8000
HOST ?= 127.0.0.1
LANE ?=
FRESH ?=
BIN := .venv/bin
export BIHUAN_VAR ?= $(CURDIR)/var
export PYTHONDONTWRITEBYTECODE ?=

.PHONY: help demo serve test lint fix types imports bench bench-reading messages lock pictures base dev

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | while IFS=$$'\t' read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

demo: base ## Play ninety days of a service centre and open it on http://127.0.0.1:8000 (PORT=, HOST=, FRESH=1)
	@bash scripts/demo.sh "$(HOST)" "$(PORT)" "$(FRESH)"

serve: base ## Serve the site that the environment describes (docs/running.md)
	@$(BIN)/bihuan manage migrate --no-input
	@$(BIN)/bihuan serve --host "$(HOST)" --port "$(PORT)"

test: dev ## Run every lane: lint, types, imports, migrations, SQLite, PostgreSQL, browser (LANE=name for one)
	@$(BIN)/python -m tests.lanes $(LANE)

lint: dev ## Check style, templates and packs
	@$(BIN)/python -m tests.lanes lint

fix: dev ## Let ruff put right what it can
	@$(BIN)/ruff check --fix -q . ; $(BIN)/ruff format -q .

types: dev ## Check types (mypy, strict)
	@$(BIN)/python -m tests.lanes types

imports: dev ## Check which floor may import which
	@$(BIN)/python -m tests.lanes imports

bench: dev ## Measure due times, pages and the watch against their goals
	@$(BIN)/python -m bench

bench-reading: dev ## Measure how well a written standard is read
	@$(BIN)/python -m bench.reading

messages: dev ## Bring every room's texts in step with its code, and compile them
	@$(BIN)/python scripts/messages.py

pictures: dev ## Draw the pictures in docs/pictures from a running demo
	@$(BIN)/python -m scripts.pictures

lock: dev ## Write requirements/*.txt anew from requirements/*.in
	@cd requirements && for name in base dev; do ../$(BIN)/uv pip compile -q --universal --python-version 3.11 \
		--generate-hashes --no-header $$name.in -o $$name.txt; done

base:
	@bash scripts/bootstrap.sh base

dev:
	@bash scripts/bootstrap.sh dev
