"""Small variants by hand: published coding names, turned into VCF lines through the published transcripts (`models.py`).

Each case gives the coding name, and for changes inside one exon the protein name people publish. The protein name is not
believed: the letters are translated with the genetic code, and must give that protein. What should match follows from the rules.
"""

from models import ASSEMBLIES, CODE, changed_protein, translated, turned
from rows import change, codon, exon, gene_class, leaf, line, row, toml

CODE_SUPPORT = "genetic code over the published transcript"
TRUE, FALSE = "true", "false"
OTHER_CLASS, OTHER_RESIDUE, EXCLUDED, NEAR_SPLICE = (
    "SAME_PLACE_OTHER_CLASS", "SAME_CODON_OTHER_RESIDUE", "EXCLUDED_BY_CLAIM", "NEAR_SPLICE_SITE")

# A gene can also be cut by structure and lost by copies: what these rules deny, they deny only where somebody looked for that, too.
TOLD = {"R10": "; structural called", "R11": "; structural called; copies normal", "R11b": "; structural called; copies normal",
        "R13": "; structural called; copies normal", "R22": "; structural called"}


def cases(world, file, rule, criterion, gene, found, support, spellings=False):
    """`found`: (coding name, protein name or '', expected, level, near, note)."""
    for assembly in ASSEMBLIES:
        transcript = world[assembly][gene]
        for name, protein, expected, level, near, note in found:
            position, ref, alt = transcript.vcf(name)
            if protein:
                # An insertion may be left-aligned out of the exon: the rightmost place gives the same letters.
                right = transcript.genome.shifted_right(transcript.contig, position, ref, alt)
                letters = transcript.mutated(position, ref, alt) or transcript.mutated(*right)
                got, want = translated(letters or ""), changed_protein(transcript.protein, protein)
                assert got == want, (gene, name, protein, got, want)
            said = f"{transcript.accession}:c.{name}" + (f" p.{protein}" if protein else "")
            lines = [((position, ref, alt), "left-aligned")] if spellings else [((position, ref, alt), "")]
            if spellings:
                right = transcript.genome.shifted_right(transcript.contig, position, ref, alt)
                if right != (position, ref, alt):
                    lines.append((right, "right-shifted"))
                after = transcript.genome.letters(transcript.contig, position + len(ref), position + len(ref) + 1)
                lines.append(((position, ref + after, alt + after), "letters after it"))
                before = transcript.genome.letters(transcript.contig, position - 2, position - 1)
                lines.append(((position - 2, before + ref, before + alt), "letters before it"))
            for (at, old, new), spelling in lines:
                words = "; ".join(text for text in (note, spelling) if text)
                row(file, rule, assembly, line(transcript.contig, at, old, new) + TOLD.get(rule, ""), toml(criterion), expected,
                    f"{said}; {support}", words, level, near)


def codon_letters(transcript, number):
    """The three positions of a codon on the genome, and its letters as spoken."""
    places = transcript.places[3 * number - 3:3 * number]
    return places, transcript.cds[3 * number - 3:3 * number]


def every_snv(world, file, rule, gene, number, reference, excluding=()):
    """Nine SNVs of a codon against the claim about the codon, and SNVs of its neighbours."""
    claim = toml(codon(gene, number, reference, list(excluding) or None))
    for assembly in ASSEMBLIES:
        transcript = world[assembly][gene]
        for at in (number - 1, number, number + 1):
            places, letters = codon_letters(transcript, at)
            assert at != number or CODE[letters] == reference
            tried = 0
            for index, place in enumerate(places):
                for new in "ACGT":
                    if new == letters[index]:
                        continue
                    mutated = letters[:index] + new + letters[index + 1:]
                    acid, old = CODE[mutated], CODE[letters]
                    spoken = (lambda text: text) if transcript.strand == "+" else turned
                    said = f"{transcript.accession}:c.{3 * at - 2 + index}{letters[index]}>{new} p.{old}{at}{'=' if acid == old else acid}"
                    where = line(transcript.contig, place, spoken(letters[index]), spoken(new))
                    support = f"{said}; {CODE_SUPPORT}"
                    if at != number:
                        if acid in (old, "*") or tried:
                            continue
                        tried += 1
                        row(file, rule, assembly, where, claim, FALSE, support, "the codon beside it")
                    elif acid == old:
                        row(file, rule, assembly, where, claim, FALSE, support, "synonymous")
                    elif acid == "*":
                        row(file, rule, assembly, where, claim, FALSE, support, "stop", near=OTHER_CLASS)
                    elif f"{old}{at}{acid}" in excluding:
                        row(file, rule, assembly, where, claim, FALSE, support, "left out by the claim", near=EXCLUDED)
                    else:
                        row(file, rule, assembly, where, claim, TRUE, support, "", "CODON")


def hold(name, protein="", level="", note=""):
    return name, protein, TRUE, level, "", note


def fail(name, protein="", near="", note=""):
    return name, protein, FALSE, "", near, note


def open_(name, reason, protein="", note=""):
    return name, protein, f"unknown({reason})", "", "", note


PUBLISHED = "published names agree with the letters"


