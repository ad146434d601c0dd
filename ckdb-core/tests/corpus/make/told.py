"""What no single line decides: copies, signatures, coverage, haplotypes, the patient's disease, where a variant arose."""

from models import ASSEMBLIES
from rows import change, exon, leaf, line, row, toml

DOCUMENTED = "thresholds as documented by the caller (matching rules, copy-number profiles)"


def copies(world):
    """R14, R16: segments over whole genes."""
    tried = [  # claim, profile, ploidy, copies, expected, note
        ("amplification", "purple", 2, 14, "true", ""), ("amplification", "purple", 2, 6.1, "true", "just above three times the ploidy"),
        ("amplification", "purple", 2, 5.9, "false", "just below three times the ploidy"), ("amplification", "purple", 2, 2, "false", "normal"),
        ("amplification", "purple", 4, 11, "false", "tetraploid"), ("amplification", "purple", 4, 13, "true", "tetraploid"),
        ("amplification", "pcgr-abs", 2, 5, "true", ""), ("amplification", "pcgr-abs", 2, 4.9, "false", ""), ("amplification", "pcgr-abs", 2, 8, "true", ""),
        ("amplification", "pcgr-rel", 2, 5, "true", ""), ("amplification", "pcgr-rel", 4, 9, "false", "tetraploid"), ("amplification", "pcgr-rel", 4, 10, "true", "tetraploid"),
        ("homozygous-deletion", "purple", 2, 0.1, "true", ""), ("homozygous-deletion", "purple", 2, 0.4, "true", ""), ("homozygous-deletion", "purple", 2, 0.6, "false", ""),
        ("homozygous-deletion", "purple", 2, 1, "false", "one copy left"), ("homozygous-deletion", "purple", 2, 2, "false", "normal")]
    for assembly in ASSEMBLIES:
        for gene in ("ERBB2", "MET", "FGFR2", "CDKN2A", "PTEN"):
            transcript = world[assembly][gene]
            low = min(first for first, _ in transcript.exons)
            high = max(last for _, last in transcript.exons)
            for claim, profile, ploidy, number, expected, note in tried:
                if (claim == "amplification") != (gene in ("ERBB2", "MET", "FGFR2")):
                    continue
                rule = "R14" if claim == "amplification" else "R16"
                file = "R14-amplification" if rule == "R14" else "R16-homozygous-deletion"
                told = f"copy-number {transcript.contig}:{low - 50000}-{high + 50000} {number}; ploidy {ploidy}; cn-profile {profile}"
                row(file, rule, assembly, told, toml(leaf("copy-number", gene=gene, change=claim)), expected, f"{DOCUMENTED}: {profile}", note)
            if gene == "ERBB2":
                claim = toml(leaf("copy-number", gene=gene, change="amplification"))
                row("R14-amplification", "R14", assembly, "callable all", claim, "unknown(NO_CN)", "no copy numbers are given", "nothing told")
                last_exon = transcript.exons[-1]
                part = f"copy-number {transcript.contig}:{low - 50000}-{last_exon[0] - 100} 14; copy-number {transcript.contig}:{last_exon[0] - 99}-{high + 50000} 2; ploidy 2; cn-profile purple"
                row("R14-amplification", "R14", assembly, part, claim, "unknown(PARTIAL_CN_CHANGE)",
                    "PURPLE calls a gene partially amplified when only its highest exon reaches the threshold; whether a claim about amplification means that is not said", "one exon is not amplified")
                row("R14-amplification", "R14", assembly, f"copy-number {transcript.contig}:1-1000000 14; ploidy 2; cn-profile purple", claim, "unknown(NO_CN)",
                    "no segment lies over the gene", "told of another place")
                told = f"copy-number {transcript.contig}:{low - 50000}-{high + 50000} 14; ploidy 2; cn-profile purple"
                row("R15-expression", "R15", assembly, told, toml(leaf("expression", gene=gene, **{"is": "over"})), "unknown(NO_EXPRESSION)",
                    "copies are not RNA: only evidence of expression tells expression", "amplified, RNA not told")
                row("R15-expression", "R15", assembly, "callable all", toml(leaf("expression", gene=gene, **{"is": "over"})), "unknown(NO_EXPRESSION)", "nothing is told of RNA")
                row("R13-oncogenic", "R13", assembly, told, toml(leaf("gene-class", gene=gene, **{"class": "oncogenic"})), "false", "an amplification is no oncogenic mutation (OncoKB and rule R13)", "amplified")
            if gene == "CDKN2A":
                claim = toml(leaf("copy-number", gene=gene, change="homozygous-deletion"))
                row("R16-homozygous-deletion", "R16", assembly, "callable all", claim, "unknown(NO_CN)", "no copy numbers are given", "nothing told")
                two = transcript.exons[1]
                part = f"copy-number {transcript.contig}:{low - 50000}-{two[0] - 200} 2; copy-number {transcript.contig}:{two[0] - 199}-{two[1] + 200} 0.1; copy-number {transcript.contig}:{two[1] + 201}-{high + 50000} 2; ploidy 2; cn-profile purple"
                row("R16-homozygous-deletion", "R16", assembly, part, claim, "true", f"{DOCUMENTED}: one exon without a copy is enough", "one exon lost")
                row("R16-homozygous-deletion", "R16", assembly, line(transcript.contig, low - 5000, "N", "<DEL>", f"END={high + 5000}", "SVTYPE=DEL", "GT=1/1") + "; structural called", claim, "true",
                    "VCF specification: GT 1/1, both copies are the deletion", "symbolic, both copies")
            if gene == "PTEN":
                claim = toml(leaf("homozygous-disruption", gene=gene))
                middle = (transcript.exons[4][1] + transcript.exons[5][0]) // 2
                row("R17-homozygous-disruption", "R17", assembly, "callable all", claim, "unknown(NO_CN)", "no copy numbers are given", "nothing told")
                row("R17-homozygous-disruption", "R17", assembly, f"copy-number {transcript.contig}:{low - 50000}-{high + 50000} 2; ploidy 2; cn-profile purple; structural called", claim, "false",
                    "two whole copies and no break", "nothing there")
                row("R17-homozygous-disruption", "R17", assembly,
                    line(transcript.contig, middle - 50, "N", "<DEL>", f"END={middle + 50}", "SVTYPE=DEL") + f"; copy-number {transcript.contig}:{low - 50000}-{high + 50000} 1; ploidy 2; cn-profile purple; structural called",
                    claim, "false", "both breaks lie in one intron: no exon is touched", "a deletion within an intron")
                row("R17-homozygous-disruption", "R17", assembly,
                    line(transcript.contig, middle, "N", "<INV>", f"END={middle + 3000000}", "SVTYPE=INV", "CN=0.1"), claim, "unknown(NO_CN)",
                    "an inversion breaks one copy; of the others nothing is told", "one copy broken")


