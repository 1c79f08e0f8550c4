# What one types. Everything runs in .venv, from packages whose hashes are locked.

SHELL := /bin/bash
VENV := .venv
PY := $(VENV)/bin/python
# The first that really runs: a version manager leaves commands on the PATH that do not.
PYTHON ?= $(shell for python in python3.12 python3.11 python3; do \
	$$python -c 'import sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2> /dev/null \
	&& echo $$python && break; done)
PORT ?= 8000
DATA_DIR ?= var
INSTALL := $(PY) -m pip install --quiet --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help run test nightly mutation chaos check lock translations bench bench-check look-hwpx screens

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/run.stamp  ## everything in the foreground: http://127.0.0.1:8000/ (PORT, DATA_DIR)
	@exec $$(command -v setpriv > /dev/null && echo setpriv --pdeathsig TERM --) env PORT="$(PORT)" DATA_DIR="$(DATA_DIR)" $(PY) manage.py up

# Compiled once and kept, or each worker compiles every test anew, a quarter of a minute.
test: export PYTHONDONTWRITEBYTECODE =
test: $(VENV)/dev.stamp  ## all tests; T="-k word" passes options to pytest
	@$(PY) -m pytest $(T)

nightly: $(VENV)/dev.stamp  ## what takes long: two thousand walks, all tampers, every cell of the rights, every page in every mode
	@$(PY) -m pytest -m nightly $(T)

mutation: $(VENV)/dev.stamp  ## nightly too: change the rules in many small ways; the tests must notice (docs/mutation.md)
	@nice -n 15 $(PY) -m tools.mutation --page docs/mutation.md

chaos: $(VENV)/dev.stamp  ## kill everything while 5,000 mails are sent, a quarter of an hour (docs/reliability.md)
	@$(PY) -m tools.chaos --page docs/reliability.md

check: $(VENV)/dev.stamp  ## style, types, import contracts, missing migrations, translations; no database
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	PYTHONPATH=. $(VENV)/bin/lint-imports
	$(PY) manage.py check
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) manage.py check_translations

translations: $(VENV)/dev.stamp  ## collect and compile the messages (needs GNU gettext)
	@$(PY) manage.py makemessages --locale en --no-obsolete --no-location \
	--ignore '.venv/*' --ignore 'var/*' --ignore 'tests/*' --ignore 'tools/*'
	@sed -i '/^"POT-Creation-Date:/d' config/locale/*/LC_MESSAGES/django.po
	@$(PY) manage.py compilemessages --locale en --locale ko --ignore '.venv'

bench: $(VENV)/dev.stamp  ## measure at the size of a city into docs/benchmarks.md (BENCH_SIZE assignments)
	@$(PY) -m tools.bench --page docs/benchmarks.md

bench-check: $(VENV)/dev.stamp  ## the same, written nowhere; fails where a limit is missed
	@$(PY) -m tools.bench --check

screens: $(VENV)/dev.stamp  ## pictures of the demo's screens for the guide into docs/screens; ALL=folder: of every page
	@$(PY) -m tools.screens $(if $(ALL),--all "$(ALL)")

look-hwpx: $(VENV)/dev.stamp  ## an HWPX as another program shows it, page by page (FILE, OUT, PAGES=1-20)
	@test -n "$(FILE)" -a -n "$(OUT)" || { echo "make look-hwpx FILE=report.hwpx OUT=folder" >&2; exit 2; }
	@$(PY) -m tools.look "$(FILE)" "$(OUT)" $(if $(PAGES),--pages $(PAGES))

lock:  ## compile requirements*.txt anew from pyproject.toml
	@uv=$$(command -v $(VENV)/bin/uv || command -v uv) || { echo "make lock: uv is missing" >&2; exit 1; }; \
	compile="$$uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-annotate \
	--python-version 3.11 --quiet --custom-compile-command 'make lock'"; \
	eval "$$compile -o requirements.txt" && eval "$$compile --extra dev -o requirements-dev.txt"

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 또는 3.12가 필요합니다 / Python 3.11 or 3.12 is needed" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	echo "venv를 만들지 못했습니다(python3-venv) / the venv module is missing (python3-venv)" >&2; exit 1; }

# The product's packages are among the developers': whoever tests can run.
$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	@test $(VENV)/dev.stamp -nt requirements.txt || $(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt | $(VENV)/bin/python
	@$(INSTALL) -r requirements-dev.txt
	@touch $@