def one_change(world):
    file = "R01-protein-change"
    cases(world, file, "R1", change("BRAF", "V600E"), "BRAF", [
        hold("1799T>A", "V600E", "SAME_PROTEIN"), hold("1799_1800delinsAA", "V600E", "SAME_PROTEIN", "MNV"),
        fail("1798_1799delinsAA", "V600K", OTHER_RESIDUE), fail("1798_1799delinsAG", "V600R", OTHER_RESIDUE),
        fail("1798G>A", "V600M", OTHER_RESIDUE), fail("1801A>G", "K601E", note="the residue beside it"),
        fail("1800G>A", note="synonymous"), fail("1799_1801del", "V600_K601delinsE", note="a longer deletion-insertion"),
        fail("1799del", note="frameshift"),
    ], PUBLISHED)
    cases(world, file, "R1", change("BRAF", "V600K"), "BRAF", [
        hold("1798_1799delinsAA", "V600K", "SAME_PROTEIN", "MNV"), fail("1799T>A", "V600E", OTHER_RESIDUE),
        fail("1798G>A", "V600M", OTHER_RESIDUE, "one of the two letters"),
    ], PUBLISHED, spellings=True)
    cases(world, file, "R1", change("EGFR", "L858R"), "EGFR", [
        hold("2573T>G", "L858R", "SAME_PROTEIN"), hold("2573_2574delinsGT", "L858R", "SAME_PROTEIN"),
        hold("2572_2573delinsAG", "L858R", "SAME_PROTEIN", "AGG"), fail("2572C>A", "L858M", OTHER_RESIDUE),
        fail("2573T>A", "L858Q", OTHER_RESIDUE), fail("2582T>A", "L861Q"),
    ], PUBLISHED)
    cases(world, file, "R1", change("KRAS", "G12C"), "KRAS", [
        hold("34G>T", "G12C", "SAME_PROTEIN"), hold("34_36delinsTGC", "G12C", "SAME_PROTEIN", "TGC"),
        fail("35G>A", "G12D", OTHER_RESIDUE), fail("34_35delinsTT", "G12F", OTHER_RESIDUE), fail("37G>T", "G13C"),
    ], PUBLISHED)
    cases(world, file, "R1", change("EGFR", "C797S"), "EGFR", [
        hold("2389T>A", "C797S", "SAME_PROTEIN"), hold("2390G>C", "C797S", "SAME_PROTEIN"),
        fail("2389T>G", "C797G", OTHER_RESIDUE), fail("2390G>A", "C797Y", OTHER_RESIDUE),
    ], PUBLISHED)
    cases(world, file, "R1", change("TP53", "R213*"), "TP53", [
        hold("637C>T", "R213*", "SAME_PROTEIN"), fail("638G>A", "R213Q", OTHER_RESIDUE), fail("637del", note="frameshift"),
    ], PUBLISHED)
    cases(world, file, "R1", change("KIT", "W557_K558del"), "KIT", [
        hold("1669_1674del", "W557_K558del", "SAME_PROTEIN"), fail("1675_1677del", "V559del"), fail("1669T>C", "W557R"),
    ], PUBLISHED, spellings=True)
    cases(world, file, "R1", change("BRCA2", "S1982fs"), "BRCA2", [
        hold("5946del", "", "SAME_PROTEIN", "6174delT of the older count"), fail("5946T>A", "S1982R"), fail("5943_5945del"),
    ], PUBLISHED)


def wrong_reference(world):
    """A claim whose reference residue is not what the transcript has is refused or never met (BRAF A600E)."""
    for assembly in ASSEMBLIES:
        transcript = world[assembly]["BRAF"]
        where = line(transcript.contig, *transcript.vcf("1799T>A"))
        for claim, note in ((change("BRAF", "A600E"), "the residue there is V"), (codon("BRAF", 600, "A"), "the residue there is V")):
            row("R01-protein-change", "R1", assembly, where, toml(claim), FALSE, f"{transcript.accession} residue 600 is V", note)


CODONS = [("BRAF", 600, "V", "R2"), ("KRAS", 12, "G", "R4"), ("KRAS", 13, "G", "R4"), ("KRAS", 61, "Q", "R4"), ("NRAS", 61, "Q", "R4"),
          ("EGFR", 719, "G", "R2"), ("EGFR", 797, "C", "R2"), ("EGFR", 858, "L", "R2"), ("PIK3CA", 1047, "H", "R2"),
          ("PIK3CA", 545, "E", "R2"), ("IDH1", 132, "R", "R2"), ("IDH2", 140, "R", "R2"), ("KIT", 816, "D", "R2"),
          ("JAK2", 617, "V", "R2"), ("TP53", 175, "R", "R2"), ("ALK", 1174, "F", "R2"), ("MET", 1003, "Y", "R2")]


