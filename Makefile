# `make run` serves the demonstration event; `make test` runs every check. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CATALOGUES := $(wildcard comitia/locale/*/LC_MESSAGES/django.po)

.PHONY: run test lock messages clean
.DELETE_ON_ERROR:

run: $(VENV)/run.ok $(CATALOGUES:.po=.mo)
	@$(BIN)/comitia demo

test: $(VENV)/test.ok $(CATALOGUES:.po=.mo)
	@$(BIN)/python -m tests

# What is there, from the locks, with every file's hash checked
$(VENV)/run.ok: requirements/run.lock requirements/install.txt | $(VENV)/uv.ok
	$(BIN)/uv pip install --quiet --compile-bytecode --require-hashes --python $(BIN)/python -r requirements/run.lock
	$(BIN)/uv pip install --quiet --no-deps --no-build-isolation --python $(BIN)/python --editable .
	@touch $@

$(VENV)/test.ok: requirements/test.lock tests/npm/package-lock.json tests/system_packages.sh $(VENV)/run.ok
	$(BIN)/uv pip install --quiet --require-hashes --python $(BIN)/python -r requirements/test.lock
	sh tests/system_packages.sh
	cd tests/npm && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

$(VENV)/uv.ok: requirements/install.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Comitia needs Python 3.11 or newer.")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/install.txt
	@touch $@

%.mo: %.po $(VENV)/run.ok
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# For developers: new versions into the locks; new words into the catalogues
lock: | $(VENV)/uv.ok
	for name in run test; do $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header requirements/$$name.in --output-file requirements/$$name.lock; done

messages: | $(VENV)/run.ok
	$(BIN)/pybabel --quiet extract --mapping-file comitia/locale/babel.cfg --no-location --sort-output --project Comitia --copyright-holder "the Comitia authors" \
	  --keywords "pgettext:1c,2 ngettext:1,2 npgettext:1c,2,3 gettext_noop gettext_lazy pgettext_lazy:1c,2 ngettext_lazy:1,2" \
	  --output-file comitia/locale/django.pot comitia
	for language in ko ru zh_Hans es tr ar; do $(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --init-missing --ignore-pot-creation-date --width 100 \
	  --domain django --input-file comitia/locale/django.pot --output-dir comitia/locale --locale $$language; done

clean:
	rm -rf $(VENV) var
