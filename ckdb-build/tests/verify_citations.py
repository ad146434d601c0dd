#!/usr/bin/env python3
"""Checks every record against the data it says it came from.

A curator's slip (a wrong level, a wrong PMID, a therapy left out, a figure of one study under another) looks like any other line of
TOML. `ckdb check` cannot see it, because the record is well formed. This script can: it opens the releases that the records cite
and compares field by field.

Checked:
  * evidence items with `source = "civic"`: the EID exists and is accepted; type, direction, level, significance, rating, origin,
    therapies with interaction, disease, citation and (where both are given) molecular profile agree; every figure of the statement
    stands in the source's statement; the end point a study met is spoken of there, beside words that say it was met; no run of
    eight or more words is the same as the source's own sentence;
  * assertions with `source = "civic"`: the AID exists; type, direction, significance, therapies, disease, AMP category, guideline
    and molecular profile agree; the evidence they rest on is the source's; no run of eight or more equal words;
  * approvals and companion diagnostics with `source = "fda-cdx"`: the number, the drug, the test, its day and the address stand
    together in one row of the FDA list, and what the test detects is spelt in that row; likewise tests under US approvals that
    another document states;
  * papers: every PubMed number in the source code and in the knowledge is one of the CIViC release, or is listed in
    `citations_seen.tsv` with the document in which somebody saw it;
  * lengths of proteins of fusion partners that the README of the gene models states;
  * genes against HGNC, diseases against the Disease Ontology and OncoTree, therapies against the NCI Thesaurus, trials against
    the registry's record;
  * inside the records: every identity that is named exists, and nothing is numbered twice.

Needs Python 3.11 and its standard library only. The data folder is `CKDB_DATA`, or `../shared/data` beside the repository. Where a
file is missing, its checks are SKIPPED, loudly. The exit code is 1 if anything disagrees.

Usage: python3 ckdb-build/tests/verify_citations.py
"""

import ast
import csv
import gzip
import json
import os
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
DATA = Path(os.environ.get("CKDB_DATA") or KNOWLEDGE.parent.parent / "shared" / "data")
if not DATA.is_dir() and "CKDB_DATA" not in os.environ:
    DATA = KNOWLEDGE.parent.parent.parent / "shared" / "data"

# An equal run of this many words is a copied sentence, not a shared fact.
COPIED_RUN = 8

SIGNIFICANCE = {
    "Reduced Sensitivity": "ReducedSensitivity",
    "Adverse Response": "AdverseResponse",
    "Better Outcome": "BetterOutcome",
    "Poor Outcome": "PoorOutcome",
    "Gain of Function": "GainOfFunction",
    "Loss of Function": "LossOfFunction",
    "Unaltered Function": "UnalteredFunction",
    "Dominant Negative": "DominantNegative",
    # CIViC states the result of an oncogenic assertion, our records state what is claimed.
    "Oncogenic": "Oncogenicity",
    "Likely Oncogenic": "Oncogenicity",
}
DIRECTION = {"Supports": "Supports", "Does Not Support": "DoesNotSupport"}
ORIGIN = {
    "Somatic": "somatic",
    "Rare Germline": "rare-germline",
    "Common Germline": "common-germline",
    "Combined": "combined",
    "Unknown": "unknown",
    "N/A": "unknown",
}
# Diseases that CIViC names without a DOID.
UNNUMBERED_DISEASES = {
    "Solid Tumor": "solid-tumour",
    "Acute Myeloid Leukemia With BCR::ABL1 Fusion": "acute-myeloid-leukaemia-with-bcr-abl1-fusion",
    "Pediatric Low-grade Glioma": "childhood-low-grade-glioma",
}