def codons(world):
    file = "R02-codon"
    for gene, number, reference, rule in CODONS:
        every_snv(world, file, rule, gene, number, reference)
    cases(world, file, "R2", codon("BRAF", 600, "V"), "BRAF", [
        hold("1798_1799delinsAA", "V600K", "CODON", "MNV"), hold("1799_1800delinsAT", "V600D", "CODON", "MNV"),
        open_("1799_1801del", "SPANNING_INDEL", "V600_K601delinsE"), open_("1798_1800del", "SPANNING_INDEL", "V600del"),
        fail("1799del", near=OTHER_CLASS, note="frameshift that begins at the codon"),
        fail("1801_1803del", "K601del", note="a deletion beside it"),
    ], PUBLISHED)
    cases(world, file, "R4", codon("KRAS", 12, "G"), "KRAS", [
        hold("34_35delinsTT", "G12F", "CODON"), fail("36_37delinsCC", "G13R", note="codon 12 stays G"), fail("35del", near=OTHER_CLASS, note="G12fs"),
        fail("38_39insA", note="frameshift at codon 13"),
    ], PUBLISHED)
    file = "R03-codon-excluding"
    every_snv(world, file, "R3", "BRAF", 600, "V", ("V600E", "V600K"))
    every_snv(world, file, "R3", "KRAS", 12, "G", ("G12C",))
    every_snv(world, file, "R3", "EGFR", 790, "T", ("T790M",))
    cases(world, file, "R3", codon("BRAF", 600, "V", ["V600E", "V600K"]), "BRAF", [
        fail("1798_1799delinsAA", "V600K", EXCLUDED, "MNV giving K"), fail("1799_1800delinsAA", "V600E", EXCLUDED, "another codon of E"),
        hold("1798_1799delinsAG", "V600R", "CODON", "V600R"), hold("1799_1800delinsAT", "V600D", "CODON"),
    ], PUBLISHED)
    # R5: what is known of one residue is not carried over to another.
    file = "R05-not-transferred"
    for gene, claimed, found in [("KRAS", "G12C", [("35G>A", "G12D"), ("35G>T", "G12V"), ("35G>C", "G12A"), ("34G>C", "G12R"), ("34G>A", "G12S")]),
                                 ("EGFR", "T790M", [("2368A>G", "T790A"), ("2369C>A", "T790K")]),
                                 ("ABL1", "T315I", [("943A>G", "T315A"), ("944C>A", "T315N")]),
                                 ("PDGFRA", "D842V", [("2524G>T", "D842Y"), ("2524G>A", "D842N"), ("2525A>G", "D842G")]),
                                 ("ALK", "G1202R", [("3605G>A", "G1202E")]),
                                 ("IDH1", "R132H", [("394C>T", "R132C"), ("395G>T", "R132L"), ("394C>G", "R132G"), ("394C>A", "R132S")]),
                                 ("PIK3CA", "H1047R", [("3140A>T", "H1047L"), ("3139C>T", "H1047Y")])]:
        cases(world, file, "R5", change(gene, claimed), gene, [fail(name, protein, OTHER_RESIDUE) for name, protein in found], PUBLISHED)


EXON_19 = [("2235_2249del", "E746_A750del"), ("2236_2250del", "E746_A750del"), ("2237_2251del", "E746_T751delinsA"),
           ("2239_2247del", "L747_E749del"), ("2239_2248delinsC", "L747_A750delinsP"), ("2240_2254del", "L747_T751del"),
           ("2240_2257del", "L747_P753delinsS"), ("2239_2256del", "L747_S752del"), ("2237_2255delinsT", "E746_S752delinsV"),
           ("2236_2253del", "E746_T751del"), ("2253_2276del", "S752_I759del"), ("2239_2253del", "L747_T751del"),
           ("2237_2254del", "E746_S752delinsA")]


