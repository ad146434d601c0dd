//! Tests of the reader of structural ALTs.
#![allow(clippy::unwrap_used)]

use super::*;

fn read(text: &str) -> Result<StructuralAllele, StructuralError> {
    let tabs = text.split_whitespace().collect::<Vec<_>>().join("\t");
    let line = Line::parse(tabs.as_bytes(), 1).unwrap();
    let (contig, _) = line.contig().unwrap();
    structural_allele(&line, (0, line.alternates().split(|byte| *byte == b',').next().unwrap()), contig)
}

fn of(position: u32, alternate: &str, info: &str) -> Result<String, StructuralError> {
    read(&format!("7 {position} . T {alternate} . . {info}")).map(|allele| allele.to_string())
}

fn ok(position: u32, alternate: &str, info: &str) -> String {
    of(position, alternate, info).unwrap()
}

#[test]
fn one_deletion_in_every_notation() {
    let expected = "chr7:5(+)::chr7:13(-)";
    for (position, alternate, info) in [
        (5, "<DEL>", "END=12;SVLEN=-7"),
        (5, "<DEL>", "SVLEN=-7"),
        (5, "<DEL>", "SVLEN=7"),
        (5, "<DEL:ME:ALU>", "SVTYPE=DEL;END=12"),
        (5, "T[7:13[", "SVTYPE=BND"),
        (5, "T[chr7:13[", "SVTYPE=DEL;SVLEN=7"),
        (13, "]7:5]T", "SVTYPE=BND;MATEID=x"),
        (5, "<TRA>", "CHR2=7;END=13;CT=3to5"),
    ] {
        assert_eq!(ok(position, alternate, info), expected, "{alternate} {info}");
    }
}

#[test]
fn duplications_and_inversions() {
    for (position, alternate, info) in
        [(5, "<DUP>", "END=12"), (5, "<DUP:TANDEM>", "SVLEN=7"), (6, "]7:12]T", "."), (12, "T[7:6[", ".")]
    {
        assert_eq!(ok(position, alternate, info), "chr7:6(-)::chr7:12(+)", "{alternate}");
    }
    assert_eq!(ok(5, "<INV>", "END=12"), "INV chr7:6-12");
    for (position, alternate, info) in
        [(5, "T]7:12]", "."), (12, "T]7:5]", "."), (5, "<INV>", "END=12;INV3"), (5, "<INV>", "END=12;CT=3to3")]
    {
        assert_eq!(ok(position, alternate, info), "chr7:5(+)::chr7:12(+)", "{alternate} {info}");
    }
    for (position, alternate, info) in [(6, "[7:13[T", "."), (13, "[7:6[T", "."), (5, "<INV>", "END=12;INV5")] {
        assert_eq!(ok(position, alternate, info), "chr7:6(-)::chr7:13(-)", "{alternate} {info}");
    }
}

#[test]
fn inserted_letters_are_read_from_the_smaller_end() {
    assert_eq!(ok(5, "TCAT[7:13[", "."), "chr7:5(+):CAT:chr7:13(-)");
    assert_eq!(ok(13, "]7:5]CATT", "."), "chr7:5(+):CAT:chr7:13(-)");
    assert_eq!(ok(5, "TCAT]12:13]", "."), "chr7:5(+):CAT:chr12:13(+)");
    assert_eq!(read("12 13 . G GATG]7:5] . . .").unwrap().to_string(), "chr7:5(+):CAT:chr12:13(+)");
    assert_eq!(read("7 5 . TGG TG[7:13[ . . .").unwrap().to_string(), "chr7:6(+)::chr7:13(-)", "a longer REF");
    assert_eq!(ok(5, "A[7:13[", "."), "chr7:4(+):A:chr7:13(-)", "a letter replaced at the break");
}

