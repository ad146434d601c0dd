//! Only the lines of some regions: found through an index beside the input when there is one, by looking at every line when not.
//!
//! A line is of a region when any letter it covers is: REF, INFO `END`, and for symbolic alleles `SVLEN`, as `bcftools view -r` has it.
//! Lines outside are left out, and so are lines whose place cannot be read. What comes out, and how its lines are numbered, is the
//! same with and without an index: lines are counted as if the others had never been there.

use super::bgzf::END_MARKER;
use super::error::{Damage, VcfError};
use crate::genome::Contig;
use noodles_bgzf as bgzf;
use noodles_core::{Position, region::Interval};
use noodles_csi::binning_index::BinningIndex;
use noodles_csi::binning_index::index::reference_sequence::bin::Chunk;
use std::fs::{self, File};
use std::io::{self, BufRead, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Regions of contigs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Regions(Vec<OnContig>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct OnContig {
    name: Name,
    /// First and last letter of each, 1-based; ascending and apart.
    places: Vec<(u64, u64)>,
}

/// A primary chromosome under any of its names, or a name.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Name {
    Primary(Contig),
    Other(Vec<u8>),
}

impl Name {
    fn of(text: &[u8]) -> Self {
        let primary = std::str::from_utf8(text).ok().and_then(Contig::parse);
        primary.map_or_else(|| Self::Other(text.to_vec()), |(contig, _)| Self::Primary(contig))
    }
}

impl Regions {
    /// Reads `chr7`, `chr7:55019017`, `chr7:55,019,017-55,211,628` or `chr7:55019017-` (1-based, both ends counted), separated by
    /// commas or given one by one. A comma between digits belongs to the number.
    ///
    /// # Errors
    /// The text is none of these; the error says so.
    pub fn parse<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<Self, VcfError> {
        let mut regions = Self::default();
        for text in texts {
            for part in split(text) {
                let (name, first, last) = region(&part).ok_or_else(|| VcfError::Region { found: part.clone() })?;
                regions.add(name.as_bytes(), first, last);
            }
        }
        Ok(regions)
    }

    /// Reads a file of regions: tab-separated contig, first and last letter (1-based), or BED (0-based, end not counted) if the name
    /// ends in `.bed`; one region a line otherwise. Lines with `#`, `track` or `browser` in front are passed over.
    ///
    /// # Errors
    /// The file cannot be read, or a line is no region.
    pub fn read(path: &Path) -> Result<Self, VcfError> {
        let text = fs::read_to_string(path).map_err(|source| VcfError::Open { name: path.display().to_string(), source })?;
        let is_bed = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("bed"));
        let mut regions = Self::default();
        let is_comment = |line: &&str| line.is_empty() || ["#", "track", "browser"].iter().any(|word| line.starts_with(word));
        for line in text.lines().filter(|line| !is_comment(line)) {
            let wrong = || VcfError::Region { found: line.to_owned() };
            let mut fields = line.split('\t');
            let (name, first, last) = (fields.next().unwrap_or_default(), fields.next(), fields.next());
            let number = |text: &str| text.trim().parse::<u64>().map_err(|_| wrong());
            let (first, last) = match (first, last) {
                (Some(first), Some(last)) => (number(first)? + u64::from(is_bed), number(last)?),
                (Some(first), None) if !is_bed => (number(first)?, number(first)?),
                (None, _) if !is_bed => {
                    let (name, first, last) = region(name).ok_or_else(wrong)?;
                    regions.add(name.as_bytes(), first, last);
                    continue;
                }
                _ => return Err(wrong()),
            };
            // An empty stretch of BED holds no letter.
            if first <= last {
                regions.add(name.as_bytes(), first, last);
            }
        }
        Ok(regions)
    }

    fn add(&mut self, name: &[u8], first: u64, last: u64) {
        let name = Name::of(name);
        let number = self.0.iter().position(|on| on.name == name).unwrap_or_else(|| {
            self.0.push(OnContig { name, places: Vec::new() });
            self.0.len() - 1
        });
        let places = &mut self.0[number].places;
        places.push((first, last));
        places.sort_unstable();
        places.dedup_by(|next, before| {
            let joins = next.0 <= before.1.saturating_add(1);
            if joins {
                before.1 = before.1.max(next.1);
            }
            joins
        });
    }

    /// The regions of a contig, for [`holds`].
    pub(super) fn on(&self, chrom: &[u8]) -> &[(u64, u64)] {
        let name = Name::of(chrom);
        self.0.iter().find(|on| on.name == name).map_or(&[], |on| &on.places)
    }

    /// Pieces of the file that hold all lines of the regions, by the index beside it; `None` without an index that is as new as the
    /// file.
    fn chunks(&self, path: &Path) -> Option<Vec<Chunk>> {
        let modified = |path: &Path| fs::metadata(path).and_then(|found| found.modified()).ok();
        let beside = |extension: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(extension);
            let name = PathBuf::from(name);
            (modified(&name)? >= modified(path)?).then_some(name)
        };
        let read = |index: &dyn BinningIndex| -> Option<Vec<Chunk>> {
            let names = index.header()?.reference_sequence_names();
            let mut chunks = Vec::new();
            for (number, name) in names.iter().enumerate() {
                for (first, last) in self.on(name.as_ref()) {
                    let position = |at: u64| Position::new(usize::try_from(at).ok()?.clamp(1, (1 << 29) - 1));
                    let interval = Interval::from(position(*first)?..=position(*last)?);
                    chunks.extend(index.query(number, interval).ok()?);
                }
            }
            Some(chunks)
        };
        let mut chunks = match (beside(".csi"), beside(".tbi")) {
            (Some(csi), _) => read(&noodles_csi::fs::read(csi).ok()?)?,
            (None, Some(tbi)) => read(&noodles_tabix::fs::read(tbi).ok()?)?,
            (None, None) => return None,
        };
        chunks.sort_unstable_by_key(|chunk| (chunk.start(), chunk.end()));
        let mut merged: Vec<Chunk> = Vec::new();
        for chunk in chunks {
            match merged.last_mut().filter(|last| chunk.start() <= last.end()) {
                Some(last) => *last = Chunk::new(last.start(), last.end().max(chunk.end())),
                None => merged.push(chunk),
            }
        }
        Some(merged)
    }
}

