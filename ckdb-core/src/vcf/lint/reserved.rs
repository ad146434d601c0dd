//! Keys whose meaning the specification fixes, and how `Number=` and `Type=` are read.

use crate::vcf::meta;

/// How many values a key takes (`Number=`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Number {
    Fixed(usize),
    Alternates,
    Alleles,
    Genotypes,
    Any,
}

/// What a value is (`Type=`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Integer,
    Float,
    Flag,
    Character,
    Text,
}

pub(super) type Declared = (Number, Option<Type>);

/// Keys whose meaning the specification fixes. `since` is the minor version of VCF 4 that reserved them; `None` as a
/// type where versions differ.
const fn reserved(since: u8, key: &'static str, number: Number, kind: Option<Type>) -> (u8, &'static str, Declared) {
    (since, key, (number, kind))
}

pub(super) const RESERVED_INFO: [(u8, &str, Declared); 21] = [
    reserved(1, "1000G", Number::Fixed(0), Some(Type::Flag)),
    reserved(1, "AA", Number::Fixed(1), Some(Type::Text)),
    reserved(1, "AC", Number::Alternates, Some(Type::Integer)),
    reserved(3, "AD", Number::Alleles, Some(Type::Integer)),
    reserved(3, "ADF", Number::Alleles, Some(Type::Integer)),
    reserved(3, "ADR", Number::Alleles, Some(Type::Integer)),
    reserved(1, "AF", Number::Alternates, Some(Type::Float)),
    reserved(1, "AN", Number::Fixed(1), Some(Type::Integer)),
    reserved(1, "BQ", Number::Fixed(1), Some(Type::Float)),
    reserved(1, "CIGAR", Number::Alternates, Some(Type::Text)),
    reserved(1, "DB", Number::Fixed(0), Some(Type::Flag)),
    reserved(1, "DP", Number::Fixed(1), Some(Type::Integer)),
    reserved(1, "END", Number::Fixed(1), Some(Type::Integer)),
    reserved(1, "H2", Number::Fixed(0), Some(Type::Flag)),
    reserved(1, "H3", Number::Fixed(0), Some(Type::Flag)),
    reserved(1, "MQ", Number::Fixed(1), None),
    reserved(1, "MQ0", Number::Fixed(1), Some(Type::Integer)),
    reserved(1, "NS", Number::Fixed(1), Some(Type::Integer)),
    reserved(1, "SOMATIC", Number::Fixed(0), Some(Type::Flag)),
    reserved(1, "VALIDATED", Number::Fixed(0), Some(Type::Flag)),
    reserved(1, "SVTYPE", Number::Fixed(1), Some(Type::Text)),
];

pub(super) const RESERVED_FORMAT: [(u8, &str, Declared); 15] = [
    reserved(3, "AD", Number::Alleles, Some(Type::Integer)),
    reserved(3, "ADF", Number::Alleles, Some(Type::Integer)),
    reserved(3, "ADR", Number::Alleles, Some(Type::Integer)),
    reserved(1, "DP", Number::Fixed(1), Some(Type::Integer)),
    reserved(1, "EC", Number::Alternates, Some(Type::Integer)),
    reserved(1, "FT", Number::Fixed(1), Some(Type::Text)),
    reserved(1, "GL", Number::Genotypes, Some(Type::Float)),
    reserved(1, "GP", Number::Genotypes, Some(Type::Float)),
    reserved(1, "GQ", Number::Fixed(1), Some(Type::Integer)),
    reserved(1, "GT", Number::Fixed(1), Some(Type::Text)),
    reserved(1, "HQ", Number::Fixed(2), Some(Type::Integer)),
    reserved(1, "MQ", Number::Fixed(1), Some(Type::Integer)),
    reserved(1, "PL", Number::Genotypes, Some(Type::Integer)),
    reserved(1, "PQ", Number::Fixed(1), Some(Type::Integer)),
    reserved(1, "PS", Number::Fixed(1), Some(Type::Integer)),
];

/// The minor version of VCF 4, by `##fileformat`.
pub(super) fn minor_version(version: Option<&str>) -> u8 {
    // An unknown version is judged by the oldest rules.
    version.and_then(|version| version.strip_prefix("VCFv4.")).and_then(|minor| minor.parse().ok()).unwrap_or(1)
}

/// What an `##INFO` or `##FORMAT` line says of its key.
pub(super) fn declared(attributes: &[(String, String)]) -> Option<Declared> {
    let number = match meta::attribute(attributes, "Number")? {
        "A" => Number::Alternates,
        "R" => Number::Alleles,
        "G" => Number::Genotypes,
        number => number.parse().map_or(Number::Any, Number::Fixed),
    };
    let kind = match meta::attribute(attributes, "Type")? {
        "Integer" => Some(Type::Integer),
        "Float" => Some(Type::Float),
        "Flag" => Some(Type::Flag),
        "Character" => Some(Type::Character),
        "String" => Some(Type::Text),
        _ => None,
    };
    Some((number, kind))
}
