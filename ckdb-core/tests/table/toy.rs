//! A toy index, made by hand: one modelled gene that behaves like EGFR, one gene without a model, two level schemes.
//!
//! `TOYK` lies on chr7 of GRCh38, plus strand, letters 1001 to 1120 (1-based). Its coding part has two exons:
//! ```text
//!  1011    1017        1029   1061             1073
//!  ATG GCT CTG ACG GTA AAA TG|gt … ag|G GGC GAA CTC TAA
//!   M   A   L   T   V   K   W           G   E   L   *
//! ```

use ckdb_core::genome::{
    AminoAcid, Assembly, Contig, Interval, ManeStatus, ModelQuality, ProteinChange, Residue, Strand, Transcript,
};
use ckdb_core::index::{NamesBuilder, Writer, hashes_of_pieces};
use ckdb_core::knowledge::genome::GenomeTable;
use ckdb_core::knowledge::{
    Knowledge, Meaning, NAMES_SECTION, RELEASE_SECTION, Release, SECTIONS, TABLE_VERSION, genome_sections, letter_hashes_section,
};
use ckdb_core::model::*;

/// First letter held, inter-residue.
pub(crate) const START: u32 = 1_000;

/// The letters held: START to START + 120.
pub(crate) fn letters() -> String {
    let text = [
        "CCGATTACGC",                     // before the start codon
        "ATGGCTCTGACGGTAAAATG",           // exon 1, to the second letter of codon 7
        "GTAAGTCCTTACGGACCTATTTCCGGCAAG", // intron
        "GGGCGAACTCTAA",                  // exon 2
    ]
    .concat();
    format!("{text:A<120}")
}

pub(crate) fn seven() -> Contig {
    Contig::parse("7").unwrap().0
}

fn transcript(accession: &str, mane: ManeStatus, quality: ModelQuality) -> Transcript {
    let at = |from: u32, to: u32| Interval::new(START + from, START + to).unwrap();
    let mut made = Transcript {
        accession: accession.into(),
        protein: String::new(),
        gene: 1,
        contig: seven(),
        strand: Strand::Plus,
        exon_starts: Vec::new(),
        exon_ends: Vec::new(),
        cds: Some(at(10, 73)),
        cds_phase: 0,
        mane,
        quality,
    };
    made.set_exons(&[at(5, 30), at(60, 80)]);
    made
}

fn genome() -> GenomeTable {
    // Sorted by accession: all three have one span.
    let transcripts = vec![
        transcript("ENST00000900001.1", ManeStatus::Select, ModelQuality::Reference),
        transcript("NM_900001.2", ManeStatus::Select, ModelQuality::Reference),
        transcript("NM_900002.1", ManeStatus::None, ModelQuality::Rebuilt),
    ];
    let upto = |number: u32| (0..26).map(|contig| if contig > seven().index() { number } else { 0 }.into()).collect();
    GenomeTable {
        transcripts,
        contig_transcripts: upto(3),
        starts: [START + 5; 3].map(Into::into).to_vec(),
        greatest_ends: [START + 80; 3].map(Into::into).to_vec(),
        by_accession: [0, 1, 2].map(Into::into).to_vec(),
        contig_windows: upto(1),
        window_starts: vec![START.into()],
        window_offsets: vec![0.into(), 120.into()],
    }
}

fn disease(id: &str, name: &str, name_ja: &str, code: &str, parents: &[u32]) -> Disease {
    Disease {
        id: id.into(),
        name: name.into(),
        name_ja: name_ja.into(),
        doid: String::new(),
        ncit: String::new(),
        oncotree: vec![code.into()],
        parents: parents.iter().copied().map(DiseaseId::new).collect(),
        lineage: Lineage::Solid,
        aliases: Vec::new(),
        source: SourceId::new(0),
        source_record: String::new(),
    }
}

fn therapy(id: &str, name_ja: &str) -> Therapy {
    Therapy {
        id: id.into(),
        name: id.into(),
        name_ja: name_ja.into(),
        aliases: Vec::new(),
        brands: Vec::new(),
        ncit: String::new(),
        class: String::new(),
        targets: Vec::new(),
        source: SourceId::new(0),
        source_record: String::new(),
    }
}

