//! Lines that were cut from a longer one and kept its lists.
//!
//! `vt decompose` without `-s` writes a line for each ALT, and on each of them the lists of all ALTs (ExAC as many tools carry it). It also
//! writes what the line was: `OLD_MULTIALLELIC=1:13404:G/A/T`, contig, position, REF and every ALT in the order of the lists. So whose
//! value is whose is stated, and nothing is guessed: the allele of the line must be one of those, and of one only.

use ckdb_core::genome::{Allele, Contig};
use ckdb_core::vcf::Line;

/// The key that says what a line was.
const KEY: &[u8] = b"OLD_MULTIALLELIC=";

/// Where an allele stood on the longer line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stood {
    /// Its number among the ALTs, from 0.
    pub(super) alternate: usize,
    /// How many ALTs there were.
    pub(super) alternates: usize,
}

/// The alleles of the line that this one was cut from, in their order, `None` for what is no allele of letters; nothing when the line
/// does not say so, or says it in another form.
pub(super) fn alleles(line: &Line<'_>, contig: Contig) -> Vec<Option<Allele>> {
    let stated = line.info().split(|byte| *byte == b';').find_map(|entry| entry.strip_prefix(KEY));
    stated.and_then(|stated| read(stated, contig)).unwrap_or_default()
}

fn read(stated: &[u8], contig: Contig) -> Option<Vec<Option<Allele>>> {
    let text = std::str::from_utf8(stated).ok()?;
    // A name of a contig may hold colons; position and letters do not.
    let (place, letters) = text.rsplit_once(':')?;
    let (name, position) = place.rsplit_once(':')?;
    let position = position.parse().ok()?;
    let mut letters = letters.split('/');
    let reference = letters.next()?;
    let (named, _) = Contig::parse(name)?;
    let allele = |alternate: &str| Allele::from_vcf(contig, position, reference.as_bytes(), alternate.as_bytes()).ok();
    (named == contig).then(|| letters.map(allele).collect())
}

/// Where `allele` stood among those of the longer line, each spelled as it is; `None` when it is none of them, or is there twice.
pub(super) fn stood(allele: &Allele, among: &[Option<Allele>]) -> Option<Stood> {
    let mut found = among.iter().enumerate().filter(|(_, one)| one.as_ref() == Some(allele)).map(|(number, _)| number);
    let alternate = found.next()?;
    found.next().is_none().then_some(Stood { alternate, alternates: among.len() })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn the_longer_line_is_read_or_nothing() {
        let one = Contig::parse("1").unwrap().0;
        let shown = |text: &str| read(text.as_bytes(), one).map(|found| found.iter().flatten().map(ToString::to_string).collect());
        let from_vcf = |alternate: &[u8]| Allele::from_vcf(one, 13_404, b"G", alternate).unwrap().to_string();
        assert_eq!(shown("1:13404:G/A/T"), Some(vec![from_vcf(b"A"), from_vcf(b"T")]));
        assert_eq!(shown("chr1:13404:G/A/*"), Some(vec![from_vcf(b"A")]), "a star has its place and no letters");
        for text in ["", "1:13404", "2:13404:G/A/T", "1:x:G/A", "1:13404:", "1|13404|G|A,T|2", "1:0:G/A/T"] {
            assert!(shown(text).is_none_or(|found: Vec<String>| found.is_empty()), "{text}");
        }
    }

    #[test]
    fn an_allele_stood_at_one_place_or_nobody_knows_where() {
        let one = Contig::parse("1").unwrap().0;
        let allele = |alternate: &[u8]| Allele::from_vcf(one, 5, b"G", alternate).ok();
        let among = [allele(b"A"), None, allele(b"T")];
        assert_eq!(stood(&allele(b"T").unwrap(), &among), Some(Stood { alternate: 2, alternates: 3 }));
        assert_eq!(stood(&allele(b"C").unwrap(), &among), None);
        assert_eq!(stood(&allele(b"A").unwrap(), &[allele(b"A"), allele(b"A")]), None);
    }
}
