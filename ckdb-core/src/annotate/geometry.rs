//! A fusion in words: who is in front, who behind, which exons meet, in which frame, and how that follows from the ends.
//!
//! `5' EML4 cut in intron 13 at chr2:42298378(+), on ENST00000318522.9 (+): kept up to exon 13; 3' ALK …; e13::e20; in frame`.

use super::Annotator;
use crate::consequence::cut::Place;
use crate::genome::{Breakend, ModelQuality, Strand};
use crate::knowledge::view;
use crate::matching::fusion::Other;
use crate::matching::{Frame, Fusion, Partner};

/// A fusion, named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Geometry<'k> {
    /// The 5′ partner.
    pub five_prime: Option<NamedPartner<'k>>,
    /// The 3′ partner.
    pub three_prime: Option<NamedPartner<'k>>,
    /// `e13::e20`, where both exons are known.
    pub junction: Option<String>,
    /// A word for the frame: `in`, `in-by-skipping`, `own-start`, `later-start`, `not-told`, `out`, `unknown`.
    pub frame: &'static str,
    /// Is the order of the partners assumed?
    pub order_assumed: bool,
    /// All of it for people.
    pub words: String,
}

/// A partner, named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPartner<'k> {
    /// Symbol.
    pub gene: &'k str,
    /// Transcript on which exons are counted.
    pub transcript: Option<&'k str>,
    /// The last exon kept of the 5′ partner, the first one of the 3′ partner.
    pub exon: Option<u32>,
    /// `intron 13`, `exon 20`, `1200 letters upstream`.
    pub place: Option<String>,
    /// The end itself.
    pub breakend: Option<Breakend>,
}

impl<'k> Annotator<'k> {
    /// A fusion with its names, and explained.
    #[must_use]
    pub fn geometry(&self, fusion: &Fusion) -> Geometry<'k> {
        let name = |partner: &Option<Partner>| partner.as_ref().map(|partner| self.named_partner(partner));
        let (five_prime, three_prime) = (name(&fusion.five_prime), name(&fusion.three_prime));
        let exon = |partner: &Option<NamedPartner<'_>>| partner.as_ref().and_then(|partner| partner.exon);
        let junction = exon(&five_prime).zip(exon(&three_prime)).map(|(last, first)| format!("e{last}::e{first}"));
        let side = |role: &str, partner: &Option<Partner>| match partner {
            Some(partner) => format!("{role} {}", self.partner_words(partner)),
            None => {
                let other = match fusion.other {
                    Other::Named => "a gene this index has no entry for",
                    Other::NotGiven => "end not given",
                    Other::Against => "end in a gene that is read the other way",
                    Other::NoGene | Other::Found => "end in no gene this index knows",
                };
                format!("{role} {other}")
            }
        };
        let mut words = vec![side("5'", &fusion.five_prime), side("3'", &fusion.three_prime)];
        words.extend(junction.clone());
        words.push(fusion.frame.explain());
        if fusion.order_assumed {
            words.push("order of the partners assumed (ORDER_ASSUMED)".to_owned());
        }
        let frame = frame_word(fusion.frame);
        Geometry { five_prime, three_prime, junction, frame, order_assumed: fusion.order_assumed, words: words.join(", ") }
    }

    fn named_partner(&self, partner: &Partner) -> NamedPartner<'k> {
        let transcript = partner.transcript.and_then(|number| self.genome.row(number));
        NamedPartner {
            gene: self.records.gene(partner.gene).map_or("", view::Gene::symbol),
            transcript: transcript.map(|transcript| transcript.accession),
            exon: partner.exon,
            place: partner.cut.map(|cut| place_words(cut.place)),
            breakend: partner.cut.map(|cut| cut.breakend),
        }
    }

    fn partner_words(&self, partner: &Partner) -> String {
        let named = self.named_partner(partner);
        let transcript = partner.transcript.and_then(|number| self.genome.row(number));
        match (transcript, partner.cut) {
            (Some(transcript), Some(cut)) => {
                let strand = if transcript.strand == Strand::Plus { '+' } else { '-' };
                format!(
                    "{} on strand {strand}, {} of {} at {}",
                    named.gene,
                    place_words(cut.place),
                    transcript.accession,
                    cut.breakend
                )
            }
            (Some(transcript), None) if transcript.quality == ModelQuality::Span => {
                format!("{} (exons not known)", named.gene)
            }
            _ => match partner.exon {
                Some(exon) => format!("{} exon {exon}", named.gene),
                None => named.gene.to_owned(),
            },
        }
    }
}

fn place_words(place: Place) -> String {
    match place {
        Place::Upstream(letters) => format!("{letters} letters upstream"),
        Place::Exon(number) => format!("exon {number}"),
        Place::Intron(number) => format!("intron {number}"),
        Place::Downstream(letters) => format!("{letters} letters downstream"),
    }
}

const fn frame_word(frame: Frame) -> &'static str {
    match frame {
        Frame::In => "in",
        Frame::InBySkipping(_) => "in-by-skipping",
        Frame::OwnStart => "own-start",
        Frame::LaterStart => "later-start",
        Frame::NotTold => "not-told",
        Frame::Out => "out",
        Frame::Unknown => "unknown",
    }
}
