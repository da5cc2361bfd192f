# Needs Python 3.11+ and make; everything else goes into .venv and var/.
PYTHON ?= python3
HUB_PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py
# Processes of the test run.
WORKERS ?= 2
ARGS ?=
export PYTHONUNBUFFERED = 1
# Links of e-mails lead to where the hub is served.
export HUB_BASE_URL ?= http://127.0.0.1:$(HUB_PORT)

.DEFAULT_GOAL := help
.PHONY: help run dev setup test check format lock install-dev e2e bench bench-defis docs-images clean

help: ## Show this list
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.base ## Set everything up and serve the hub (HUB_PORT, 8000 by default)
	@$(MANAGE) prepare_hub --serve --address http://127.0.0.1:$(HUB_PORT)/
	@exec $(MANAGE) runserver --noreload 127.0.0.1:$(HUB_PORT)

dev: setup ## Serve the hub with debug pages and automatic reload
	@HUB_DEBUG=1 $(MANAGE) runserver 127.0.0.1:$(HUB_PORT)

setup: $(VENV)/.base ## Set everything up without serving
	@$(MANAGE) prepare_hub --address http://127.0.0.1:$(HUB_PORT)/

test: install-dev ## Set everything up and run all tests (ARGS="-k search" to choose)
	@$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

e2e: install-dev ## Run the browser tests alone
	@$(BIN)/python -m pytest tests/e2e $(ARGS)

check: install-dev ## Lint, types, import contracts, migrations, deployment settings, locked dependencies
	@echo "→ ruff" && $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "→ djlint" && $(BIN)/djlint --quiet --lint templates
	@echo "→ mypy" && $(BIN)/mypy
	@echo "→ import contracts" && $(BIN)/lint-imports
	@echo "→ migrations" && $(MANAGE) makemigrations --check --dry-run
	@echo "→ production settings" && $(BIN)/python -m tests.tools.check_deploy
	@echo "→ locked dependencies" && $(BIN)/python -m tests.tools.check_lock

format: install-dev ## Format the code
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

lock: install-dev ## Compile the dependencies of pyproject.toml, with hashes
	@$(BIN)/python -m tests.tools.check_lock --write

bench: install-dev ## Measure the search on 1,000 to 100,000 documents (ARGS="--engine elasticsearch")
	@$(BIN)/python -m benchmarks.search $(ARGS)

bench-defis: install-dev ## Measure the dashboard and its exports with 20, 100 and 500 défis
	@$(BIN)/python -m benchmarks.defis $(ARGS)

docs-images: install-dev ## Take the screenshots of the guide for editors (needs Chromium)
	@$(BIN)/python -m tests.tools.screenshots

clean: ## Remove the virtual environment and caches; data in var/ stay
	@rm -rf $(VENV) staticfiles .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 ou plus récent est nécessaire ; indiquez-le par PYTHON=/chemin/vers/python3.11"; exit 1; }
	@echo "→ Environnement virtuel…" && $(PYTHON) -m venv $(VENV)

$(VENV)/.base: requirements/base.txt | $(VENV)/bin/python
	@echo "→ Dépendances (une à deux minutes la première fois)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/base.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/bin/python
	@echo "→ Dépendances de développement (une à deux minutes la première fois)…"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/.base

install-dev: $(VENV)/.dev
