# `make` alone lists what there is. Needs Python 3.11 or newer and make; everything else is set up in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test lint format docs dashboard screenshots bench audit lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.run ## Set up .venv with what running needs; the command is .venv/bin/tandem

setup-dev: $(VENV)/.dev ## Set up .venv with what tests, lint and benchmarks need, too

demo: $(VENV)/.run ## Load the sample consortium and serve it (PORT, default 8000; TANDEM_DATA, default .tandem)
	@$(BIN)/tandem demo

# Compiled modules are kept, since the tests start hundreds of processes.
test: $(VENV)/.dev ## Run the tests, and say what is left out and which ten took longest (ARGS for pytest, such as ARGS=tests/core)
	@PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -rs --durations=10 -n auto --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(VENV)/.dev ## Ruff, mypy, the import contracts, container files, and whether generated files are current
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	@$(BIN)/hadolint Dockerfile
	@$(BIN)/python -m services.cli.catalogue --check

format: $(VENV)/.dev ## Format the code and mend what ruff can
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: $(VENV)/.dev ## Write the generated files: SDL, event schemas and examples, catalogues, the example client
	@$(BIN)/python -m services.cli.catalogue
	@rm -rf examples/tandem_client
	@$(VENV)/codegen/bin/ariadne-codegen > /dev/null

dashboard: ## Write the dashboard's generated types and its bundle, and check its sources; needs Node 20 with npm
	@cd services/web/dashboard && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@cd services/web/dashboard && npm run --silent generate && npm run --silent build && npm run --silent check

screenshots: $(VENV)/.dev ## Take the pictures of docs/dashboard.md; needs Chromium
	@$(BIN)/python -m tests.dashboard.screenshots

bench: $(VENV)/.dev ## Run the benchmarks (ONLY=name for one of them)
	@$(BIN)/python -m benchmarks $(ONLY)

# In an environment of its own, since it wants other versions of what it audits.
audit: ## Look for known weaknesses of the locked packages; needs the internet (the database of PyPI)
	@test -x $(VENV)/audit/bin/pip-audit || ($(PYTHON) -m venv $(VENV)/audit && $(VENV)/audit/bin/pip install -q "pip-audit==2.10.1")
	@$(VENV)/audit/bin/pip-audit --strict --require-hashes --disable-pip -r requirements.lock

lock: $(VENV)/.dev ## Resolve the dependencies of pyproject.toml anew into the lock files
	@$(BIN)/pip install -q uv
	@$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --python-version 3.11 -q -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --generate-hashes --python-version 3.11 -q -o requirements-dev.lock
	@$(BIN)/uv pip compile --group codegen --universal --generate-hashes --python-version 3.11 -q -o requirements-codegen.lock

clean: ## Remove the environment, caches and the demo's data
	rm -rf $(VENV) .tandem .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .bench services/web/dashboard/node_modules

$(VENV)/.run: requirements.lock Makefile
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Tandem needs Python 3.11 or newer; set PYTHON=")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Setting up $(VENV) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@printf '#!%s\nimport sys\n\nsys.path.insert(0, "%s")\nfrom services.cli.main import run\n\nrun()\n' \
		'$(CURDIR)/$(BIN)/python' '$(CURDIR)' > $(BIN)/tandem && chmod +x $(BIN)/tandem
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run $(VENV)/.codegen
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# The generator of the example client has an environment of its own: pyproject.toml says why.
$(VENV)/.codegen: requirements-codegen.lock $(VENV)/.run
	@test -x $(VENV)/codegen/bin/python || $(BIN)/python -m venv $(VENV)/codegen
	@$(VENV)/codegen/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-codegen.lock
	@touch $@
