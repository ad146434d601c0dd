//! Tables of a toy index: what a row shows, what is left out, and that every writer says the same.
#![allow(clippy::unwrap_used)]

#[cfg(feature = "arrow")]
mod arrow;
mod toy;

use ckdb_core::annotate::{Annotation, Annotator, Sample, SampleMatch};
use ckdb_core::frequency::{Group, Kind, LayerBuilder, Layers, Population, Shape};
use ckdb_core::genome::{Allele, Assembly, Contig};
use ckdb_core::index::{IndexFile, Writer};
use ckdb_core::knowledge::Knowledge;
use ckdb_core::level::MinLevel;
use ckdb_core::normalize::NormalizeError;
use ckdb_core::table::{Column, ColumnKind, Contribution, JsonlWriter, NotAnnotated, Options, Place, Rows, TsvWriter, Value};

const L3R: (&str, u32, &str, &str) = ("chr7", 1_018, "T", "G");
const T4M: (&str, u32, &str, &str) = ("7", 1_021, "C", "T");
const BOTH: (&str, u32, &str, &str) = ("chr7", 1_018, "TGAC", "GGAT");
const L3P: (&str, u32, &str, &str) = ("chr7", 1_018, "T", "C");
const V5I: (&str, u32, &str, &str) = ("chr7", 1_023, "G", "A");
const INTRON: (&str, u32, &str, &str) = ("chr7", 1_045, "A", "C");
const EXACT: (&str, u32, &str, &str) = ("chr9", 500, "C", "T");
const NOTHING: (&str, u32, &str, &str) = ("chr9", 700, "C", "T");

type Line = (&'static str, u32, &'static str, &'static str);

fn place(line: Line) -> Place<'static> {
    Place {
        line: 10,
        sample: "TUMOUR".into(),
        chrom: line.0.into(),
        pos: line.1.to_string().into(),
        reference: line.2.into(),
        alternate: line.3.into(),
        filter: "PASS".into(),
        vaf: Some("0.310".into()),
        depth: Some(120),
    }
}

fn annotate<'k>(annotator: &Annotator<'k>, line: Line) -> Annotation<'k> {
    let contig = Contig::parse(line.0).unwrap().0;
    annotator.annotate(&Allele::from_vcf(contig, line.1, line.2.as_bytes(), line.3.as_bytes()).unwrap()).unwrap()
}

fn annotator(knowledge: &Knowledge) -> Annotator<'_> {
    Annotator::new(knowledge, Assembly::Grch38).unwrap().disease("LUAD").unwrap()
}

fn tsv(annotator: &Annotator<'_>, options: Options, lines: &[Line]) -> String {
    let rows = Rows::new(annotator, options);
    let mut writer = TsvWriter::new(Vec::new(), &rows);
    writer.header().unwrap();
    for line in lines {
        writer.allele(&place(*line), &annotate(annotator, *line)).unwrap();
    }
    String::from_utf8(writer.finish().unwrap()).unwrap()
}

/// Rows with a name before each cell that is not empty, for people to read.
fn readable(tsv: &str) -> String {
    let mut lines = tsv.lines();
    let header: Vec<&str> = lines.next().unwrap().split('\t').collect();
    let mut text = String::new();
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!(cells.len(), header.len(), "{line}");
        for (name, cell) in header.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            text.push_str(&format!("{name}: {cell}\n"));
        }
        text.push_str("--\n");
    }
    text
}

/// One column of every row.
fn cells<'t>(tsv: &'t str, column: &str) -> Vec<&'t str> {
    let at = tsv.lines().next().unwrap().split('\t').position(|name| name == column).unwrap();
    tsv.lines().skip(1).map(|line| line.split('\t').nth(at).unwrap()).collect()
}

fn all() -> Options {
    Options { all: true, ..Options::default() }
}

#[test]
fn rows_of_a_variant_with_claims_in_three_diseases() {
    let knowledge = toy::knowledge();
    insta::assert_snapshot!(readable(&tsv(&annotator(&knowledge), Options::default(), &[L3R])));
}

#[test]
fn the_raw_text() {
    let knowledge = toy::knowledge();
    insta::assert_snapshot!(tsv(&annotator(&knowledge), all(), &[T4M, NOTHING]));
}

#[test]
fn rows_of_what_has_no_match_or_no_model() {
    let knowledge = toy::knowledge();
    let options = Options { all: true, explain: true, min_level: None, ..Options::default() };
    insta::assert_snapshot!(readable(&tsv(&annotator(&knowledge), options, &[L3P, INTRON, EXACT, NOTHING])));
}

