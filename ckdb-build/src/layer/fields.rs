//! Which fields of a VCF a layer takes, and how the values of a line fall to its ALTs.

use super::decomposed::Stood;
use super::error::LayerError;
use super::spec::{LayerSpec, NamedPopulation};
use ckdb_core::frequency::{Group, Kind, LayerBuilder, Population, Shape};
use ckdb_core::vcf::Header;
use ckdb_core::vcf::meta::{attribute, attributes};
use std::collections::BTreeMap;
use std::path::Path;

/// Populations taken without being asked for, beside everybody: those shown side by side. Others are named (`:AC,AN,AF,AF_nfe`) or
/// described in a manifest.
const SHOWN: [&str; 5] = ["eas", "jpn", "jpt", "eas_jpn", "adj"];

/// How many values a field has on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Number {
    /// One for each ALT.
    Alternate,
    /// One for REF and each ALT.
    Allele,
    /// One for the line.
    One,
    /// None: it is there or it is not.
    Flag,
    /// Nobody knows: one an ALT if there are as many, else the whole.
    Unknown,
}

/// A declared INFO field.
#[derive(Clone, Copy, Debug)]
struct Declared {
    number: Number,
    shape: Shape,
}

/// Where the value of a column stands on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Id,
    Filter,
    Quality,
    Info(String, Number),
}

/// The fields a layer takes.
#[derive(Debug)]
pub(super) struct Fields(Vec<Place>);

/// Fields of INFO that the header declares.
fn declared(header: &Header) -> BTreeMap<String, Declared> {
    let entry = |(key, value): &(String, String)| {
        let found = attributes(value).filter(|_| key == "INFO")?;
        let number = match attribute(&found, "Number")? {
            "A" => Number::Alternate,
            "R" => Number::Allele,
            "0" => Number::Flag,
            "1" => Number::One,
            _ => Number::Unknown,
        };
        let shape = match attribute(&found, "Type")? {
            "Integer" => Shape::Integer,
            "Float" => Shape::Decimal,
            "Flag" => Shape::Integer,
            _ => Shape::Text,
        };
        Some((attribute(&found, "ID")?.to_owned(), Declared { number, shape }))
    };
    header.meta_lines().iter().filter_map(entry).collect()
}

/// The population and the role of a field by its name: `AC_eas`, `EAS_AF`, `AN`; the roles are 0 count, 1 total, 2 frequency.
fn by_name(field: &str) -> Option<(&str, usize)> {
    let role = |text: &str| ["AC", "AN", "AF"].iter().position(|name| *name == text);
    if let Some(role) = role(field) {
        return Some(("", role));
    }
    let before = field.split_once('_').and_then(|(first, rest)| Some((rest, role(first)?)));
    before.or_else(|| field.rsplit_once('_').and_then(|(first, last)| Some((first, role(last)?))))
}

/// Populations out of names of fields, in the order of their first field.
fn populations(layer: &str, fields: &[String]) -> Vec<NamedPopulation> {
    let mut found: Vec<NamedPopulation> = Vec::new();
    for field in fields {
        let Some((name, role)) = by_name(field) else { continue };
        let place = found.iter().position(|known| known.name == name).unwrap_or_else(|| {
            let group = Group::of_names(layer, name);
            found.push(NamedPopulation { name: name.to_owned(), group, fields: [None, None, None] });
            found.len() - 1
        });
        found[place].fields[role].get_or_insert_with(|| field.clone());
    }
    found
}

impl Fields {
    /// Adds the columns of a layer to its builder, by what was asked for and what the header of the first input declares.
    pub(super) fn choose(spec: &LayerSpec, path: &Path, header: &Header, builder: &mut LayerBuilder) -> Result<Self, LayerError> {
        let known = declared(header);
        let wanted: Vec<String> = match (spec.fields.is_empty(), spec.populations.is_empty(), spec.kind) {
            (false, _, _) => spec.fields.clone(),
            (true, true, Kind::Frequency) => {
                let is_shown = |field: &&String| {
                    by_name(field).is_some_and(|(name, _)| name.is_empty() || SHOWN.contains(&name.to_lowercase().as_str()))
                };
                let mut shown: Vec<String> = known.keys().filter(is_shown).cloned().collect();
                // Everybody first, then by name.
                shown.sort_by_key(|field| by_name(field).map(|(name, role)| (name.to_owned(), role)));
                shown
            }
            _ => Vec::new(),
        };
        let named = match spec.kind {
            Kind::Frequency if spec.populations.is_empty() => populations(&spec.name, &wanted),
            Kind::Frequency => spec.populations.clone(),
            Kind::Fields => Vec::new(),
        };
        let mut all: Vec<String> = named.iter().flat_map(|one| one.fields.iter().flatten().cloned()).chain(wanted).collect();
        if spec.kind == Kind::Frequency {
            if all.is_empty() {
                let listed = list(&known);
                return Err(LayerError::Field { path: path.to_owned(), field: "AF".to_owned(), known: listed });
            }
            all.push("FILTER".to_owned());
        }
        let (mut names, mut places): (Vec<String>, Vec<Place>) = (Vec::new(), Vec::new());
        for field in all {
            if names.contains(&field) {
                continue;
            }
            let (place, shape) = match (field.as_str(), known.get(&field)) {
                (_, Some(one)) => (Place::Info(field.clone(), one.number), one.shape),
                ("ID", None) => (Place::Id, Shape::Text),
                ("FILTER", None) => (Place::Filter, Shape::Text),
                ("QUAL", None) => (Place::Quality, Shape::Decimal),
                (_, None) => return Err(LayerError::Field { path: path.to_owned(), field, known: list(&known) }),
            };
            builder.column(&field, shape);
            names.push(field);
            places.push(place);
        }
        for one in named {
            let column = |field: &Option<String>| field.as_ref().and_then(|field| names.iter().position(|name| name == field));
            let [count, total, frequency] = &one.fields;
            let (count, total, frequency) = (column(count), column(total), column(frequency));
            builder.population(Population { name: one.name, group: one.group, count, total, frequency });
        }
        Ok(Self(places))
    }

