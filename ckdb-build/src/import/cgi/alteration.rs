//! The interpreter's language of alterations.
//!
//! ```text
//! alteration = part { ";" part }          all of them, one type each (`MUT;CNA`)
//! part       = gene ":" item { "," item } one of them
//! item       = "." | change | residue "." | first "-" last | "amp" | "del" | "over" | "under"
//!            | ":consequence::" class ":" where
//! part       = gene "__" (gene | ".")     a fusion, partners in the order of the alphabet
//! ```

use crate::diagnostic::Place;
use crate::import::gathered::{Gathered, joined, leaf};
use crate::import::profile_name::Meaning;
use crate::record::{CriterionNode, Leaf, Spanned};
use ckdb_core::genome::ChangeClass;
use std::collections::BTreeSet;

/// The name and the question of an alteration.
///
/// # Errors
/// The reason why there is none.
pub(super) fn read(cell: &str, kinds: &str, gathered: &mut Gathered<'_>, place: Place) -> Result<(String, Meaning), &'static str> {
    let kinds: Vec<&str> = kinds.split(';').collect();
    let parts: Vec<&str> = cell.split(';').map(str::trim).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        return Err("ALTERATION_NOT_STATED");
    }
    let (mut names, mut meanings) = (Vec::new(), Vec::new());
    for (at, part) in parts.iter().enumerate() {
        let kind = kinds.get(at).or(kinds.last()).copied().unwrap_or_default();
        // `MAP2K1:Q56P,P124S;C121S`: a slip for a comma; what was meant is not told.
        if kind != "FUS" && !part.contains(':') {
            return Err("PART_WITHOUT_GENE");
        }
        let (name, meaning) = one(part, kind, gathered, place)?;
        names.push(name);
        meanings.push(meaning);
    }
    let meaning = joined(meanings, place, CriterionNode::All).ok_or("ALTERATION_NOT_READ")?;
    Ok((names.join(" AND "), meaning))
}

fn one(part: &str, kind: &str, gathered: &mut Gathered<'_>, place: Place) -> Result<(String, Meaning), &'static str> {
    if let Some((first, second)) = part.split_once("__") {
        return fusion(first, second, gathered, place);
    }
    let (gene, items) = part.split_once(':').ok_or("ALTERATION_NOT_READ")?;
    if !crate::record::shape::is_gene_symbol(gene) {
        return Err("GENE_NOT_READ");
    }
    let (mut names, mut meanings): (Vec<String>, Vec<Meaning>) = (Vec::new(), Vec::new());
    for item in items.split(',').map(str::trim).filter(|item| !item.is_empty()) {
        let (name, meaning) = match item.trim_start_matches(':').strip_prefix("consequence::").or(item.strip_prefix("::")) {
            Some(class) => consequence(gene, class, gathered, place)?,
            None => plain(gene, item, kind, gathered, place)?,
        };
        names.push(name);
        meanings.push(meaning);
    }
    let meaning = joined(meanings, place, CriterionNode::Any).ok_or("ALTERATION_NOT_READ")?;
    Ok((format!("{gene} {}", names.join("/")), meaning))
}

fn plain(
    gene: &str,
    item: &str,
    kind: &str,
    gathered: &mut Gathered<'_>,
    place: Place,
) -> Result<(String, Meaning), &'static str> {
    let name = match (kind, item) {
        ("BIA", ".") => "Biallelic Inactivation".to_owned(),
        (_, ".") => "Mutation".to_owned(),
        (_, "amp") => "Amplification".to_owned(),
        (_, "del") => "Deletion".to_owned(),
        (_, "over") => "Overexpression".to_owned(),
        (_, "under") => "Underexpression".to_owned(),
        (_, "norm") => return Err("NORMAL_EXPRESSION_NOT_TYPED"),
        (_, item) => match item.strip_suffix('.') {
            // Any change of a residue.
            Some(residue) => residue.to_owned(),
            None => match range(item) {
                Some((first, last)) => return Ok((item.to_owned(), residues(gene, first, last, CHANGES, gathered, place)?)),
                None => item.to_owned(),
            },
        },
    };
    let meaning = gathered.named(gene, &name, Vec::new(), place).map_err(|refusal| refusal.code())?;
    Ok((name, meaning))
}