def signatures():
    high = {name: toml(leaf("biomarker", biomarker=name, **{"is": "high"})) for name in ("MSI", "TMB", "HRD")}
    def least(name, value):
        return toml(leaf("biomarker", biomarker=name, at_least=value))
    tried = [("R28", "MSI=high", high["MSI"], "true"), ("R28", "MSI=stable", high["MSI"], "false"), ("R28", "MSI=12/Mb", high["MSI"], "true"), ("R28", "MSI=4/Mb", high["MSI"], "true"),
             ("R28", "MSI=3.9/Mb", high["MSI"], "false"), ("R28", "TMB=40/Mb", high["MSI"], "unknown(NO_BIOMARKER)"), ("R28", "MSI=20,tool=msisensor", high["MSI"], "true"),
             ("R28", "MSI=2,tool=msisensor", high["MSI"], "false"), ("R28", "MSI=14,cutoff=10", high["MSI"], "true"), ("R28", "MSI=9,cutoff=10", high["MSI"], "false"),
             ("R29", "TMB=12.5/Mb", least("TMB", 10.0), "true"), ("R29", "TMB=10/Mb", least("TMB", 10.0), "true"), ("R29", "TMB=9.9/Mb", least("TMB", 10.0), "false"),
             ("R29", "TMB=12.5/Mb", least("TMB", 16.0), "false"), ("R29", "TMB=16/Mb", least("TMB", 16.0), "true"), ("R29", "TMB=0/Mb", least("TMB", 10.0), "false"),
             ("R29", "MSI=high", least("TMB", 10.0), "unknown(NO_BIOMARKER)"), ("R29", "TMB=175/Mb", least("TMB", 10.0), "true"),
             ("R30", "HRD=high", high["HRD"], "true"), ("R30", "HRD=positive", high["HRD"], "true"), ("R30", "HRD=47,tool=mychoice", high["HRD"], "true"), ("R30", "HRD=42,tool=mychoice", high["HRD"], "true"),
             ("R30", "HRD=41,tool=mychoice", high["HRD"], "false"), ("R30", "MSI=high", high["HRD"], "unknown(NO_BIOMARKER)")]
    support = {"R28": "status of the caller, else its own cut-off (PURPLE 4 indels/Mb; MSIsensor 3.5 %, PMID 24371154)", "R29": "the claim's own cut-off in mutations/Mb (PMID 32919526)",
               "R30": "status of the caller, else the genomic instability score from 42 (PMID 26957554)"}
    file = {"R28": "R28-msi", "R29": "R29-tmb", "R30": "R30-hrd"}
    for assembly in ASSEMBLIES:
        for rule, told, claim, expected in tried:
            row(file[rule], rule, assembly, f"biomarker {told}", claim, expected, support[rule])
        for rule, claim in (("R28", high["MSI"]), ("R29", least("TMB", 10.0)), ("R30", high["HRD"])):
            row(file[rule], rule, assembly, "callable all", claim, "unknown(NO_BIOMARKER)", "nothing is told", "nothing told")