    /// The values of a line, by column, as they stand.
    pub(super) fn on<'l>(&self, line: &ckdb_core::vcf::Line<'l>, into: &mut Vec<Option<&'l [u8]>>) {
        into.clear();
        into.resize(self.0.len(), None);
        for (place, value) in self.0.iter().zip(into.iter_mut()) {
            *value = match place {
                Place::Id => Some(line.id()),
                Place::Filter => Some(line.filter()),
                Place::Quality => Some(line.quality()),
                Place::Info(..) => None,
            };
        }
        for entry in line.info().split(|byte| *byte == b';') {
            let at = entry.iter().position(|byte| *byte == b'=');
            let (key, value) = at.map_or((entry, &b""[..]), |at| (&entry[..at], &entry[at + 1..]));
            for (place, slot) in self.0.iter().zip(into.iter_mut()) {
                if let Place::Info(name, number) = place
                    && name.as_bytes() == key
                    && slot.is_none()
                {
                    *slot = Some(if *number == Number::Flag && value.is_empty() { b"1" } else { value });
                }
            }
        }
    }

    /// Is a list of another length than its declaration says, and than that of the longer line of so many ALTs that this one was cut
    /// from? Then its values are nobody's.
    pub(super) fn is_miscounted(&self, values: &[Option<&[u8]>], alternates: usize, before: Option<usize>) -> bool {
        let is_wrong = |(place, value): (&Place, &Option<&[u8]>)| {
            let Some(value) = value.filter(|value| *value != b".") else { return false };
            let fits =
                |count: usize, more: usize| count == alternates + more || before.is_some_and(|before| count == before + more);
            match place {
                Place::Info(_, Number::Alternate) => !fits(pieces(value).count(), 0),
                Place::Info(_, Number::Allele) => !fits(pieces(value).count(), 1),
                _ => false,
            }
        };
        self.0.iter().zip(values).any(is_wrong)
    }

    /// Is a list whose length no declaration tells as long as the list of ALTs, so that it is dealt to them?
    pub(super) fn is_dealt(&self, values: &[Option<&[u8]>], alternates: usize) -> bool {
        let is_dealt = |(place, value): (&Place, &Option<&[u8]>)| {
            matches!(place, Place::Info(_, Number::Unknown)) && value.is_some_and(|value| pieces(value).count() == alternates)
        };
        alternates > 1 && self.0.iter().zip(values).any(is_dealt)
    }

    /// Is a value no text?
    pub(super) fn is_not_text(values: &[Option<&[u8]>]) -> bool {
        values.iter().flatten().any(|value| std::str::from_utf8(value).is_err())
    }

    /// What the values say of the ALT that stands there; `before` is where it stood on the longer line that this one was cut from. `None`
    /// where they say nothing, are not as many as declared, or are no text.
    pub(super) fn of_allele<'l>(&self, values: &[Option<&'l [u8]>], here: Stood, before: Option<Stood>) -> Vec<Option<&'l str>> {
        let one = |(place, value): (&Place, &Option<&'l [u8]>)| {
            let value = (*value)?;
            let number = match place {
                Place::Info(_, number) => *number,
                Place::Id | Place::Filter | Place::Quality => Number::One,
            };
            // Of a list with one value an ALT, and `first` before those.
            let dealt = |first: usize| {
                let count = pieces(value).count();
                let stood = [Some(here), before].into_iter().flatten().find(|stood| stood.alternates + first == count)?;
                pieces(value).nth(stood.alternate + first)
            };
            let piece = match number {
                Number::One | Number::Flag => value,
                Number::Alternate => dealt(0)?,
                Number::Allele => dealt(1)?,
                Number::Unknown if pieces(value).count() == here.alternates => pieces(value).nth(here.alternate)?,
                Number::Unknown => value,
            };
            std::str::from_utf8(piece).ok().filter(|text| !matches!(*text, "" | "."))
        };
        self.0.iter().zip(values).map(one).collect()
    }
}

/// The values of a list.
fn pieces(list: &[u8]) -> impl Iterator<Item = &[u8]> {
    list.split(|byte| *byte == b',')
}

fn list(known: &BTreeMap<String, Declared>) -> String {
    let some: Vec<&str> = known.keys().take(20).map(String::as_str).collect();
    let more = known.len().saturating_sub(some.len());
    if more > 0 { format!("{} and {more} more", some.join(", ")) } else { some.join(", ") }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn populations_are_read_out_of_names() {
        let fields = ["AC", "AN", "AF", "AF_eas", "AC_eas", "EAS_AF", "AF_eas_jpn", "DP"].map(str::to_owned);
        let found = populations("gnomad", &fields);
        let shown: Vec<_> = found.iter().map(|one| (one.name.as_str(), one.group, one.fields.iter().flatten().count())).collect();
        let expected = [("", Group::Global, 3), ("eas", Group::Eas, 2), ("EAS", Group::Eas, 1), ("eas_jpn", Group::Jp, 1)];
        assert_eq!(shown, expected);
        assert_eq!(populations("tommo", &fields[..3])[0].group, Group::Jp);
    }
}
