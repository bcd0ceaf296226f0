# The same commands on a laptop and in CI. `make help` lists them.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(BIN)/uv
READY  := $(VENV)/.ready
UV_PIN := $(shell sed -n 's/^ *"uv==\(.*\)",/\1/p' pyproject.toml)
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := $(VENV)

.PHONY: help setup demo test check fix messages bench soak wheel clean
.DEFAULT_GOAL := help

help: ## Show these commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: $(READY) ## Make the virtual environment from the lock file

$(READY): pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Vigil needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(UV) || $(BIN)/python -m pip install --quiet uv==$(UV_PIN)
	@$(UV) sync --quiet --locked
	@touch $@

demo: $(READY) ## Run the main job before your eyes, then chat
	@$(BIN)/vigil demo

test: $(READY) ## Run the tests
	@$(BIN)/pytest

check: $(READY) ## What CI runs: format, lint, types, import contracts, tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pytest

fix: $(READY) ## Format and mend what can be mended
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

messages: $(READY) ## Renew the catalogue's template and the golden files; read what changed
	@$(BIN)/pytest -n 0 tests/unit/test_catalogue.py tests/golden --update-golden

bench: $(READY) ## Measure speed as ratios to floors in the same run
	@$(BIN)/python -m benchmarks

soak: $(READY) ## Kill what delivers and answers, hundreds of times, and count every message
	@$(BIN)/python -m tests.crash $(SOAK)

wheel: $(READY) ## Build the wheel, and ask what it holds a question
	@rm -rf build dist
	@$(UV) build --quiet --wheel
	@$(UV) export --quiet --locked --no-dev --no-emit-project --output-file dist/locked.txt
	@$(UV) tool run --quiet --isolated --constraints dist/locked.txt --from dist/*.whl \
		vigil demo --no-chat --directory dist/demo >/dev/null
	@$(UV) tool run --quiet --isolated --constraints dist/locked.txt --from dist/*.whl \
		vigil ask "/cases Malaysia" --database sqlite:///dist/demo/vigil.db

clean: ## Remove the environment and all caches
	@rm -rf $(VENV) .demo build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
