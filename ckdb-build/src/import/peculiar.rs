//! What a file says of a transcript beyond its parts: unknown ends, selenocysteines, other starts, differences between the
//! transcript and the assembly.
//!
//! | said as | by | means |
//! |---|---|---|
//! | `tag` `cds_start_NF`, `cds_end_NF` | Ensembl, GENCODE | the coding part goes on beyond the model |
//! | `partial=true` with `start_range`, `end_range` | RefSeq | the same |
//! | `tag` `non_ATG_start`; `transl_except` `aa:Met` | GENCODE; RefSeq | translation begins at another codon |
//! | features `Selenocysteine`, `stop_codon_redefined_as_selenocysteine`; `transl_except` `aa:Sec` | all | a TGA there is no stop |
//! | `tag` `stop_codon_readthrough`; `transl_except` of another residue | GENCODE; RefSeq | a stop is read through |
//! | `exception` `ribosomal slippage`, `trans-splicing` | RefSeq | the reading frame is not that of the letters |
//! | `exception` with a `Note` of indels; `cDNA_match` with a `Gap` of `I` or `D` | RefSeq | exons do not align letter by letter |

use super::gff3::Feature;
use ckdb_core::genome::{Interval, Position, Strand};

/// What a file says of one transcript.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Peculiar {
    /// Places of selenocysteine codons, as far as the file gives them.
    pub selenocysteines: Vec<Interval>,
    /// Translation begins at a codon other than ATG.
    pub other_start: bool,
    /// The coding part begins before the model does.
    pub start_unknown: bool,
    /// The coding part ends after the model does.
    pub end_unknown: bool,
    /// A stop codon is read through.
    pub readthrough: bool,
    /// The ribosome slips: the frame changes on the way.
    pub slippage: bool,
    /// Joined from two transcripts.
    pub trans_spliced: bool,
    /// The transcript has letters that the assembly lacks, or lacks some.
    pub indels: bool,
    /// The transcript has other letters than the assembly at some places.
    pub substitutions: bool,
    /// Its coding parts belong to several proteins.
    pub several_proteins: bool,
    /// The copy on Y of a transcript whose other copy lies on X.
    pub copy_on_y: bool,
}

impl Peculiar {
    /// Notes what a transcript or a coding feature says.
    pub(super) fn read(&mut self, feature: &Feature<'_>) {
        for tag in feature.list("tag") {
            match &*tag {
                "cds_start_NF" => self.start_unknown = true,
                "cds_end_NF" => self.end_unknown = true,
                "non_ATG_start" => self.other_start = true,
                "stop_codon_readthrough" => self.readthrough = true,
                "assembly_indel_in_exon" => self.indels = true,
                _ => {}
            }
        }
        if let Some(said) = feature.attribute("exception") {
            let said = said.to_ascii_lowercase();
            self.slippage |= said.contains("ribosomal slippage");
            self.trans_spliced |= said.contains("trans-splicing") || said.contains("trans_splicing");
            let note = feature.attribute("Note").or_else(|| feature.attribute("note")).unwrap_or_default().to_ascii_lowercase();
            self.indels |= note.contains("indel") || note.contains("frameshift");
            self.substitutions |= note.contains("substitution");
        }
        if feature.kind == "CDS" {
            self.read_coding(feature);
        }
    }

    /// Adds what another feature of the same transcript said.
    pub(super) fn add(&mut self, other: Self) {
        self.selenocysteines.extend(other.selenocysteines);
        self.selenocysteines.sort_unstable();
        self.selenocysteines.dedup();
        self.other_start |= other.other_start;
        self.start_unknown |= other.start_unknown;
        self.end_unknown |= other.end_unknown;
        self.readthrough |= other.readthrough;
        self.slippage |= other.slippage;
        self.trans_spliced |= other.trans_spliced;
        self.indels |= other.indels;
        self.substitutions |= other.substitutions;
        self.several_proteins |= other.several_proteins;
        self.copy_on_y |= other.copy_on_y;
    }

