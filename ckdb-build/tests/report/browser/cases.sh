#!/bin/sh
# Makes the pages that the browser test looks at: each example in both languages, one page full of markup, and, where public data
# is at hand, two tumours everybody knows. Usage: cases.sh CKDB INDEX FOLDER
set -eu
ckdb=$1 index=$2 out=$3
data=${CKDB_DATA:-../shared/data}

page() { # name, then the arguments of `ckdb report`
	name=$1; shift
	for lang in ja en; do
		"$ckdb" report "$@" --index "$index" --lang "$lang" -o "$out/$name.$lang.html" 2>"$out/$name.$lang.messages.txt" ||
			{ cat "$out/$name.$lang.messages.txt"; exit 1; }
	done
}

rm -f "$out"/*.html
page lung examples/lung-EGFR-L858R-T790M.GRCh38.vcf --disease LUAD
page melanoma examples/melanoma-BRAF-V600E-mnv.GRCh37.vcf --disease MEL
page colorectal examples/colorectal-KRAS-G12C.GRCh38.vcf --disease COADREAD --assay 'FoundationOne CDx' \
	--germline-suspicion no --biomarker MSI=stable --biomarker TMB=4/Mb --age 61 --prior cetuximab
page breast examples/breast-BRCA2-frameshift.GRCh38.vcf --disease DOID:1612

# Markup in every place of a line that takes a text.
evil="\"'></style></svg><!--><script>alert(1)</script><img/src=x/onerror=alert(2)>{{7*7}}"
{
	printf '##fileformat=VCFv4.3\n##source=%s\n##tumor_sample=%s\n' "$evil" "$evil"
	printf '#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t%s\n' "$evil"
	printf 'chr7\t55191822\t%s\tT\tG\t%s\tPASS\tI=%s\tGT:X\t0/1:%s\n' "$evil" "$evil" "$evil" "$evil"
	printf 'chr7\t55181378\t%s\tC\tT\t.\tF%s\tI=%s\tGT:X\t0/1:%s\n' "$evil" "$evil" "$evil" "$evil"
	printf 'chr7\t55181379\t%s\tG\t<%s>\t.\tPASS\tI\tGT\t0/1\n' "$evil" "$evil"
	printf '%s\t1\t.\tA\tC\t.\t.\t.\tGT\t0/1\n%s\n' "$evil" "$evil"
} >"$out/evil.vcf"
page evil "$out/evil.vcf" --disease LUAD --assembly GRCh38 --assay "$evil"

t001=$data/conformance/somatic/pcgr-t001
colo829=$data/samples/hmf/COLO829.purple.somatic.GRCh37.vcf.gz
if [ -f "$t001/T001-COAD.grch38.vcf.gz" ] && [ -f "$colo829" ]; then
	page t001 "$t001/T001-COAD.grch38.vcf.gz" --assembly GRCh38 --disease COAD --copy-number "$t001/T001-COAD.grch38.cna.tsv" --ploidy 2
	page colo829 "$colo829" --sample COLO829v003T --disease MEL
else
	echo "SKIPPED: PCGR T001 and COLO829 are not at hand in $data (set CKDB_DATA)"
fi
