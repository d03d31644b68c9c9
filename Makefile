# make demo   read a story          make test   run every test
# make lint   style, types, layers  make clean  remove what make made
# make docs   the documentation site, in build/docs
# make bench [TEXT=file]            speed and memory, alone and beside BookNLP and spaCy
# make soak [SHARE=0.01]            the long tests: faults, kills, mutants, memory; hours at SHARE=1
# make evaluate DATA=folder         figures and error reports, in runs/evaluate

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
# the newest of these that is there and is 3.11 or later
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done)
STORY := examples/speckled_band.txt
DATA ?= data
TEXT ?=
SHARE ?= 1

.PHONY: demo test lint docs bench soak evaluate clean

demo: $(VENV)/.installed
	$(BIN)/fabula read $(STORY)

test: $(VENV)/.developing
	$(BIN)/python -m pytest

lint: $(VENV)/.developing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/check_sizes.py src tools bench tests

# warnings are errors, links that lead nowhere too; nothing is fetched
docs: $(VENV)/.developing
	$(BIN)/python -m sphinx -W --keep-going -n -q -b html -d build/doctrees docs build/docs

bench: $(VENV)/.developing
	$(BIN)/python bench/speed.py
	$(BIN)/python bench/against.py $(TEXT)

soak: $(VENV)/.developing
	$(BIN)/python bench/soak.py --share $(SHARE)

written = --out runs/evaluate/$(1).jsonl --html runs/evaluate/$(1).html
evaluate: $(VENV)/.installed
	@mkdir -p runs/evaluate
	$(BIN)/fabula evaluate corpus --data corpus --part dev $(call written,corpus)
	$(BIN)/fabula evaluate litbank --data $(DATA)/litbank $(call written,litbank)
	$(BIN)/fabula evaluate pdnc --data $(DATA)/pdnc $(call written,pdnc)

clean:
	rm -rf $(VENV) build dist .cache/bench .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} +

# stamps: an environment is made again only when what it depends on changed
$(VENV)/.created:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Fabula needs Python 3.11 or later. On Debian or Ubuntu:"; \
		echo "    sudo apt install python3 python3-venv"; exit 1; fi
	@$(PYTHON) -m venv $(VENV) >$(VENV).log 2>&1 || { \
		rm -rf $(VENV); cat $(VENV).log; rm -f $(VENV).log; \
		echo "No virtual environment could be made. On Debian or Ubuntu:"; \
		echo "    sudo apt install $$($(PYTHON) -c \
			'import sys; print("python3.%d-venv" % sys.version_info[1])')"; exit 1; }
	@rm -f $(VENV).log
	@touch $@

$(VENV)/.installed: $(VENV)/.created pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.developing: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
