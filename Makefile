# The command surface of CKDB. A fresh machine needs Rust (1.92 or newer), Python 3, a C compiler and make; nothing else.
#
# `demo` and `test` share one profile on purpose: after either, the other starts at once. Debug is that profile, because what takes time
# on a fresh clone is compiling, not running: the walk over knowledge/ and four small files takes about a second either way.
# For large files build once with `make build` and use target/release/ckdb.

CARGO ?= cargo
PYTHON ?= python3
# Where results go; ignored by git, removed by `make clean`.
OUT := out
INDEX := $(OUT)/ckdb-dev.ckdb
CKDB := target/debug/ckdb
FUZZ_SECONDS ?= 60
# Released data that tests compare with; not part of the project.
DATA := $(or $(CKDB_DATA),../shared/data)
# Records of the made-up genome; the whole one has 4496079.
RECORDS ?= 562000
# `rust-version` of the workspace; `ckdb-core/tests/msrv.rs` compares.
MSRV := 1.92

# One example a line: file and the patient's disease.
CASES := \
	lung-EGFR-L858R-T790M.GRCh38:LUAD \
	melanoma-BRAF-V600E-mnv.GRCh37:MEL \
	colorectal-KRAS-G12C.GRCh38:COADREAD \
	breast-BRCA2-frameshift.GRCh38:DOID:1612

.DEFAULT_GOAL := help
.PHONY: help demo nightly-demo test test-rust test-knowledge test-service test-report msrv exports-check check conformance bench bench-vcf bench-peers bench-instructions fuzz build clean command

help: ## Show this list
	@echo 'CKDB: an open cancer knowledge database and variant annotator.'
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-19s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo 'Start with: make demo'

