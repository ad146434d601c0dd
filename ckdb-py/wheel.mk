# The Python wheel; included by the Makefile, whose names (CARGO, PYTHON, OUT, CKDB, command) it uses.
#
# `wheel` is what one would publish: release, some minutes from nothing. `test-python` tests a wheel of the debug profile: it
# shares what `make test` has compiled already, so it adds well under a minute; the Python side is the same in both.

MATURIN := maturin==1.16.0
# Tools that stay; the environment the tests run in is made anew each time.
WHEEL_VENV := target/venv
TEST_VENV := target/venv-test
WHEELS := $(OUT)/wheels
SHIPPED_INDEX := ckdb-py/python/ckdb/data/ckdb.ckdb
WHEEL_PROFILE ?= release

.PHONY: wheel test-python shipped-index

wheel: shipped-index $(WHEEL_VENV)/bin/maturin ## The Python wheel with the default index inside, into out/wheels
	$(WHEEL_VENV)/bin/maturin build --profile $(WHEEL_PROFILE) --manifest-path ckdb-py/Cargo.toml --out $(WHEELS)/$(WHEEL_PROFILE)
	@ls -lh $(WHEELS)/$(WHEEL_PROFILE)

test-python: ## The wheel (debug) in a fresh environment, and its tests
	@rm -rf $(WHEELS)/dev $(TEST_VENV)
	@$(MAKE) --no-print-directory wheel WHEEL_PROFILE=dev
	@$(PYTHON) -m venv $(TEST_VENV)
	$(TEST_VENV)/bin/python -m pip install --quiet "$$(ls $(WHEELS)/dev/ckdb-*.whl)[test]"
	$(TEST_VENV)/bin/python -m pytest ckdb-py/tests

# Spark and Ray are large: an environment of their own, kept until their list changes.
ENGINES_VENV := target/venv-engines
.PHONY: test-engines

test-engines: $(ENGINES_VENV)/installed ## Spark (needs Java) and Ray for real, on this machine
	@command -v java >/dev/null 2>&1 || test -n "$$JAVA_HOME" || echo 'SKIPPED: no Java here, so Spark is not run; install a JRE, 17 or newer'
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
