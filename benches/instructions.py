#!/usr/bin/env python3
"""How many instructions the hot loops take, held against what was stored: a guard that a busy machine cannot fool.

Called by `make bench-instructions`. Valgrind's callgrind counts the instructions of one run; the count hardly depends on what else the machine
does. Each question is asked of two inputs, a small and a large one, so that start and end cancel out and what is left is the cost of one
line, or of one lookup. Counts are stored in benches/instructions.json with the processor and compiler they were counted on: they hold for
that kind of build alone, and elsewhere the comparison is skipped, loudly.

    python3 benches/instructions.py           compares; ends with 1 when a count grew by more than its tolerance
    python3 benches/instructions.py --write   stores the counts of this machine
    python3 benches/instructions.py --table   also says which functions the instructions went to, as Markdown
"""

import argparse
import gzip
import json
import os
import platform
import re
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
STORED = os.path.join(ROOT, "benches/instructions.json")
OUT = os.path.join(ROOT, "out/instructions")
TOLERANCE = 0.05


def run(command):
    return subprocess.run([str(word) for word in command], check=True, cwd=ROOT, capture_output=True, text=True)


def counted(command, name, function=None):
    """Instructions of one run, or of one function in it."""
    out = os.path.join(OUT, f"{name}.callgrind")
    only = [f"--toggle-collect=*{function}*"] if function else []
    found = run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", *only, *command])
    match = re.search(r"Collected : (\d+)", found.stderr)
    if not match:
        sys.exit(f"callgrind did not say what it collected: {found.stderr[-400:]}")
    return int(match.group(1)), out


def functions(path, other, total):
    """The functions that took most, beyond what the small input took: Markdown rows."""
    def own(file):
        found = run(["callgrind_annotate", "--auto=no", "--threshold=99", file]).stdout
        rows = {}
        for line in found.splitlines():
            match = re.match(r"\s*([\d,]+) \(\s*[\d.]+%\)\s+(\S.*)", line)
            if match and "PROGRAM TOTALS" not in line:
                name = re.sub(r"^[^:\s]*:(?!:)", "", re.sub(r"\s*\[.*?\]$", "", match.group(2))).strip()
                rows[name] = rows.get(name, 0) + int(match.group(1).replace(",", ""))
        return rows

    large, small = own(path), own(other)
    rest = {name: count - small.get(name, 0) for name, count in large.items()}
    top = sorted(rest.items(), key=lambda one: -one[1])[:12]
    return [f"| {100 * count / total:.0f} % | `{name[:90]}` |" for name, count in top if count * 100 >= total]


def fresh(name):
    """A folder that is not there yet."""
    path = os.path.join(OUT, name)
    shutil.rmtree(path, ignore_errors=True)
    return path


def head(genome, lines, path):
    """The header of a VCF and its first data lines."""
    with open(genome) as whole, open(path, "w") as out:
        written = 0
        for line in whole:
            if not line.startswith("#"):
                if written == lines:
                    break
                written += 1
            out.write(line)
    return path


def panels(genome, count):
    """Files of 60 lines of the genome each, and one that is known."""
    header, lines, paths = [], [], []
    with open(genome) as whole:
        for line in whole:
            (header if line.startswith("#") else lines).append(line)
            if len(lines) == 60 * count:
                break
    known = "chr7\t140753336\t.\tA\tT\t50\tPASS\t.\t" + "\t".join(lines[0].rstrip("\n").split("\t")[8:]) + "\n"
    for number in range(count):
        path = os.path.join(OUT, f"panel-{number:04}.vcf.gz")
        text = "".join(header + lines[number * 60 :][:60] + [known])
        with open(path, "wb") as out:
            out.write(gzip.compress(text.encode(), mtime=0))
        paths.append(path)
    return paths


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--no-build", action="store_true", help="take the programs of target/release as they are")
    args = parser.parse_args()
    if not shutil.which("valgrind"):
        print("SKIPPED: valgrind is not installed (Debian: apt-get install valgrind); no instruction was counted")
        return 0
    os.makedirs(OUT, exist_ok=True)
    if not args.no_build:
        run(["cargo", "build", "--release", "--bin", "ckdb"])
        run(["cargo", "build", "--release", "-p", "ckdb-benches", "--example", "whole_genome", "--example", "frequency_lookup"])
    release = os.path.join(ROOT, "target/release")
    run([os.path.join(release, "examples/whole_genome"), OUT, "400000"])
    genome = os.path.join(OUT, "genome.vcf")
    with gzip.open(genome + ".gz") as packed, open(genome, "wb") as out:
        shutil.copyfileobj(packed, out, 1 << 20)
    small, large = head(genome, 2_000, os.path.join(OUT, "small.vcf")), head(genome, 22_000, os.path.join(OUT, "large.vcf"))
    ckdb = [os.path.join(release, "ckdb"), "annotate"]
    more = ["--index", os.path.join(OUT, "bench.ckdb"), "--threads", "1", "-o", os.path.join(OUT, "result.vcf")]
    lookup = os.path.join(release, "examples/frequency_lookup")
    files = panels(genome, 120)
    many = ["--index", os.path.join(OUT, "bench.ckdb"), "--disease", "LUAD", "--jobs", "1", "--out-dir"]
    questions = {
        "a line of a whole genome, plain to plain": ([*ckdb, small, *more], [*ckdb, large, *more], 20_000, None),
        # A thread of its own for the files, as there always is; what is done is not taken for done.
        "one panel file of 61 lines among many": (
            [*ckdb, *files[:20], *many, fresh("panels-20")], [*ckdb, *files, *many, fresh("panels-120")], 100, None),
        # Twice as many are asked for as the layer has, half of them not there. What is counted is the asking alone.
        "the frequency of an allele, there or not": ([lookup, 2_000, "instructions"], [lookup, 22_000, "instructions"], 40_000, "one_frequency"),
    }
    found, tables = {}, []
    for number, (name, (few, many, difference, function)) in enumerate(questions.items()):
        (begin, small_out), (end, large_out) = counted(few, f"{number}-small", function), counted(many, f"{number}-large", function)
        found[name] = round((end - begin) / difference)
        print(f"{found[name]:>8,} instructions: {name}", flush=True)
        if args.table:
            tables += ["", f"{name[0].upper()}{name[1:]}: {found[name]:,} instructions.", "", "| of them | in |", "|---|---|",
                       *functions(large_out, small_out, end - begin)]
    print("\n".join(tables))
    compiler = run(["rustc", "--version"]).stdout.strip()
    kind = f"{platform.machine()}, {compiler}"
    if args.write:
        with open(STORED, "w") as out:
            json.dump({"counted_on": kind, "tolerance": TOLERANCE, "instructions": found}, out, indent=2)
            out.write("\n")
        return 0
    if not os.path.exists(STORED):
        print("SKIPPED: no counts are stored; store those of this machine with --write")
        return 0
    with open(STORED) as stored:
        stored = json.load(stored)
    if stored["counted_on"] != kind:
        print(f"SKIPPED: the stored counts are of {stored['counted_on']}, this is {kind}; nothing was compared (--write stores new ones)")
        return 0
    bad = 0
    for name, count in found.items():
        was = stored["instructions"].get(name)
        if was is None:
            print(f"not stored yet: {name}")
        elif count > was * (1 + stored["tolerance"]):
            bad += 1
            print(f"SLOWER: {name}: {count:,} instructions, {was:,} were stored (+{100 * (count / was - 1):.1f} %)")
        elif count < was * (1 - stored["tolerance"]):
            print(f"faster: {name}: {count:,} instructions, {was:,} were stored; store the new count with --write")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