def exons(world):
    deletion = exon("EGFR", [19], ["in-frame-deletion"])
    file = "R06-exon-19-deletion"
    cases(world, file, "R6", deletion, "EGFR", [hold(name, protein, "RANGE_CLASS") for name, protein in EXON_19], PUBLISHED, spellings=True)
    cases(world, file, "R6", deletion, "EGFR", [
        fail("2236_2241delinsATTCCA", "E746_L747delinsIP", OTHER_CLASS, "equal length"),
        fail("2235_2248del", near=OTHER_CLASS, note="frameshift"), fail("2237del", near=OTHER_CLASS, note="frameshift"),
        fail("2240T>C", "L747S", OTHER_CLASS), fail("2281G>T", "D761Y", OTHER_CLASS), fail("2240T>A", "L747*", OTHER_CLASS),
        fail("2218_2235dup", "I740_K745dup", OTHER_CLASS, "exon 19 insertion"),
        fail("2127_2129del", "E709_T710delinsD", note="exon 18"), fail("2573T>G", "L858R", note="exon 21"),
        fail("2300_2308dup", "A767_V769dup", note="exon 20"),
        open_("2185-5_2190del", "SPLICE_SPANNING", note="over the acceptor"),
        open_("2281_2283+3del", "SPLICE_SPANNING", note="over the donor"),
        fail("2184+1G>A", note="donor of exon 18"), fail("2185-1G>A", note="the acceptor alone"), fail("2238A>G", note="synonymous"),
    ], PUBLISHED)
    file = "R07-exon-insertion"
    twenty = [("2300_2308dup", "A767_V769dup"), ("2303_2311dup", "S768_D770dup"), ("2317_2319dup", "H773dup"),
              ("2311_2319dup", "N771_H773dup"), ("2314_2319dup", "P772_H773dup"), ("2310_2311insGGT", "D770_N771insG"),
              ("2310_2311insGGTTGG", "D770_N771insGW"), ("2308_2309insCCAGCGTGG", None)]
    insertion = exon("EGFR", [20], ["in-frame-insertion"], ["A763_Y764insFQEA"])
    cases(world, file, "R7", insertion, "EGFR",
          [hold(name, protein or "", "RANGE_CLASS") for name, protein in twenty], PUBLISHED, spellings=True)
    cases(world, file, "R7", insertion, "EGFR", [
        fail("2290_2291insTCCAGGAAGCCT", "A763_Y764insFQEA", EXCLUDED, "excepted by the claim"),
        fail("2369C>T", "T790M", OTHER_CLASS), fail("2303G>T", "S768I", OTHER_CLASS),
        fail("2303_2305delinsTCT", "S768_V769delinsIL", OTHER_CLASS, "equal length"),
        fail("2310_2311insGG", near=OTHER_CLASS, note="frameshift"), fail("2218_2235dup", "I740_K745dup", note="exon 19"),
        fail("2308_2310del", "D770del", OTHER_CLASS),
    ], PUBLISHED)
    cases(world, file, "R7", change("EGFR", "A763_Y764insFQEA"), "EGFR", [
        hold("2290_2291insTCCAGGAAGCCT", "A763_Y764insFQEA", "SAME_PROTEIN"), fail("2300_2308dup", "A767_V769dup")], PUBLISHED, spellings=True)
    cases(world, file, "R7", exon("ERBB2", [20], ["in-frame-insertion"]), "ERBB2", [
        hold("2313_2324dup", "Y772_A775dup", "RANGE_CLASS"), hold("2331_2339dup", "G778_P780dup", "RANGE_CLASS"),
        hold("2326_2327insTGT", "G776delinsVC", "RANGE_CLASS"), fail("2329G>T", "V777L", OTHER_CLASS), fail("2326G>T", "G776C", OTHER_CLASS),
        fail("2264T>C", "L755S", note="exon 19"), fail("2313_2323dup", near=OTHER_CLASS, note="frameshift")], PUBLISHED, spellings=True)
    cases(world, file, "R7", exon("EGFR", [19], ["in-frame-insertion"]), "EGFR", [
        hold("2218_2235dup", "I740_K745dup", "RANGE_CLASS"), fail("2235_2249del", "E746_A750del", OTHER_CLASS),
        fail("2300_2308dup", "A767_V769dup", note="exon 20")], PUBLISHED)
    file = "R08-exon-mutation"
    classes = ["missense", "in-frame-deletion", "in-frame-insertion", "in-frame-delins"]
    cases(world, file, "R8", exon("KIT", [11], classes), "KIT", [
        hold("1676T>A", "V559D", "RANGE_CLASS"), hold("1679T>A", "V560D", "RANGE_CLASS"), hold("1727T>C", "L576P", "RANGE_CLASS"),
        hold("1669T>C", "W557R", "RANGE_CLASS"), hold("1669_1674del", "W557_K558del", "RANGE_CLASS"),
        hold("1674_1676del", "K558_V559delinsN", "RANGE_CLASS"), hold("1675_1677del", "V559del", "RANGE_CLASS"),
        fail("1924A>G", "K642E", note="exon 13"),
        fail("2447A>T", "D816V", note="exon 17"), fail("1961T>C", "V654A", note="exon 13"),
        fail("1670_1673del", near=OTHER_CLASS, note="frameshift"), fail("1671G>A", "W557*", OTHER_CLASS),
        fail("1677T>C", note="synonymous"), open_("1774+1G>A", "SPLICE_SITE", note="donor of the exon"),
        open_("1648-1G>A", "SPLICE_SITE", note="acceptor of the exon"), fail("1879+1G>A", note="donor of exon 12"),
    ], PUBLISHED)
    cases(world, file, "R8", exon("JAK2", [12], classes), "JAK2", [
        hold("1615_1616delinsTT", "K539L", "RANGE_CLASS"), hold("1624_1629del", "N542_E543del", "RANGE_CLASS"),
        fail("1849G>T", "V617F", note="exon 14")], PUBLISHED)
    cases(world, file, "R8", exon("PDGFRA", [18], classes), "PDGFRA", [
        hold("2525A>T", "D842V", "RANGE_CLASS"), hold("2526_2537del", "I843_D846del", "RANGE_CLASS"),
        fail("1682T>A", "V561D", note="exon 12")], PUBLISHED)
    # The last exon; older counts call it 12.
    last = len(world["GRCh38"]["NPM1"].exons)
    cases(world, file, "R8", exon("NPM1", [last], ["frameshift"]), "NPM1", [
        hold("860_863dup", "", "RANGE_CLASS", "type A"), hold("863_864insCATG", "", "RANGE_CLASS", "type B"),
        hold("863_864insCCTG", "", "RANGE_CLASS", "type D"), fail("862T>C", "W288R", OTHER_CLASS), fail("863_864insTCT", near=OTHER_CLASS, note="in frame"),
        fail("100del", note="a frameshift in an early exon")], PUBLISHED)
    nine = len(world["GRCh38"]["CALR"].exons)
    cases(world, file, "R8", exon("CALR", [nine], ["frameshift"]), "CALR", [
        hold("1099_1150del", "", "RANGE_CLASS", "type 1, 52 letters"), hold("1154_1155insTTGTC", "", "RANGE_CLASS", "type 2"),
        fail("1142_1144del", near=OTHER_CLASS, note="in frame"), fail("200del", note="a frameshift in an early exon")], PUBLISHED)