# How a source speaks of an end point, and how it says that there was a difference.
ENDPOINT_WORDS = {
    "overall-survival": r"overall survival|\bOS\b|survival rate|median survival",
    "progression-free-survival": r"progression.free survival|\bm?PFS\b|progression or death|free(dom)? (from|of) (disease )?progression",
    "disease-free-survival": r"disease.free|relapse.free|relapse or death|\bI?DFS\b",
}
# That these words stand somewhere in the statement is a help against slips; which end point they belong to was read by a curator.
MET_WORDS = re.compile(
    r"signific|improve[ds]|superior|longer|prolonged|p ?[<=≤] ?0?[.·]0|[([ ]0[.·]\d+ ?(-|–|to|,) ?0[.·]\d", re.IGNORECASE
)
# Items whose statement names both medians only, with the item of the same paper that says the difference was significant.
SAID_BY_ANOTHER_ITEM = {"EID884": "EID3791", "EID885": "EID3791"}

problems: list[str] = []
skipped: list[str] = []
counts: Counter = Counter()


def problem(where: str, text: str) -> None:
    problems.append(f"{where}: {text}")


def records(folder: str) -> dict[str, dict]:
    """All records of one folder by identity; a file that is no TOML is a problem, not a crash."""
    out = {}
    for path in sorted((KNOWLEDGE / folder).rglob("*.toml")):
        name = str(path.relative_to(KNOWLEDGE / folder))[: -len(".toml")]
        try:
            with path.open("rb") as file:
                out[name] = tomllib.load(file)
        except tomllib.TOMLDecodeError as error:
            problem(f"{folder}/{name}", f"is not TOML: {error}")
    return out


def opened(name: str, what: str, encoding: str = "utf-8"):
    """The text of a data file, or None with a note that its checks are skipped."""
    path = DATA / name
    if not path.is_file():
        skipped.append(f"{what} ({name} is not in {DATA})")
        return None
    with gzip.open(path, "rt", encoding=encoding, newline="") as file:
        return file.read()


def unquoted_table(text: str) -> list[dict[str, str]]:
    """A tab-separated table whose fields are never quoted, as CIViC and HGNC write them."""
    lines = text.split("\n")
    head = lines[0].rstrip("\r").split("\t")
    return [dict(zip(head, line.rstrip("\r").split("\t"))) for line in lines[1:] if line]


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+(?:\.[0-9]+)?", text.lower().replace("·", "."))


def longest_equal_run(ours: str, theirs: str) -> list[str]:
    """The longest run of words of `ours` that stands in `theirs`."""
    mine, other = words(ours), " " + " ".join(words(theirs)) + " "
    for length in range(len(mine), COPIED_RUN - 1, -1):
        for start in range(len(mine) - length + 1):
            run = mine[start : start + length]
            if " " + " ".join(run) + " " in other:
                return run
    return []


# Small numbers that the source may spell, and names that carry a number.
SPELT = {
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
}  # fmt: skip


def missing_figures(ours: str, theirs: str) -> list[str]:
    """Decimal numbers and percentages of our statement that the source does not state. Whole counts may be spelt or summed."""
    source = theirs.replace("·", ".").replace(",", "")
    figures = re.findall(r"(?<![A-Za-z\d.:])\d+\.\d+", ours) + re.findall(r"(?<![A-Za-z\d.:])(\d+) %", ours)
    return [figure for figure in figures if figure not in source]


def compare(where: str, field: str, ours, theirs) -> None:
    if ours != theirs:
        problem(where, f"`{field}` is {ours!r}, the source says {theirs!r}")


def disease_of(row: dict[str, str], by_doid: dict[str, str]) -> str | None:
    return by_doid.get("DOID:" + row["doid"]) if row["doid"] else UNNUMBERED_DISEASES.get(row["disease"])


