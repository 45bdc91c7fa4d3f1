# Almacontact Comercial. Two commands are enough:
#
#   make run     the application on http://127.0.0.1:8000 (PORT=8001 for another port, DEMO=no to start empty)
#   make test    the whole test suite
#
# No environment variable is needed for any of them. What is missing on the machine is installed where we may.

PYTHON := .venv/bin/python
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

.PHONY: help install run test proof bench lint lock report screenshots translations

help:
	@sed -n 's/^#   //p' Makefile
	@echo 'make install     the environment, the packages and the compiled translations'
	@echo 'make lint        style, types, dependence of apps and rooms, templates, migrations, deployment settings'
	@echo 'make proof       the long versions of races, kills and random machines, on both databases'
	@echo 'make lock        requirements.lock, the hashes of what the image installs, anew from requirements.txt'
	@echo 'make bench       speed, as ratios to a floor measured in the same run'
	@echo 'make report      the longest files and functions, and names defined twice; nothing fails by it'
	@echo 'make screenshots every page at both widths and themes, into screenshots/'

install:
	@.ci/packages run
	@.ci/environment run
	@$(MAKE) --no-print-directory translations

.PHONY: install-test
install-test:
	@.ci/packages run
	@.ci/packages test
	@.ci/environment test
	@$(MAKE) --no-print-directory translations

translations: $(CATALOGUES)
	@:

locale/%.mo: locale/%.po
	@$(PYTHON) -m babel.messages.frontend --quiet compile --use-fuzzy --input-file $< --output-file $@.new
	@mv $@.new $@

run: install
	@$(PYTHON) -m almacontact.local

test: install-test
	@.ci/tests

proof: install-test
	@.ci/proof

lint: install-test
	@.ci/lint

lock: install
	@.ci/lock

bench: install-test
	@$(PYTHON) -m benchmarks

report: install-test
	@$(PYTHON) -m tests.architecture.report

screenshots: install-test
	@$(PYTHON) -m pytest tests/browser/screenshots.py -q -p no:cacheprovider