def ranges(world):
    file = "R09-range"
    cases(world, file, "R9", leaf("protein-range", gene="ESR1", first=534, last=538, **{"class": ["missense"]}), "ESR1", [
        hold("1610A>C", "Y537S", "RANGE_CLASS"), hold("1609T>A", "Y537N", "RANGE_CLASS"), hold("1613A>G", "D538G", "RANGE_CLASS"),
        hold("1607T>G", "L536R", "RANGE_CLASS"), fail("1138G>C", "E380Q"), fail("1610del", near=OTHER_CLASS, note="frameshift"),
        fail("1609_1611del", "Y537del", OTHER_CLASS)], PUBLISHED)
    cases(world, file, "R9", leaf("protein-range", gene="FLT3", first=835, last=836, **{"class": ["missense", "in-frame-deletion"]}), "FLT3", [
        hold("2503G>T", "D835Y", "RANGE_CLASS"), hold("2503G>C", "D835H", "RANGE_CLASS"), hold("2504A>T", "D835V", "RANGE_CLASS"),
        hold("2508_2510del", "I836del", "RANGE_CLASS"), fail("2523C>A", "N841K"), fail("2028C>G", "N676K")], PUBLISHED)
    cases(world, file, "R9", leaf("protein-range", gene="EGFR", first=762, last=823, **{"class": ["in-frame-insertion"]}), "EGFR", [
        hold("2300_2308dup", "A767_V769dup", "RANGE_CLASS"), hold("2310_2311insGGT", "D770_N771insG", "RANGE_CLASS"),
        fail("2369C>T", "T790M", OTHER_CLASS), fail("2235_2249del", "E746_A750del"), fail("2218_2235dup", "I740_K745dup")], PUBLISHED)
    cases(world, file, "R9", leaf("protein-range", gene="TP53", first=102, last=292, **{"class": ["missense"]}), "TP53", [
        hold("524G>A", "R175H", "RANGE_CLASS"), hold("743G>A", "R248Q", "RANGE_CLASS"), hold("818G>A", "R273H", "RANGE_CLASS"),
        fail("215C>G", "P72R", note="before the range"), fail("1010G>T", "R337L", note="behind the range"), fail("637C>T", "R213*", OTHER_CLASS)], PUBLISHED)
    cases(world, file, "R9", leaf("protein-range", gene="KIT", first=550, last=592, **{"class": ["in-frame-deletion"]}), "KIT", [
        hold("1669_1674del", "W557_K558del", "RANGE_CLASS"), hold("1675_1677del", "V559del", "RANGE_CLASS"), fail("1676T>A", "V559D", OTHER_CLASS)], PUBLISHED)


