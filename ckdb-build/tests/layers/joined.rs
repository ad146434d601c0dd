//! Joining is building: layers opened as one say what one build of everything says, record by record.

use super::{WARD, compiled, core, overlay, table, ward};
use ckdb_core::knowledge::{Knowledge, Layered, RecordTables};
use ckdb_core::layers::{LayerError, Layers};
use ckdb_core::model::{EvidenceItem, Vocabulary};
use std::collections::BTreeSet;

/// Every claim in words that do not depend on numbers of rows or on the layer.
fn claims(knowledge: &Knowledge) -> BTreeSet<String> {
    let records = knowledge.records().unwrap();
    let name = |disease| records.disease(disease).unwrap().id().to_owned();
    let source = |source| records.source(source).map(|source| format!("{} {}", source.id(), source.licence())).unwrap();
    let evidence = records.evidence().map(|item| {
        let profile = records.profile(item.profile()).unwrap();
        let therapies: Vec<&str> = item.therapies().map(|therapy| records.therapy(therapy).unwrap().id()).collect();
        format!(
            "{} {} {} {} {} {therapies:?} {} {} {} {}",
            profile.id(),
            item.source_record(),
            item.evidence_type(),
            item.direction().as_str(),
            item.significance(),
            name(item.disease()),
            item.level(),
            source(item.source()),
            item.statement()
        )
    });
    let assertions = records.assertions().map(|item| format!("{} {} {:?}", item.id(), item.amp(), {
        let evidence = item.evidence().map(|id| records.evidence_item(id).unwrap().id().to_owned());
        evidence.collect::<Vec<_>>()
    }));
    let approvals = records.approvals().map(|item| {
        let profiles: Vec<&str> = item.profiles().map(|profile| records.profile(profile).unwrap().id()).collect();
        let assays = item.companion_diagnostics().unwrap();
        let assays: Vec<(String, Vec<String>)> = assays
            .into_iter()
            .map(|assay| (assay.name, assay.detects.iter().map(|id| records.variant(*id).unwrap().name().to_owned()).collect()))
            .collect();
        format!("{} {profiles:?} {} {assays:?}", item.id(), name(item.disease()))
    });
    let trials = records.trials().map(|trial| format!("{} {} {}", trial.id(), trial.title(), source(trial.source())));
    evidence.chain(assertions).chain(approvals).chain(trials).collect()
}

/// Every table with its rows in words.
fn told(tables: &RecordTables) -> Vec<(&'static str, Vec<String>)> {
    fn rows<T: std::fmt::Debug>(rows: &[T]) -> Vec<String> {
        rows.iter().map(|row| format!("{row:?}")).collect()
    }
    vec![
        ("sources", rows(&tables.sources)),
        ("genes", rows(&tables.genes)),
        ("diseases", rows(&tables.diseases)),
        ("oncotree", rows(&tables.oncotree)),
        ("therapies", rows(&tables.therapies)),
        ("profiles", rows(&tables.profiles)),
        ("variants", rows(&tables.variants)),
        ("evidence", rows(&tables.evidence)),
        ("assertions", rows(&tables.assertions)),
        ("trials", rows(&tables.trials)),
        ("approvals", rows(&tables.approvals)),
        ("schemes", rows(&tables.schemes)),
        ("triage", rows(&tables.triage)),
        ("copy profiles", rows(&tables.copy_profiles)),
    ]
}

#[test]
fn the_core_alone_is_what_it_was() {
    let (joined, report) = Layers::new(core()).open().unwrap();
    joined.verify().unwrap();
    let [now, then] = [&joined, &core()].map(|knowledge| RecordTables::of(knowledge).unwrap());
    for ((name, now), (_, then)) in told(&now).into_iter().zip(told(&then)) {
        let differs = now.iter().zip(&then).find(|(now, then)| now != then);
        assert!(differs.is_none() && now.len() == then.len(), "{name}: {differs:#?}");
    }
    for assembly in ckdb_core::genome::Assembly::ALL {
        let models = |knowledge: &Knowledge| {
            let genome = knowledge.genome(assembly).unwrap();
            genome.transcripts().map(|(number, row)| format!("{number} {row:?}")).collect::<Vec<_>>()
        };
        assert_eq!(models(&joined), models(&core()));
    }
    assert_eq!((report.same, report.hidden, report.renamed.len()), (0, 0, 0));
}