def not_hrd(world):
    for assembly in ASSEMBLIES:
        for gene, name in (("BRCA1", "68_69del"), ("BRCA2", "5946del")):
            transcript = world[assembly][gene]
            row("R30-hrd", "R30", assembly, line(transcript.contig, *transcript.vcf(name)), toml(leaf("biomarker", biomarker="HRD", **{"is": "high"})), "unknown(NO_BIOMARKER)",
                f"{transcript.accession}:c.{name}; a BRCA mutation alone is not the signature", "mutation, signature not told")


def region(transcript, *exons):
    return "; ".join(f"callable {transcript.contig}:{transcript.exons[number - 1][0] - 5}-{transcript.exons[number - 1][1] + 5}" for number in exons)


def whole(transcript):
    return region(transcript, *range(1, len(transcript.exons) + 1))


def absent(world):
    """R25, R27: what is not there, where somebody looked."""
    itd = exon("FLT3", [14, 15], ["tandem-duplication"])
    for assembly in ASSEMBLIES:
        npm1, flt3, kras = (world[assembly][gene] for gene in ("NPM1", "FLT3", "KRAS"))
        last = len(npm1.exons)
        claim = toml({"all": [exon("NPM1", [last], ["frameshift"]), {"not": itd}]})
        insertion = line(npm1.contig, *npm1.vcf("860_863dup"))
        doubled = line(flt3.contig, *flt3.vcf("1780_1803dup"))
        point = line(flt3.contig, *flt3.vcf("2503G>T"))
        support = "NPM1 type A; three-valued logic: absence counts where the place was looked at"
        near, here = region(npm1, last), region(flt3, 14, 15)
        for sample, expected, note in [(insertion, "true", "all places looked at"), (f"{insertion}; callable none", "unknown(NOT_CALLABLE)", "FLT3 not looked at"),
                                       (f"{insertion}; {near}", "unknown(NOT_CALLABLE)", "FLT3 uncovered"), (f"{insertion}; {near}; {here}", "true", "both covered"),
                                       (f"{insertion}; {near}; {region(flt3, 14)}", "unknown(NOT_CALLABLE)", "exon 15 uncovered"), (f"{insertion}; {doubled}", "false", "the ITD is there"),
                                       (f"{insertion}; {doubled}; callable none", "false", "the ITD is there, whatever else was covered"), (doubled, "false", "the ITD alone"),
                                       (f"{insertion}; {point}", "true", "D835Y is no ITD"), ("callable all", "false", "neither is there")]:
            row("R25-not", "R25", assembly, sample, claim, expected, support, note)
        for codons in ([12, 13, 59, 61, 117, 146], [12, 13], None):
            claim = toml(leaf("wild-type", gene="KRAS", codons=codons))
            # Codon 61 lies in coding exon 2, codons 12 and 13 in coding exon 1.
            coding = [next(number for number, (first, last_) in enumerate(kras.exons, 1) if first <= kras.places[3 * codon - 2] <= last_) for codon in (12, 61, 117, 146)]
            rows = [("callable all", "true", "looked at, nothing there"), ("callable none", "unknown(NOT_CALLABLE)", "nobody looked"),
                    (line("chr12", *kras.vcf("34G>T")), "false", "G12C"), (line("chr12", *kras.vcf("38G>A")), "false", "G13D"), (line("chr12", *kras.vcf("36T>C")), "true", "G12=, synonymous"),
                    (region(kras, coding[0]), "true" if codons == [12, 13] else "unknown(NOT_CALLABLE)", "only the exon of codons 12 and 13 covered"),
                    (region(kras, *sorted(set(coding))), "true" if codons else "unknown(NOT_CALLABLE)" if len(set(coding)) < len(kras.coding) else "true", "the exons of codons 12 to 146 covered"),
                    (region(kras, *sorted({coding[0], *coding[2:]})), "true" if codons == [12, 13] else "unknown(NOT_CALLABLE)", "codon 61 uncovered"),
                    (line("chr12", *kras.vcf("182A>T")), "true" if codons == [12, 13] else "false", "Q61L"), (line("chr12", *kras.vcf("34G>T")) + "; callable none", "false", "G12C, whatever was covered")]
            for sample, expected, note in rows:
                row("R27-wild-type", "R27", assembly, sample, claim, expected, f"{kras.accession}; the claim's codons on it", note)