def check_civic(profiles, diseases, therapies) -> None:
    items_text = opened("civic/2024-08-01/ClinicalEvidenceSummaries.tsv.gz", "evidence items against CIViC")
    assertions_text = opened("civic/2024-08-01/AssertionSummaries.tsv.gz", "assertions against CIViC")
    by_doid = {record["doid"]: name for name, record in diseases.items() if "doid" in record}
    # CIViC's name of a therapy is our name or one of our aliases.
    therapy_of = {}
    for name, record in therapies.items():
        for known in [record["name"], *record.get("aliases", [])]:
            therapy_of[known.lower()] = name

    def therapies_of(where: str, cell: str) -> list[str]:
        out = []
        for known in filter(None, cell.split(",")):
            if known.lower() not in therapy_of:
                problem(where, f"the source's therapy {known!r} is in no record")
            out.append(therapy_of.get(known.lower(), known))
        return sorted(out)

    if items_text is not None:
        items = {row["evidence_id"]: row for row in unquoted_table(items_text)}
        seen: dict[str, str] = {}
        for profile, record in profiles.items():
            numbers = Counter(item["id"] for item in record.get("evidence", []))
            for number, times in numbers.items():
                if times > 1:
                    problem(f"profiles/{profile}", f"evidence {number} is numbered {times} times")
            for item in record.get("evidence", []):
                if item.get("source") != "civic":
                    continue
                where = f"profiles/{profile} e{item['id']} ({item.get('source_record')})"
                counts["evidence items"] += 1
                if item["source_record"] in seen:
                    problem(where, f"is also in {seen[item['source_record']]}")
                seen[item["source_record"]] = f"profiles/{profile}"
                row = items.get(item["source_record"].removeprefix("EID"))
                if row is None or row["evidence_status"] != "accepted":
                    problem(where, "is no accepted item of the release")
                    continue
                compare(where, "type", item["type"], row["evidence_type"])
                compare(where, "direction", item["direction"], DIRECTION.get(row["evidence_direction"]))
                compare(where, "level", item["level"], row["evidence_level"])
                compare(where, "significance", item["significance"], SIGNIFICANCE.get(row["significance"], row["significance"]))
                compare(where, "rating", item.get("rating"), int(row["rating"]) if row["rating"] else None)
                compare(where, "origin", item["origin"], ORIGIN.get(row["variant_origin"]))
                compare(where, "disease", item["disease"], disease_of(row, by_doid))
                compare(where, "therapies", sorted(item.get("therapies", [])), therapies_of(where, row["therapies"]))
                compare(where, "interaction", item.get("interaction", ""), row["therapy_interaction_type"])
                prefix = {"PubMed": "PMID:", "ASCO": "ASCO:"}.get(row["source_type"], "?")
                compare(where, "citation", item["citation"], prefix + row["citation_id"])
                if "civic" in record and str(record["civic"]) != row["molecular_profile_id"]:
                    counts["evidence items filed under a narrower or wider profile than CIViC's"] += 1
                elif "civic" not in record:
                    counts["evidence items of profiles that CIViC does not draw the same way"] += 1
                if run := longest_equal_run(item["statement"], row["evidence_statement"]):
                    problem(where, f"copies {len(run)} words of the source: {' '.join(run)!r}")
                for figure in missing_figures(item["statement"], row["evidence_statement"]):
                    problem(where, f"states {figure}, which the source does not")
                if endpoint := item.get("endpoint"):
                    counts["end points that a study met"] += 1
                    said = items.get(SAID_BY_ANOTHER_ITEM.get(item["source_record"], "EID0").removeprefix("EID"), row)
                    if said["citation_id"] != row["citation_id"]:
                        problem(where, f"EID{said['evidence_id']} is of another paper")
                    elif not re.search(ENDPOINT_WORDS[endpoint], said["evidence_statement"], re.I):
                        problem(where, f"the source does not speak of {endpoint}")
                    elif not MET_WORDS.search(said["evidence_statement"]):
                        problem(where, f"the source does not say that {endpoint} differed")
                size = item.get("cohort_size")
                source_words = set(words(row["evidence_statement"].replace(",", "")))
                if size is not None:
                    counts["cohort sizes"] += 1
                    if str(size) not in source_words and not (SPELT & source_words or size == 1):
                        counts["cohort sizes that are sums of the source's figures"] += 1

    if assertions_text is not None:
        rows = {row["assertion_id"]: row for row in unquoted_table(assertions_text)}
        for profile, record in profiles.items():
            source_of = {item["id"]: item["source_record"].removeprefix("EID") for item in record.get("evidence", [])}
            for item in record.get("assertion", []):
                if item.get("source") != "civic":
                    continue
                where = f"profiles/{profile} a{item['id']} ({item.get('source_record')})"
                counts["assertions"] += 1
                row = rows.get(item["source_record"].removeprefix("AID"))
                if row is None:
                    problem(where, "is not in the release")
                    continue
                compare(where, "type", item["type"], row["assertion_type"])
                compare(where, "direction", item["direction"], DIRECTION.get(row["assertion_direction"]))
                compare(where, "significance", item["significance"], SIGNIFICANCE.get(row["significance"], row["significance"]))
                compare(where, "disease", item["disease"], disease_of(row, by_doid))
                compare(where, "therapies", sorted(item.get("therapies", [])), therapies_of(where, row["therapies"]))
                compare(where, "amp", item.get("amp", ""), row["amp_category"])
                guideline = f"NCCN {row['nccn_guideline']} {row['nccn_guideline_version']}".strip() if row["nccn_guideline"] else ""
                compare(where, "guideline", item.get("guideline", ""), guideline)
                compare(where, "molecular profile", str(record.get("civic")), row["molecular_profile_id"])
                expected = set(row["evidence_item_ids"].split(",")) & set(source_of.values())
                compare(where, "evidence", {source_of.get(number) for number in item.get("evidence", [])}, expected)
                if run := longest_equal_run(item["summary"], row["assertion_summary"] + " " + row["assertion_description"]):
                    problem(where, f"copies {len(run)} words of the source: {' '.join(run)!r}")