#[test]
fn core_and_overlay_say_what_one_build_of_both_says() {
    let both = compiled("both", &[table("our-ward", "LicenseRef-internal", false, &WARD)]);
    let (joined, report) = Layers::new(core()).over(ward()).open().unwrap();
    joined.verify().unwrap();
    assert_eq!(claims(&joined), claims(&both));
    assert!(report.renamed.is_empty() && report.first_stands.is_empty(), "{report:?}");
    let counts = |knowledge: &Knowledge| {
        let records = knowledge.records().unwrap();
        [records.genes().len(), records.diseases().len(), records.therapies().len(), records.profiles().len(), records.variants().len()]
    };
    assert_eq!(counts(&joined), counts(&both), "nothing twice");
    // The overlay holds what it adds and no more.
    let records = ward();
    let records = records.records().unwrap();
    assert_eq!((records.evidence().len(), records.trials().len(), records.approvals().len()), (3, 1, 0));
    // Each name of the overlay is found, and what it means is the joined row.
    let found = joined.find("wardinib").unwrap();
    assert_eq!(found.len(), 1);
}

#[test]
fn however_rows_are_shared_out_among_overlays_the_claims_are_the_same() {
    let all = compiled("all", &[table("our-ward", "LicenseRef-internal", false, &WARD)]);
    let expected = claims(&all);
    for mask in [0b0001_usize, 0b0110] {
        let part = |side: bool| -> Vec<&str> {
            (0..WARD.len()).filter(|row| (mask >> row & 1 == 1) == side).map(|row| WARD[row]).collect()
        };
        let [one, two] = [true, false].map(|side| {
            overlay(if side { "one" } else { "two" }, &[table("our-ward", "LicenseRef-internal", false, &part(side))])
        });
        for order in [[&one, &two], [&two, &one]] {
            let layers = order.into_iter().fold(Layers::new(core()), |layers, layer| layers.over(layer.clone()));
            let (joined, _) = layers.open().unwrap();
            assert_eq!(claims(&joined), expected, "{mask:b}");
            assert_eq!(layers.join().unwrap().image.content_id, joined.content_id(), "the same layers give the same bytes");
            let tags: Vec<String> = joined.layers().unwrap().into_iter().map(|layer| layer.release).collect();
            assert_eq!(tags.len(), 3);
        }
    }
}

#[test]
fn each_claim_is_tagged_with_its_layer() {
    let (joined, _) = Layers::new(core()).over(ward()).open().unwrap();
    let records = joined.records().unwrap();
    let (core, ward) = (core().content_id().to_string(), ward().content_id().to_string());
    for item in records.evidence() {
        let theirs = item.source_record().starts_with("W-");
        assert_eq!(records.layer_of(Layered::Evidence(item.number())), Some(if theirs { &*ward } else { &*core }), "{}", item.id());
    }
    for trial in records.trials() {
        let theirs = trial.id() == "jRCTs031990001";
        assert_eq!(records.layer_of(Layered::Trial(trial.number())), Some(if theirs { &*ward } else { &*core }));
    }
    assert!(records.approvals().all(|item| records.layer_of(Layered::Approval(item.number())) == Some(&*core)));
    assert!(super::core().layers().unwrap().is_empty(), "an index of one layer names none");
}

/// A copy of an index in which some evidence was changed.
fn edited(knowledge: &Knowledge, edit: impl Fn(&mut Vec<EvidenceItem>)) -> Knowledge {
    use ckdb_core::index::Writer;
    use ckdb_core::knowledge::{SECTIONS, TABLE_VERSION};
    let mut tables = RecordTables::of(knowledge).unwrap();
    edit(&mut tables.evidence);
    let mut writer = Writer::new();
    for section in knowledge.file().sections() {
        let rewritten = SECTIONS.contains(&section.name) || ["names", "copy-number"].contains(&section.name);
        if !rewritten {
            writer.section(section.name, TABLE_VERSION, knowledge.file().section(section.name).unwrap().to_vec()).unwrap();
        }
    }
    tables.assertions.clear();
    tables.write(&mut writer).unwrap();
    Knowledge::from_bytes(writer.finish().bytes).unwrap()
}

#[test]
fn what_the_core_drops_later_does_not_come_back_with_an_overlay() {
    let dropped = core().records().unwrap().evidence().find(|item| item.source_record() == "EID1409").unwrap().id().to_owned();
    let later = edited(&core(), |evidence| evidence.retain(|item| item.id != dropped));
    let (joined, _) = Layers::new(later).over(ward()).open().unwrap();
    let ids: BTreeSet<&str> = joined.records().unwrap().evidence().map(|item| item.id()).collect();
    assert!(!ids.contains(&*dropped));
    assert!(joined.records().unwrap().evidence().any(|item| item.source_record() == "W-1"));
}

