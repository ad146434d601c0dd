"""Writes entries of an allow-loss file for evidence of CIViC that a new release no longer has.

    explain_losses.py build.json RELEASE-DAY FOLDER-OF-THE-RELEASE >> allow-loss.toml

A loss is explained only by what can be looked up: the item is not in the release's table of accepted evidence, or it is there and
the ledger of build.json says why it is not compiled. What neither explains is named on standard error and left to a person.
"""

import glob
import gzip
import json
import sys


def rows(folder):
    """Every accepted item of the release: identity and the row, by column."""
    path = next(iter(sorted(glob.glob(f"{folder}/*ClinicalEvidenceSummaries.tsv*"))))
    opened = gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8")
    with opened as table:
        columns = next(table).rstrip("\n").split("\t")
        for line in table:
            row = dict(zip(columns, line.rstrip("\n").split("\t")))
            if row.get("evidence_id", "").isdigit():
                yield f"EID{row['evidence_id']}", row


def main(report, day, folder):
    with open(report, encoding="utf-8") as file:
        told = json.load(file)
    accepted = dict(rows(folder))
    reasons = {}
    for source in told["sources"]:
        for code, kept_out in source["records"].get("evidence", {}).get("quarantined_because", {}).items():
            reasons.update({record: code for record in kept_out["records"]})
    unexplained = 0
    for finding in told["gate"]["refused"]:
        item = finding["id"].rsplit("/", 1)[-1]
        if finding["code"] != "LOST" or finding["kind"] != "evidence" or not item.startswith("EID"):
            reason = None
        elif item not in accepted:
            reason = f"{item} is no longer accepted in CIViC's release of {day}"
        elif item in reasons:
            reason = f"CIViC's release of {day} has {item} in a form that is not compiled: {reasons[item]}"
        else:
            reason = None
        if reason is None:
            unexplained += 1
            print(f"not explained: {finding['code']} {finding['kind']} {finding['id']}: {finding['message']}", file=sys.stderr)
            continue
        print(f"[[allow]]\nkind = {json.dumps(finding['kind'])}\nid = {json.dumps(finding['id'])}\nreason = {json.dumps(reason)}\n")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
