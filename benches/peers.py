#!/usr/bin/env python3
"""Whole processes side by side: ckdb, the programs people use for parts of its work, and the limit.

Called by `make bench-peers`. Inputs are seeded and made by this repository; nothing is fetched but programs that Debian offers (as root,
and only with --install). Each measurement runs a program on a file from its start to its end. Rounds are interleaved: round 1 of every
program, then round 2 …, so that a busy minute of the machine falls on all of them. Told are medians; wall time, processor time (user and
system, of all threads), and the most memory the process held.

A peer does less than ckdb here: it joins exact alleles of one table (bcftools annotate, vcfanno, a join by echtvar's kind of layer on
htslib), tells consequences (bcftools csq, on those gene models of the same index whose introns it holds, too: a few) or only copies
(bcftools view). ckdb always does its full work. Peers that are not there are named, in the output and in the page.

    python3 benches/peers.py [--records N] [--rounds R] [--only GROUP,…] [--install] [--write docs/performance.md]

With --only the other groups keep what they were measured last, if they were; each says with how many records, rounds and at which load.
"""

import argparse
import gzip
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Peers that could not do what was asked of them, with the reason.
FAILED = {}
BEGIN, END = "<!-- peers:begin -->", "<!-- peers:end -->"
GROUPS = ["genome", "variants", "knowledge", "samples", "panels", "startup", "frequency"]


def say(text):
    print(text, file=sys.stderr, flush=True)


def run(command, **more):
    say("  $ " + " ".join(str(word) for word in command))
    subprocess.run([str(word) for word in command], check=True, cwd=ROOT, **more)