    fn read_coding(&mut self, feature: &Feature<'_>) {
        if feature.has("partial") {
            let minus = feature.strand == Some(Strand::Minus);
            let (low, high) = (feature.has("start_range"), feature.has("end_range"));
            self.start_unknown |= if minus { high } else { low };
            self.end_unknown |= if minus { low } else { high };
        }
        let Some(exceptions) = feature.attribute("transl_except") else { return };
        for exception in exceptions.split("pos:").skip(1) {
            let residue = exception.split_once("aa:").map_or("", |(_, residue)| residue);
            let residue: String = residue.chars().take_while(char::is_ascii_alphabetic).collect();
            match residue.as_str() {
                "Sec" => self.selenocysteines.extend(place(exception)),
                "Met" => self.other_start = true,
                // The poly(A) tail completes the stop: seen in the letters too.
                "TERM" => {}
                _ => self.readthrough = true,
            }
        }
    }
}

/// First and last number of `49132674..49132676,aa:Sec`, `complement(10..12)`, `join(10,14..15)`.
fn place(text: &str) -> Option<Interval> {
    let text = text.split("aa:").next().unwrap_or_default();
    let mut numbers = text.split(|letter: char| !letter.is_ascii_digit()).filter_map(|digits| Position::new(digits.parse().ok()?));
    let first = numbers.next()?;
    Interval::inclusive(first, numbers.next_back().unwrap_or(first))
}

/// The transcript whose alignment, a `cDNA_match`, has letters of one side only.
pub(super) fn gapped_transcript(feature: &Feature<'_>) -> Option<String> {
    let gap = feature.attribute("Gap")?;
    if !gap.contains(['I', 'D', 'F', 'R']) {
        return None;
    }
    let target = feature.attribute("Target")?;
    target.split_whitespace().next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::import::gff3::{GffLine, read_line};

    fn read(kind: &str, strand: char, attributes: &str) -> Peculiar {
        let line = format!("chr1\tx\t{kind}\t1\t9\t.\t{strand}\t0\t{attributes}");
        let GffLine::Feature(feature) = read_line(&line).unwrap() else { panic!("{line}") };
        let mut peculiar = Peculiar::default();
        peculiar.read(&feature);
        peculiar
    }

    #[test]
    fn both_forms_say_the_same() {
        let places = |found: Peculiar| found.selenocysteines.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(places(read("CDS", '+', "Parent=t;transl_except=(pos:7..9%2Caa:Sec),(pos:1..3%2Caa:Sec)")), ["7-9", "1-3"]);
        assert_eq!(places(read("CDS", '-', "transcript_id \"t\"; transl_except \"(pos:complement(7..9),aa:Sec)\";")), ["7-9"]);
        assert!(read("mRNA", '+', "ID=t;tag=basic,cds_start_NF").start_unknown);
        assert!(read("transcript", '+', "transcript_id \"t\"; tag \"basic\"; tag \"cds_end_NF\";").end_unknown);
        assert!(read("CDS", '-', "Parent=t;partial=true;end_range=9,.").start_unknown);
        assert!(read("CDS", '+', "Parent=t;partial=true;end_range=9,.").end_unknown);
        assert!(read("CDS", '+', "Parent=t;transl_except=(pos:1..3%2Caa:Met)").other_start);
        assert!(read("CDS", '+', "Parent=t;transl_except=(pos:4..6%2Caa:OTHER)").readthrough);
        assert_eq!(read("CDS", '+', "Parent=t;transl_except=(pos:9%2Caa:TERM)"), Peculiar::default());
        assert!(read("CDS", '+', "Parent=t;exception=ribosomal slippage").slippage);
        let note = "The RefSeq transcript has 2 substitutions%2C 1 non-frameshifting indel compared to this genomic sequence";
        let differs = read("mRNA", '+', &format!("ID=t;exception=annotated by transcript or proteomic data;Note={note}"));
        assert!(differs.indels && differs.substitutions && !differs.slippage);
    }

    #[test]
    fn alignments_with_gaps_name_their_transcript() {
        let gapped = |attributes: &str| {
            let line = format!("chr1\tx\tcDNA_match\t1\t9\t.\t+\t.\t{attributes}");
            let GffLine::Feature(feature) = read_line(&line).unwrap() else { panic!("{line}") };
            gapped_transcript(&feature)
        };
        assert_eq!(gapped("ID=a;Target=NM_1.2 1 10 +;gap_count=1;Gap=M5 I1 M4"), Some("NM_1.2".to_owned()));
        assert_eq!(gapped("ID=a;Target=NM_1.2 1 9 +"), None);
        assert_eq!(gapped("ID=a;Target=NM_1.2 1 9 +;Gap=M9"), None);
    }
}