#[test]
fn a_row_shows_the_transcript_that_decided_and_else_the_mane_select_of_the_genes_knowledge() {
    let knowledge = toy::knowledge();
    let shown = |line| cells(&tsv(&annotator(&knowledge), all(), &[line]), "transcript")[0].to_owned();
    assert_eq!(shown(L3R), "NM_900001.2");
    assert_eq!(shown(V5I), "NM_900002.1", "the claim is numbered on it");
    assert_eq!(shown(INTRON), "NM_900001.2", "not ENST00000900001.1, which sorts before it");
    assert_eq!(shown(EXACT), "", "no model of the gene");
}

#[test]
fn a_profile_nothing_is_claimed_about_still_has_a_row() {
    let knowledge = toy::knowledge();
    let text = tsv(&annotator(&knowledge), Options::default(), &[V5I]);
    assert_eq!((cells(&text, "profile"), cells(&text, "evidence_type")), (vec!["TOYK V5"], vec![""]));
    assert!(cells(&text, "trace")[0].contains("NM_900002.1 is rebuilt from coding parts"), "{text}");
}

#[test]
fn nothing_is_written_for_variants_without_a_match_unless_asked() {
    let knowledge = toy::knowledge();
    assert_eq!(tsv(&annotator(&knowledge), Options::default(), &[L3P, INTRON, NOTHING]).lines().count(), 1);
    assert_eq!(tsv(&annotator(&knowledge), all(), &[L3P, INTRON, NOTHING]).lines().count(), 4);
}

#[test]
fn a_least_level_leaves_weaker_claims_out_but_never_resistance() {
    let knowledge = toy::knowledge();
    let annotator = annotator(&knowledge);
    let least = |text| {
        let min_level = Some(MinLevel::parse(text, annotator.level_schemes()).unwrap());
        tsv(&annotator, Options { min_level, ..all() }, &[L3R, T4M])
    };
    assert_eq!(cells(&least("JP:D"), "jp"), ["A", "R"], "E and the unlevelled are left out");
    assert_eq!(cells(&least("AMP:I"), "amp"), ["Tier I-A", "Tier I-B"]);
    assert_eq!(cells(&least("AMP:II"), "amp"), ["Tier I-A", "Tier II-D", "Tier II-D", "Tier I-B"]);
    let none = least("AMP:I-A");
    assert_eq!(cells(&none, "amp"), ["Tier I-A", ""]);
    assert!(cells(&none, "trace")[1].contains("claims that do not reach AMP:I-A: 1"), "{none}");
}

#[test]
fn without_a_disease_there_is_no_level() {
    let knowledge = toy::knowledge();
    let annotator = Annotator::new(&knowledge, Assembly::Grch38).unwrap();
    let text = tsv(&annotator, Options::default(), &[L3R]);
    assert!(cells(&text, "jp").iter().all(|cell| cell.is_empty()));
    assert!(cells(&text, "disease_scope").iter().all(|cell| *cell == "not-given"));
}

