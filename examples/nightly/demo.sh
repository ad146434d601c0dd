#!/bin/sh
# Three nights in a row: CIViC of May 2018, October 2018 and August 2024. Then a source that was cut off, and a rollback.
# Called by `make nightly-demo`. $1: the command, $2: where results go.
set -eu
CKDB=$1
OUT=$2
HERE=$(dirname "$0")
DATA=${CKDB_DATA:-$HERE/../../../shared/data}
CIVIC=$DATA/civic
for release in 2018-05-nightly 2018-10-01 2024-08-01; do
	if [ ! -d "$CIVIC/$release" ]; then
		echo "SKIPPED: nightly-demo needs CIViC's release $release in $CIVIC; set CKDB_DATA to the folder of public data"
		exit 0
	fi
done
rm -rf "$OUT"
mkdir -p "$OUT"
SERVED=$OUT/served

night() { # date, folder of the source
	echo
	echo "== the night of $1, CIViC from $(basename "$2")"
	"$CKDB" build --manifest "$HERE/nightly.toml" --source civic="$2" --into "$SERVED" --date "$1" 2>"$OUT/messages.txt" || {
		grep -E '^(gate|next|nothing|[0-9]+ (loss|files))' "$OUT/messages.txt" >&2
		return 3
	}
	grep explained "$OUT/messages.txt" || true
}

changes() { # older day, newer day, a gene
	changelog=$OUT/$1-to-$2.txt
	echo
	echo "-- what changed ($changelog, and .jsonl for machines), then the first lines about $3"
	"$CKDB" diff "$SERVED/ckdb-$1.ckdb" "$SERVED/ckdb-$2.ckdb" >"$changelog"
	"$CKDB" diff "$SERVED/ckdb-$1.ckdb" "$SERVED/ckdb-$2.ckdb" --format jsonl >"$OUT/$1-to-$2.jsonl"
	awk 'NF == 0 { blocks++ } blocks < 2' "$changelog"
	echo
	awk -v gene="$3" '$0 == gene { on = 1 } on && NF == 0 { exit } on' "$changelog" | head -n 14
}

night 2018-05-06 "$CIVIC/2018-05-nightly"
night 2018-10-01 "$CIVIC/2018-10-01"
changes 2018-05-06 2018-10-01 BRAF
night 2024-08-01 "$CIVIC/2024-08-01"
changes 2018-10-01 2024-08-01 RET

# A transfer that broke off: the table of evidence ends after 2,000 lines.
CUT=$OUT/cut-off/2024-08-02
mkdir -p "$CUT"
cp "$CIVIC"/2024-08-01/*Summaries.tsv.gz "$CUT"
rm "$CUT"/*ClinicalEvidenceSummaries.tsv.gz
gzip -dc "$CIVIC"/2024-08-01/*ClinicalEvidenceSummaries.tsv.gz | head -n 2000 >"$CUT/ClinicalEvidenceSummaries.tsv"
if night 2024-08-02 "$CUT" >"$OUT/refused.txt" 2>&1; then
	echo "expected the gate to refuse a source that was cut off; it was published" >&2
	exit 1
fi
echo
echo "== the night of 2024-08-02, CIViC cut off after 2,000 lines: refused"
grep -v '^$' "$OUT/refused.txt" | grep -v '^==' | cut -c 1-150
echo "   in service: $(readlink "$SERVED/current")"

echo
echo '== somebody does not trust August: one command back, and forth again'
"$CKDB" rollback "$SERVED"
"$CKDB" rollback "$SERVED" --to 2024-08-01
"$CKDB" verify "$SERVED/current"
echo
echo '-- for Prometheus'
grep -v '^#' "$SERVED/metrics.prom" | head -n 8
