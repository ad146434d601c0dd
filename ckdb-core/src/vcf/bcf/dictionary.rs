//! The names behind the numbers of a BCF file, from the lines of its header; and those lines as a VCF has them.
//!
//! FILTER, INFO and FORMAT share one dictionary, contigs have another (VCF 4.5 §6.2.1). A line's number is what its `IDX` says, else one
//! more than the greatest before it; `PASS` is number 0 whether or not a line declares it.

/// Names by number.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    strings: Names,
    contigs: Names,
    /// Columns of samples.
    pub(super) samples: usize,
}

#[derive(Debug, Default)]
struct Names(Vec<Option<Vec<u8>>>);

/// Numbers beyond this are a damaged header, not a large one.
const MOST: usize = 1 << 24;

impl Names {
    fn get(&self, number: i64) -> Option<&[u8]> {
        self.0.get(usize::try_from(number).ok()?)?.as_deref()
    }

    fn add(&mut self, name: &[u8], number: Option<usize>) {
        let number = match number {
            Some(number) => number,
            None if self.0.iter().flatten().any(|known| known == name) => return,
            None => self.0.len(),
        };
        if number > MOST {
            return;
        }
        if self.0.len() <= number {
            self.0.resize(number + 1, None);
        }
        self.0[number].get_or_insert_with(|| name.to_vec());
    }
}

impl Dictionary {
    /// Reads the header's lines, and appends them to `text` without the numbers.
    pub(super) fn of(header: &[u8], text: &mut Vec<u8>) -> Self {
        let mut dictionary = Self::default();
        dictionary.strings.add(b"PASS", Some(0));
        for line in header.split_inclusive(|byte| *byte == b'\n') {
            let kind = line.strip_prefix(b"##").and_then(|rest| rest.split(|byte| *byte == b'=').next());
            let names = match kind {
                Some(b"FILTER" | b"INFO" | b"FORMAT") => &mut dictionary.strings,
                Some(b"contig") => &mut dictionary.contigs,
                _ => {
                    if line.starts_with(b"#CHROM") {
                        // Eight fixed columns and FORMAT.
                        dictionary.samples = (line.split(|byte| *byte == b'\t').count()).saturating_sub(9);
                    }
                    text.extend_from_slice(line);
                    continue;
                }
            };
            let (mut name, mut number, mut written) = (None, None, 0);
            for (begin, end) in fields(line) {
                let field = &line[begin..end];
                if let Some(id) = field.strip_prefix(b"ID=") {
                    name = Some(id);
                } else if let Some(value) = field.strip_prefix(b"IDX=") {
                    number = std::str::from_utf8(value).ok().and_then(|value| value.parse().ok());
                    // With the comma before it.
                    text.extend_from_slice(&line[written..begin - 1]);
                    written = end;
                }
            }
            text.extend_from_slice(&line[written..]);
            if let Some(name) = name {
                names.add(name, number);
            }
        }
        if text.last().is_some_and(|last| *last != b'\n') {
            text.push(b'\n');
        }
        dictionary
    }

    /// The name of a filter, an INFO key or a FORMAT key.
    pub(super) fn string(&self, number: i64) -> Option<&[u8]> {
        self.strings.get(number)
    }

    pub(super) fn contig(&self, number: i64) -> Option<&[u8]> {
        self.contigs.get(number)
    }
}

/// Where the fields of `##KIND=<A=1,B="2, 3">` begin and end.
fn fields(line: &[u8]) -> Vec<(usize, usize)> {
    let mut fields = Vec::new();
    let Some(open) = line.iter().position(|byte| *byte == b'<') else { return fields };
    let (mut begin, mut is_quoted, mut is_escaped) = (open + 1, false, false);
    for (place, byte) in line.iter().enumerate().skip(open + 1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_quoted => is_escaped = true,
            b'"' => is_quoted = !is_quoted,
            b',' | b'>' if !is_quoted => {
                fields.push((begin, place));
                begin = place + 1;
                if *byte == b'>' {
                    break;
                }
            }
            _ => {}
        }
    }
    fields
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_and_left_out() {
        let header = b"##fileformat=VCFv4.2\n##FILTER=<ID=PASS,Description=\"All, IDX=9 too\",IDX=0>\n\
                       ##INFO=<ID=DP,Number=1,Type=Integer,Description=\"a \\\"b>,IDX=7\",IDX=4>\n##INFO=<ID=AC,Number=A,Type=Integer,Description=\"c\">\n\
                       ##FORMAT=<ID=DP,Number=1,Type=Integer,Description=\"d\",IDX=4>\n##contig=<ID=chr2,IDX=1>\n##contig=<ID=chr1,IDX=0>\n\
                       ##note=<IDX=5>\n#CHROM";
        let mut text = Vec::new();
        let dictionary = Dictionary::of(header, &mut text);
        let expected = String::from_utf8(header.to_vec()).unwrap().replace(",IDX=0>", ">").replace(",IDX=4>", ">");
        assert_eq!(String::from_utf8(text).unwrap(), expected.replace(",IDX=1>", ">") + "\n");
        let strings: Vec<_> = (-1..7).map(|number| dictionary.string(number)).collect();
        assert_eq!(strings, [None, Some(&b"PASS"[..]), None, None, None, Some(b"DP"), Some(b"AC"), None]);
        assert_eq!([dictionary.contig(0), dictionary.contig(1)], [Some(&b"chr1"[..]), Some(b"chr2")]);
    }

    #[test]
    fn without_numbers_lines_are_counted() {
        let header = b"##INFO=<ID=AC>\n##FORMAT=<ID=GT>\n##FILTER=<ID=q10>\n##INFO=<ID=GT>\n##contig=<ID=1>\n##INFO=<ID=X,IDX=99999999999>\n";
        let dictionary = Dictionary::of(header, &mut Vec::new());
        let strings: Vec<_> = (0..5).map(|number| dictionary.string(number)).collect();
        assert_eq!(strings, [Some(&b"PASS"[..]), Some(b"AC"), Some(b"GT"), Some(b"q10"), None]);
        assert_eq!(dictionary.contig(0), Some(&b"1"[..]));
    }
}