fn gene(symbol: &str, transcript: &str) -> Gene {
    Gene {
        symbol: symbol.into(),
        name: String::new(),
        hgnc: String::new(),
        ncbi_gene: 0,
        ensembl: String::new(),
        aliases: Vec::new(),
        role: GeneRole::Oncogene,
        transcript: transcript.into(),
        kinase: None,
        source: SourceId::new(0),
        source_record: String::new(),
    }
}

fn residue(acid: AminoAcid, number: u32) -> Residue {
    Residue { acid, number }
}

fn variants() -> Vec<Variant> {
    let on = |version: u32| format!("NM_900001.{version}");
    let to = |at: Residue, to: AminoAcid| ProteinChange::Substitution { at, to };
    let toy = Some(GeneId::new(1));
    let site = Site {
        assembly: Assembly::Grch38,
        contig: Contig::parse("9").unwrap().0,
        start: 499,
        reference: "C".into(),
        alternate: "T".into(),
    };
    let variant = |gene, name: &str, criterion| Variant { gene, name: name.into(), criterion };
    vec![
        variant(toy, "L3R", Criterion::ProteinChange { transcript: on(2), change: to(residue(AminoAcid::Leu, 3), AminoAcid::Arg) }),
        // Claimed on an older version than the model's.
        variant(toy, "T4M", Criterion::ProteinChange { transcript: on(1), change: to(residue(AminoAcid::Thr, 4), AminoAcid::Met) }),
        variant(toy, "L3Q", Criterion::ProteinChange { transcript: on(2), change: to(residue(AminoAcid::Leu, 3), AminoAcid::Gln) }),
        variant(Some(GeneId::new(0)), "C500T", Criterion::Allele { sites: vec![site] }),
        variant(toy, "Amplification", Criterion::CopyNumber { change: CopyChange::Amplification }),
        variant(
            toy,
            "V5",
            // Numbered on the rebuilt model.
            Criterion::Codon { transcript: "NM_900002.1".into(), codon: 5, reference: AminoAcid::Val, excluding: Vec::new() },
        ),
    ]
}

fn profiles() -> Vec<MolecularProfile> {
    let one = |variant| Expression::Variant(VariantId::new(variant));
    let profile = |id: &str, name: &str, expression: Expression| MolecularProfile {
        id: id.into(),
        name: name.into(),
        aliases: Vec::new(),
        civic: 0,
        tokens: expression.tokens(),
    };
    vec![
        profile("NOMO/C500T", "NOMO C500T", one(3)),
        profile("TOYK/L3Q", "TOYK L3Q", one(2)),
        profile("TOYK/L3R", "TOYK L3R", one(0)),
        profile("TOYK/L3R-in-cis-with-T4M", "TOYK L3R and T4M in cis", Expression::Join(Operator::Cis, vec![one(0), one(1)])),
        profile("TOYK/T4M", "TOYK T4M", one(1)),
        profile("TOYK/V5", "TOYK V5", one(5)),
    ]
}

struct Item {
    profile: u32,
    number: u32,
    level: EvidenceLevel,
    says: (EvidenceType, Significance),
    therapies: Vec<u32>,
    interaction: Option<TherapyInteraction>,
    disease: u32,
}