/// Does the stretch overlap one of these?
pub(super) fn holds(places: &[(u64, u64)], (first, last): (u64, u64)) -> bool {
    let next = places.partition_point(|place| place.1 < first);
    places.get(next).is_some_and(|place| place.0 <= last)
}

/// At commas, but not at those that group the digits of a number.
fn split(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for piece in text.split(',') {
        let groups = |part: &String| part.contains(':') && part.ends_with(|end: char| end.is_ascii_digit());
        let digits = piece.split('-').next().unwrap_or_default();
        match parts.last_mut().filter(|part| groups(part)) {
            Some(part) if digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()) && !piece.contains(':') => {
                part.push_str(piece);
            }
            _ => parts.push(piece.to_owned()),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn region(text: &str) -> Option<(&str, u64, u64)> {
    let text = text.trim();
    let Some((name, place)) = text.rsplit_once(':') else { return (!text.is_empty()).then_some((text, 1, u64::MAX)) };
    let number = |text: &str| text.parse::<u64>().ok();
    let (first, last) = match place.split_once('-') {
        None => (number(place)?, number(place)?),
        Some((first, "")) => (number(first)?, u64::MAX),
        Some((first, last)) => (number(first)?, number(last)?),
    };
    (!name.is_empty() && first <= last).then_some((name, first, last))
}

/// Pieces of a BGZF file, read one after another.
pub(super) struct Chosen {
    reader: bgzf::io::Reader<File>,
    chunks: std::vec::IntoIter<Chunk>,
    /// Where the current piece ends.
    end: Option<bgzf::VirtualPosition>,
}

impl Chosen {
    /// The pieces of a file that hold the regions' lines; `None` when there is no index to tell them.
    pub(super) fn of(path: &Path, regions: &Regions) -> io::Result<Option<Self>> {
        let Some(chunks) = regions.chunks(path) else { return Ok(None) };
        let mut file = File::open(path)?;
        let length = file.seek(SeekFrom::End(0))?;
        // A file that was cut short says so only at its end.
        let mut tail = [0; END_MARKER.len()];
        file.seek(SeekFrom::Start(length.saturating_sub(tail.len() as u64)))?;
        if file.read_exact(&mut tail).is_err() || tail != END_MARKER {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, Damage::NoEndMarker { offset: length }));
        }
        Ok(Some(Self { reader: bgzf::io::Reader::new(file), chunks: chunks.into_iter(), end: None }))
    }

    /// As [`BufRead::fill_buf`].
    pub(super) fn fill_buf(&mut self) -> io::Result<&[u8]> {
        loop {
            let Some(end) = self.end else {
                let Some(chunk) = self.chunks.next() else { return Ok(&[]) };
                self.reader.seek(chunk.start())?;
                self.end = Some(chunk.end());
                continue;
            };
            let length = self.reader.fill_buf()?.len();
            let at = self.reader.virtual_position();
            if length == 0 || at >= end {
                self.end = None;
                continue;
            }
            let is_last = at.compressed() == end.compressed();
            let most = if is_last { usize::from(end.uncompressed() - at.uncompressed()) } else { length };
            return Ok(&self.reader.fill_buf()?[..length.min(most)]);
        }
    }

    pub(super) fn consume(&mut self, count: usize) {
        self.reader.consume(count);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn regions_are_read_as_people_write_them() {
        let regions = Regions::parse(["chr7:55,019,017-55,211,628,12:25205246-", "X", "HLA-A*01:01:5", "7:1-5,7:6-9"]).unwrap();
        assert_eq!(regions.on(b"7"), [(1, 9), (55_019_017, 55_211_628)]);
        assert_eq!(regions.on(b"chr12"), [(25_205_246, u64::MAX)]);
        assert_eq!((regions.on(b"chrX"), regions.on(b"HLA-A*01:01")), (&[(1, u64::MAX)][..], &[(5, 5)][..]));
        assert!(regions.on(b"chr8").is_empty());
        for wrong in ["7:b-c", "7:9-5", ":5", "7:-5"] {
            assert!(Regions::parse([wrong]).unwrap_err().to_string().contains(wrong), "{wrong}");
        }
    }

    #[test]
    fn what_touches_a_region_is_of_it() {
        let places = [(10, 20), (30, 40)];
        let of = |first, last| holds(&places, (first, last));
        assert_eq!(
            [of(1, 9), of(1, 10), of(20, 20), of(21, 29), of(21, 30), of(41, 90), of(5, 95)],
            [false, true, true, false, true, false, true]
        );
    }
}
