//! One record of BCF as a line of VCF (VCF 4.5 §6.3).

use super::dictionary::Dictionary;
use super::number;
use super::values::{Bytes, Kind, Values};
use super::wrong::Wrong;
use memchr::memchr2;

/// The numbers every record begins with.
struct Fixed {
    contig: i64,
    position: i64,
    quality: [u8; 4],
    alleles: usize,
    infos: usize,
    samples: usize,
    formats: usize,
}

impl Fixed {
    fn read(bytes: &mut Bytes<'_>) -> Result<Self, Wrong> {
        let signed = |bytes: [u8; 4]| i64::from(i32::from_le_bytes(bytes));
        let (contig, position) = (signed(bytes.four()?), signed(bytes.four()?));
        // The length on the reference follows from what the line says.
        bytes.four()?;
        let quality = bytes.four()?;
        let [a, b, c, d] = bytes.four()?;
        let [e, f, g, formats] = bytes.four()?;
        Ok(Self {
            contig,
            position,
            quality,
            infos: usize::from(u16::from_le_bytes([a, b])),
            alleles: usize::from(u16::from_le_bytes([c, d])),
            samples: u32::from_le_bytes([e, f, g, 0]) as usize,
            formats: usize::from(formats),
        })
    }
}

/// Appends the line of a record: `shared` is what it says of the site, `samples` what of the samples.
pub(super) fn write(shared: &[u8], samples: &[u8], names: &Dictionary, out: &mut Vec<u8>) -> Result<(), Wrong> {
    let mut bytes = Bytes(shared);
    let fixed = Fixed::read(&mut bytes)?;
    out.extend_from_slice(names.contig(fixed.contig).ok_or(Wrong::NoContig(fixed.contig))?);
    out.push(b'\t');
    number::integer(fixed.position + 1, out);
    out.push(b'\t');
    text(&mut bytes, out)?;
    out.push(b'\t');
    if fixed.alleles == 0 {
        out.push(b'.');
    }
    for allele in 0..fixed.alleles {
        match allele {
            0 => {}
            1 => out.push(b'\t'),
            _ => out.push(b','),
        }
        text(&mut bytes, out)?;
    }
    if fixed.alleles < 2 {
        out.extend_from_slice(b"\t.");
    }
    out.push(b'\t');
    Values { kind: Kind::Float, bytes: &fixed.quality }.write(out);
    out.push(b'\t');
    filters(&mut bytes, names, out)?;
    out.push(b'\t');
    infos(&mut bytes, fixed.infos, names, out)?;
    if fixed.samples > 0 {
        if fixed.samples != names.samples {
            return Err(Wrong::Samples { expected: names.samples, found: fixed.samples });
        }
        columns(&mut Bytes(samples), &fixed, names, out)?;
    }
    out.push(b'\n');
    Ok(())
}

/// Appends a text, which must not break the line.
fn text(bytes: &mut Bytes<'_>, out: &mut Vec<u8>) -> Result<(), Wrong> {
    let values = bytes.values()?;
    // No text at all is written as nothing, too.
    if values.kind == Kind::Text || values.kind == Kind::Nothing { checked(values, out) } else { Err(Wrong::NoText) }
}

fn checked(values: Values<'_>, out: &mut Vec<u8>) -> Result<(), Wrong> {
    if values.kind == Kind::Text && memchr2(b'\t', b'\n', values.bytes).is_some() {
        return Err(Wrong::Separator);
    }
    values.write(out);
    Ok(())
}

fn name(number: i64, names: &Dictionary) -> Result<&[u8], Wrong> {
    names.string(number).ok_or(Wrong::NoString(number))
}

fn filters(bytes: &mut Bytes<'_>, names: &Dictionary, out: &mut Vec<u8>) -> Result<(), Wrong> {
    let values = bytes.values()?;
    if values.is_empty() {
        out.push(b'.');
        return Ok(());
    }
    for (place, number) in values.integers().enumerate() {
        if place > 0 {
            out.push(b';');
        }
        out.extend_from_slice(name(number?, names)?);
    }
    Ok(())
}

fn infos(bytes: &mut Bytes<'_>, count: usize, names: &Dictionary, out: &mut Vec<u8>) -> Result<(), Wrong> {
    if count == 0 {
        out.push(b'.');
    }
    for place in 0..count {
        if place > 0 {
            out.push(b';');
        }
        out.extend_from_slice(name(bytes.integer()?, names)?);
        let values = bytes.values()?;
        if !values.is_empty() {
            out.push(b'=');
            checked(values, out)?;
        }
    }
    Ok(())
}

/// FORMAT and the columns of samples.
fn columns(bytes: &mut Bytes<'_>, fixed: &Fixed, names: &Dictionary, out: &mut Vec<u8>) -> Result<(), Wrong> {
    let mut fields = Vec::with_capacity(fixed.formats);
    // Where a key stands twice, htslib reads the last as genotypes.
    let mut genotypes = None;
    for place in 0..fixed.formats {
        out.push(if place == 0 { b'\t' } else { b':' });
        let key = name(bytes.integer()?, names)?;
        out.extend_from_slice(key);
        let (values, each) = bytes.samples(fixed.samples)?;
        if values.kind == Kind::Text && memchr2(b'\t', b'\n', values.bytes).is_some() {
            return Err(Wrong::Separator);
        }
        if key == b"GT" {
            genotypes = Some(place);
        }
        fields.push((values, each));
    }
    if fields.is_empty() {
        // FORMAT, and a column for each sample.
        out.extend(std::iter::repeat_n(*b"\t.", fixed.samples + 1).flatten());
        return Ok(());
    }
    for sample in 0..fixed.samples {
        for (place, (values, each)) in fields.iter().enumerate() {
            out.push(if place == 0 { b'\t' } else { b':' });
            let values = values.of_sample(sample, *each);
            if genotypes == Some(place) {
                values.write_genotype(out)?;
            } else {
                values.write(out);
            }
        }
    }
    Ok(())
}
