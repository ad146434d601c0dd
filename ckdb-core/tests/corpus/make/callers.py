"""What callers say in words of their own: repeats without letters, breaks with copies; and splice sites of exons that are not read."""

from models import ASSEMBLIES
from rows import gene_class, leaf, line, row, toml

ITD = toml(leaf("exon", gene="FLT3", exons=[14, 15], **{"class": ["tandem-duplication"]}))


def repeats(world):
    """R24: an internal tandem duplication of FLT3 as `<DUP>`, `<DUP:TANDEM>`, `<TDUP>` and `<INS>`, with letters and without."""
    file = "R24-tandem-duplication"
    for assembly in ASSEMBLIES:
        flt3 = world[assembly]["FLT3"]
        def places(first, last):
            begin, end, _ = flt3.edit(f"{first}_{last}del")
            return begin, end, flt3.genome.letters(flt3.contig, begin, end)
        begin, end, letters = places(1780, 1803)
        support = "NM_004119.2:c.1780_1803dup; a copy beside itself, a whole number of codons, in exon 14"
        for alt in ("<DUP>", "<DUP:TANDEM>", "<TDUP>"):
            row(file, "R24", assembly, line(flt3.contig, begin - 1, "N", alt, f"END={end}", "SVTYPE=" + ("TDUP" if alt == "<TDUP>" else "DUP")), ITD, "true", support, f"{alt} over the letters", "RANGE_CLASS")
        row(file, "R24", assembly, line(flt3.contig, begin - 1, "N", "<DUP:TANDEM>", f"SVLEN={end - begin + 1}", "SVTYPE=DUP"), ITD, "true", support, "SVLEN instead of END", "RANGE_CLASS")
        row(file, "R24", assembly, line(flt3.contig, end, "N", "<INS>", f"SVINSSEQ={letters}", f"SVLEN={len(letters)}", "SVTYPE=INS"), ITD, "true", support, "<INS> whose letters stand in SVINSSEQ", "RANGE_CLASS")
        row(file, "R24", assembly, line(flt3.contig, end, "N", "<INS>", "SVINSSEQ=" + "GGGTTTGGGATC", "SVLEN=12", "SVTYPE=INS"), ITD, "false", "the letters are no copy of what stands beside them", "<INS> with other letters", near="SAME_PLACE_OTHER_CLASS")
        row(file, "R24", assembly, line(flt3.contig, end, "N", "<INS>", "SVLEN=24", "SVTYPE=INS"), ITD, "unknown(LETTERS_NOT_TOLD)", "24 letters were put in; whether they copy what stands beside them nobody says", "<INS> without letters")
        row(file, "R24", assembly, line(flt3.contig, end, "N", "<INS>", "SVTYPE=INS", "END=" + str(end)), ITD, "unknown(LETTERS_NOT_TOLD)", "neither the letters nor how many are told", "<INS> without a length")
        row(file, "R24", assembly, line(flt3.contig, end, "N", "<INS>", "SVLEN=23", "SVTYPE=INS"), ITD, "false", "23 letters shift the frame, whatever they are", "<INS> out of frame", near="SAME_PLACE_OTHER_CLASS")
        row(file, "R24", assembly, line(flt3.contig, begin - 1, "N", "<DUP>", f"END={end}", "SVTYPE=DUP", "IMPRECISE"), ITD, "unknown(LETTERS_NOT_TOLD)", "the ends are not known to the letter, so the frame is not", "<DUP>, imprecise")
        begin, end, _ = places(1780, 1802)
        row(file, "R24", assembly, line(flt3.contig, begin - 1, "N", "<DUP>", f"END={end}", "SVTYPE=DUP"), ITD, "false", "23 letters shift the frame", "<DUP> out of frame", near="SAME_PLACE_OTHER_CLASS")
        begin, end, _ = places(2516, 2518)
        row(file, "R24", assembly, line(flt3.contig, begin - 1, "N", "<DUP>", f"END={end}", "SVTYPE=DUP"), ITD, "false", "it lies in exon 20", "<DUP> in the second kinase half")