#[test]
fn of_two_versions_of_a_record_the_cores_stands_and_the_other_is_named() {
    let id = core().records().unwrap().evidence().next().unwrap().id().to_owned();
    let changed = edited(&core(), |evidence| {
        let item = evidence.iter_mut().find(|item| item.id == id).unwrap();
        item.statement = "Something else.".into();
    });
    let (joined, report) = Layers::new(core()).over(changed).open().unwrap();
    assert_eq!(report.first_stands, [id.clone()]);
    let said = |knowledge: &Knowledge| {
        let records = knowledge.records().unwrap();
        let item = records.evidence().find(|item| item.id() == id).unwrap();
        item.statement().to_owned()
    };
    assert_eq!(said(&joined), said(&core()));
    assert_eq!(joined.records().unwrap().evidence().len(), core().records().unwrap().evidence().len());
}

#[test]
fn two_records_that_only_share_an_identity_are_both_kept() {
    let id = core().records().unwrap().evidence().next().unwrap().id().to_owned();
    let other = edited(&core(), |evidence| {
        let item = evidence.iter_mut().find(|item| item.id == id).unwrap();
        (item.statement, item.source_record) = ("A claim of another.".into(), "X-9".into());
    });
    let tag = other.content_id().to_string()[..8].to_owned();
    let (joined, report) = Layers::new(core()).over(other).open().unwrap();
    let renamed = format!("{id}@{tag}");
    assert_eq!(report.renamed.get(&id), Some(&renamed));
    let ids: Vec<String> = joined.records().unwrap().evidence().map(|item| item.id().to_owned()).collect();
    assert!(ids.contains(&id) && ids.contains(&renamed));
}

#[test]
fn letters_that_contradict_each_other_are_refused() {
    use ckdb_core::genome::{Assembly, Sequence, Transcript};
    use ckdb_core::index::{Writer, hashes_of_pieces};
    use ckdb_core::knowledge::genome::GenomeTable;
    use ckdb_core::knowledge::{LetterWindow, TABLE_VERSION, genome_sections, letter_hashes_section};
    // An overlay with a model that the core lacks, on other letters.
    let (core, mut writer) = (core(), Writer::new());
    let [table_name, letters_name] = genome_sections(Assembly::Grch38);
    let genome = core.genome(Assembly::Grch38).unwrap();
    let row = genome.transcripts().map(|(_, row)| row).find(|row| row.quality.has_letters()).unwrap();
    let mut model = Transcript {
        accession: "NM_999999.1".into(),
        protein: String::new(),
        gene: row.gene,
        contig: row.contig,
        strand: row.strand,
        exon_starts: Vec::new(),
        exon_ends: Vec::new(),
        cds: row.cds,
        cds_phase: row.cds_phase,
        mane: row.mane,
        quality: row.quality,
    };
    model.set_exons(&(0..row.exon_count()).map(|number| row.exon(number).unwrap()).collect::<Vec<_>>());
    let window = genome.windows_at(row.contig, row.span()).next().unwrap().interval();
    let mut letters = genome.letters(row.contig, window).unwrap().to_vec();
    letters[0] = if letters[0] == b'A' { b'C' } else { b'A' };
    let window = LetterWindow { contig: row.contig, start: window.start(), letters };
    let (table, letters) = GenomeTable::tabled(vec![model], vec![window]);
    let table = Writer::new().archive(table_name, TABLE_VERSION, &table).unwrap().finish();
    let table = ckdb_core::index::IndexFile::from_bytes(table.bytes).unwrap().section(table_name).unwrap().to_vec();
    for section in core.file().sections() {
        let bytes = match section.name {
            name if name == table_name => table.clone(),
            name if name == letters_name => letters.clone(),
            name if name == letter_hashes_section(Assembly::Grch38) => hashes_of_pieces(&letters),
            name => core.file().section(name).unwrap().to_vec(),
        };
        writer.section(section.name, TABLE_VERSION, bytes).unwrap();
    }
    let other = Knowledge::from_bytes(writer.finish().bytes).unwrap();
    let error = Layers::new(core).over(other).open().unwrap_err();
    assert!(matches!(error, LayerError::Letters { .. }), "{error}");
    assert!(error.to_string().contains("GRCh38") && error.to_string().contains("build it again"), "{error}");
}