def check_fda(approvals, therapies) -> None:
    text = opened("fda/companion_diagnostics_2025-02.csv.gz", "approvals against the FDA list")
    if text is None:
        return
    rows = list(csv.reader(text.splitlines(keepends=True)))[1:]

    def letters(value: str) -> str:
        return re.sub(r"[^a-z0-9]", "", value.lower())

    def names_of(therapy: str) -> list[str]:
        record = therapies.get(therapy, {"name": therapy})
        brands = [brand["name"] for brand in record.get("brands", []) if brand["jurisdiction"] == "US"]
        return [letters(name) for name in [record["name"], *brands]]

    for name, record in approvals.items():
        for approval in record.get("approval", []):
            listed = approval.get("source") == "fda-cdx"
            # An approval from another document may still carry tests of the list, which names one drug of the combination.
            if not listed and not (name.startswith("us/") and approval.get("companion_diagnostics")):
                continue
            where = f"approvals/{name} {approval['id']}"
            counts["FDA approvals"] += listed
            enough = all if listed else any

            # A cell of the list may hold several numbers. The drugs are in one cell; a combination is written "in combination
            # with", and a list that names the other drug only in the indication is not used.
            def row_of(number: str):
                pattern = re.compile(re.escape(number) + r"(?![\d/])")
                for row in rows:
                    drugs = letters(row[2])
                    if pattern.search(row[5]) and enough(any(n in drugs for n in names_of(t)) for t in approval["therapies"]):
                        yield row

            if listed and not any(approval.get("document", "") in row[5] for row in row_of(approval["source_record"])):
                problem(where, f"no row of the list has {approval['source_record']}, {approval['therapies']} and the address together")
            for test in approval.get("companion_diagnostics", []):
                counts["FDA companion diagnostics"] += 1
                here = f"{where}: {test['name']} {test.get('source_record')}"
                found = [row for row in row_of(test["source_record"]) if letters(test["name"]) in letters(row[0])]
                found = [row for row in found if letters(test["manufacturer"]) in letters(row[0])]
                if not found:
                    problem(here, "no row of the list has this number, drug, test and maker together")
                    continue
                check_detects(here, test.get("detects", []), found)
                if "approved_on" in test:
                    year, month, day = test["approved_on"].split("-")
                    stamp = re.compile(re.escape(test["source_record"]) + rf"\s*\({month}/{day}/\s?{year}\)")
                    if not any(stamp.search(row[5]) for row in found):
                        problem(here, f"the list gives another day than {test['approved_on']}")
                if "specimen" in test and not any(letters(test["specimen"]) in letters(row[1]) for row in found):
                    problem(here, f"the list does not name the specimen {test['specimen']!r}")