def whole_gene(world):
    file = "R10-truncating"
    tp53 = gene_class("TP53", "truncating")
    cases(world, file, "R10", tp53, "TP53", [
        hold("637C>T", "R213*", "GENE_CLASS"), hold("586C>T", "R196*", "GENE_CLASS"), hold("916C>T", "R306*", "GENE_CLASS"),
        hold("1024C>T", "R342*", "GENE_CLASS"), hold("637del", "", "GENE_CLASS"), hold("672+1G>A", "", "GENE_CLASS"), hold("376-1G>A", "", "GENE_CLASS"),
        hold("673-2A>G", "", "GENE_CLASS"), fail("524G>A", "R175H"), fail("743G>A", "R248Q"), fail("672+5G>A", note="splice region is not truncating"),
        fail("672G>A", note="last letter of an exon"), fail("1180T>C", note="the stop is lost"), fail("639A>G", note="synonymous"),
        fail("529_531del", "P177del")], PUBLISHED)
    cases(world, file, "R10", gene_class("PIK3CA", "truncating"), "PIK3CA", [
        fail("3140A>G", "H1047R"), fail("3205_3206insA", note="a frameshift that begins at the stop codon"), hold("31del", "", "GENE_CLASS")], PUBLISHED)
    cases(world, file, "R10", gene_class("PTEN", "truncating"), "PTEN", [
        hold("388C>T", "R130*", "GENE_CLASS"), hold("697C>T", "R233*", "GENE_CLASS"), hold("800del", "", "GENE_CLASS"), fail("389G>A", "R130Q"),
        hold("209+1G>A", "", "GENE_CLASS"), fail("1210T>C", note="the stop is lost")], PUBLISHED)
    file = "R11-loss-of-function"
    brca2 = gene_class("BRCA2", "loss-of-function")
    cases(world, file, "R11", brca2, "BRCA2", [
        hold("5946del", "", "GENE_CLASS"), hold("6275_6276del", "", "GENE_CLASS"), hold("9097dup", "", "GENE_CLASS"), hold("7976+1G>A", "", "GENE_CLASS"),
        open_("9976A>T", "LAST_EXON", "K3326*"), fail("1114A>C", "N372H", note="a common missense variant"),
        fail("3396A>G", note="synonymous")], PUBLISHED)
    brca1 = gene_class("BRCA1", "loss-of-function")
    cases(world, file, "R11", brca1, "BRCA1", [
        hold("68_69del", "", "GENE_CLASS", "185delAG"), hold("5266dup", "", "GENE_CLASS", "5382insC"), hold("4327C>T", "R1443*", "GENE_CLASS"),
        hold("212+1G>T", "", "GENE_CLASS"), fail("2612C>T", "P871L", note="a common missense variant"), fail("4837A>G", "S1613G", note="a common missense variant")], PUBLISHED)
    cases(world, file, "R11b", gene_class("BRCA1", "loss-of-function", biallelic=True), "BRCA1", [
        open_("68_69del", "ZYGOSITY"), fail("2612C>T", "P871L"), fail("2311T>C", note="synonymous")], PUBLISHED)
    cases(world, file, "R11", gene_class("STK11", "loss-of-function"), "STK11", [
        hold("109C>T", "Q37*", "GENE_CLASS"), hold("842del", "", "GENE_CLASS"), hold("465-1G>T", "", "GENE_CLASS"), fail("1062C>G", "F354L", note="a common missense variant")], PUBLISHED)
    file = "R12-any"
    cases(world, file, "R12", gene_class("TP53", "any"), "TP53", [
        hold("524G>A", "R175H", "GENE_ANY"), hold("637C>T", "R213*", "GENE_ANY"), hold("637del", "", "GENE_ANY"), hold("529_531del", "P177del", "GENE_ANY"),
        hold("672+1G>A", "", "GENE_ANY"), hold("1A>G", "", "GENE_ANY", "the start is lost"), hold("1180T>C", "", "GENE_ANY", "the stop is lost"),
        fail("639A>G", note="synonymous"), fail("108G>A", note="synonymous, P36=")], PUBLISHED)
    file = "R13-oncogenic"
    cases(world, file, "R13", gene_class("TP53", "oncogenic"), "TP53", [
        hold("637C>T", "R213*", "GENE_CLASS"), hold("637del", "", "GENE_CLASS"), hold("672+1G>A", "", "GENE_CLASS"), fail("639A>G", note="synonymous")], PUBLISHED)
    cases(world, file, "R13", gene_class("BRAF", "oncogenic"), "BRAF", [
        fail("1799del", note="a frameshift in an oncogene"), fail("1800G>A", note="synonymous")], PUBLISHED)


