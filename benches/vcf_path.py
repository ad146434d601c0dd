#!/usr/bin/env python3
"""Whole processes side by side on a whole genome: `ckdb annotate` and the limit loop; writes its part of docs/performance.md.

Usage: vcf_path.py COMMAND LIMIT FOLDER [ROUNDS]. FOLDER has what `cargo run --release -p ckdb-benches --example whole_genome` puts there.
Rounds are interleaved, so that whoever else uses the machine slows all alike; medians are told, of the wall clock and of the time on a
processor (user and system, all threads), and the most memory a process had. Ratios are medians of the ratios of one round.
"""

import gzip
import hashlib
import os
import platform
import shutil
import statistics
import sys
import time
from pathlib import Path

# A new file of this size costs the system more than all else, and a virtual machine that has given its free memory back to its host
# many times more: here the bytes go where pages are.
THROUGH = "**ckdb annotate**, plain to plain, over a file that is there, 1 thread"
BEGIN, END = "<!-- vcf-path: written by benches/vcf_path.py -->", "<!-- vcf-path: end -->"


def run(arguments, outputs=(), over=os.devnull):
    """Seconds on the wall, of processor, and of processor outside the system; most memory in MB. The process says nothing.

    Outputs of earlier runs go first: writing over a file costs the system less than writing a new one beside it. What the process
    writes to its standard output goes over the bytes of `over`, which is not cut first.
    """
    for path in outputs:
        Path(path).unlink(missing_ok=True)
    begin = time.monotonic()
    child = os.fork()
    if child == 0:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(os.open(over, os.O_WRONLY), 1)
        os.dup2(nowhere, 2)
        os.execv(arguments[0], arguments)
    _, status, used = os.wait4(child, 0)
    if status != 0:
        sys.exit(f"failed: {' '.join(arguments)}")
    return time.monotonic() - begin, used.ru_utime + used.ru_stime, used.ru_utime, used.ru_maxrss / 1024


def digest(path):
    with gzip.open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def main():
    command, limit, folder = (str(Path(argument).resolve()) for argument in sys.argv[1:4])
    rounds = int(sys.argv[4]) if len(sys.argv) > 4 else 5
    folder = Path(folder)
    packed, plain, rows, index = (str(folder / name) for name in ("genome.vcf.gz", "genome.vcf", "rows.tsv", "bench.ckdb"))
    if not Path(plain).exists():
        with gzip.open(packed, "rb") as source, open(plain, "wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
    with open(plain, "rb") as file:
        records = sum(1 for line in file if not line.startswith(b"#"))
    out = {name: str(folder / name) for name in ("limit.vcf.gz", "out1.vcf.gz", "out2.vcf.gz", "limit.vcf", "out.vcf")}
    annotate = [command, "annotate", "--index", index, "--threads"]
    cases = {
        "inflate only, 1 thread": [limit, "inflate", packed, "1"],
        "inflate only, 2 threads": [limit, "inflate", packed, "2"],
        "limit loop, blocks passed on, 1 thread": [limit, "pass", packed, out["limit.vcf.gz"], rows, "1"],
        "limit loop, blocks passed on, 2 threads": [limit, "pass", packed, out["limit.vcf.gz"], rows, "2"],
        "**ckdb annotate**, BGZF to BGZF, 1 thread": [*annotate, "1", packed, "-o", out["out1.vcf.gz"]],
        "**ckdb annotate**, BGZF to BGZF, 2 threads": [*annotate, "2", packed, "-o", out["out2.vcf.gz"]],
        "the same with `--write-index`, 1 thread": [*annotate, "1", packed, "--write-index", "-o", out["out1.vcf.gz"]],
        "limit loop, plain to plain, 1 thread": [limit, "plain", plain, out["limit.vcf"], rows],
        "**ckdb annotate**, plain to plain, 1 thread": [*annotate, "1", plain, "-o", out["out.vcf"]],
        THROUGH: [*annotate, "1", plain],
        "**ckdb annotate**, an empty VCF": [*annotate, "1", str(folder / "empty.vcf"), "-o", out["out.vcf"]],
    }
    limits = {
        "**ckdb annotate**, BGZF to BGZF, 1 thread": "limit loop, blocks passed on, 1 thread",
        "**ckdb annotate**, BGZF to BGZF, 2 threads": "limit loop, blocks passed on, 2 threads",
        "the same with `--write-index`, 1 thread": "limit loop, blocks passed on, 1 thread",
        "**ckdb annotate**, plain to plain, 1 thread": "limit loop, plain to plain, 1 thread",
    }
    found = {name: [] for name in cases}
    there = str(folder / "there.vcf")
    run([*annotate, "1", plain, "-o", there], [there])
    for _ in range(rounds):
        for name, arguments in cases.items():
            found[name].append(run(arguments, out.values(), there if name == THROUGH else os.devnull))
    for name in ("**ckdb annotate**, BGZF to BGZF, 1 thread", "**ckdb annotate**, BGZF to BGZF, 2 threads"):
        run(cases[name])
    one, two = (Path(out[name]).read_bytes() for name in ("out1.vcf.gz", "out2.vcf.gz"))
    lines = [
        BEGIN,
        "",
        f"{records:,} records, {os.path.getsize(packed) / 1e6:.0f} MB as BGZF, {os.path.getsize(plain) / 1e6:.0f} MB plain; "
        f"medians of {rounds} interleaved rounds; {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the end.",
        "",
        "| process | wall | processor | of it in the program | most memory | wall ÷ limit | processor ÷ limit | million records/s and core |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, rows_found in found.items():
        wall, processor, user, memory = (statistics.median(column) for column in zip(*rows_found))
        ratios = ["", ""]
        if name in limits:
            pairs = list(zip(rows_found, found[limits[name]]))
            ratios = [f"{statistics.median(ours[what] / theirs[what] for ours, theirs in pairs):.2f}" for what in (0, 1)]
        if "empty" in name:
            lines.append(f"| {name} | {wall * 1000:.1f} ms | {processor * 1000:.1f} ms | {user * 1000:.1f} ms | {memory:.0f} MB | | | |")
        else:
            rate = f"{records / processor / 1e6:.1f}"
            lines.append(f"| {name} | {wall:.2f} s | {processor:.2f} s | {user:.2f} s | {memory:.0f} MB | {ratios[0]} | {ratios[1]} | {rate} |")
    # The header names the command, so its block differs; all blocks behind it must not.
    rest = min(len(one), len(two)) - (1 << 16)
    same = "the same blocks, byte for byte" if one[-rest:] == two[-rest:] else "DIFFERENT BLOCKS"
    text = "the text of the plain run" if digest(out["out2.vcf.gz"]) == digest_of_plain(annotate, plain, folder) else "ANOTHER TEXT"
    lines += ["", f"One and two threads wrote {same}; inflated it is {text}.", "", END]
    page = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
    before = page.read_text()
    begin, end = before.index(BEGIN), before.index(END) + len(END)
    page.write_text(before[:begin] + "\n".join(lines) + before[end:])
    print("\n".join(lines))


def digest_of_plain(annotate, plain, folder):
    """The text of a plain run under the names of the packed one: the command line in the header is the same then."""
    inside = folder / "plain"
    inside.mkdir(exist_ok=True)
    named, out = inside / "genome.vcf.gz", inside / "out2.vcf.gz"
    shutil.copyfile(plain, named)
    run([*annotate, "2", str(named), "-o", str(out)])
    return digest(out)


if __name__ == "__main__":
    main()