class Peak(threading.Thread):
    """The most memory a process held, looked at while it runs: what the system tells at its end counts its parent's memory, too."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.path, self.kib, self.over = f"/proc/{pid}/status", 0, threading.Event()
        self.start()

    def run(self):
        while not self.over.wait(0.005):
            try:
                with open(self.path) as status:
                    found = re.search(r"VmHWM:\s+(\d+)", status.read())
            except OSError:
                return
            if found:
                self.kib = max(self.kib, int(found.group(1)))


def measured(command):
    """Wall seconds, processor seconds and MiB of one run; its output is thrown away, its messages are kept for a failure."""
    with open(os.devnull, "wb") as nothing, tempfile.TemporaryFile() as messages:
        begin = time.monotonic()
        process = subprocess.Popen([str(word) for word in command], stdout=nothing, stderr=messages, cwd=ROOT)
        peak = Peak(process.pid)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        peak.over.set()
        if process.returncode != 0:
            messages.seek(0)
            raise RuntimeError(f"{command[0]} ended with {process.returncode}: {messages.read().decode(errors='replace')[-400:]}")
    return wall, usage.ru_utime + usage.ru_stime, (peak.kib or usage.ru_maxrss) / 1024


def rounds(commands, count):
    """Medians by name; commands are (name, argv, what must be removed before a run). A peer that fails is named and left out."""
    seen = {name: [] for name, _, _ in commands}
    for number in range(count):
        for name, argv, remove in commands:
            for path in remove:
                shutil.rmtree(path, ignore_errors=True)
                if os.path.lexists(path):
                    os.remove(path)
            if name in FAILED:
                continue
            try:
                seen[name].append(measured(argv))
            except RuntimeError as error:
                if name.startswith(("ckdb", "limit")) or "panels" in name:
                    raise
                FAILED[name] = str(error).replace("\n", " ")
                say(f"FAILED: {name}: {error}")
        say(f"  round {number + 1} of {count}")
    return {
        name: {
            "wall": statistics.median(one[0] for one in runs),
            "cpu": statistics.median(one[1] for one in runs),
            "mib": max(one[2] for one in runs),
            "least": min(one[0] for one in runs),
            "most": max(one[0] for one in runs),
            "runs": len(runs),
        }
        for name, runs in seen.items()
        if runs and name not in FAILED
    }


class Peers:
    """Programs that are there, and those that are not, with the reason."""

    def __init__(self, install):
        self.missing = {}
        wanted = {"bcftools": "bcftools", "bgzip": "tabix", "tabix": "tabix", "vcfanno": "vcfanno"}
        absent = sorted({package for program, package in wanted.items() if not shutil.which(program)})
        if install and os.geteuid() == 0 and shutil.which("apt-get"):
            absent.append("libhts-dev")
            subprocess.run(["apt-get", "install", "-y", *absent], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for program, package in wanted.items():
            if not shutil.which(program):
                self.missing[program] = f"not installed (Debian: apt-get install {package})"
        self.missing["echtvar"] = "offered neither by Debian nor by crates.io; a join of its kind on htslib stands for it (benches/echtvar_like.c)"
        self.echtvar_like = os.path.join(ROOT, "out/peers/echtvar_like")
        os.makedirs(os.path.dirname(self.echtvar_like), exist_ok=True)
        compiling = [os.environ.get("CC", "cc"), "-O2", "-o", self.echtvar_like, os.path.join(ROOT, "benches/echtvar_like.c"), "-lhts"]
        try:
            built = subprocess.run(compiling, capture_output=True, text=True)
            problem = built.stderr.strip().splitlines()[:1] if built.returncode else []
        except OSError as error:
            problem = [str(error)]
        if problem:
            self.missing["echtvar-like join"] = f"cannot be compiled: {problem[0]} (Debian: apt-get install gcc libhts-dev)"
        for name, reason in self.missing.items():
            say(f"NOT MEASURED: {name}: {reason}")

    def has(self, program):
        return program not in self.missing

    @staticmethod
    def version(program):
        if program == "vcfanno":
            found = subprocess.run([program], capture_output=True, text=True).stderr
            match = re.search(r"version ([0-9.]+)", found)
            return f"vcfanno {match.group(1)}" if match else "vcfanno"
        return subprocess.run([program, "--version"], capture_output=True, text=True).stdout.splitlines()[0]


class Inputs:
    """Seeded files, made once for their size and kept."""

    def __init__(self, folder, builds):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        self.ckdb = os.path.join(ROOT, "target/release/ckdb")
        if not builds:
            say("NOT BUILT: the programs in target/release are measured as they are")
            return
        run(["cargo", "build", "--release", "--bin", "ckdb"])
        run(["cargo", "build", "--release", "-p", "ckdb-benches", "--example", "whole_genome", "--example", "vcf_limit",
             "--example", "synthetic_knowledge", "--example", "frequency_lookup", "--example", "peer_models"])

    def example(self, name):
        return os.path.join(ROOT, "target/release/examples", name)

    def genome(self, records):
        """A whole genome of so many records: genome.vcf.gz, genome.vcf, rows.tsv, rows.vcf.gz, bench.ckdb."""
        folder = os.path.join(self.folder, f"genome-{records}")
        if not os.path.exists(os.path.join(folder, "ready")):
            run([self.example("whole_genome"), folder, records])
            run([self.example("peer_models"), folder])
            self.plain(folder)
            self.rows(folder)
            if shutil.which("tabix"):
                # bcftools annotate reads two files side by side, and wants an index of each.
                run(["tabix", "-f", "-p", "vcf", os.path.join(folder, "genome.vcf.gz")])
            open(os.path.join(folder, "ready"), "w").close()
        return folder

    def plain(self, folder):
        with gzip.open(os.path.join(folder, "genome.vcf.gz")) as packed, open(os.path.join(folder, "genome.vcf"), "wb") as out:
            shutil.copyfileobj(packed, out, 1 << 20)

    def rows(self, folder):
        """The table of exact alleles as peers want it: a VCF with one INFO field."""
        path = os.path.join(folder, "rows.vcf")
        with open(os.path.join(folder, "rows.tsv")) as rows, open(path, "w") as out:
            out.write("##fileformat=VCFv4.2\n##INFO=<ID=KNOWN,Number=1,Type=String,Description=\"Known\">\n")
            with open(os.path.join(folder, "genome.vcf")) as genome:
                for line in genome:
                    if not line.startswith("##"):
                        break
                    if line.startswith("##contig"):
                        out.write(line)
            out.write("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n")
            for number, line in enumerate(rows):
                chrom, position, reference, alternate = line.rstrip("\n").split("\t")
                if set(alternate) <= set("ACGT"):
                    out.write(f"{chrom}\t{position}\t.\t{reference}\t{alternate}\t.\t.\tKNOWN=K{number}\n")
                else:
                    # A row that is not in the file still has to be looked for: another letter.
                    other = next(letter for letter in "ACGT" if letter != reference[0])
                    out.write(f"{chrom}\t{position}\t.\t{reference}\t{other}{reference[1:]}A\t.\t.\tKNOWN=K{number}\n")
        if shutil.which("bgzip"):
            run(["bgzip", "-f", path])
            run(["tabix", "-f", "-p", "vcf", path + ".gz"])
            with open(os.path.join(folder, "vcfanno.toml"), "w") as out:
                out.write(f'[[annotation]]\nfile="{path}.gz"\nfields=["KNOWN"]\nops=["self"]\nnames=["KNOWN"]\n')

    def knowledge(self, rows):
        """An index of the shipped knowledge with so many made-up records beside it."""
        path = os.path.join(self.folder, f"knowledge-{rows}.ckdb")
        if not os.path.exists(path):
            table = os.path.join(self.folder, f"made-up-{rows}.csv")
            run([self.example("synthetic_knowledge"), rows, table])
            run([self.ckdb, "build", "--knowledge", "knowledge", "--source", f"csv={table}", "-o", path, "--report", path + ".json"],
                stdout=subprocess.DEVNULL)
        with open(path + ".json") as report:
            return path, json.load(report)["records"]["evidence"]

    def samples(self, folder, records, count):
        """The first records of a genome with so many samples, each the one of the file."""
        path = os.path.join(self.folder, f"samples-{records}-{count}.vcf.gz")
        if os.path.exists(path):
            return path
        plain = path[:-3]
        with open(os.path.join(folder, "genome.vcf")) as genome, open(plain, "w") as out:
            written = 0
            for line in genome:
                if line.startswith("##"):
                    out.write(line)
                    continue
                columns = line.rstrip("\n").split("\t")
                if line.startswith("#"):
                    columns[9:] = [f"S{number}" for number in range(count)]
                else:
                    columns[9:] = [columns[9]] * count
                    written += 1
                out.write("\t".join(columns) + "\n")
                if written == records:
                    break
        run(["bgzip", "-f", plain])
        return path

    def panels(self, folder, count):
        """So many small files: 60 lines of the genome each, one of them known."""
        into = os.path.join(self.folder, f"panels-{count}")
        paths = [os.path.join(into, f"panel-{number:04}.vcf.gz") for number in range(count)]
        if not os.path.exists(paths[-1]):
            os.makedirs(into, exist_ok=True)
            header, lines = [], []
            with open(os.path.join(folder, "genome.vcf")) as genome:
                for line in genome:
                    (header if line.startswith("#") else lines).append(line)
                    if len(lines) == 60 * count:
                        break
            known = "chr7\t140753336\t.\tA\tT\t50\tPASS\t.\t" + "\t".join(lines[0].rstrip("\n").split("\t")[8:]) + "\n"
            for number, path in enumerate(paths):
                some = lines[number * 60 % max(1, len(lines) - 60):][:60]
                text = "".join(header + some + [known])
                if shutil.which("bgzip"):
                    packed = subprocess.run(["bgzip", "-c"], input=text.encode(), capture_output=True, check=True).stdout
                else:
                    packed = gzip.compress(text.encode(), mtime=0)
                with open(path, "wb") as out:
                    out.write(packed)
        return paths


def clean_environment():
    os.environ.pop("CKDB_INDEX", None)


def genome_commands(inputs, peers, folder, out):
    """(name, argv, remove) of everything that reads a whole genome."""
    packed, plain = os.path.join(folder, "genome.vcf.gz"), os.path.join(folder, "genome.vcf")
    index, rows = os.path.join(folder, "bench.ckdb"), os.path.join(folder, "rows.tsv")
    result, text = os.path.join(out, "result.vcf.gz"), os.path.join(out, "result.vcf")
    limit = inputs.example("vcf_limit")
    commands = [
        ("limit, pass-through, 1 thread", [limit, "pass", packed, result, rows, 1], [result]),
        ("ckdb, BGZF to BGZF, 1 thread", [inputs.ckdb, "annotate", packed, "--index", index, "-o", result, "--threads", 1], [result]),
        ("limit, pass-through, 2 threads", [limit, "pass", packed, result, rows, 2], [result]),
        ("ckdb, BGZF to BGZF, 2 threads", [inputs.ckdb, "annotate", packed, "--index", index, "-o", result, "--threads", 2], [result]),
        ("limit, plain to plain", [limit, "plain", plain, text, rows], [text]),
        ("ckdb, plain to plain, 1 thread", [inputs.ckdb, "annotate", plain, "--index", index, "-o", text, "--threads", 1], [text]),
    ]
    if peers.has("bgzip"):
        commands.append(("bgzip -dc", ["bgzip", "-dc", packed], []))
    if peers.has("bcftools"):
        commands.append(("bcftools view -O z (copies only)", ["bcftools", "view", "-O", "z", "--threads", 1, "-o", result, packed], [result]))
        if peers.has("tabix"):
            table = os.path.join(folder, "rows.vcf.gz")
            commands.append(
                ("bcftools annotate -O z (joins 50k alleles)",
                 ["bcftools", "annotate", "-a", table, "-c", "INFO/KNOWN", "-O", "z", "--threads", 1, "-o", result, packed], [result]))
        with open(os.path.join(folder, "models.gff3")) as models:
            count = sum("ID=transcript:" in line for line in models)
        commands.append(
            (f"bcftools csq -O z (consequences on the {count} models whose introns the index holds, too)",
             ["bcftools", "csq", "--force", "-p", "a", "-f", os.path.join(folder, "reference.fa"), "-g", os.path.join(folder, "models.gff3"),
              "-O", "z", "--threads", 1, "-o", result, packed], [result]))
    if peers.has("echtvar-like join") and peers.has("tabix"):
        commands.append(
            ("echtvar-like join on htslib (joins 50k alleles)",
             [peers.echtvar_like, os.path.join(folder, "rows.vcf.gz"), packed, result, 1], [result]))
    if peers.has("vcfanno") and peers.has("tabix"):
        commands.append(
            ("vcfanno -p 2 (joins 50k alleles, plain out)", ["vcfanno", "-p", 2, os.path.join(folder, "vcfanno.toml"), packed], []))
    return commands


def table(rows, base=None):
    """Markdown of measurements; `base` is the row that ratios refer to."""
    lines = ["| | wall | processor | most memory |" + (" wall ÷ ckdb's |" if base else ""), "|---|---|---|---|" + ("---|" if base else "")]
    for name, one in rows.items():
        cells = [name, f"{one['wall']:.3f} s ({one['least']:.3f}–{one['most']:.3f})", f"{one['cpu']:.3f} s", f"{one['mib']:.0f} MiB"]
        if base:
            cells.append(f"{one['wall'] / rows[base]['wall']:.2f}")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=500_000, help="records of the whole genome (the real one has 4,496,079)")
    parser.add_argument("--whole", type=int, default=4_496_079, help="records of the genome on which knowledge grows")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peer-rounds", type=int, help="rounds of the whole genome with peers, when they shall be fewer")
    parser.add_argument("--only", default=",".join(GROUPS), help="groups: " + ", ".join(GROUPS))
    parser.add_argument("--knowledge", default="5000,50000,500000", help="made-up records beside the shipped ones")
    parser.add_argument("--no-build", action="store_true", help="take the programs of target/release as they are")
    parser.add_argument("--install", action="store_true", help="install what Debian offers (as root)")
    parser.add_argument("--out", default=os.path.join(ROOT, "out/peers"))
    parser.add_argument("--write", metavar="PAGE", help="put the figures into this page, between its markers")
    args = parser.parse_args()
    wanted = args.only.split(",")
    unknown = [group for group in wanted if group not in GROUPS]
    if unknown:
        parser.error(f"no group {', '.join(unknown)}; there are {', '.join(GROUPS)}")
    clean_environment()
    peers = Peers(args.install)
    inputs = Inputs(args.out, not args.no_build)
    results = os.path.join(args.out, "results.json")
    found, sections = {}, {}
    if os.path.exists(results):
        with open(results) as kept:
            kept = json.load(kept)
            found, sections = kept["figures"], kept["sections"]

    def told(group, lines):
        """Keeps what a group was measured, with what it has to be read by."""
        by = f"{args.records:,} records a genome, {args.rounds} rounds, load {os.getloadavg()[0]:.1f} at the end."
        sections[group] = [*lines, f"({by})", ""]
        with open(results, "w") as out:
            json.dump({"figures": found, "sections": sections}, out, indent=1)

    folder = inputs.genome(args.records)
    index = os.path.join(folder, "bench.ckdb")
    result = os.path.join(args.out, "result.vcf.gz")
    size = os.path.getsize(os.path.join(folder, "genome.vcf.gz")) / 1e6
    if "genome" in wanted:
        say("whole genome, side by side")
        rows = rounds(genome_commands(inputs, peers, folder, args.out), args.peer_rounds or args.rounds)
        found["genome"] = rows
        plain = rows["ckdb, plain to plain, 1 thread"]
        pairs = [("1 thread", "limit, pass-through, 1 thread", "ckdb, BGZF to BGZF, 1 thread"),
                 ("2 threads", "limit, pass-through, 2 threads", "ckdb, BGZF to BGZF, 2 threads")]
        ratios = [f"{name} {rows[ours]['wall'] / rows[limit]['wall']:.2f} on the wall, {rows[ours]['cpu'] / rows[limit]['cpu']:.2f} of processor"
                  for name, limit, ours in pairs]
        told("genome", [f"### Whole genome: {args.records:,} records, {size:.0f} MB BGZF", "",
                 table(rows, "ckdb, BGZF to BGZF, 2 threads"), "",
                 f"ckdb ÷ the pass-through limit: {'; '.join(ratios)}. Plain in and out: {args.records / plain['cpu'] / 1e6:.2f} million "
                 "records a second and core.", ""])
    if "variants" in wanted:
        say("growth with variants")
        larger = inputs.genome(args.records * 4)
        command = lambda place: [inputs.ckdb, "annotate", os.path.join(place, "genome.vcf.gz"), "--index", index, "-o", result, "--threads", 2]
        rows = rounds([("1×", command(folder), [result]), ("4×", command(larger), [result])], args.rounds)
        found["variants"] = rows
        told("variants", ["### Growth with variants", "", table(rows), "",
                 f"Four times the records take {rows['4×']['wall'] / rows['1×']['wall']:.2f} times as long, "
                 f"{rows['4×']['cpu'] / rows['1×']['cpu']:.2f} times the processor.", ""])
    if "knowledge" in wanted:
        say("growth with knowledge")
        # Opening a hundred times the knowledge costs what it costs: how much that is can only be told on a genome of full size.
        whole = inputs.genome(args.whole)
        sizes = [int(number) for number in args.knowledge.split(",")]
        built = [inputs.knowledge(number) for number in sizes]
        commands = [(f"{count:,} evidence items",
                     [inputs.ckdb, "annotate", os.path.join(whole, "genome.vcf.gz"), "--index", path, "-o", result, "--threads", 2], [result])
                    for path, count in built]
        rows = rounds(commands, args.rounds)
        found["knowledge"] = rows
        first, last = rows[commands[0][0]], rows[commands[-1][0]]
        told("knowledge", [f"### Growth with knowledge: {args.whole:,} records", "", table(rows), "",
                 f"From the first to the last: {100 * (last['wall'] / first['wall'] - 1):+.1f} % on the wall, "
                 f"{100 * (last['cpu'] / first['cpu'] - 1):+.1f} % of processor.", ""])
    if "samples" in wanted and peers.has("bgzip"):
        say("growth with samples")
        records = min(args.records, 50_000)
        commands = []
        for count in (1, 100):
            path = inputs.samples(folder, records, count)
            commands.append((f"{count} samples, {os.path.getsize(path) / 1e6:.0f} MB",
                             [inputs.ckdb, "annotate", path, "--index", index, "-o", result, "--threads", 2], [result]))
            if peers.has("bcftools"):
                commands.append((f"{count} samples, bcftools view", ["bcftools", "view", "-O", "z", "--threads", 1, "-o", result, path], [result]))
        rows = rounds(commands, args.rounds)
        found["samples"] = rows
        told("samples", [f"### Growth with samples: {records:,} records", "", table(rows), ""])
    if "panels" in wanted:
        say("many small files")
        into = os.path.join(args.out, "panels-out")
        paths = inputs.panels(folder, 1000)
        fresh = [inputs.ckdb, "annotate", *paths, "--index", index, "--disease", "LUAD", "--out-dir", into]
        rows = rounds([("1,000 panels", fresh, [into])], args.rounds)
        rows.update(rounds([("again, all done", fresh, [])], args.rounds))
        found["panels"] = rows
        told("panels", ["### A thousand panel files in one call (61 lines each)", "", table(rows), ""])
    if "startup" in wanted:
        say("an empty file")
        empty = os.path.join(folder, "empty.vcf")
        commands = [("ckdb annotate, empty VCF", [inputs.ckdb, "annotate", empty, "--index", index, "--assembly", "GRCh38"], [])]
        if peers.has("bcftools"):
            commands.append(("bcftools view, empty VCF", ["bcftools", "view", empty], []))
        rows = rounds(commands, max(args.rounds, 11))
        found["startup"] = rows
        told("startup", ["### Startup", "", table(rows), ""])
    if "frequency" in wanted:
        say("a layer of 500,000 alleles")
        shown = subprocess.run([inputs.example("frequency_lookup"), "500000", str(args.rounds)], check=True, capture_output=True, text=True).stdout
        one = json.loads(shown)
        found["frequency"] = one
        rate = lambda order, question: f"{one[f'{order}_{question}_per_second'] / 1e6:.1f}"
        told("frequency", ["### A layer of frequencies", "",
                 f"{one['alleles']:,} made-up alleles with six values each: {one['bytes']:,} bytes, {one['bytes_an_allele']} an allele. Asked for are "
                 f"{one['asked']:,} alleles, of which {one['found']:,} are there; million alleles a second on one core, by its processor time:", "",
                 "| asked | is it there? | and its frequency, as a double | and all six values |", "|---|---|---|---|",
                 *(f"| {words} | {rate(order, 'is_there')} | {rate(order, 'one_frequency')} | {rate(order, 'all_values')} |"
                   for order, words in (("random", "in random order"), ("sorted", "in the order of a VCF"))), ""])
    head = [f"{platform.machine()}, {os.cpu_count()} cores; whole processes, medians of interleaved rounds (least and most in brackets).", ""]
    versions = [peers.version(program) for program in ("bcftools", "vcfanno", "bgzip") if peers.has(program)]
    versions += ["echtvar-like join on htslib (benches/echtvar_like.c)"] if peers.has("echtvar-like join") else []
    head += [f"Peers: {', '.join(versions) or 'none'}."]
    head += [f"Not measured: {name}: {reason}." for name, reason in peers.missing.items()]
    head += [f"Failed, and not in the tables: {name}: {reason}." for name, reason in FAILED.items()]
    head += [f"Not measured: the group `{group}`, which nobody asked for." for group in GROUPS if group not in sections] + [""]
    page = "\n".join(head + [line for group in GROUPS for line in sections.get(group, [])])
    print(page)
    if args.write:
        with open(args.write) as old:
            before, _, rest = old.read().partition(BEGIN)
            _, _, after = rest.partition(END)
        if not rest:
            sys.exit(f"{args.write} has no {BEGIN} … {END}; nothing was written")
        with open(args.write, "w") as out:
            out.write(f"{before}{BEGIN}\n{page}\n{END}{after}")


if __name__ == "__main__":
    main()