def splice(world):
    file = "R22-exon-14-skipping"
    found = [
        hold("{end}+1G>A", "", "RANGE_CLASS", "donor +1"), hold("{end}+1G>T", "", "RANGE_CLASS", "donor +1"), hold("{end}+1G>C", "", "RANGE_CLASS", "donor +1"),
        hold("{end}+2T>C", "", "RANGE_CLASS", "donor +2"), hold("{end}+2T>A", "", "RANGE_CLASS", "donor +2"), hold("{end}+5A>G", "", "RANGE_CLASS", "donor +5"),
        hold("{end}G>C", "", "RANGE_CLASS", "last letter, D1010H"), hold("{end}G>A", "", "RANGE_CLASS", "last letter, D1010N"), hold("{end}G>T", "", "RANGE_CLASS", "last letter, D1010Y"),
        hold("{start}-1G>T", "", "RANGE_CLASS", "acceptor -1"), hold("{start}-2A>G", "", "RANGE_CLASS", "acceptor -2"), hold("{start}-2A>T", "", "RANGE_CLASS", "acceptor -2"),
        hold("{six}_{end}+4del", "", "RANGE_CLASS", "over the donor"), hold("{start}-6_{two}del", "", "RANGE_CLASS", "over the acceptor"),
        fail("{y}A>T", note="Y1003F, inside the exon"), fail("{next}-1G>A", note="acceptor of exon 15"), fail("{before}+1G>A", note="donor of exon 13"),
        fail("{mid}del", note="a frameshift inside the exon")]
    for accession, claim in (("NM_000245.3", leaf("splice-loss", gene="MET", exon=14)),
                             ("NM_001127500.2", leaf("splice-loss", gene="MET", exon=14, transcript="NM_001127500.2"))):
        key = "MET" if accession == "NM_000245.3" else accession
        if key not in world["GRCh38"]:
            print("without", accession)
            continue
        transcript = world["GRCh38"][key]
        sizes = [last - first + 1 for first, last in transcript.coding]
        start = sum(sizes[:12]) + 1
        end = start + sizes[12] - 1
        assert sizes[12] == 141, sizes
        names = dict(end=end, start=start, six=end - 5, two=start + 1, y=end - 20 + 0, next=end + 1, before=start - 1, mid=start + 60)
        names["y"] = next(n for n in range(start, end) if n % 3 == 2 and transcript.protein[(n + 1) // 3 - 1] == "Y"
                          and transcript.cds[n - 2:n + 1] == "TAC" and (n + 1) // 3 in (1003, 1021))
        cases(world, file, "R22", claim, key, [(name.format(**names), *rest) for name, *rest in found],
              f"exon 14 of {accession} is c.{start}_{end} ({(start + 2) // 3}-{(end + 2) // 3} of its protein)")
    cases(world, file, "R22", leaf("splice-loss", gene="KIT", exon=11), "KIT", [
        hold("1774+1G>A", "", "RANGE_CLASS"), hold("1648-1G>A", "", "RANGE_CLASS"), fail("1676T>A", "V559D"), fail("1879+1G>A", note="donor of exon 12")],
        "exon borders of the published transcript")


def promoter(world):
    file = "R23-promoter"
    claims = {"GRCh37": (1295228, 1295250), "GRCh38": (1295113, 1295135)}
    def site(assembly, position, ref="G", alt="A"):
        return {"assembly": assembly, "contig": "5", "position": position, "reference": ref, "alternate": alt}
    both = [site(assembly, position) for assembly, places in claims.items() for position in places]
    first = [site(assembly, places[0]) for assembly, places in claims.items()]
    pairs = both + [site(assembly, places[0] + 14, "GG", "AA") for assembly, places in claims.items()]
    support = "TERT c.-124C>T and c.-146C>T (GRCh37 5:1295228, 5:1295250); the letters of both assemblies read"
    for assembly, (c228t, c250t) in claims.items():
        genome = world[assembly]["TERT"].genome
        for name, listed in (("both sites", both), ("C228T only", first), ("with c.-138_-139CC>TT", pairs)):
            claim = toml(leaf("promoter", gene="TERT", sites=listed))
            tried = [(c228t, "G", "A", "C228T", TRUE), (c250t, "G", "A", "C250T", FALSE if listed is first else TRUE),
                     (c228t, "G", "T", "C228A", FALSE), (c250t, "G", "T", "C250A", FALSE), (c228t, "G", "C", "C228G", FALSE),
                     (c228t + 14, "GG", "AA", "c.-138_-139CC>TT", TRUE if listed is pairs else FALSE)]
            for offset in (-2, -1, 1, 2, 11, 20, 24):
                old = genome.letters("chr5", c228t + offset, c228t + offset)
                tried.append((c228t + offset, old, {"G": "A", "C": "T", "A": "G", "T": "C"}[old], f"{offset:+} letters from C228T", FALSE))
            for position, ref, alt, note, expected in tried:
                assert genome.letters("chr5", position, position + len(ref) - 1) == ref, (assembly, position, note)
                row(file, "R23", assembly, line("chr5", position, ref, alt), claim, expected, support, f"{note}; claim: {name}",
                    "EXACT_ALLELE" if expected == TRUE else "")


def alleles(world):
    """Exact letters: the claim names them on both assemblies; other letters of the same protein change do not count."""
    file = "R01a-allele"
    for gene, name, others in [("BRAF", "1799T>A", ["1799_1800delinsAA", "1798G>A"]), ("EGFR", "2235_2249del", ["2236_2250del", "2240_2254del"]),
                               ("KRAS", "34G>T", ["34G>C", "35G>T"]), ("TP53", "637C>T", ["638G>A"]), ("BRCA1", "68_69del", ["70_71del"])]:
        for assembly in ASSEMBLIES:
            transcript = world[assembly][gene]
            position, ref, alt = transcript.vcf(name)
            claim = toml(leaf("allele", assembly=assembly, contig=transcript.contig[3:], position=position, reference=ref, alternate=alt, gene=gene))
            support = f"{transcript.accession}:c.{name}; exactly these letters"
            row(file, "R1", assembly, line(transcript.contig, position, ref, alt), claim, TRUE, support, "", "EXACT_ALLELE")
            right = transcript.genome.shifted_right(transcript.contig, position, ref, alt)
            after = transcript.genome.letters(transcript.contig, position + len(ref), position + len(ref))
            row(file, "R1", assembly, line(transcript.contig, *right), claim, TRUE, support, "right-shifted", "EXACT_ALLELE")
            row(file, "R1", assembly, line(transcript.contig, position, ref + after, alt + after), claim, TRUE, support, "a letter after it", "EXACT_ALLELE")
            for other in others:
                row(file, "R1", assembly, line(transcript.contig, *transcript.vcf(other)), claim, FALSE, f"{transcript.accession}:c.{other}; other letters")


def duplications(world):
    file = "R24-tandem-duplication"
    itd = leaf("exon", gene="FLT3", exons=[14, 15], **{"class": ["tandem-duplication"]})
    transcript = world["GRCh38"]["FLT3"]
    sizes = [last - first + 1 for first, last in transcript.coding]
    start = sum(sizes[:13]) + 1
    end14 = start + sizes[13] - 1
    found = []
    for first, length in [(1780, 24), (1771, 21), (1788, 33), (1800, 18), (1776, 51), (1765, 12)]:
        assert start <= first and first + length - 1 <= end14, (start, end14)
        found.append(hold(f"{first}_{first + length - 1}dup", "", "RANGE_CLASS", f"ITD of {length} letters"))
    cases(world, file, "R24", itd, "FLT3", found, "a copy beside itself, a whole number of codons, in exon 14", spellings=True)
    cases(world, file, "R24", itd, "FLT3", [
        fail("2503G>T", "D835Y", note="TKD"), fail("2508_2510del", "I836del", note="TKD"), fail("1780_1802dup", near=OTHER_CLASS, note="out of frame"),
        fail("1788_1789insGGGTTTGGGATC", near=OTHER_CLASS, note="an insertion that is no copy"), fail("1780_1785del", near=OTHER_CLASS),
        fail("2516_2518dup", note="a duplication in exon 20")],
        "class and exon by the letters")
    file = "R31-duplication"
    cases(world, file, "R31", change("ERBB2", "Y772_A775dup"), "ERBB2", [
        hold("2313_2324dup", "Y772_A775dup", "SAME_PROTEIN"), fail("2331_2339dup", "G778_P780dup"), fail("2326_2327insTGT", "G776delinsVC")], PUBLISHED, spellings=True)
    cases(world, file, "R31", change("ERBB2", "A775_G776insYVMA"), "ERBB2", [
        hold("2313_2324dup", "Y772_A775dup", "SAME_PROTEIN"), fail("2331_2339dup", "G778_P780dup")], PUBLISHED, spellings=True)
    # One insertion in four alignments: the copied letters turned round step by step.
    for assembly in ASSEMBLIES:
        erbb2 = world[assembly]["ERBB2"]
        position, ref, alt = erbb2.vcf("2313_2324dup")
        protein = changed_protein(erbb2.protein, "Y772_A775dup")
        for claim in (change("ERBB2", "Y772_A775dup"), change("ERBB2", "A775_G776insYVMA"), exon("ERBB2", [20], ["in-frame-insertion"])):
            at, old, new = position, ref, alt
            while True:
                assert translated(erbb2.mutated(at, old, new)) == protein
                row(file, "R31", assembly, line("chr17", at, old, new), toml(claim), TRUE,
                    f"{erbb2.accession}:c.2313_2324dup p.Y772_A775dup; {PUBLISHED}", f"alignment {at - position + 1}")
                follows = erbb2.genome.letters("chr17", at + 1, at + 1)
                if new[1] != follows:
                    break
                at, old, new = at + 1, follows, new[1:] + follows
    cases(world, file, "R31", change("EGFR", "S768_D770dup"), "EGFR", [hold("2303_2311dup", "S768_D770dup", "SAME_PROTEIN"), fail("2300_2308dup", "A767_V769dup")], PUBLISHED, spellings=True)
    cases(world, file, "R31", change("EGFR", "D770_N771insSVD"), "EGFR", [hold("2303_2311dup", "S768_D770dup", "SAME_PROTEIN"), fail("2317_2319dup", "H773dup")], PUBLISHED)
    cases(world, file, "R31", change("KIT", "A502_Y503dup"), "KIT", [hold("1504_1509dup", "A502_Y503dup", "SAME_PROTEIN"), fail("1924A>G", "K642E")], PUBLISHED, spellings=True)
    file = "R32-delins"
    for claim, expected, level in [("S768I", TRUE, "COMPONENT"), ("V769L", TRUE, "COMPONENT"), ("S768_V769delinsIL", TRUE, "SAME_PROTEIN"), ("S768T", FALSE, ""),
                                   ("V769M", FALSE, ""), ("D770N", FALSE, "")]:
        cases(world, file, "R32", change("EGFR", claim), "EGFR", [("2303_2305delinsTCT", "S768_V769delinsIL", expected, level, "", "")], PUBLISHED)
    cases(world, file, "R32", change("EGFR", "S768_V769delinsIL"), "EGFR", [fail("2303G>T", "S768I", note="one part alone"), fail("2305G>C", "V769L", note="one part alone")], PUBLISHED)
    cases(world, file, "R32", codon("EGFR", 768, "S"), "EGFR", [hold("2303_2305delinsTCT", "S768_V769delinsIL", "COMPONENT")], PUBLISHED)
    cases(world, file, "R32", codon("EGFR", 770, "D"), "EGFR", [fail("2303_2305delinsTCT", "S768_V769delinsIL")], PUBLISHED)
    cases(world, file, "R32", change("EGFR", "E746_L747delinsIP"), "EGFR", [hold("2236_2241delinsATTCCA", "E746_L747delinsIP", "SAME_PROTEIN")], PUBLISHED)
    cases(world, file, "R32", change("BRAF", "V600E"), "BRAF", [hold("1799_1801delinsAGG", "V600_K601delinsEE", "COMPONENT", "two residues in one line")], PUBLISHED)
    cases(world, file, "R32", change("BRAF", "K601E"), "BRAF", [hold("1799_1801delinsAGG", "V600_K601delinsEE", "COMPONENT", "two residues in one line")], PUBLISHED)
    cases(world, file, "R32", codon("BRAF", 600, "V"), "BRAF", [hold("1799_1801delinsAGG", "V600_K601delinsEE", "COMPONENT", "two residues in one line")], PUBLISHED)
    cases(world, file, "R32", change("KRAS", "G12V"), "KRAS", [hold("35_37delinsTTC", "G12_G13delinsVR", "COMPONENT"), fail("35G>A", "G12D", OTHER_RESIDUE)], PUBLISHED)
    cases(world, file, "R32", codon("KRAS", 13, "G"), "KRAS", [hold("35_37delinsTTC", "G12_G13delinsVR", "COMPONENT")], PUBLISHED)


def add(world):
    for part in (one_change, wrong_reference, codons, exons, ranges, whole_gene, splice, promoter, alleles, duplications):
        part(world)
