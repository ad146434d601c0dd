//! Names: any name, alias or HGVS string to what it means.
//!
//! A finite state transducer (`fst`) maps each normalised name to a number. Most names mean one thing, and the number
//! is that meaning itself. A name with several meanings (`ERBB2` the gene and `ERBB2` an alias elsewhere) points into
//! a list that follows the transducer in the same section, so one hash covers both. `FORMAT.md`, "Names section",
//! gives the bytes.
//!
//! `fst` checks nothing when it opens, and answers wrongly or panics on damaged bytes. Therefore a [`Names`] that
//! comes from a file hashes its section before the first lookup; no lookup goes around this file. A hash does not stop
//! somebody who *forges* a file with right hashes. `fst` has no `unsafe`, so memory is safe even then, and a panic inside
//! it is caught here and becomes an error. A false answer cannot be caught; such a person could as well write false
//! facts. Take an index from whom you trust, and compare its content id.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use fst::automaton::Str;
use fst::{Automaton, IntoStreamer, Map, MapBuilder, Streamer};

use super::bytes::Bytes;
use super::error::IndexError;
use super::nearest::Within;
use super::normal::normalize_name;
use super::once::kept;
use super::section::SectionBytes;

/// Two u64: length of the transducer, number of listed meanings.
const HEAD: usize = 16;
/// One listed meaning: id u32, kind u8, three zero bytes.
const MEANING: usize = 8;
/// Set in the number of a name that has several meanings.
const SEVERAL: u64 = 1 << 63;

/// One thing a name can mean. This room does not know the kinds; the one above numbers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Meaning {
    /// What kind of thing: gene, therapy, disease, …
    pub kind: u8,
    /// Which one.
    pub id: u32,
}

/// Collects names and writes them as one section. The order of adding does not matter.
#[derive(Debug, Clone, Default)]
pub struct NamesBuilder {
    names: BTreeMap<String, BTreeSet<Meaning>>,
}

impl NamesBuilder {
    /// A builder without names.
    #[must_use]
    pub fn new() -> NamesBuilder {
        NamesBuilder::default()
    }

    /// Adds one meaning of `name`, which is normalised here. Adding the same again changes nothing.
    ///
    /// # Errors
    ///
    /// [`IndexError::EmptyName`] if nothing is left of the name after normalising.
    pub fn add(&mut self, name: &str, meaning: Meaning) -> Result<(), IndexError> {
        let key = normalize_name(name);
        if key.is_empty() {
            return Err(IndexError::EmptyName { name: name.to_owned() });
        }
        self.names.entry(key).or_default().insert(meaning);
        Ok(())
    }

    /// Number of different names so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Has nothing been added yet?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The bytes of the section; meanings of one name are in the order of kind, then id.
    ///
    /// # Errors
    ///
    /// [`IndexError::Serialize`] if there are more than 2³² meanings to list.
    pub fn finish(&self) -> Result<Vec<u8>, IndexError> {
        let failed = |problem: String| IndexError::Serialize { section: "names".to_owned(), problem };
        let mut list: Vec<u8> = Vec::new();
        let mut listed = 0u32;
        let mut map = MapBuilder::memory();
        for (name, meanings) in &self.names {
            let mut rest = meanings.iter();
            let number = match (rest.next(), rest.next()) {
                (Some(only), None) => u64::from(only.kind) << 32 | u64::from(only.id),
                _ => {
                    let start = listed;
                    for meaning in meanings {
                        list.extend_from_slice(&meaning.id.to_le_bytes());
                        list.extend_from_slice(&[meaning.kind, 0, 0, 0]);
                        listed = listed.checked_add(1).ok_or_else(|| failed("too many meanings".to_owned()))?;
                    }
                    SEVERAL | u64::from(listed - start) << 32 | u64::from(start)
                }
            };
            map.insert(name, number).map_err(|error| failed(error.to_string()))?;
        }
        let map = map.into_inner().map_err(|error| failed(error.to_string()))?;
        let mut out = Vec::with_capacity(HEAD + map.len() + MEANING + list.len());
        out.extend_from_slice(&(map.len() as u64).to_le_bytes());
        out.extend_from_slice(&u64::from(listed).to_le_bytes());
        out.extend_from_slice(&map);
        out.resize(out.len().next_multiple_of(MEANING), 0);
        out.extend_from_slice(&list);
        Ok(out)
    }
}