fn evidence() -> Vec<EvidenceItem> {
    use EvidenceLevel::{A, B, C, D};
    let works = (EvidenceType::Predictive, Significance::Sensitivity);
    let fails = (EvidenceType::Predictive, Significance::Resistance);
    let one = |profile, number, level, says, therapy, disease| Item {
        profile,
        number,
        level,
        says,
        therapies: vec![therapy],
        interaction: None,
        disease,
    };
    let items = vec![
        one(0, 1, C, works, 0, 1),
        one(2, 1, A, works, 0, 2),
        one(2, 2, B, works, 0, 2),
        one(2, 3, D, works, 0, 3),
        Item { therapies: vec![0, 1], interaction: Some(TherapyInteraction::Combination), ..one(2, 4, D, works, 0, 2) },
        Item { therapies: vec![], ..one(2, 5, B, (EvidenceType::Prognostic, Significance::PoorOutcome), 0, 2) },
        one(3, 1, C, fails, 0, 2),
        one(4, 1, B, fails, 0, 2),
    ];
    let made = |item: Item, profiles: &[MolecularProfile]| EvidenceItem {
        id: format!("{}/e{}", profiles[item.profile as usize].id, item.number),
        profile: ProfileId::new(item.profile),
        evidence_type: item.says.0,
        direction: EvidenceDirection::Supports,
        significance: item.says.1,
        level: item.level,
        rating: if item.number == 1 { 4 } else { 0 },
        therapies: item.therapies.into_iter().map(TherapyId::new).collect(),
        interaction: item.interaction,
        disease: DiseaseId::new(item.disease),
        excluding: Vec::new(),
        origin: VariantOrigin::Somatic,
        citation: format!("PMID:{}", 100 * item.profile + item.number),
        same_paper: Vec::new(),
        source: SourceId::new(0),
        source_record: format!("EID{}{}", item.profile, item.number),
        study: None,
        endpoint: None,
        cohort_size: (item.number == 2).then_some(77),
        population: (item.number == 2).then_some(Population::Japanese),
        statement: "Said in\tour own words.".into(),
        statement_ja: String::new(),
    };
    let profiles = profiles();
    items.into_iter().map(|item| made(item, &profiles)).collect()
}

fn scheme(id: &str, column: SchemeColumn, levels: &[&str], rules: Vec<LevelRule>) -> LevelScheme {
    LevelScheme {
        id: id.into(),
        version: 1,
        name: id.into(),
        column,
        citation: String::new(),
        levels: levels.iter().map(|level| (*level).to_owned()).collect(),
        rules,
    }
}

fn rule(id: &str, level: &str, says: &[Significance], scopes: &[DiseaseScope], fact: LevelFact) -> LevelRule {
    LevelRule {
        id: id.into(),
        level: level.into(),
        types: vec![EvidenceType::Predictive],
        significances: says.to_vec(),
        direction: EvidenceDirection::Supports,
        scopes: scopes.to_vec(),
        fact,
        reason: String::new(),
    }
}

fn schemes() -> Vec<LevelScheme> {
    use DiseaseScope::{Narrower, Other, Same};
    use Significance::{Resistance, Sensitivity};
    let items =
        |levels: &[EvidenceLevel]| LevelFact::Evidence { levels: levels.to_vec(), studies: Vec::new(), endpoints: Vec::new() };
    let approved = || LevelFact::Approval { jurisdictions: vec![Jurisdiction::Jp, Jurisdiction::Us], tumour_wide: false };
    let here = &[Same, Narrower][..];
    let any = &[Same, Narrower, Other][..];
    vec![
        scheme(
            "amp-2017",
            SchemeColumn::Amp,
            &["Tier I-A", "Tier I-B", "Tier II-C", "Tier II-D"],
            vec![
                rule("I-A-approval", "Tier I-A", &[Sensitivity], here, approved()),
                rule("I-B-powered", "Tier I-B", &[Sensitivity, Resistance], here, items(&[EvidenceLevel::A, EvidenceLevel::B])),
                rule("II-D-early", "Tier II-D", &[Sensitivity, Resistance], any, items(&[EvidenceLevel::C, EvidenceLevel::D])),
            ],
        ),
        scheme(
            "jp-2.1",
            SchemeColumn::Jp,
            &["A", "D", "E", "R"],
            vec![
                rule("A-approval", "A", &[Sensitivity], here, approved()),
                rule("D-case", "D", &[Sensitivity], any, items(&[EvidenceLevel::C])),
                rule("E-preclinical", "E", &[Sensitivity], any, items(&[EvidenceLevel::D])),
                rule("R-resistance", "R", &[Resistance], any, items(&[EvidenceLevel::B, EvidenceLevel::C])),
            ],
        ),
    ]
}

fn source(id: &str, licence: &str) -> Source {
    Source {
        id: id.into(),
        name: id.to_uppercase(),
        publisher: "Toymakers".into(),
        licence: licence.into(),
        licence_url: String::new(),
        release: "2024-08-01".into(),
        homepage: String::new(),
        citation: String::new(),
        redistributable: true,
    }
}

