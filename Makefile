# Each target does all its own set-up; what is already up to date is not installed again.
# Needs make (GNU 3.81 or later) and Python 3.11 or later.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Stamps of what the environment holds. Each larger installation contains the smaller ones, and says so by touching theirs.
MADE := $(VENV)/.made
APP := $(VENV)/.has-app
TEST := $(VENV)/.has-test
DEV := $(VENV)/.has-dev

TSC := tsc --noEmit --allowJs --checkJs --strict --strictNullChecks false \
	--target es2022 --module es2022 --lib es2022,dom,dom.iterable
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable

.PHONY: help app test lint format bench fuzz samples readme wheel venv browser clean
.DEFAULT_GOAL := help

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo "  ARGS='…' is handed on:  make app ARGS='--server.port 8600'   make test ARGS='-k ntu'"

app: $(APP) ## serve the app and open it in the browser
	@$(BIN)/python -m streamlit run app.py $(ARGS)

test: $(TEST) browser ## run the tests (STA_LSTM_DATA names a folder of real recordings, if you have it)
	@$(BIN)/python -m pytest $(ARGS)

lint: $(DEV) ## ruff, format, mypy, the floors of the package, and the types of the player if tsc is there
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@if ! command -v tsc >/dev/null 2>&1; then \
		echo "lint: no tsc on the PATH (npm install -g typescript): the player's types are not checked"; \
	else \
		$(TSC) sta_lstm/player/assets/*.js; \
	fi

format: $(DEV) ## mend what ruff can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(TEST) ## run every benchmark, tests/benchmarks/bench_*.py
	@set -e; for file in tests/benchmarks/bench_*.py; do echo "== $$file"; $(BIN)/python "$$file" $(ARGS); done

fuzz: $(TEST) ## damage files in every way and read them, five minutes or ARGS='--minutes 30'
	@PYTHONPATH=tests/formats $(BIN)/python -m fuzz $(ARGS)

samples: $(APP) ## make sample_data/ anew: planted clips, and the demo checkpoints trained on them
	@$(BIN)/python -m sta_lstm.training.demo $(ARGS)

readme: $(APP) ## write README.md's table of formats anew, from the readers
	@$(BIN)/python -c "from pathlib import Path; from sta_lstm.formats.overview import with_table; \
		file = Path('README.md'); file.write_text(with_table(file.read_text(encoding='utf-8')), encoding='utf-8')"

wheel: $(DEV) ## build a wheel, with the app and the samples in it, into dist/
	@$(BIN)/python -m build --wheel

venv: $(MADE) ## the environment alone, for those who choose their torch before anything else

browser: $(TEST)
	@for name in "$$CHROMIUM" chromium chromium-browser google-chrome google-chrome-stable; do \
		if command -v "$$name" >/dev/null 2>&1; then exit 0; fi; \
	done; \
	$(BIN)/python -m playwright install chromium || \
	echo "test: no Chromium on the PATH, and Playwright's could not be fetched: the browser tests will skip."

clean: ## remove the environment and everything that was built
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(MADE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is $$($(PYTHON) -V 2>/dev/null || echo missing), and Python 3.11 or later is needed. Name another: make PYTHON=python3.12 …"; \
		exit 1; }
	@$(PYTHON) -m venv $(VENV) || { \
		echo "$(PYTHON) could not make an environment in $(VENV). On Debian and Ubuntu, install the package python3-venv."; \
		exit 1; }
	@touch $@

$(APP): $(MADE) pyproject.toml
	@echo "Installing into $(VENV): the first time takes some minutes …"
	@$(INSTALL) .
	@touch $@

$(TEST): $(MADE) pyproject.toml
	@echo "Installing into $(VENV), with what the tests need: the first time takes some minutes …"
	@$(INSTALL) '.[test]'
	@touch $(APP) $@

$(DEV): $(MADE) pyproject.toml
	@echo "Installing into $(VENV), with the tools of development: the first time takes some minutes …"
	@$(INSTALL) '.[dev]'
	@touch $(APP) $(TEST) $@