/// The names of an index. Lookups borrow; the first one checks the section.
pub struct Names {
    section: SectionBytes,
    view: OnceLock<Result<View, IndexError>>,
}

pub(super) struct View {
    map: Map<Bytes>,
    list: Bytes,
}

impl View {
    pub(super) fn transducer(&self) -> &fst::raw::Fst<Bytes> {
        self.map.as_fst()
    }
}

/// A name found by listing or by likeness.
#[derive(Debug, Clone)]
pub struct Named<'n> {
    /// The normalised name. For showing to people, take the proper name of what it means.
    pub name: String,
    /// How many mistakes lie between it and the wanted name; a swap of two neighbours counts once. 0 in listings.
    pub distance: usize,
    /// What it means.
    pub meanings: Meanings<'n>,
}

impl Names {
    /// Names over bytes that need no hash check, as for [`Section::new`](super::Section::new).
    #[must_use]
    pub fn new(bytes: Bytes, name: &str) -> Names {
        Names::of(SectionBytes::trusted(name, bytes))
    }

    /// Names over `section`, checked at the first lookup.
    #[must_use]
    pub fn of(section: SectionBytes) -> Names {
        Names { section, view: OnceLock::new() }
    }

    /// What `name` means, in the order of kind, then id; nothing if it is unknown.
    ///
    /// # Errors
    ///
    /// [`IndexError::SectionHash`] or [`IndexError::Content`] if the section is damaged; so for all methods here.
    pub fn lookup(&self, name: &str) -> Result<Meanings<'_>, IndexError> {
        let view = self.view()?;
        self.guarded(|| match view.map.get(normalize_name(name)) {
            Some(number) => self.meanings(view, number),
            None => Ok(Meanings(Found::Listed(&[]))),
        })
    }

    /// The first `most` names that begin with `prefix`, in byte order of the normalised names.
    ///
    /// # Errors
    ///
    /// As for [`Names::lookup`].
    pub fn starting_with(&self, prefix: &str, most: usize) -> Result<Vec<Named<'_>>, IndexError> {
        let view = self.view()?;
        let prefix = normalize_name(prefix);
        self.guarded(|| {
            let mut stream = view.map.search(Str::new(&prefix).starts_with()).into_stream();
            let mut found = Vec::new();
            while found.len() < most
                && let Some((name, number)) = stream.next()
            {
                found.push(self.named(view, name, number)?);
            }
            Ok(found)
        })
    }

    /// At most `most` names that differ from `name` by one or two characters, the nearest first, then in byte order. Two
    /// neighbours that changed places are one difference: `LUDA` is near to `LUAD`.
    ///
    /// For wanted names of up to four characters only one difference counts: with two, `ALK` would be near to every
    /// three-letter gene that has an A.
    ///
    /// # Errors
    ///
    /// As for [`Names::lookup`].
    pub fn nearest(&self, name: &str, most: usize) -> Result<Vec<Named<'_>>, IndexError> {
        let view = self.view()?;
        let wanted = normalize_name(name);
        let distance = match wanted.chars().take(5).count() {
            0 => return Ok(Vec::new()),
            1..=4 => 1,
            _ => 2,
        };
        let mut found = self.guarded(|| {
            // The automaton counts two neighbours that changed places as two replacements, so it is asked for two.
            let mut stream = view.map.search(Within::new(&wanted, 2)).into_stream();
            let mut found = Vec::new();
            while let Some((name, number)) = stream.next() {
                let mut named = self.named(view, name, number)?;
                named.distance = strsim::osa_distance(&wanted, &named.name);
                if named.distance <= distance {
                    found.push(named);
                }
            }
            Ok(found)
        })?;
        // The stream is in byte order and the sort is stable.
        found.sort_by_key(|named| named.distance);
        found.truncate(most);
        Ok(found)
    }

    /// Number of different names.
    ///
    /// # Errors
    ///
    /// As for [`Names::lookup`].
    pub fn count(&self) -> Result<usize, IndexError> {
        Ok(self.view()?.map.len())
    }

    pub(super) fn view(&self) -> Result<&View, IndexError> {
        kept(&self.view, || self.check()).as_ref().map_err(Clone::clone)
    }

    fn check(&self) -> Result<View, IndexError> {
        let bytes = self.section.get()?;
        let bad = |problem: &str| self.section.content(problem);
        let (head, _) = bytes.split_first_chunk::<HEAD>().ok_or_else(|| bad("it is too short for names"))?;
        let ([first, second], _) = head.as_chunks::<8>() else { return Err(bad("it is too short for names")) };
        let length = usize::try_from(u64::from_le_bytes(*first)).ok().and_then(|length| length.checked_add(HEAD));
        let end = length.filter(|&end| end <= bytes.len()).ok_or_else(|| bad("its transducer reaches beyond its end"))?;
        let list_start = end.next_multiple_of(MEANING);
        let listed = usize::try_from(u64::from_le_bytes(*second)).ok().and_then(|count| count.checked_mul(MEANING));
        if listed.and_then(|length| length.checked_add(list_start)) != Some(bytes.len()) {
            return Err(bad("its list of meanings has not the length it says"));
        }
        let slice = |range| bytes.slice(range).ok_or_else(|| bad("it is too short for names"));
        let map = Map::new(slice(HEAD..end)?).map_err(|error| bad(&format!("its transducer is not legal: {error}")))?;
        Ok(View { map, list: slice(list_start..bytes.len())? })
    }

    /// Runs a walk through the transducer; a panic inside `fst`, which only a forged file can cause, becomes an error.
    ///
    /// The walk only reads, so nothing can be left half done.
    pub(super) fn guarded<R>(&self, walk: impl FnOnce() -> Result<R, IndexError>) -> Result<R, IndexError> {
        catch_unwind(AssertUnwindSafe(walk)).unwrap_or_else(|_| Err(self.section.content("its transducer leads nowhere")))
    }

    fn named<'n>(&'n self, view: &'n View, name: &[u8], number: u64) -> Result<Named<'n>, IndexError> {
        let name = String::from_utf8_lossy(name).into_owned();
        Ok(Named { name, distance: 0, meanings: self.meanings(view, number)? })
    }

    pub(super) fn meanings<'n>(&'n self, view: &'n View, number: u64) -> Result<Meanings<'n>, IndexError> {
        let [id @ .., a, b, c, d] = number.to_le_bytes();
        let low = u32::from_le_bytes(id);
        let high = u32::from_le_bytes([a, b, c, d]);
        if number & SEVERAL == 0 {
            let kind = u8::try_from(high).map_err(|_| self.section.content("a name has a kind above 255"))?;
            return Ok(Meanings(Found::One(Meaning { kind, id: low })));
        }
        let (list, _) = view.list.as_chunks::<MEANING>();
        let start = usize::try_from(low).ok();
        let count = usize::try_from(high & (u32::MAX >> 1)).ok();
        let range = start.zip(count).and_then(|(start, count)| Some(start..start.checked_add(count)?));
        let listed = range.and_then(|range| list.get(range));
        listed.map(|list| Meanings(Found::Listed(list))).ok_or_else(|| self.section.content("a name points beyond the list"))
    }
}

impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Names({:?})", self.section)
    }
}

/// What a name means, in the order of kind, then id. An iterator; cloning it is cheap.
#[derive(Clone)]
pub struct Meanings<'n>(Found<'n>);

#[derive(Clone)]
enum Found<'n> {
    One(Meaning),
    Listed(&'n [[u8; MEANING]]),
}

impl Iterator for Meanings<'_> {
    type Item = Meaning;

    fn next(&mut self) -> Option<Meaning> {
        match self.0 {
            Found::One(meaning) => {
                self.0 = Found::Listed(&[]);
                Some(meaning)
            }
            Found::Listed(list) => {
                let (first, rest) = list.split_first()?;
                self.0 = Found::Listed(rest);
                let [a, b, c, d, kind, ..] = *first;
                Some(Meaning { kind, id: u32::from_le_bytes([a, b, c, d]) })
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = match self.0 {
            Found::One(_) => 1,
            Found::Listed(list) => list.len(),
        };
        (left, Some(left))
    }
}

impl ExactSizeIterator for Meanings<'_> {}

impl fmt::Debug for Meanings<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    fn meaning(kind: u8, id: u32) -> Meaning {
        Meaning { kind, id }
    }

    fn names(list: &[(&str, Meaning)]) -> Names {
        let mut builder = NamesBuilder::new();
        list.iter().for_each(|&(name, meaning)| builder.add(name, meaning).unwrap());
        Names::new(builder.finish().unwrap().into(), "names")
    }

    fn some() -> Names {
        names(&[
            ("HER2", meaning(1, 7)),
            ("ERBB2", meaning(1, 7)),
            ("her-2", meaning(0, u32::MAX)),
            ("BRAF V600E", meaning(255, 0)),
            ("BRAF V600K", meaning(2, 1)),
            ("オシメルチニブ", meaning(3, 1)),
        ])
    }

    fn keys(found: Vec<Named<'_>>) -> Vec<(String, usize)> {
        found.into_iter().map(|named| (named.name, named.distance)).collect()
    }

    #[test]
    fn names_may_travel_between_threads() {
        fn travels<T: Send + Sync + 'static>() {}
        travels::<Names>();
    }

    #[test]
    fn every_spelling_finds_every_meaning() {
        let names = some();
        for spelling in ["HER2", "her 2", "Her-2"] {
            let found: Vec<_> = names.lookup(spelling).unwrap().collect();
            assert_eq!(found, [meaning(0, u32::MAX), meaning(1, 7)], "{spelling}");
        }
        assert_eq!(names.lookup("braf v600e").unwrap().collect::<Vec<_>>(), [meaning(255, 0)]);
        assert_eq!(names.lookup("BRAF").unwrap().len(), 0);
        assert_eq!(names.lookup("").unwrap().len(), 0);
        assert_eq!(names.count().unwrap(), 5);
    }

    #[test]
    fn listing_begins_with_the_prefix_and_stops_at_the_limit() {
        let names = some();
        let all = keys(names.starting_with("BRAF-", 10).unwrap());
        assert_eq!(all, [("brafv600e".to_owned(), 0), ("brafv600k".to_owned(), 0)]);
        assert_eq!(names.starting_with("braf", 1).unwrap().len(), 1);
        assert_eq!(names.starting_with("", 99).unwrap().len(), 5);
        assert_eq!(names.starting_with("x", 99).unwrap().len(), 0);
    }

    #[test]
    fn a_misspelt_name_gets_suggestions() {
        let names = some();
        assert_eq!(keys(names.nearest("BRAF V60E", 9).unwrap()), [("brafv600e".into(), 1), ("brafv600k".into(), 2)]);
        // Two swapped letters are one mistake.
        assert_eq!(keys(names.nearest("EBRB2", 9).unwrap()), [("erbb2".to_owned(), 1)]);
        assert_eq!(keys(names.nearest("オシメルチニフ", 9).unwrap()), [("オシメルチニブ".to_owned(), 1)]);
        assert_eq!(keys(names.nearest("BRAF V600E", 1).unwrap()), [("brafv600e".to_owned(), 0)]);
        assert_eq!(keys(names.nearest("HR3", 9).unwrap()), [], "two mistakes are too many in a short name");
        assert_eq!(keys(names.nearest("-", 9).unwrap()), []);
        assert_eq!(keys(names.nearest(&"long".repeat(500), 9).unwrap()), []);
    }

    #[test]
    fn a_name_of_separators_is_refused() {
        let error = NamesBuilder::new().add(" - ", meaning(0, 0)).unwrap_err();
        assert!(matches!(error, IndexError::EmptyName { .. }));
    }

    #[test]
    fn no_names_are_fine() {
        let names = names(&[]);
        assert_eq!(names.lookup("x").unwrap().len(), 0);
        assert_eq!(names.count().unwrap(), 0);
    }

    #[test]
    fn a_faulty_writer_is_an_error() {
        let good = NamesBuilder::clone(&{
            let mut builder = NamesBuilder::new();
            builder.add("a", meaning(1, 1)).unwrap();
            builder.add("a", meaning(1, 2)).unwrap();
            builder
        });
        let good = good.finish().unwrap();
        let open = |bytes: &[u8]| Names::new(bytes.into(), "names").lookup("a").map(Iterator::count);
        assert_eq!(open(&good).unwrap(), 2);
        for length in 0..good.len() {
            assert!(matches!(open(&good[..length]), Err(IndexError::Content { .. })), "{length}");
        }
        for (place, value) in [(0, 0xff), (7, 0xff), (8, 0), (8, 0xff), (15, 0xff), (16, 0xff)] {
            let mut bad = good.clone();
            bad[place] = value;
            assert!(matches!(open(&bad), Err(IndexError::Content { .. })), "{place}");
        }
        // A number that points beyond the list, in a section that is otherwise right.
        let mut map = MapBuilder::memory();
        map.insert("a", SEVERAL | 2 << 32 | 1).unwrap();
        map.insert("b", 256 << 32).unwrap();
        let map = map.into_inner().unwrap();
        let mut bad = (map.len() as u64).to_le_bytes().to_vec();
        bad.extend_from_slice(&2u64.to_le_bytes());
        bad.extend_from_slice(&map);
        bad.resize(bad.len().next_multiple_of(8) + 16, 0);
        let bad = Names::new(bad.into(), "names");
        assert!(matches!(bad.lookup("a"), Err(IndexError::Content { .. })));
        assert!(matches!(bad.lookup("b"), Err(IndexError::Content { .. })));
        assert_eq!(bad.lookup("c").unwrap().len(), 0);
    }

    proptest! {
        #[test]
        fn what_was_added_is_found_and_the_order_does_not_matter(
            list in prop::collection::vec(("[A-Z]{1,3}[-_ ]?[0-9]{1,2}", any::<u8>(), any::<u32>()), 0..40),
        ) {
            let mut there = NamesBuilder::new();
            let mut back = NamesBuilder::new();
            for (name, kind, id) in &list {
                there.add(name, meaning(*kind, *id)).unwrap();
            }
            for (name, kind, id) in list.iter().rev() {
                back.add(name, meaning(*kind, *id)).unwrap();
            }
            let bytes = there.finish().unwrap();
            prop_assert_eq!(&bytes, &back.finish().unwrap());
            let names = Names::new(bytes.into(), "names");
            for (name, kind, id) in &list {
                prop_assert!(names.lookup(name).unwrap().any(|found| found == meaning(*kind, *id)));
            }
            let mut total = 0;
            for named in names.starting_with("", usize::MAX).unwrap() {
                let meanings: Vec<_> = named.meanings.collect();
                prop_assert!(meanings.is_sorted());
                total += meanings.len();
            }
            let distinct: BTreeSet<_> = list.iter().map(|(name, kind, id)| (normalize_name(name), kind, id)).collect();
            prop_assert_eq!(total, distinct.len());
        }
    }
}
