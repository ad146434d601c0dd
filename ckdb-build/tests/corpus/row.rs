//! A row of the corpus as written: its columns, and its sample taken apart. The form is that of the corpus's own README.

use ckdb_core::genome::Assembly;
use std::fmt::Write as _;
use std::path::Path;

/// One row.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) rule: String,
    pub(crate) assembly: Assembly,
    pub(crate) sample: Tumour,
    /// The sample as written.
    pub(crate) line: String,
    /// The claim as an inline table of TOML.
    pub(crate) criterion: String,
    /// `true`, `false`, `unknown(REASON)`; for a scope of disease, its word.
    pub(crate) expected: String,
    /// How close the match is, where the row says so.
    pub(crate) level: String,
    /// Why it nearly matches, where the row says so.
    pub(crate) near: String,
    pub(crate) support: String,
}

/// What is known of one tumour.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tumour {
    /// CHROM, POS, REF, ALT, INFO entries, FORMAT entries.
    pub(crate) lines: Vec<Line>,
    /// Everything else: word and value, such as `biomarker` and `MSI=high`.
    pub(crate) told: Vec<(String, String)>,
}

/// One line of its VCF.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    columns: [String; 4],
    info: Vec<String>,
    format: Vec<(String, String)>,
}

const COLUMNS: [&str; 10] = ["id", "rule", "assembly", "sample", "criterion", "expected", "level", "near", "support", "note"];
/// Keys that are a sample's own; all others stand in INFO.
const FORMAT: [&str; 6] = ["GT", "PS", "PGT", "PID", "CN", "LPS"];

/// Every row of every file of the corpus, in order.
pub(crate) fn rows() -> Vec<Row> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ckdb-core/tests/corpus");
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "tsv"));
    files.sort();
    let mut rows = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut lines = text.lines();
        assert_eq!(lines.next().unwrap().split('\t').collect::<Vec<_>>(), COLUMNS, "{}", file.display());
        rows.extend(lines.map(|line| row(line, &file)));
    }
    rows
}

fn row(line: &str, file: &Path) -> Row {
    let fields: Vec<&str> = line.split('\t').collect();
    assert_eq!(fields.len(), COLUMNS.len(), "{}: {line}", file.display());
    let field = |place: usize| fields[place].to_owned();
    Row {
        id: field(0),
        rule: field(1),
        assembly: fields[2].parse().unwrap(),
        sample: tumour(fields[3]),
        line: field(3),
        criterion: field(4),
        expected: field(5),
        level: field(6),
        near: field(7),
        support: field(8),
    }
}

fn tumour(text: &str) -> Tumour {
    let mut tumour = Tumour::default();
    for item in text.split("; ") {
        let (first, rest) = item.split_once(' ').unwrap_or((item, ""));
        if first.contains('>') && first.contains(':') {
            tumour.lines.push(vcf_line(first, rest));
        } else {
            tumour.told.push((first.to_owned(), rest.to_owned()));
        }
    }
    tumour
}

/// `chr7:140753336:A>T GT=0|1 PS=5`
fn vcf_line(place: &str, more: &str) -> Line {
    let mut parts = place.splitn(3, ':');
    let (contig, position, letters) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    let (reference, alternate) = letters.split_once('>').unwrap();
    let (mut info, mut format) = (Vec::new(), Vec::new());
    for entry in more.split(' ').filter(|entry| !entry.is_empty()) {
        match entry.split_once('=') {
            Some((key, value)) if FORMAT.contains(&key) => format.push((key.to_owned(), value.to_owned())),
            _ => info.push(entry.to_owned()),
        }
    }
    Line { columns: [contig, position, reference, alternate].map(str::to_owned), info, format }
}

impl Tumour {
    /// The told values of one word.
    pub(crate) fn told<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a str> {
        self.told.iter().filter(move |(known, _)| known == word).map(|(_, value)| value.as_str())
    }

    /// Its lines as a VCF with one sample.
    pub(crate) fn vcf(&self, assembly: Assembly) -> String {
        let mut text = format!(
            "##fileformat=VCFv4.3\n##reference={assembly}\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTUMOUR\n"
        );
        for line in &self.lines {
            let [contig, position, reference, alternate] = &line.columns;
            let info = if line.info.is_empty() { ".".to_owned() } else { line.info.join(";") };
            let (keys, values): (Vec<&str>, Vec<&str>) = line.format.iter().map(|(key, value)| (&**key, &**value)).unzip();
            let (keys, values) =
                if keys.is_empty() { ("GT".to_owned(), "0/1".to_owned()) } else { (keys.join(":"), values.join(":")) };
            writeln!(text, "{contig}\t{position}\t.\t{reference}\t{alternate}\t.\tPASS\t{info}\t{keys}\t{values}").unwrap();
        }
        text
    }
}
