# The Python wheel; included by the Makefile, whose names (CARGO, PYTHON, OUT, CKDB, command) it uses.
#
# `wheel` is what one would publish: release, some minutes from nothing. `test-python` tests a wheel of the debug profile: it
# shares what `make test` has compiled already, so it adds well under a minute; the Python side is the same in both.

MATURIN := maturin==1.16.0
# Tools that stay; the environment the tests run in is made anew each time.
WHEEL_VENV := target/venv
TEST_VENV := target/venv-test
WHEELS := $(OUT)/wheels
PAST_INDEX := $(OUT)/past/past.ckdb
SHIPPED_INDEX := ckdb-py/python/ckdb/data/ckdb.ckdb
WHEEL_PROFILE ?= release

.PHONY: wheel test-python bench-python run-bench-python shipped-index past-index

wheel: shipped-index $(WHEEL_VENV)/bin/maturin ## The Python wheel with the default index inside, into out/wheels
	$(WHEEL_VENV)/bin/maturin build --profile $(WHEEL_PROFILE) --manifest-path ckdb-py/Cargo.toml --out $(WHEELS)/$(WHEEL_PROFILE)
	@ls -lh $(WHEELS)/$(WHEEL_PROFILE)

test-python: ## The wheel (debug) in a fresh environment, its tests and the notebooks
	@rm -rf $(WHEELS)/dev $(TEST_VENV)
	@$(MAKE) --no-print-directory wheel WHEEL_PROFILE=dev
	@$(PYTHON) -m venv $(TEST_VENV)
	$(TEST_VENV)/bin/python -m pip install --quiet -r ckdb-py/tests/requirements.txt "$$(ls $(WHEELS)/dev/ckdb-*.whl)"
	@$(MAKE) --no-print-directory past-index
	CKDB_OLD_INDEX=$(abspath $(PAST_INDEX)) $(TEST_VENV)/bin/python -m pytest ckdb-py/tests

# All ways must have the same knowledge of exact alleles, so CIViC's release goes into the index, too.
CIVIC := $(DATA)/civic/2024-08-01

bench-python: ## A million variants through annotate_table, civicpy, cyvcf2, pysam and Polars (release); writes docs/performance.md
	@if test -d "$(CIVIC)"; then $(MAKE) --no-print-directory run-bench-python; \
	else echo 'SKIPPED: no release of CIViC in $(CIVIC); set CKDB_DATA to the folder of public data'; fi

run-bench-python: command
	@rm -rf $(WHEELS)/release
	@$(MAKE) --no-print-directory wheel WHEEL_PROFILE=release
	@$(PYTHON) -m venv --clear $(TEST_VENV)
	$(TEST_VENV)/bin/python -m pip install --quiet -r benches/python/requirements.txt "$$(ls $(WHEELS)/release/ckdb-*.whl)"
	@mkdir -p $(OUT)/bench-python
	$(CKDB) build --knowledge knowledge --source civic=$(CIVIC) -o $(OUT)/bench-python/civic.ckdb
	$(TEST_VENV)/bin/python benches/python/annotate_table.py $(OUT)/bench-python/civic.ckdb $(CIVIC) --write docs/performance.md

# A release as it might have been before some approvals: what the notebook about changes compares with.
past-index: command
	@rm -rf $(OUT)/past && mkdir -p $(OUT)/past && cp -r knowledge $(OUT)/past/knowledge
	@cd $(OUT)/past/knowledge/approvals && rm -f jp/osimertinib.toml us/osimertinib.toml us/amivantamab*.toml jp/amivantamab*.toml
	@$(CKDB) build --knowledge $(OUT)/past/knowledge -o $(PAST_INDEX) --release past

# Spark and Ray are large: an environment of their own, kept until their list changes.
ENGINES_VENV := target/venv-engines
.PHONY: test-engines run-engines

test-engines: ## Spark (needs Java) and Ray for real, on this machine
	@command -v java >/dev/null 2>&1 || test -n "$$JAVA_HOME" || echo 'SKIPPED: no Java here, so Spark is not run; install a JRE, 17 or newer'
	@if $(MAKE) --no-print-directory $(ENGINES_VENV)/installed; then $(MAKE) --no-print-directory run-engines; \
	else echo 'SKIPPED: pyspark and ray could not be installed (see above), so no engine was run'; fi

run-engines:
	@rm -rf $(WHEELS)/dev && $(MAKE) --no-print-directory wheel WHEEL_PROFILE=dev
	$(ENGINES_VENV)/bin/python -m pip install --quiet --no-deps --force-reinstall "$$(ls $(WHEELS)/dev/ckdb-*.whl)"
	$(ENGINES_VENV)/bin/python -m pytest ckdb-py/tests/engines

$(ENGINES_VENV)/installed: ckdb-py/tests/engines/requirements.txt
	$(PYTHON) -m venv --clear $(ENGINES_VENV)
	$(ENGINES_VENV)/bin/python -m pip install --quiet -r $<
	@touch $@

# Named like the release of the command, so that both carry the same index.
shipped-index: command
	@mkdir -p $(dir $(SHIPPED_INDEX))
	$(CKDB) build --knowledge knowledge -o $(SHIPPED_INDEX) --release "$$($(CKDB) --version | cut -d ' ' -f 2)"

$(WHEEL_VENV)/bin/maturin: ckdb-py/wheel.mk
	$(PYTHON) -m venv --clear $(WHEEL_VENV)
	$(WHEEL_VENV)/bin/python -m pip install --quiet '$(MATURIN)'
	@touch $@
