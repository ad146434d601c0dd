"""Published transcripts and reference letters, read without any code of CKDB.

The corpus needs coordinates and translations that do not come from the program it tests. This file reads the public LRG gene
models (GFF3 and FASTA of both assemblies) and knows the genetic code, nothing more: it turns `c.2236_2250del` into a VCF line
and says what protein the letters give. Positions are 1-based and inclusive; the plus strand is meant.
"""

import gzip
import os
import re

ASSEMBLIES = ("GRCh37", "GRCh38")
BASES = "TCAG"
CODE = dict(zip((a + b + c for a in BASES for b in BASES for c in BASES),
                "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"))
PAIR = str.maketrans("ACGT", "TGCA")


def data_folder():
    here = os.path.dirname(os.path.abspath(__file__))
    return os.environ.get("CKDB_DATA") or os.path.join(here, "../../../../../shared/data")


def root():
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../..")


def turned(letters):
    return letters.translate(PAIR)[::-1]


def translated(letters):
    """Residues up to and with the first stop."""
    out = []
    for at in range(0, len(letters) - 2, 3):
        out.append(CODE[letters[at:at + 3]])
        if out[-1] == "*":
            break
    return "".join(out)


def declared():
    """Gene -> transcript its claims are numbered on, as the gene's record says."""
    folder, found = os.path.join(root(), "knowledge/genes"), {}
    for name in sorted(os.listdir(folder)):
        match = re.search(r'^transcript = "([^"]+)"', open(os.path.join(folder, name)).read(), re.M)
        if match:
            found[name[:-5]] = match.group(1)
    return found


class Genome:
    """Windows of letters of one assembly."""

    def __init__(self, assembly):
        self.windows = {}
        for kind in ("slices", "extra.slices", "extra.exons"):
            path = os.path.join(data_folder(), f"gene_models/{assembly}.{kind}.fa.gz")
            name, parts = None, []
            for line in gzip.open(path, "rt"):
                if line.startswith(">"):
                    self._keep(name, parts)
                    name, parts = line[1:].split()[0], []
                else:
                    parts.append(line.strip().upper())
            self._keep(name, parts)

    def _keep(self, name, parts):
        if name:
            contig, place = name.split(":")
            self.windows.setdefault(contig, []).append((int(place.split("-")[0]), "".join(parts)))

    def letters(self, contig, first, last):
        for start, letters in self.windows.get(contig, []):
            if start <= first and last < start + len(letters):
                return letters[first - start:last - start + 1]
        raise KeyError(f"no letters of {contig}:{first}-{last}")

    def anchored(self, contig, first, last, new):
        """The letters first..last (empty when last < first) become `new`: a VCF line, left-aligned, anchored on the left."""
        old = self.letters(contig, first, last) if last >= first else ""
        if old and len(old) == len(new):
            return first, old, new
        while old and new and old[-1] == new[-1]:
            old, new, last = old[:-1], new[:-1], last - 1
        while old and new and old[0] == new[0]:
            old, new, first = old[1:], new[1:], first + 1
        if not (old and new):
            while True:
                before = self.letters(contig, first - 1, first - 1)
                moving = old or new
                if moving[-1] != before:
                    break
                moving = before + moving[:-1]
                old, new, first = (moving if old else ""), (moving if new else ""), first - 1
            before = self.letters(contig, first - 1, first - 1)
            return first - 1, before + old, before + new
        return first, old, new

    def shifted_right(self, contig, position, ref, alt):
        """The same insertion or deletion as far to the right as it goes."""
        if len(ref) == len(alt) or min(len(ref), len(alt)) != 1:
            return position, ref, alt
        while True:
            long = ref if len(ref) > 1 else alt
            after = self.letters(contig, position + len(ref), position + len(ref))
            if long[1] != after:
                return position, ref, alt
            first = long[1]
            moved = first + long[2:] + after
            position += 1
            ref, alt = (moved, first) if len(ref) > 1 else (first, moved)