#[test]
fn homologous_spellings_are_one() {
    let one = ok(107_653_518, "T]11:94975749]", "CIPOS=0,2;HOMLEN=2");
    let other = read("11 94975747 . G G]7:107653520] . . CIPOS=0,2;HOMLEN=2").unwrap().to_string();
    assert_eq!((one.as_str(), other.as_str()), ("chr7:107653518(+)::chr11:94975749(+)", "chr7:107653518(+)::chr11:94975749(+)"));
    assert_eq!(ok(8, "<DEL>", "END=15;CIPOS=-3,2;HOMLEN=5"), "chr7:5(+)::chr7:13(-)");
    assert_eq!(ok(8, "<DEL>", "END=15;CIPOS=-3,2;HOMLEN=5;IMPRECISE"), "chr7:8(+)::chr7:16(-)", "not sure to the letter");
}

#[test]
fn other_shapes() {
    assert_eq!(ok(5, "<INS>", "END=5;SVLEN=300"), "INS chr7:5^6 of 300");
    assert_eq!(ok(5, "<INS:ME:L1>", "."), "INS chr7:5^6");
    assert_eq!(ok(5, "<CNV>", "END=12;CN=4"), "CN4 chr7:6-12");
    assert_eq!(ok(5, "<CN0>", "END=12"), "CN0 chr7:6-12");
    assert_eq!(ok(5, "<RPL>", "END=12;SVLEN=-7;NTLEN=2"), "chr7:5(+):NN:chr7:13(-)");
    assert_eq!(ok(5, "TAC.", "."), "chr7:5(+)::?");
    assert_eq!(ok(5, ".ACT", "."), "chr7:5(-)::?");
    assert!(!read("7 5 . T <DEL> . . END=9;IMPRECISE").unwrap().is_precise);
}

#[test]
fn one_value_an_alternate() {
    let line = Line::parse(b"7\t5\t.\tT\t<DEL>,<DUP>\t.\t.\tEND=20;SVLEN=7,15", 1).unwrap();
    let (contig, _) = line.contig().unwrap();
    let of = |index, text: &[u8]| structural_allele(&line, (index, text), contig).unwrap().to_string();
    assert_eq!(of(0, b"<DEL>"), "chr7:5(+)::chr7:13(-)");
    assert_eq!(of(1, b"<DUP>"), "chr7:6(-)::chr7:20(+)");
}

#[test]
fn what_is_missing_or_contradictory_is_named() {
    use StructuralError as E;
    for (alternate, info, error) in [
        ("<DEL>", ".", E::NoEnd),
        ("<DEL>", "END=3", E::EndBeforePosition),
        ("<DEL>", "END=5", E::EndBeforePosition),
        ("<DEL>", "END=x", E::NotANumber),
        ("<DUP>", "SVLEN=-7", E::LengthSign),
        ("<INV>", "END=12;SVLEN=-7", E::LengthSign),
        ("<DEL>", "END=12;SVTYPE=DUP", E::TypeDisagrees),
        ("<DEL>", "END=99999999999", E::NoPosition),
        ("<DEL>", "END=4294967295", E::NoPosition),
        ("<DUP>", "END=2147483648", E::NoPosition),
        ("<INV>", "SVLEN=4294967295", E::NoPosition),
        ("T]7:4294967295]", ".", E::NoPosition),
        ("<CTX>", "CHR2=chrUn_gl000223;END=70284", E::UnknownKind),
        ("<TRA>", "CHR2=chrUn_gl000223;END=70284;CT=3to5", E::PartnerContig),
        ("T[chrUn_gl000223:7[", ".", E::PartnerContig),
        ("T[7:13]", ".", E::MalformedBreakend),
        ("[7:13[", ".", E::MalformedBreakend),
        ("T[7:13[T", ".", E::MalformedBreakend),
        ("T[7:0[", ".", E::NoPosition),
        ("T[7[", ".", E::MalformedBreakend),
        ("C<ctg1>.", ".", E::MalformedBreakend),
        ("TA", ".", E::NotStructural),
        (".", ".", E::NotStructural),
    ] {
        assert_eq!(of(5, alternate, info), Err(error), "{alternate} {info}");
    }
    assert_eq!(of(0, "<DEL>", "END=3"), Err(E::NoPosition));
}