/// What counts as a mutation in a stretch of residues.
const CHANGES: &[ChangeClass] = &[
    ChangeClass::Missense,
    ChangeClass::InFrameDeletion,
    ChangeClass::InFrameInsertion,
    ChangeClass::InFrameDelins,
    ChangeClass::Frameshift,
    ChangeClass::StopGained,
];

/// `627-664`, with a plain or a printed dash.
fn range(text: &str) -> Option<(u32, u32)> {
    let (first, last) = text.split_once(['-', '–'])?;
    let (first, last) = (first.parse().ok()?, last.parse().ok()?);
    (0 < first && first < last).then_some((first, last))
}

fn residues(
    gene: &str,
    first: u32,
    last: u32,
    classes: &[ChangeClass],
    gathered: &mut Gathered<'_>,
    place: Place,
) -> Result<Meaning, &'static str> {
    let gene = gathered.known.gene(gene, None, "", place);
    if gathered.known.transcript(&gene).is_none() {
        return Err("NO_GENE_MODEL");
    }
    let criterion = leaf(
        Leaf::ProteinRange {
            gene: Spanned::new(gene, place),
            first: Spanned::new(first, place),
            last: Spanned::new(last, place),
            classes: classes.iter().map(|class| Spanned::new(*class, place)).collect(),
            excluding: Vec::new(),
            transcript: None,
        },
        place,
    );
    Ok(Meaning { criterion, notes: BTreeSet::new() })
}

/// `inframe_insertion:775-881`: a class where it lies.
fn consequence(gene: &str, text: &str, gathered: &mut Gathered<'_>, place: Place) -> Result<(String, Meaning), &'static str> {
    let (class, at) = text.trim_start_matches(':').split_once(':').ok_or("CONSEQUENCE_NOT_READ")?;
    let classes: &[ChangeClass] = match class {
        "missense_variant" => &[ChangeClass::Missense],
        "inframe_insertion" => &[ChangeClass::InFrameInsertion],
        "inframe_deletion" => &[ChangeClass::InFrameDeletion],
        "inframe_variant" => &[ChangeClass::InFrameDeletion, ChangeClass::InFrameInsertion, ChangeClass::InFrameDelins],
        "frameshift_variant" => &[ChangeClass::Frameshift],
        "stop_gained" => &[ChangeClass::StopGained],
        "stop_lost" => &[ChangeClass::StopLost],
        _ => return Err("CONSEQUENCE_NOT_TYPED"),
    };
    let digits = at.trim_end_matches('.').trim_start_matches(|letter: char| letter.is_ascii_uppercase());
    let (first, last) = match range(at) {
        Some(range) => range,
        None => digits.parse().map(|residue: u32| (residue, residue)).map_err(|_| "CONSEQUENCE_NOT_READ")?,
    };
    Ok((format!("{class} {at}"), residues(gene, first, last, classes, gathered, place)?))
}

fn fusion(first: &str, second: &str, gathered: &mut Gathered<'_>, place: Place) -> Result<(String, Meaning), &'static str> {
    if [first, second].iter().any(|gene| *gene != "." && !crate::record::shape::is_gene_symbol(gene)) {
        return Err("GENE_NOT_READ");
    }
    let (one, other) = if first == "." { (second, first) } else { (first, second) };
    if one == "." {
        return Err("GENE_NOT_READ");
    }
    if other == "." {
        let meaning = gathered.named(one, "Fusion", Vec::new(), place).map_err(|refusal| refusal.code())?;
        return Ok((format!("{one} Fusion"), meaning));
    }
    // The alphabet does not tell which one comes first; either order is meant.
    let mut orders = Vec::new();
    for (five, three) in [(one, other), (other, one)] {
        let name = format!("{five}::{three}");
        orders.push(gathered.named(five, &name, Vec::new(), place).map_err(|refusal| refusal.code())?);
    }
    let meaning = joined(orders, place, CriterionNode::Any).ok_or("ALTERATION_NOT_READ")?;
    Ok((format!("{one}::{other} in either order"), meaning))
}
