# Each target does all its own set-up; what is already up to date is not installed again.
# Needs make (GNU 3.81 or later) and Python 3.11 or later.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Which build of PyTorch a new environment gets: cpu (200 MB, from PyTorch's own index), or cuda, which stands for whatever
# plain pip brings (5 GB on Linux). Left to itself it is cpu on Linux without an NVIDIA GPU, and plain pip's elsewhere.
TORCH ?= auto
TORCH_INDEX := https://download.pytorch.org/whl/cpu
NVIDIA := command -v nvidia-smi >/dev/null || [ -e /proc/driver/nvidia/version ] || [ -e /usr/lib/wsl/lib/nvidia-smi ]

# Tests run in as many processes as there are cores, up to 8 (tests/conftest.py), a file in one of them. A file begun late
# is one waited for: the long ones are the first. WORKERS=0 runs all in one process, as a debugger needs it.
WORKERS ?= auto
PYTEST := $(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

# Stamps of what the environment holds. Each larger installation contains the smaller ones, and says so by touching theirs.
MADE := $(VENV)/.made
TORCHED := $(VENV)/.has-torch
APP := $(VENV)/.has-app
TEST := $(VENV)/.has-test
DEV := $(VENV)/.has-dev

TSC := tsc --noEmit --allowJs --checkJs --strict \
	--target es2022 --module es2022 --lib es2022,dom,dom.iterable
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable

.PHONY: help app test check lint format bench gpu fuzz load samples readme look wheel torch venv browser clean
.DEFAULT_GOAL := help

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo "  ARGS='…' is handed on:  make app ARGS='--server.port 8600'   make test ARGS='-k ntu'"

app: $(APP) ## serve the app and open it in the browser
	@$(BIN)/python -m streamlit run app.py $(ARGS)

test: $(TEST) browser ## run the tests (STA_LSTM_DATA names a folder of real recordings, if you have it)
	@$(PYTEST) $(ARGS)

check: lint ## lint, and the fast tests: neither slow nor in a browser
	@$(PYTEST) -m 'not slow and not browser' $(ARGS)

lint: $(DEV) ## ruff, format, mypy, the floors of the package, and the types of the player if tsc is there
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@if ! command -v tsc >/dev/null 2>&1; then \
		echo "lint: no tsc on the PATH (npm install -g typescript): the player's types are not checked"; \
	else \
		$(TSC) sta_lstm/player/assets/*/*.js; \
	fi

format: $(DEV) ## mend what ruff can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(TEST) ## run every benchmark, tests/benchmarks/bench_*.py
	@set -e; for file in tests/benchmarks/bench_*.py; do echo "== $$file"; $(BIN)/python "$$file" $(ARGS); done

gpu: $(TEST) ## try an NVIDIA GPU out in five minutes (make TORCH=cuda gpu): build/gpu.json and build/gpu.md
	@$(BIN)/python tests/benchmarks/gpu.py $(ARGS)

fuzz: $(TEST) ## damage files in every way and read them, five minutes or ARGS='--minutes 30'
	@PYTHONPATH=tests/formats $(BIN)/python -m fuzz $(ARGS)

load: $(TEST) ## let 6, 24 and 50 visitors come at once, ARGS='--hostile clip' or ARGS='--uploads 1000': tests/load/README.md
	@PYTHONPATH=tests $(BIN)/python -m load $(ARGS)

samples: $(APP) ## make sample_data/ anew: planted clips, and the demo checkpoints trained on them
	@$(BIN)/python -m sta_lstm.training.demo $(ARGS)

readme: $(APP) ## write README.md's table of formats anew, from the readers
	@$(BIN)/python -c "from pathlib import Path; from sta_lstm.formats.overview import with_table; \
		file = Path('README.md'); file.write_text(with_table(file.read_text(encoding='utf-8')), encoding='utf-8')"

look: $(APP) ## write the player's and Streamlit's colours and sizes anew, from sta_lstm/scene/look.py
	@$(BIN)/python -c "from pathlib import Path; from sta_lstm.player.generated import write_generated; write_generated(Path.cwd())"

wheel: $(DEV) ## build a wheel, with the app and the samples in it, into dist/
	@$(BIN)/python -m build --wheel

torch: $(TORCHED) ## the environment with PyTorch alone, or TORCH=cpu, TORCH=cuda

venv: $(MADE) ## the environment alone: a torch of your own that is installed into it stays

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

# PyTorch's index gets ten seconds to answer, and is asked alone: the newest torch of another index may be one for CUDA.
$(TORCHED): $(MADE)
	@pip='$(BIN)/python -m pip --disable-pip-version-check'; \
	case '$(TORCH)' in \
		cpu|cuda) build='$(TORCH)' ;; \
		auto) if $(NVIDIA); then build=cuda; else build=cpu; fi ;; \
		*) echo "TORCH is cpu or cuda, not '$(TORCH)'."; exit 1 ;; \
	esac; \
	if [ "$$build" = cpu ] && [ "$$(uname -s)" = Linux ] && ! $$pip show --quiet torch 2>/dev/null; then \
		echo "PyTorch: the build for CPUs (200 MB). For an NVIDIA GPU: make clean, then make TORCH=cuda …"; \
		export PIP_EXTRA_INDEX_URL=' ' PIP_FIND_LINKS=' '; \
		{ timeout 10 $$pip index versions torch --retries 0 --index-url $(TORCH_INDEX) >/dev/null 2>&1 && \
			$$pip install --quiet --no-deps --index-url $(TORCH_INDEX) torch; } || \
			echo "PyTorch: its own index gave none. Plain pip's build follows, which may be that for CUDA (5 GB)."; \
	fi
	@touch $@

$(APP): $(TORCHED) pyproject.toml
	@echo "Installing into $(VENV): the first time takes some minutes …"
	@$(INSTALL) .
	@touch $@

$(TEST): $(TORCHED) pyproject.toml
	@echo "Installing into $(VENV), with what the tests need: the first time takes some minutes …"
	@$(INSTALL) '.[test]'
	@touch $(APP) $@

$(DEV): $(TORCHED) pyproject.toml
	@echo "Installing into $(VENV), with the tools of development: the first time takes some minutes …"
	@$(INSTALL) '.[dev]'
	@touch $(APP) $(TEST) $@