def haplotypes(world):
    """R26 and phased neighbours: one haplotype, two, or not told."""
    for assembly in ASSEMBLIES:
        egfr, braf = world[assembly]["EGFR"], world[assembly]["BRAF"]
        both = [change("EGFR", "T790M"), change("EGFR", "C797S")]
        t, c, g = (egfr.vcf(name) for name in ("2369C>T", "2389T>A", "2390G>C"))
        def two(first, second, one="", other=""):
            return line("chr7", *first, *one.split()) + "; " + line("chr7", *second, *other.split())
        low, high = t[0], c[0]
        letters = egfr.genome.letters("chr7", low, high)
        joined = line("chr7", low, letters, "T" + letters[1:-1] + "A")
        support = f"{egfr.accession}:c.2369C>T and c.2389T>A; VCF specification 1.6.2 (GT, PS)"
        tried = [(two(t, c, f"GT=0|1 PS={low}", f"GT=0|1 PS={low}"), "true", "false", "one phase set, one haplotype"),
                 (two(t, c, f"GT=0|1 PS={low}", f"GT=1|0 PS={low}"), "false", "true", "one phase set, two haplotypes"),
                 (two(t, c, "GT=0/1", "GT=0/1"), "unknown(PHASE)", "unknown(PHASE)", "not phased"),
                 (two(t, c, f"GT=0|1 PS={low}", f"GT=0|1 PS={high}"), "unknown(PHASE)", "unknown(PHASE)", "two phase sets"),
                 (two(t, c, "GT=0/1 PGT=0|1 PID=a", "GT=0/1 PGT=0|1 PID=a"), "true", "false", "PID and PGT, one haplotype"),
                 (two(t, c, "GT=0/1 PGT=0|1 PID=a", "GT=0/1 PGT=1|0 PID=a"), "false", "true", "PID and PGT, two haplotypes"),
                 (two(t, c, "GT=0/1 PGT=0|1 PID=a", "GT=0/1 PGT=0|1 PID=b"), "unknown(PHASE)", "unknown(PHASE)", "two PIDs"),
                 (two(t, g, f"GT=0|1 PS={low}", f"GT=0|1 PS={low}"), "true", "false", "the other codon of C797S"),
                 (joined, "true", "false", "one line holds both"),
                 (line("chr7", *t), "false", "false", "T790M alone"), (line("chr7", *c), "false", "false", "C797S alone"),
                 (line("chr7", *t) + "; callable none", "unknown(NOT_CALLABLE)", "unknown(NOT_CALLABLE)", "T790M, C797 not looked at")]
        for sample, cis, trans, note in tried:
            row("R26-cis-trans", "R26", assembly, sample, toml({"cis": both}), cis, support, note)
            row("R26-cis-trans", "R26", assembly, sample, toml({"trans": both}), trans, support, note)
        joint = toml({"all": both})
        row("R26-cis-trans", "R26", assembly, two(t, c, "GT=0/1", "GT=0/1"), joint, "true", support, "both there, phase not asked")
        row("R26-cis-trans", "R26", assembly, line("chr7", *t), joint, "false", support, "one of two")
        # V600K as one MNV, as two phased SNVs, as two unphased ones.
        m, e = braf.vcf("1798G>A"), braf.vcf("1799T>A")
        mnv = line("chr7", *braf.vcf("1798_1799delinsAA"))
        said = f"{braf.accession}:c.1798_1799delinsAA p.V600K"
        cis, trans = two(e, m, f"GT=0|1 PS={e[0]}", f"GT=0|1 PS={e[0]}"), two(e, m, f"GT=0|1 PS={e[0]}", f"GT=1|0 PS={e[0]}")
        apart, pid = two(e, m, "GT=0/1", "GT=0/1"), two(e, m, "GT=0/1 PGT=0|1 PID=x", "GT=0/1 PGT=0|1 PID=x")
        for sample, k, v600e, v600m, note in [(mnv, "true", "false", "false", "MNV"), (cis, "true", "false", "false", "two phased SNVs"), (pid, "true", "false", "false", "two SNVs of one PID"),
                                              (trans, "false", "true", "true", "two SNVs on two haplotypes"), (apart, "unknown(PHASE)", "true", "true", "two unphased SNVs")]:
            for name, expected in (("V600K", k), ("V600E", v600e), ("V600M", v600m)):
                row("R26b-split-mnv", "R1", assembly, sample, toml(change("BRAF", name)), expected, said, note)
            row("R26b-split-mnv", "R2", assembly, sample, toml(leaf("codon", gene="BRAF", codon=600, reference="V")), "true", said, note)