#[test]
fn an_allele_that_could_not_be_annotated_is_told_when_all_are_asked_for() {
    let knowledge = toy::knowledge();
    let annotator = annotator(&knowledge);
    let why = NotAnnotated { code: "SYMBOLIC", text: "symbolic ALT: not a run of bases" };
    let symbolic = Place { alternate: "<DEL>".into(), vaf: None, ..place(L3R) };
    for (options, lines) in [(all(), 1), (Options::default(), 0)] {
        let rows = Rows::new(&annotator, options);
        let mut table = TsvWriter::new(Vec::new(), &rows);
        table.not_annotated(&symbolic, why).unwrap();
        let table = String::from_utf8(table.finish().unwrap()).unwrap();
        let mut json = JsonlWriter::new(Vec::new(), &rows);
        json.not_annotated(&symbolic, why).unwrap();
        let json = String::from_utf8(json.finish().unwrap()).unwrap();
        assert_eq!((table.lines().count(), json.lines().count()), (lines, lines));
        assert!(lines == 0 || table.contains("not annotated: symbolic ALT: not a run of bases (SYMBOLIC)"), "{table}");
        assert!(lines == 0 || json.contains(r#""not_annotated":{"code":"SYMBOLIC""#), "{json}");
    }
}

/// The two lines of the tumour, and the profiles they decide together.
fn together<'k>(annotator: &Annotator<'k>) -> (Vec<(Place<'static>, Annotation<'k>)>, Vec<SampleMatch<'k>>) {
    let kept: Vec<_> = [L3R, T4M].into_iter().map(|line| (place(line), annotate(annotator, line))).collect();
    let mut sample = Sample::new();
    for ((_, annotation), number) in kept.iter().zip(0..) {
        sample.add(number, &annotation.variants);
    }
    let found = sample.profiles(annotator);
    (kept, found)
}

fn contributions<'a, 'k>(kept: &'a [(Place<'a>, Annotation<'k>)], found: &SampleMatch<'k>) -> Vec<Contribution<'a, 'k>> {
    let of = |number: &u64| kept.get(usize::try_from(*number).unwrap()).unwrap();
    found.alleles.iter().map(of).map(|(place, annotation)| Contribution { place, annotation }).collect()
}

#[test]
fn a_profile_over_two_variants_has_a_row_for_each_of_them() {
    let knowledge = toy::knowledge();
    let annotator = annotator(&knowledge);
    let (kept, found) = together(&annotator);
    assert_eq!(found.len(), 1);
    let rows = Rows::new(&annotator, Options::default());
    let mut writer = TsvWriter::new(Vec::new(), &rows);
    writer.header().unwrap();
    writer.profile(&found[0], &contributions(&kept, &found[0]), &Place::default()).unwrap();
    let text = String::from_utf8(writer.finish().unwrap()).unwrap();
    assert_eq!(cells(&text, "variant_name"), ["L3R", "T4M"]);
    assert_eq!(cells(&text, "state"), ["unknown(PHASE)", "unknown(PHASE)"]);
    assert_eq!((cells(&text, "jp"), cells(&text, "amp")), (vec!["", ""], vec!["", ""]), "unknown never earns a level");
    let least = Some(MinLevel::parse("JP:R", annotator.level_schemes()).unwrap());
    let rows = Rows::new(&annotator, Options { min_level: least, ..Options::default() });
    assert!(rows.of_profile(&found[0], &contributions(&kept, &found[0]), &Place::default()).is_empty());
    insta::assert_snapshot!(readable(&text));
}

#[test]
fn one_allele_with_both_changes_decides_the_profile_on_its_own_line() {
    let knowledge = toy::knowledge();
    let text = tsv(&annotator(&knowledge), Options::default(), &[BOTH]);
    let states: Vec<(&str, &str, &str)> = cells(&text, "profile")
        .into_iter()
        .zip(cells(&text, "state"))
        .zip(cells(&text, "match_level"))
        .map(|((profile, state), level)| (profile, state, level))
        .collect();
    assert!(states.contains(&("TOYK L3R and T4M in cis", "true", "COMPONENT")), "{states:?}");
}

#[test]
fn json_lines_of_a_whole_walk() {
    let knowledge = toy::knowledge();
    let annotator = annotator(&knowledge);
    let rows = Rows::new(&annotator, Options { explain: true, ..Options::default() });
    let (kept, found) = together(&annotator);
    let mut writer = JsonlWriter::new(Vec::new(), &rows);
    for (place, annotation) in &kept {
        writer.allele(place, annotation).unwrap();
    }
    writer.allele(&place(EXACT), &annotate(&annotator, EXACT)).unwrap();
    writer.allele(&place(INTRON), &annotate(&annotator, INTRON)).unwrap();
    let whole = Place { sample: "TUMOUR".into(), ..Place::default() };
    writer.profile(&found[0], &contributions(&kept, &found[0]), &whole).unwrap();
    let counts = std::collections::BTreeMap::from([("lines", 4_u64), ("annotated", 3)]);
    writer.summary(&counts, &["one warning".to_owned()]).unwrap();
    let text = String::from_utf8(writer.finish().unwrap()).unwrap();
    let values: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kinds: Vec<&str> = values.iter().map(|value| value["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["variant", "variant", "variant", "profile", "summary"], "the intron has no match");
    assert_eq!(values[4]["no_model"], serde_json::json!(["NOMO"]));
    assert_eq!(values[4]["index"]["content_id"], knowledge.content_id().to_string());
    let fields = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(fields(&values[0]), "consequences matches near_misses normalized type variant");
    // Each line as it is, broken after every field, so that a difference is readable.
    let broken = text.replace(",\"", ",\n\"").replace(&knowledge.content_id().to_string(), "CONTENT-ID");
    insta::assert_snapshot!(broken);
}

#[test]
fn genes_without_a_model_depend_on_the_assembly() {
    let knowledge = toy::knowledge();
    let on = |assembly| Rows::new(&Annotator::new(&knowledge, assembly).unwrap(), Options::default()).no_model().join(" ");
    assert_eq!((on(Assembly::Grch37), on(Assembly::Grch38)), ("NOMO TOYK".to_owned(), "NOMO".to_owned()));
}

#[test]
fn parts_written_by_workers_join_to_the_whole() {
    let knowledge = toy::knowledge();
    let annotator = annotator(&knowledge);
    let lines = [L3R, T4M, BOTH, EXACT, NOTHING];
    let rows = Rows::new(&annotator, all());
    let part = |lines: &[Line]| {
        let mut writer = TsvWriter::new(Vec::new(), &rows);
        for line in lines {
            writer.allele(&place(*line), &annotate(&annotator, *line)).unwrap();
        }
        String::from_utf8(writer.finish().unwrap()).unwrap()
    };
    let parts = std::thread::scope(|scope| {
        let workers: Vec<_> = lines.iter().map(|line| scope.spawn(|| part(std::slice::from_ref(line)))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect::<String>()
    });
    let whole = tsv(&annotator, all(), &lines);
    assert_eq!(whole.split_once('\n').unwrap().1, parts);
}

/// A layer in which half of everybody carries an allele, wherever they live.
fn layers(allele: &Allele) -> Layers {
    let mut builder = LayerBuilder::new("toy", Kind::Frequency, Assembly::Grch38).unwrap();
    let frequency = builder.column("AF", Shape::Decimal);
    builder.column("FILTER", Shape::Text);
    for (name, group) in [("", Group::Global), ("eas", Group::Eas), ("jpn", Group::Jp)] {
        builder.population(Population { name: name.to_owned(), group, count: None, total: None, frequency: Some(frequency) });
    }
    builder.add(allele, &[Some("0.5"), Some("PASS")]).unwrap();
    let mut writer = Writer::new();
    builder.finish(&mut writer).unwrap();
    let mut layers = Layers::default();
    layers.overlay(&IndexFile::from_bytes(writer.finish().bytes).unwrap(), Assembly::Grch38).unwrap();
    layers
}

#[test]
fn values_are_of_the_kind_their_column_promises() {
    let knowledge = toy::knowledge();
    let annotator = annotator(&knowledge);
    let layers = layers(&annotate(&annotator, L3R).normalized().unwrap().allele);
    let annotator = annotator.layers(layers);
    let rows = Rows::new(&annotator, all());
    let mut filled = std::collections::BTreeSet::new();
    for line in [L3R, T4M, INTRON, EXACT] {
        let (place, annotation) = (place(line), annotate(&annotator, line));
        for row in rows.of_allele(&place, &annotation) {
            for column in Column::ALL {
                let fits = match (column.kind(), column.value(&row)) {
                    (_, Value::Missing) => continue,
                    (ColumnKind::Text, Value::Text(text)) => !text.is_empty(),
                    (ColumnKind::Integer, Value::Number(text)) => text.parse::<u64>().is_ok(),
                    (ColumnKind::Decimal, Value::Number(text)) => text.parse::<f64>().is_ok(),
                    (ColumnKind::List, Value::List(items)) => !items.is_empty(),
                    _ => false,
                };
                assert!(fits, "{column:?}");
                filled.insert(*column);
            }
        }
    }
    let never: Vec<&Column> = Column::ALL.iter().filter(|column| !filled.contains(column)).collect();
    assert!(never.is_empty(), "no row fills {never:?}");
}

/// So that a turned bit among the letters never becomes another answer: who asks there gets an error, and everybody can ask whether
/// there was one. An index of before the hashes of pieces is checked as a whole, and refused at once.
#[test]
fn damaged_letters_give_no_answers() {
    let allele = Allele::from_vcf(Contig::parse("chr7").unwrap().0, L3R.1, b"T", b"G").unwrap();
    for with_hashes in [true, false] {
        let sound = Knowledge::from_bytes(toy::image(with_hashes)).unwrap();
        let annotator = Annotator::new(&sound, Assembly::Grch38).unwrap();
        assert!(!annotator.annotate(&allele).unwrap().consequences.is_empty());
        assert!(annotator.genome().sound().is_ok());
        let letters = sound.file().sections().find(|section| section.name == "letters/grch38").unwrap().offset;
        let mut bytes = toy::image(with_hashes);
        bytes[usize::try_from(letters).unwrap() + 60] ^= 2;
        let damaged = Knowledge::from_bytes(bytes).unwrap();
        if !with_hashes {
            assert!(damaged.genome(Assembly::Grch38).is_err());
            continue;
        }
        let annotator = Annotator::new(&damaged, Assembly::Grch38).unwrap();
        let error = annotator.annotate(&allele).unwrap_err();
        assert!(matches!(error, NormalizeError::Damaged { .. }), "{error}");
        assert!(annotator.genome().sound().is_err());
        assert!(annotator.genome().check().is_err());
        assert!(damaged.verify().is_err());
        // Nobody reads letters of the other assembly here.
        assert!(damaged.genome(Assembly::Grch37).unwrap().sound().is_ok());
    }
}