demo: command ## Compile the knowledge, annotate four example tumours, show what is known
	@mkdir -p $(OUT)/demo
	@echo
	@echo '== knowledge/ becomes one file'
	@$(CKDB) build --knowledge knowledge -o $(INDEX)
	@for case in $(CASES); do \
		name=$${case%%:*}; disease=$${case#*:}; \
		echo; echo "== $$name, disease $$disease"; \
		$(CKDB) annotate examples/$$name.vcf --disease $$disease --index $(INDEX) -o $(OUT)/demo/$$name.vcf || exit 1; \
		$(CKDB) annotate examples/$$name.vcf --disease $$disease --index $(INDEX) --format tsv -o $(OUT)/demo/$$name.tsv \
			2>$(OUT)/demo/messages.txt || { cat $(OUT)/demo/messages.txt; exit 1; }; \
		$(PYTHON) examples/show.py $(OUT)/demo/$$name.vcf || exit 1; \
	done
	@echo
	@echo 'AMP: AMP/ASCO/CAP tier and level. JP: evidence level of the three Japanese societies, R for resistance.'
	@echo 'The annotated files are in $(OUT)/demo (.vcf and .tsv), the index is $(INDEX).'
	@echo 'Research use only; not a medical device.'
	@echo 'Try:  $(CKDB) annotate YOUR.vcf.gz --disease LUAD --index $(INDEX)'

nightly-demo: command ## Three nights of CIViC: publish, what changed, a refusal, a rollback (CKDB_DATA, else ../shared/data)
	@sh examples/nightly/demo.sh $(CKDB) $(OUT)/nightly

test: test-rust test-knowledge test-service test-python test-report msrv ## Run everything that must hold

test-rust: ## Rust tests and doc tests, those of the examples and of the floors with them
	$(CARGO) test

test-service: command ## The example service, over HTTP on this machine, with a swap from one index to another
	@mkdir -p $(OUT)/service
	@for name in one two; do $(CKDB) build --knowledge knowledge -o $(OUT)/service/$$name.ckdb --release $$name || exit 1; done
	CKDB_SERVICE_INDEXES=$(abspath $(OUT)/service) $(CARGO) test -p ckdb-service

msrv: ## The oldest Rust that is promised, where it is installed
	@if $(CARGO) +$(MSRV) --version >/dev/null 2>&1; then $(CARGO) +$(MSRV) check --workspace --all-targets --target-dir target/msrv; \
	else echo 'SKIPPED: Rust $(MSRV) is not installed (rustup toolchain install $(MSRV)); only its number and the lint of `make check` hold it'; fi

test-knowledge: command ## The records: their form, and their facts against the released sources
	@if test -d "$(DATA)"; then set -x; $(CKDB) check knowledge --citations --against "$(DATA)"; \
	else $(CKDB) check knowledge && echo 'SKIPPED: records against released data ($(DATA) is not there); set CKDB_DATA to the folder'; fi
	$(PYTHON) ckdb-build/tests/verify_kinase_domains.py

test-report: command ## Reports in a real browser: content, accessibility, no request (needs Chromium, node, npm; else skipped)
	@mkdir -p $(OUT)
	@$(CKDB) build --knowledge knowledge -o $(INDEX) >/dev/null 2>&1
	@sh ckdb-build/tests/report/browser/run.sh $(CKDB) $(INDEX) $(OUT)/report

exports-check: command ## Exports read by the published models of GA4GH and FHIR (needs Python's ga4gh.va_spec, fhir.resources; else skipped)
	@mkdir -p $(OUT)
	@$(CKDB) build --knowledge knowledge -o $(INDEX) >/dev/null 2>&1
	$(PYTHON) ckdb-build/tests/exports/check_models.py $(CKDB) $(INDEX) $(OUT)/exports

check: ## Format, lints, documentation, licences; every warning is an error
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc --no-deps --lib --workspace --exclude ckdb-py
	@if $(CARGO) deny --version >/dev/null 2>&1; then $(CARGO) deny check; \
	else echo 'SKIPPED: cargo-deny is not installed (cargo install cargo-deny); licences were not checked'; fi

conformance: command ## The longest tests, against public data (CKDB_DATA, else ../shared/data); writes docs/conformance.md anew
	@test -d "$${CKDB_DATA:-../shared/data}" || echo 'SKIPPED: no public data; set CKDB_DATA to its folder'
	CKDB_CONFORMANCE=write $(CARGO) test --tests -- --nocapture
	$(CKDB) check knowledge --citations --against "$(DATA)"
	$(PYTHON) ckdb-build/tests/verify_kinase_domains.py

bench: ## Benchmarks with seeded inputs (in release), then the guard of instruction counts
	$(CARGO) bench -p ckdb-benches
	$(PYTHON) benches/instructions.py

bench-vcf: build ## A whole genome beside a minimal copy loop; writes its part of docs/performance.md (RECORDS, default an eighth)
	$(CARGO) build --release -p ckdb-benches --example whole_genome --example vcf_limit
	target/release/examples/whole_genome $(OUT)/bench-vcf $(RECORDS)
	rm -f $(OUT)/bench-vcf/genome.vcf
	$(PYTHON) benches/vcf_path.py target/release/ckdb target/release/examples/vcf_limit $(OUT)/bench-vcf

bench-peers: ## ckdb beside bcftools, vcfanno and the limit, whole processes; writes docs/performance.md (PEERS="--records N --rounds R")
	$(PYTHON) benches/peers.py --install --write docs/performance.md $(PEERS)

bench-instructions: ## Instructions of the hot loops against those stored (needs valgrind)
	$(PYTHON) benches/instructions.py

include ckdb-py/wheel.mk

fuzz: ## Every fuzz target for a minute (needs nightly and cargo-fuzz)
	@$(CARGO) +nightly fuzz --version >/dev/null 2>&1 || { echo 'make fuzz needs: rustup toolchain install nightly; cargo install cargo-fuzz'; exit 1; }
	@cd ckdb-core && for target in $$($(CARGO) +nightly fuzz list); do \
		echo "== $$target"; $(CARGO) +nightly fuzz run $$target -- -max_total_time=$(FUZZ_SECONDS) || exit 1; \
	done

build: ## The command in release: target/release/ckdb
	$(CARGO) build --release --bin ckdb

clean: ## Remove everything that was built
	$(CARGO) clean
	rm -rf $(OUT)

command:
	@$(CARGO) build --bin ckdb