def diseases():
    """R33: OncoTree and Disease Ontology, is-a."""
    tried = [("LUAD", "lung-adenocarcinoma", "same"), ("DOID:3910", "lung-adenocarcinoma", "same"), ("NCIt:C3512", "lung-adenocarcinoma", "same"), ("Lung Adenocarcinoma", "lung-adenocarcinoma", "same"),
             ("LUAD", "lung-non-small-cell-carcinoma", "narrower"), ("LUAD", "lung-cancer", "narrower"), ("LUAD", "solid-tumour", "narrower"), ("LUAD", "cancer", "agnostic"),
             ("NSCLC", "lung-adenocarcinoma", "broader"), ("LUAD", "lung-squamous-cell-carcinoma", "other"), ("LUAD", "melanoma", "other"), ("LUAD", "acute-myeloid-leukaemia", "other-lineage"),
             ("LUAD", "haematological-cancer", "other-lineage"), ("AML", "acute-myeloid-leukaemia", "same"), ("AML", "haematological-cancer", "narrower"), ("AML", "solid-tumour", "other-lineage"),
             ("AML", "cancer", "agnostic"), ("AML", "lung-adenocarcinoma", "other-lineage"), ("AML", "chronic-myeloid-leukaemia", "other"), ("APLPMLRARA", "acute-myeloid-leukaemia", "narrower"),
             ("MEL", "melanoma", "same"), ("SKCM", "melanoma", "narrower"), ("MEL", "skin-melanoma", "broader"), ("COADREAD", "colorectal-cancer", "narrower"), ("COAD", "colorectal-cancer", "narrower"),
             ("COAD", "rectal-adenocarcinoma", "other"), ("IDC", "breast-cancer", "narrower"), ("IDC", "ovarian-cancer", "other"), ("THME", "thyroid-cancer", "narrower"),
             ("THME", "papillary-thyroid-carcinoma", "other"), ("IHCH", "cholangiocarcinoma", "narrower"), ("IHCH", "biliary-tract-cancer", "narrower"), ("GIST", "solid-tumour", "narrower"),
             ("GIST", "melanoma", "other"), ("CML", "acute-lymphoblastic-leukaemia", "other"), ("no such cancer", "melanoma", "error"), ("LUAAD", "melanoma", "error")]
    for patient, claim, expected in tried:
        for assembly in ASSEMBLIES:
            row("R33-disease", "R33", assembly, f"disease {patient}", '{ disease = "' + claim + '" }', expected, "is-a of the Disease Ontology and OncoTree; solid and haematological apart")


def origins():
    tried = [("somatic", "somatic", "true"), ("somatic", "germline", "false"), ("germline", "germline", "true"), ("germline", "somatic", "false"), ("rare-germline", "germline", "true"),
             ("rare-germline", "somatic", "false"), ("common-germline", "germline", "true"), ("common-germline", "somatic", "false"), ("combined", "somatic", "true"), ("combined", "germline", "true")]
    for claim, sample, expected in tried:
        for assembly in ASSEMBLIES:
            row("R34-origin", "R34", assembly, f"origin {sample}", '{ origin = "' + claim + '" }', expected, "CIViC's variant origins: a claim about inherited variants is not one about acquired ones")


def add(world):
    copies(world)
    signatures()
    not_hrd(world)
    absent(world)
    haplotypes(world)
    diseases()
    origins()