fn approval() -> Approval {
    Approval {
        id: "us/toynib/1".into(),
        jurisdiction: Jurisdiction::Us,
        therapies: vec![TherapyId::new(0)],
        profiles: vec![ProfileId::new(2)],
        disease: DiseaseId::new(2),
        excluding: Vec::new(),
        approved_on: "2018-04-18".into(),
        source: SourceId::new(1),
        source_record: "P1".into(),
        document: "https://example.org/label?id=P1&part=2".into(),
        companion_diagnostics: vec![CompanionDiagnostic {
            name: "Toy Test".into(),
            version: String::new(),
            manufacturer: String::new(),
            specimen: "tissue".into(),
            approved_on: String::new(),
            source_record: String::new(),
            document: String::new(),
            detects: Vec::new(),
            reference_only: Vec::new(),
        }],
    }
}

/// The toy index.
pub(crate) fn knowledge() -> Knowledge {
    Knowledge::from_bytes(image(true)).unwrap()
}

/// The toy index as bytes, with or without the hashes of the letters' pieces.
pub(crate) fn image(with_hashes: bool) -> Vec<u8> {
    let diseases = vec![
        disease("cancer", "Cancer", "がん", "ANY", &[]),
        disease("lung-cancer", "Lung Cancer", "肺癌", "LUNG", &[0]),
        disease("lung-adenocarcinoma", "Lung Adenocarcinoma", "肺腺癌", "LUAD", &[1]),
        disease("melanoma", "Melanoma", "", "MEL", &[0]),
    ];
    let mut names = NamesBuilder::new();
    for (disease, number) in diseases.iter().zip(0..) {
        names.add(&disease.oncotree[0], Meaning::Disease(DiseaseId::new(number)).stored()).unwrap();
    }
    let mut writer = Writer::new();
    let v = TABLE_VERSION;
    writer.archive(RELEASE_SECTION, v, &Release { name: "toy".into(), built_by: "hand".into() }).unwrap();
    let [
        approvals,
        assertions,
        diseases_at,
        evidence_at,
        genes,
        oncotree,
        profiles_at,
        schemes_at,
        sources,
        therapies,
        triage,
        trials,
        variants_at,
    ] = SECTIONS;
    writer.archive(oncotree, v, &Vec::<OncotreeCode>::new()).unwrap();
    writer.archive(triage, v, &Vec::<TriageTable>::new()).unwrap();
    writer.archive(approvals, v, &vec![approval()]).unwrap();
    writer.archive(assertions, v, &Vec::<Assertion>::new()).unwrap();
    writer.archive(diseases_at, v, &diseases).unwrap();
    writer.archive(evidence_at, v, &evidence()).unwrap();
    writer.archive(genes, v, &vec![gene("NOMO", ""), gene("TOYK", "NM_900001.2")]).unwrap();
    writer.archive(profiles_at, v, &profiles()).unwrap();
    writer.archive(schemes_at, v, &schemes()).unwrap();
    writer.archive(sources, v, &vec![source("civic", "CC0-1.0"), source("fda-cdx", "LicenseRef-public-domain")]).unwrap();
    writer.archive(therapies, v, &vec![therapy("toynib", "トイニブ"), therapy("playmab", "")]).unwrap();
    writer.archive(trials, v, &Vec::<Trial>::new()).unwrap();
    writer.archive(variants_at, v, &variants()).unwrap();
    writer.section(NAMES_SECTION, v, names.finish().unwrap()).unwrap();
    for assembly in Assembly::ALL {
        let [table, held] = genome_sections(assembly);
        let (models, text) = match assembly {
            Assembly::Grch37 => (GenomeTable::default(), String::new()),
            Assembly::Grch38 => (genome(), letters()),
        };
        writer.archive(table, v, &models).unwrap();
        if with_hashes {
            writer.section(letter_hashes_section(assembly), v, hashes_of_pieces(text.as_bytes())).unwrap();
        }
        writer.section(held, v, text).unwrap();
    }
    writer.finish().bytes
}