class Transcript:
    """One transcript on one assembly; exons in the direction of transcription."""

    def __init__(self, accession, contig, strand, exons, coding, genome):
        self.accession, self.contig, self.strand, self.genome = accession, contig, strand, genome
        order = (lambda pair: pair[0]) if strand == "+" else (lambda pair: -pair[1])
        self.exons, self.coding = sorted(exons, key=order), sorted(coding, key=order)
        places = []
        for first, last in self.coding:
            places.extend(range(first, last + 1) if strand == "+" else range(last, first - 1, -1))
        self.places = places
        self.cds = "".join(self._spoken(*part) for part in self.coding)
        self.protein = translated(self.cds)

    def _spoken(self, first, last):
        letters = self.genome.letters(self.contig, first, last)
        return letters if self.strand == "+" else turned(letters)

    def place(self, name):
        """`2236`, `3028+1`, `2888-2`, `-124` as a position on the genome."""
        match = re.fullmatch(r"(\d+)([+-]\d+)?", name)
        step = 1 if self.strand == "+" else -1
        if match:
            return self.places[int(match.group(1)) - 1] + step * int(match.group(2) or 0)
        assert re.fullmatch(r"-\d+", name), name
        # Before the start codon: only where the exon of the start reaches so far, or in front of it.
        return self.places[0] + step * int(name)

    def edit(self, change):
        """A coding change (`35G>A`, `2236_2250del`, `2310_2311insGGT`, `860_863dup`, `1615_1616delinsTT`) as first, last, new letters
        on the plus strand."""
        match = re.fullmatch(r"(-?\d+(?:[+-]\d+)?)(?:_(-?\d+(?:[+-]\d+)?))?(?:([ACGT]+)>([ACGT]+)|(delins|ins|dup|del)([ACGT]*))", change)
        assert match, change
        start, end, ref, alt, kind, letters = match.groups()
        a, b = self.place(start), self.place(end or start)
        first, last = min(a, b), max(a, b)
        spoken = (lambda text: text) if self.strand == "+" else turned
        if ref:
            if not end:
                last_ = a + (len(ref) - 1) * (1 if self.strand == "+" else -1)
                first, last = min(a, last_), max(a, last_)
            held = self.genome.letters(self.contig, first, last)
            assert held == spoken(ref), f"{self.accession}:c.{change}: the reference has {spoken(held)}"
            return first, last, spoken(alt)
        if kind == "del":
            return first, last, ""
        if kind == "delins":
            return first, last, spoken(letters)
        if kind == "dup":
            copy = self.genome.letters(self.contig, first, last)
            return last + 1, last, copy
        assert last == first + 1, change
        return last, first, spoken(letters)

    def vcf(self, change):
        return self.genome.anchored(self.contig, *self.edit(change))

    def mutated(self, position, ref, alt):
        """The coding letters after a VCF edit that lies inside one coding part."""
        for first, last in self.coding:
            if first <= position and position + len(ref) - 1 <= last:
                letters = self.genome.letters(self.contig, first, last)
                assert letters[position - first:position - first + len(ref)] == ref, (self.accession, position, ref)
                part = letters[:position - first] + alt + letters[position - first + len(ref):]
                part = part if self.strand == "+" else turned(part)
                index = self.coding.index((first, last))
                before = "".join(self._spoken(*p) for p in self.coding[:index])
                after = "".join(self._spoken(*p) for p in self.coding[index + 1:])
                return before + part + after
        return None

    def exon_of(self, position):
        for number, (first, last) in enumerate(self.exons, 1):
            if first <= position <= last:
                return number
        return None


def changed_protein(protein, change):
    """The protein after `V600E`, `E746_A750del`, `Y772_A775dup`, `A763_Y764insFQEA`, `L747_P753delinsS`."""
    match = re.fullmatch(r"([A-Z*])(\d+)(?:_([A-Z*])(\d+))?(del|dup|ins|delins)?([A-Z*]*)", change)
    assert match, change
    one, first, two, last, kind, new = match.groups()
    first, last = int(first), int(last or first)
    assert protein[first - 1] == one and (not two or protein[last - 1] == two), f"{change}: {protein[first - 1:last]}"
    old = protein[first - 1:last]
    put = {"del": "", "dup": old * 2, "delins": new, None: new}.get(kind)
    if kind == "ins":
        put = old[0] + new + old[1]
    result = protein[:first - 1] + put + protein[last:]
    return result.split("*")[0] + "*" if "*" in result else result


def transcripts(assembly, wanted, genome):
    """Accession -> Transcript, of those wanted."""
    found = {}
    for kind in ("", ".extra"):
        path = os.path.join(data_folder(), f"gene_models/{assembly}{kind}.genes.gff3.gz")
        for line in gzip.open(path, "rt"):
            columns = line.rstrip("\n").split("\t")
            if len(columns) < 9 or columns[2] not in ("exon", "CDS"):
                continue
            parent = re.search(r"Parent=transcript:([^;]+)", columns[8])
            if parent and parent.group(1) in wanted:
                entry = found.setdefault(parent.group(1), [columns[0], columns[6], [], []])
                entry[2 if columns[2] == "exon" else 3].append((int(columns[3]), int(columns[4])))
    return {name: Transcript(name, *entry, genome) for name, entry in found.items() if entry[3]}
