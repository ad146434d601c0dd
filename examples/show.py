#!/usr/bin/env python3
"""Shows an annotated VCF as a short table: what each variant is, and the strongest that is known of it for this patient.

It reads nothing but the two INFO keys CKDB and CKDB_CSQ, and finds their fields by the names in the header, as any script of yours
could. Needs Python 3.8 and its standard library only.

Usage: show.py ANNOTATED.vcf...
"""

import re
import sys
import textwrap
from urllib.parse import unquote

WIDTH = 110


def fields_of(header_line):
    """The field names an INFO declaration lists after `Format:`."""
    return re.search(r'Format: ([^"]+)"', header_line).group(1).strip().split("|")


def entries(info, key, names):
    """Every entry of one INFO key, as a dict of field name to text."""
    for part in info.split(";"):
        if part.startswith(key + "="):
            for entry in part[len(key) + 1 :].split(","):
                yield dict(zip(names, (unquote(value) for value in entry.split("|"))))


def share(header, columns):
    """How many reads of the last sample show the allele, as text."""
    values = dict(zip(columns[8].split(":"), columns[-1].split(":"))) if len(header) > 9 else {}
    return values.get("AF", "")


def called(therapy, access):
    """A therapy with where it is open to this patient: `osimertinib (JP, US)`."""
    where = sorted(route.replace("_APPROVED", "").replace("_OFF_LABEL", " off label").replace("_", " ") for route in access)
    return therapy + (f" ({', '.join(where)})" if where else "")


def strongest(matches):
    """Claims that reach Tier I for this patient, gathered by what they say; and how many others there are."""
    told, others = {}, 0
    for match in matches:
        if match["State"] != "true" or not match["AMP"].startswith("Tier I-"):
            others += 1
            continue
        key = (match["AMP"].replace("Tier ", ""), match["JP"], match["Significance"])
        therapies = told.setdefault(key, {})
        if match["Therapies"]:
            routes = therapies.setdefault(match["Therapies"].replace("&", " + "), set())
            routes.update(filter(None, match["Access"].split("&")))
    return sorted(told.items()), others


def many(number, thing):
    return f"{number} {thing}{'' if number == 1 else 's'}"


def table(path, out):
    """Writes the table of one file."""
    names, header, silent = {}, [], []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\r\n")
            if line.startswith("##INFO=<ID=CKDB"):
                names[line.split("ID=")[1].split(",")[0]] = fields_of(line)
            elif line.startswith("#CHROM"):
                header = line.split("\t")
            elif not line.startswith("#"):
                if "CKDB" not in names:
                    raise SystemExit(f"{path}: no CKDB header line; is this the output of `ckdb annotate`?")
                columns = line.split("\t")
                info = columns[7]
                change = next(iter(entries(info, "CKDB_CSQ", names["CKDB_CSQ"])), None)
                if change:
                    name = f"{change['Gene']} {change['HGVSp'] or change['HGVSc']}"
                else:
                    name = "outside the genes we hold"
                told, others = strongest(entries(info, "CKDB", names["CKDB"]))
                if not told:
                    silent.append(f"{name}{f' ({others} weaker or about other diseases)' if others else ''}")
                    continue
                place = f"{columns[0]}:{columns[1]} {columns[3]}>{columns[4]}"
                reads = share(header, columns)
                filters = "" if columns[6] in ("PASS", ".") else f"   FILTER {columns[6]}"
                out.write(f"\n  {name}   {place}{f'   in {reads} of the reads' if reads else ''}{filters}\n")
                for (amp, jp, significance), therapies in told:
                    first = f"    AMP {amp:<4} JP {jp or '-'}  {significance:<21} "
                    # A no-break space holds one therapy together; it is gone again before anyone copies it.
                    drugs = "; ".join(called(*item).replace(" ", "\xa0") for item in therapies.items())
                    filled = textwrap.fill(drugs, WIDTH, initial_indent=first, subsequent_indent=" " * len(first))
                    out.write((filled.replace("\xa0", " ") or first.rstrip()) + "\n")
                if others:
                    out.write(f"    and {many(others, 'claim')} weaker or about other diseases\n")
    if silent:
        out.write("\n  nothing of Tier I:\n")
        out.writelines(f"    {name}\n" for name in silent)


def main(paths):
    if not paths or paths[0].startswith("-"):
        raise SystemExit(__doc__)
    for path in paths:
        table(path, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
