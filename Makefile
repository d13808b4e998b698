# `make` lists what there is. Everything happens in .venv; nothing is installed outside it except,
# for root, the system packages that scripts/setup.sh names.
.DEFAULT_GOAL := help
.PHONY: help demo serve test test-slow lint format types imports minimal bench lock messages clean
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
ARGS ?=

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

demo: ## an example couple's report in ./demo
	@scripts/setup.sh product
	@$(BIN)/pairbond demo --out demo
	@echo "The report is in $(CURDIR)/demo: open report-joint.html"

serve: ## the web app on this machine (ARGS="--port 8080")
	@scripts/setup.sh product
	@$(BIN)/pairbond serve $(ARGS)

test: ## the tests, without the slow ones (ARGS="..." goes to pytest)
	@scripts/setup.sh dev
	@$(BIN)/python -m pytest -n 2 -m "not slow" $(ARGS)

test-slow: ## simulations, fuzzing and builds
	@scripts/setup.sh dev
	@$(BIN)/python -m pytest -n 2 -m slow $(ARGS)

messages: ## the catalogue of the app's sentences, for translators
	@scripts/setup.sh product
	@scripts/messages.sh

lint: ## style, types and import contracts
	@scripts/setup.sh dev
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { $(BIN)/ruff format --check .; exit 1; }
	@$(MAKE) types imports

types: ## mypy, strict
	@$(BIN)/mypy --no-error-summary

imports: ## who may import whom
	@$(BIN)/lint-imports --no-logo

format: ## rewrite the files in the project's style
	@scripts/setup.sh dev
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .

minimal: ## prove that the core needs numpy and scipy only
	@scripts/setup.sh minimal
	@PYTHONPATH=src .venv-minimal/bin/python scripts/check_minimal.py

bench: ## benchmarks, alone on the machine
	@scripts/setup.sh dev
	@$(BIN)/python -m pytest benchmarks --benchmark-only --benchmark-columns=min,median,rounds -p no:xdist $(ARGS)

lock: ## pin the requirements anew (UPGRADE=1 takes newer releases)
	@scripts/setup.sh dev
	@scripts/lock.sh $(if $(UPGRADE),--upgrade)

clean: ## remove everything that was made, the venvs included
	@rm -rf .venv .venv-minimal demo dist build .benchmarks .hypothesis .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
