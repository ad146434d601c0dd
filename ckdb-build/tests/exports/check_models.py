#!/usr/bin/env python3
"""Reads exports with the models that GA4GH and the FHIR community publish: `check_models.py CKDB INDEX OUT`.

The Rust tests hold every document against tables of our own making. This is the other half: the released models of `ga4gh.va_spec` and
`fhir.resources` read the same documents, where Python has them (`pip install ga4gh.va_spec fhir.resources`); without them the check is
skipped aloud. Nothing of these packages is needed to build or to use CKDB.
"""

import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
CASES = [
    ("lung-EGFR-L858R-T790M.GRCh38.vcf", ["--disease", "LUAD", "--date", "2026-11-21"]),
    ("melanoma-BRAF-V600E-mnv.GRCh37.vcf", ["--disease", "MEL", "--gene-any"]),
    ("colorectal-KRAS-G12C.GRCh38.vcf", ["--disease", "COADREAD", "--biomarker", "MSI=high"]),
    ("breast-BRCA2-frameshift.GRCh38.vcf", ["--disease", "BRCA", "--origin", "germline"]),
]


def statement_model(aac, base, statement):
    """The narrowest model that a statement claims to follow."""
    if "classification" not in statement:
        return base.Statement
    kind = statement["proposition"]["type"].removeprefix("Variant").removesuffix("Proposition")
    return getattr(aac, f"Variant{kind}StudyStatement", base.Statement)


def main():
    command, index, out = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
    out.mkdir(parents=True, exist_ok=True)
    try:
        import ga4gh.va_spec.aac_2017 as aac
        import ga4gh.va_spec.base as base
    except ImportError:
        aac = base = None
        print("SKIPPED: VA-Spec documents against the released models (pip install ga4gh.va_spec)")
    try:
        from fhir.resources.R4B.bundle import Bundle
    except ImportError:
        Bundle = None
        print("SKIPPED: FHIR bundles against the models of R4B (pip install fhir.resources)")
    read = 0
    for name, more in CASES:
        for form in ("va-spec", "fhir"):
            target = out / f"{name.removesuffix('.vcf')}.{form}.json"
            call = [command, "annotate", str(ROOT / "examples" / name), "--index", index, "--format", form, "-o", str(target)]
            subprocess.run(call + more, check=True, stderr=subprocess.DEVNULL)
            document = json.loads(target.read_text(encoding="utf-8"))
            if form == "va-spec" and base:
                for statement in document:
                    statement_model(aac, base, statement)(**statement)
                    for line in statement.get("hasEvidenceLines", []):
                        for item in line.get("hasEvidenceItems", []):
                            base.Statement(**item)
                    read += 1
            elif form == "fhir" and Bundle:
                Bundle.model_validate(document)
                read += len(document["entry"])
    print(f"{read} statements and entries read by the published models")


if __name__ == "__main__":
    main()