def check_detects(where: str, detects, rows) -> None:
    """What a test is said to detect must be spelt in a row of the list; `rows` are those of the test and the drug."""
    text = " ".join(row[3] + " " + row[4] for row in rows).replace(" ", "")
    # "Y646X (Y646H, Y646S, or Y646C)" and "R132 mutations (R132C, ...)" spell each change; "NTRK1/2/3" spells each gene.
    shared = re.sub(r"([A-Z]+)(\d)/(\d)/(\d)", r"\1\2,\1\3,\1\4", text)
    for item in detects:
        counts["things a companion diagnostic detects"] += 1
        kind = item["kind"]
        spelt = {
            "protein-change": lambda: [item["change"]],
            "exon": lambda: [f"xon{number}" for number in item["exons"]],
            "protein-range": lambda: [str(item["first"]), str(item["last"])],
            "splice-loss": lambda: [f"exon{item['exon']}skipping"],
            "fusion": lambda: [item["gene"]],
            "fusion-pair": lambda: [f"{item['five_prime']}-{item['three_prime']}"],
            "biomarker": lambda: [item["biomarker"], *([f"{item['at_least']:g}"] if "at_least" in item else ["igh"])],
            # PIK3CA E545D by one letter: the list names it by c., the place is checked where gene models are.
            "allele": lambda: ["[1635G>Tonly]"],
        }
        if kind not in spelt:
            problem(where, f"no rule says how the list spells {kind!r}")
            continue
        for word in [*spelt[kind](), *([item["gene"]] if "gene" in item else [])]:
            if word not in shared:
                problem(where, f"the list does not spell {word!r} for it")