def broken(world):
    """R17, R11b: a break, and how many copies are without it."""
    file = "R17-homozygous-disruption"
    claim, both = toml(leaf("homozygous-disruption", gene="PTEN")), toml(gene_class("PTEN", "loss-of-function", biallelic=True))
    for assembly in ASSEMBLIES:
        pten = world[assembly]["PTEN"]
        middle = lambda number: (pten.exons[number - 1][1] + pten.exons[number][0]) // 2
        low, high = pten.exons[0][0] - 50000, pten.exons[-1][1] + 50000
        lost = lambda *more: line(pten.contig, middle(5), "N", "<DEL>", f"END={middle(6)}", "SVTYPE=DEL", *more)
        turned = lambda *more: line(pten.contig, middle(5), "N", "<INV>", f"END={middle(5) + 3000000}", "SVTYPE=INV", *more)
        every, some = "GT=1/1", "GT=0/1"
        for sample, expected, support, note in [
            (turned(every), "true", "VCF specification: GT 1/1, both copies are broken", "every copy is broken"),
            (turned(some, "PURPLE_CN=2.01,2.02", "PURPLE_JCN=2.00"), "true", "PURPLE: two copies at the break, both with the junction", "PURPLE, both copies"),
            (turned(some, "PURPLE_CN=2.01,2.02", "PURPLE_JCN=0.98") + "; structural called; copies normal", "false", "PURPLE: two copies at the break, one with the junction", "PURPLE, one copy is whole"),
            (lost(every), "true", "VCF specification: GT 1/1, exon 6 is lost on both copies", "a deletion on every copy"),
            (lost(some, "PURPLE_CN=2.01,2.02", "PURPLE_JCN=2.02"), "true", "PURPLE: two copies at the break, both with the junction; PTEN of COLO829 is lost so", "PURPLE, as COLO829"),
            (turned(some) + f"; copy-number {pten.contig}:{low}-{high} 2; ploidy 2; cn-profile purple", "unknown(ZYGOSITY)", "two copies, and nobody says how many of them are broken", "copies told, those of the break not"),
        ]:
            row(file, "R17", assembly, sample, claim, expected, support, note)
            if expected == "true" or note == "PURPLE, one copy is whole":
                answer = "true" if expected == "true" else "unknown(ZYGOSITY)"
                told = "" if "structural called" in sample else "; structural called"
                row("R11-loss-of-function", "R11b", assembly, sample + told, both, answer, support, note)


def other_copy_lost(world):
    """R11b: a truncating change, and what copies say of the other parental chromosome."""
    file, claim = "R11-loss-of-function", toml(gene_class("BRCA1", "loss-of-function", biallelic=True))
    for assembly in ASSEMBLIES:
        brca1 = world[assembly]["BRCA1"]
        low, high = min(e[0] for e in brca1.exons) - 50000, max(e[1] for e in brca1.exons) + 50000
        cut = line(brca1.contig, *brca1.vcf("4327C>T"))
        told = lambda copies: f"; copy-number {brca1.contig}:{low}-{high} {copies}; ploidy 2; cn-profile purple; structural called"
        row(file, "R11b", assembly, cut + told(1), claim, "true", "c.4327C>T (R1443*) and one copy left: the other parental one is lost", "one copy left")
        row(file, "R11b", assembly, cut + told(2), claim, "unknown(ZYGOSITY)", "c.4327C>T (R1443*) and two copies, of which chromosomes is not told", "two copies")
        row(file, "R11b", assembly, line(brca1.contig, *brca1.vcf("4837A>G")) + told(1), claim, "false", "c.4837A>G (S1613G) is a common missense variant", "one copy left, and nothing else")
        row(file, "R11b", assembly, cut + " GT=1/1; structural called", claim, "true", "VCF specification: GT 1/1, both copies are cut short", "on every copy")
        half = (brca1.exons[9][0] + brca1.exons[9][1]) // 2
        left, right = f"{brca1.contig}:{low}-{half}", f"{brca1.contig}:{half + 1}-{high}"
        row(file, "R11b", assembly, cut + f"; copy-number {left} 1; copy-number {right} 2; ploidy 2; cn-profile purple; structural called", claim, "unknown(ZYGOSITY)",
            "a part of the gene has two copies: which part the change is on with is not decided by the gene", "lost in part")


def untranslated(world):
    """R10, R11: the donor of an exon before the start codon."""
    for assembly in ASSEMBLIES:
        for gene, name, rule, file in (("BRCA1", "loss-of-function", "R11", "R11-loss-of-function"), ("BRCA2", "loss-of-function", "R11", "R11-loss-of-function"), ("TP53", "truncating", "R10", "R10-truncating")):
            model = world[assembly][gene]
            first = model.exons[0]
            if any(a <= first[1] and first[0] <= b for a, b in model.coding):
                continue
            position = first[1] + 1 if model.strand == "+" else first[0] - 1
            letter = model.genome.letters(model.contig, position, position)
            if not letter:
                continue
            assert letter == ("G" if model.strand == "+" else "C"), (gene, letter)
            other = "A" if model.strand == "+" else "T"
            row(file, rule, assembly, line(model.contig, position, letter, other) + "; structural called; copies normal", toml(gene_class(gene, name)), "false",
                f"exon 1 of {model.accession} is not translated: without its donor the coding part is what it was", "splice site between untranslated exons")


def add(world):
    repeats(world)
    broken(world)
    other_copy_lost(world)
    untranslated(world)
