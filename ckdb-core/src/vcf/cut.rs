//! A line cut down to what is ever read of it, so that a case can be asked again without its VCF.
//!
//! Kept are CHROM, POS, REF, ALT and FILTER as they are; the columns of the chosen sample and its normal; of INFO, on lines of
//! letters, the few keys that speak of phase, reads and blocks, on structural lines all but other annotators' texts; of FORMAT all
//! but likelihoods. What is cut away decides nothing: `cut_lines_say_the_same` in `tests/cohort.rs` asks both forms of every
//! public file at hand.
//!
//! A few readings of a line depend on how many sample columns there are (INFO of a file with one sample can only mean it), so a
//! cut line keeps none, one, or two: a column that was not chosen stays as a missing value.

use super::line::Line;

/// INFO keys that are read on lines of letters.
const READ_OF_LETTERS: [&[u8]; 6] = [b"LPS", b"END", b"TVAF", b"TDP", b"AF", b"DP"];

/// INFO of other annotators: long, and never read.
const ANNOTATIONS: [&[u8]; 5] = [b"CSQ", b"ANN", b"EFF", b"BCSQ", b"LOF"];

/// FORMAT keys that are long and never read: likelihoods and counts by strand or read pair.
const BULKY: [&[u8]; 11] = [b"PL", b"GL", b"GP", b"PP", b"SB", b"F1R2", b"F2R1", b"FAD", b"PRI", b"JL", b"ICNT"];

/// Which columns a cut line keeps (0 is the first sample).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// The sample.
    pub sample: Option<usize>,
    /// Its matched normal.
    pub normal: Option<usize>,
}

impl Columns {
    /// The same columns in a cut line.
    #[must_use]
    pub fn when_cut(self) -> Self {
        Self { sample: self.sample.map(|_| 0), normal: self.normal.map(|_| 1) }
    }
}

/// Appends the line, cut down, with a line feed.
pub fn cut(line: &Line<'_>, columns: Columns, out: &mut Vec<u8>) {
    let info = info(line);
    for field in [line.chrom(), line.position_text(), b".", line.reference(), line.alternates(), b".", line.filter()] {
        out.extend_from_slice(field);
        out.push(b'\t');
    }
    out.extend_from_slice(&info);
    if line.columns() >= 10 {
        let kept = kept(line.format().unwrap_or_default());
        out.push(b'\t');
        join(line.format().unwrap_or_default(), &kept, out);
        let normal = (line.columns() > 10).then_some(columns.normal);
        for column in std::iter::once(columns.sample).chain(normal) {
            out.push(b'\t');
            let values = column.and_then(|column| line.samples().nth(column)).unwrap_or(b".");
            join(values, &kept, out);
        }
    }
    out.push(b'\n');
}

/// Places of the FORMAT keys that are kept.
fn kept(format: &[u8]) -> Vec<usize> {
    let keys = format.split(|byte| *byte == b':').enumerate();
    keys.filter(|(_, key)| !BULKY.contains(key)).map(|(place, _)| place).collect()
}

/// Those values, as far as there are any; trailing ones may be missing. Nothing at all is a missing value.
fn join(values: &[u8], kept: &[usize], out: &mut Vec<u8>) {
    let begin = out.len();
    for (place, value) in values.split(|byte| *byte == b':').enumerate().filter(|(place, _)| kept.contains(place)) {
        if Some(&place) != kept.first() {
            out.push(b':');
        }
        out.extend_from_slice(value);
    }
    if out.len() == begin {
        out.push(b'.');
    }
}

fn info(line: &Line<'_>) -> Vec<u8> {
    let is_structural = line.alternates().iter().any(|byte| matches!(byte, b'<' | b'[' | b']' | b'.'));
    let is_kept = |entry: &&[u8]| {
        let key = entry.split(|byte| *byte == b'=').next().unwrap_or_default();
        if is_structural { !ANNOTATIONS.contains(&key) && !super::info::is_ours(entry) } else { READ_OF_LETTERS.contains(&key) }
    };
    let entries: Vec<&[u8]> = line.info().split(|byte| *byte == b';').filter(is_kept).collect();
    if entries.is_empty() { b".".to_vec() } else { entries.join(&b';') }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn of(text: &str, columns: Columns) -> String {
        let mut out = Vec::new();
        cut(&Line::parse(text.as_bytes(), 1).unwrap(), columns, &mut out);
        String::from_utf8(out).unwrap()
    }

    const BOTH: Columns = Columns { sample: Some(1), normal: Some(0) };

    #[test]
    fn what_is_never_read_goes() {
        assert_eq!(
            of("7\t5\trs1\tA\tT\t50\tPASS\tDP=9;CSQ=T|x;MQ=3\tPL:GT:AD\t1,2:0/0:9,0\t3,4:0/1:5,4\r\n", BOTH),
            "7\t5\t.\tA\tT\t.\tPASS\tDP=9\tGT:AD\t0/1:5,4\t0/0:9,0\n"
        );
        assert_eq!(
            of("7\t5\t.\tA\t<DEL>\t.\t.\tSVTYPE=DEL;END=9;ANN=x;CKDB=y\n", Columns::default()),
            "7\t5\t.\tA\t<DEL>\t.\t.\tSVTYPE=DEL;END=9\n"
        );
    }

    #[test]
    fn one_column_stays_one_and_many_stay_many() {
        let one = Columns { sample: Some(0), normal: None };
        assert_eq!(of("7\t5\t.\tA\tT\t.\t.\tTVAF=0.1\tGT\t0/1\n", one), "7\t5\t.\tA\tT\t.\t.\tTVAF=0.1\tGT\t0/1\n");
        assert_eq!(of("7\t5\t.\tA\tT\t.\t.\t.\tGT:AD\t0/1\t0/0:1,2\n", one), "7\t5\t.\tA\tT\t.\t.\t.\tGT:AD\t0/1\t.\n");
        assert_eq!(of("7\t5\t.\tA\tT\t.\t.\tMQ=1\tPL\t1,2\n", one), "7\t5\t.\tA\tT\t.\t.\t.\t.\t.\n");
    }
}
