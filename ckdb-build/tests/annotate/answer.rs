//! An annotated VCF read back: columns, and the entries of our two INFO keys.

use std::collections::BTreeSet;

/// One entry of `CKDB`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Match {
    pub(crate) allele: String,
    pub(crate) level: String,
    pub(crate) state: String,
    pub(crate) profile: String,
    pub(crate) records: Vec<String>,
    /// Everything after the allele, as it stands.
    pub(crate) all: String,
}

/// One entry of `CKDB_CSQ`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Csq {
    pub(crate) gene: String,
    pub(crate) transcript: String,
    pub(crate) hgvs_c: String,
    pub(crate) hgvs_p: String,
    pub(crate) class: String,
}

/// One line.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) chrom: String,
    pub(crate) pos: u64,
    pub(crate) id: String,
    pub(crate) reference: String,
    pub(crate) alternate: String,
    pub(crate) info: String,
    pub(crate) matches: Vec<Match>,
    pub(crate) csq: Vec<Csq>,
}

impl Answer {
    /// The value of an INFO key.
    pub(crate) fn info(&self, key: &str) -> Option<&str> {
        value(&self.info, key)
    }

    /// Records of all entries.
    pub(crate) fn records(&self) -> BTreeSet<&str> {
        self.matches.iter().flat_map(|found| &found.records).map(String::as_str).collect()
    }

    /// Profile, level and state of all entries, each once.
    pub(crate) fn profiles(&self) -> BTreeSet<(&str, &str, &str)> {
        self.matches.iter().map(|found| (&*found.profile, &*found.level, &*found.state)).collect()
    }
}

fn value<'a>(info: &'a str, key: &str) -> Option<&'a str> {
    info.split(';').find_map(|entry| entry.strip_prefix(key)?.strip_prefix('='))
}

/// Every line of an annotated VCF.
pub(crate) fn answers(vcf: &str) -> Vec<Answer> {
    vcf.lines().filter(|line| !line.starts_with('#')).map(answer).collect()
}

fn answer(line: &str) -> Answer {
    let columns: Vec<&str> = line.split('\t').collect();
    let info = columns[7].to_owned();
    let entries = |key| value(&info, key).into_iter().flat_map(|text| text.split(',')).map(fields);
    let matches = entries("CKDB").map(|fields| {
        assert_eq!(fields.len(), 15, "{fields:?}");
        Match {
            allele: fields[0].clone(),
            level: fields[1].clone(),
            state: fields[2].clone(),
            profile: fields[3].clone(),
            records: fields[14].split('&').map(str::to_owned).collect(),
            all: fields[1..].join("|"),
        }
    });
    let csq = entries("CKDB_CSQ").map(|fields| {
        assert_eq!(fields.len(), 10, "{fields:?}");
        Csq {
            gene: fields[3].clone(),
            transcript: fields[4].clone(),
            hgvs_c: fields[7].clone(),
            hgvs_p: fields[8].clone(),
            class: fields[9].clone(),
        }
    });
    Answer {
        chrom: columns[0].to_owned(),
        pos: columns[1].parse().unwrap(),
        id: columns[2].to_owned(),
        reference: columns[3].to_owned(),
        alternate: columns[4].to_owned(),
        matches: matches.collect(),
        csq: csq.collect(),
        info: info.clone(),
    }
}

fn fields(entry: &str) -> Vec<String> {
    entry.split('|').map(decoded).collect()
}

/// Percent codes back to letters.
fn decoded(text: &str) -> String {
    let mut out = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        match (first, code) {
            (b'%', Some(byte)) => {
                out.push(byte);
                rest = &after[2..];
            }
            _ => {
                out.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(out).unwrap()
}