def check_papers() -> None:
    """Every PubMed number that stands in code or knowledge was seen by somebody, or is of the CIViC release."""
    seen = {}
    for line in (Path(__file__).parent / "citations_seen.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            paper, what, where = line.split("\t")
            seen[paper.removeprefix("PMID:")] = what
    text = opened("civic/2024-08-01/ClinicalEvidenceSummaries.tsv.gz", "papers against CIViC")
    if text is None:
        return
    released = {row["citation_id"] for row in unquoted_table(text) if row["source_type"] == "PubMed"}
    root = KNOWLEDGE.parent
    found = set()
    for folder in ("knowledge", "ckdb-core/src", "ckdb-build/src", "ckdb-py/src", "docs"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in (".rs", ".toml", ".md", ".tsv"):
                continue
            for number in re.findall(r"PMID[: ]+(\d{5,})", re.sub(r"\n *(//[/!]|#)? *", " ", path.read_text(encoding="utf-8"))):
                counts["papers named in code and knowledge"] += 1
                found.add(number)
                where = path.relative_to(root)
                if number not in seen and number not in released:
                    problem(str(where), f"PMID {number} is neither in citations_seen.tsv nor in the CIViC release: who saw it?")
                if seen.get(number, "").startswith("candidate only") and "candidates" not in where.parts:
                    problem(str(where), f"PMID {number} is a candidate without a proof")
    for number in sorted(set(seen) - found):
        if number != "7768349":  # Cited by a script beside this one.
            problem("citations_seen.tsv", f"PMID {number} is cited nowhere")


def check_partner_lengths() -> None:
    """Residues of the fusion partners whose coding part begins by the length of the protein."""
    text = opened("oncokb/isoform_protein_sequences.tsv.gz", "lengths of fusion partners")
    known = {"TMPRSS2": ("ENST00000332149", 492)}  # PMID 9325052; the data hold a longer isoform.
    if text is not None:
        for row in csv.DictReader(text.splitlines(), delimiter="\t"):
            if row["Hugo Symbol"] == "RARA":
                known["RARA"] = (row["Isoform"], len(row["Sequence"]))
    for assembly in ("GRCh37", "GRCh38"):
        symbol = None
        for line in (KNOWLEDGE / "genome" / "partners" / f"{assembly}.txt").read_text(encoding="ascii").splitlines():
            fields = line.split(" ")
            if fields[0] == "gene":
                symbol = fields[1]
            elif fields[0] == "transcript" and symbol in known and fields[1].split(".")[0] == known[symbol][0]:
                told = dict(field.split("=", 1) for field in fields if "=" in field)
                first, last = map(int, told["cds"].split("-"))
                exons = [tuple(map(int, exon.split("-"))) for exon in told["exons"].split(",")]
                letters = sum(max(0, min(end, last) - max(start, first) + 1) for start, end in exons)
                counts["lengths of fusion partners"] += 1
                compare(f"genome/partners/{assembly} {symbol}", "residues", letters / 3 - 1, float(known[symbol][1]))


def check_vocabularies(genes, diseases, therapies, trials) -> None:
    if (text := opened("genes/hgnc_complete_set.tsv.gz", "genes against HGNC")) is not None:
        rows = {row["symbol"]: row for row in unquoted_table(text)}
        for symbol, record in genes.items():
            counts["genes"] += 1
            row = rows.get(symbol)
            if row is None:
                problem(f"genes/{symbol}", "is no approved symbol")
                continue
            compare(f"genes/{symbol}", "hgnc", record["hgnc"], row["hgnc_id"])
            compare(f"genes/{symbol}", "name", record["name"], row["name"].strip('"'))
            compare(f"genes/{symbol}", "ncbi_gene", str(record.get("ncbi_gene")), row["entrez_id"])
            compare(f"genes/{symbol}", "ensembl", record.get("ensembl"), row["ensembl_gene_id"])
            known = {x for cell in ("alias_symbol", "prev_symbol") for x in row[cell].strip('"').split("|")}
            for alias in set(record.get("aliases", [])) - known:
                problem(f"genes/{symbol}", f"HGNC does not know the alias {alias!r}")
    if (text := opened("ontology/doid_table.csv.gz", "diseases against the Disease Ontology")) is not None:
        rows = {"DOID:" + row["DOID"]: row for row in csv.DictReader(text.splitlines())}
        for name, record in diseases.items():
            if "doid" not in record:
                continue
            counts["diseases with a DOID"] += 1
            row = rows.get(record["doid"])
            if row is None:
                problem(f"diseases/{name}", f"{record['doid']} is not in the release")
                continue
            theirs = {row["Disease Name"].lower(), *(x.lower() for x in ast.literal_eval(row["Exact Synonyms"] or "[]"))}
            ours = {x.lower() for x in [record["name"], *record.get("aliases", [])]}
            # The one name too long to repeat differs from ours in commas only.
            if not ours & theirs and not {x.replace(",", "") for x in theirs} & ours:
                problem(f"diseases/{name}", f"{record['doid']} is {row['Disease Name']!r}, which is neither our name nor an alias")
    if (text := opened("ontology/oncotree_2025_10_03.json.gz", "diseases against OncoTree")) is not None:
        nodes = {}

        def walk(children) -> None:
            for code, node in children.items():
                nodes[code] = node
                walk(node.get("children", {}))

        walk(json.loads(text))
        for name, record in diseases.items():
            for code in record.get("oncotree", []):
                counts["OncoTree codes"] += 1
                if code not in nodes:
                    problem(f"diseases/{name}", f"OncoTree has no {code}")
    if (text := opened("ontology/ncit_antineoplastic_agents.tsv.gz", "therapies against the NCI Thesaurus", "latin-1")) is not None:
        rows = {row["Code"]: row for row in unquoted_table(text)}
        for name, record in therapies.items():
            if "ncit" not in record:
                continue
            counts["therapies with an NCIt code"] += 1
            row = rows.get(record["ncit"].removeprefix("NCIt:"))
            if row is None:
                problem(f"therapies/{name}", f"{record['ncit']} is not in the table")
                continue
            theirs = re.sub(r"[^a-z0-9|]", "", (row["NCIt Preferred Name"] + "|" + row["Synonyms"]).lower()).split("|")
            ours = [re.sub(r"[^a-z0-9]", "", x.lower()) for x in [record["name"], *record.get("aliases", [])]]
            if not set(ours) & set(theirs) and not any(x and x in theirs[0] for x in ours):
                problem(f"therapies/{name}", f"{record['ncit']} is {row['NCIt Preferred Name']!r}")
    if (text := opened("trials/ctgov_v2_nsclc_100.json.gz", "trials against ClinicalTrials.gov")) is not None:
        studies = {s["protocolSection"]["identificationModule"]["nctId"]: s["protocolSection"] for s in json.loads(text)}
        for name, record in trials.items():
            counts["trials"] += 1
            study = studies.get(record["source_record"])
            if study is None:
                problem(f"trials/{name}", "is not in the data")
                continue
            status = study["statusModule"]
            compare(f"trials/{name}", "title", record["title"], study["identificationModule"]["briefTitle"])
            compare(f"trials/{name}", "status", record["status"], status["overallStatus"].lower().replace("_", "-"))
            compare(f"trials/{name}", "as_of", record["as_of"], status["lastUpdatePostDateStruct"]["date"])
            phases = "/".join(p.removeprefix("PHASE") for p in study["designModule"]["phases"])
            compare(f"trials/{name}", "phase", record["phase"], phases)


def check_identities(genes, profiles, diseases, therapies, approvals, trials, sources) -> None:
    def must(where: str, kind: str, name: str, table) -> None:
        if name not in table:
            problem(where, f"no {kind} is called {name!r}")

    def criterion(where: str, node) -> None:
        if isinstance(node, list):
            for child in node:
                criterion(where, child)
        elif isinstance(node, dict):
            for key, value in node.items():
                if key in ("gene", "five_prime", "three_prime"):
                    must(where, "gene", value, genes)
                elif isinstance(value, (list, dict)):
                    criterion(where, value)

    for name, record in diseases.items():
        for parent in record.get("parents", []):
            must(f"diseases/{name}", "disease", parent, diseases)
    for name, record in therapies.items():
        for target in record.get("targets", []):
            must(f"therapies/{name}", "gene", target, genes)
    for name, record in profiles.items():
        counts["profiles"] += 1
        criterion(f"profiles/{name}", record["criterion"])
    for name, record in trials.items():
        criterion(f"trials/{name}", record.get("criterion", {}))
        for disease in record["diseases"]:
            must(f"trials/{name}", "disease", disease, diseases)
        for therapy in record.get("therapies", []):
            must(f"trials/{name}", "therapy", therapy, therapies)
    for name, record in approvals.items():
        numbers = Counter(approval["id"] for approval in record.get("approval", []))
        for number, times in numbers.items():
            if times > 1:
                problem(f"approvals/{name}", f"{number} is numbered {times} times")
        for approval in record.get("approval", []):
            where = f"approvals/{name} {approval['id']}"
            counts[f"approvals, {name.split('/')[0]}"] += 1
            must(where, "disease", approval["disease"], diseases)
            must(where, "source", approval["source"], sources)
            if not approval.get("document", "").startswith("http"):
                problem(where, "names no document that can be opened")
            for therapy in approval["therapies"]:
                must(where, "therapy", therapy, therapies)
            for profile in approval["profiles"]:
                must(where, "profile", profile, profiles)
    for folder, table in (("genes", genes), ("diseases", diseases), ("therapies", therapies), ("trials", trials)):
        for name, record in table.items():
            must(f"{folder}/{name}", "source", record["source"], sources)


def main() -> int:
    genes, profiles, diseases = records("genes"), records("profiles"), records("diseases")
    therapies, approvals, trials, sources = records("therapies"), records("approvals"), records("trials"), records("sources")
    check_identities(genes, profiles, diseases, therapies, approvals, trials, sources)
    check_civic(profiles, diseases, therapies)
    check_fda(approvals, therapies)
    check_vocabularies(genes, diseases, therapies, trials)
    check_papers()
    check_partner_lengths()
    for text in problems:
        print(text)
    for name, number in sorted(counts.items()):
        print(f"{number:6}  {name}")
    for text in skipped:
        print(f"SKIPPED: {text}. Set CKDB_DATA to the data folder.")
    print(f"{len(problems)} problem(s), {len(skipped)} check(s) skipped")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
