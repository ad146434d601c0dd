//! Records written byte by byte: what each kind of value becomes, and that nothing damaged is more than an error.

use super::*;
use crate::vcf::source::Source;
use proptest::prelude::*;
use std::io::Cursor;
use std::num::NonZero;

const HEADER: &str = "##fileformat=VCFv4.2\n##FILTER=<ID=PASS,Description=\"p\",IDX=0>\n##contig=<ID=chr7,length=159345973,IDX=0>\n\
    ##INFO=<ID=DP,Number=1,Type=Integer,Description=\"d\",IDX=1>\n##INFO=<ID=AF,Number=A,Type=Float,Description=\"a\",IDX=2>\n\
    ##INFO=<ID=DB,Number=0,Type=Flag,Description=\"b\",IDX=3>\n##FILTER=<ID=q10,Description=\"q\",IDX=4>\n\
    ##FORMAT=<ID=GT,Number=1,Type=String,Description=\"g\",IDX=5>\n##FORMAT=<ID=AD,Number=R,Type=Integer,Description=\"r\",IDX=6>\n\
    ##FORMAT=<ID=FT,Number=1,Type=String,Description=\"f\",IDX=7>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\tB\n";

/// The text bytes of a value, with its type before it.
fn text(value: &str) -> Vec<u8> {
    let mut bytes = if value.len() < 15 {
        vec![(value.len() as u8) << 4 | 7]
    } else {
        let count = u16::try_from(value.len()).unwrap().to_le_bytes();
        vec![0xF7, 0x12, count[0], count[1]]
    };
    bytes.extend_from_slice(value.as_bytes());
    bytes
}

fn file(records: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = b"BCF\x02\x02".to_vec();
    bytes.extend((HEADER.len() as u32 + 1).to_le_bytes());
    bytes.extend_from_slice(HEADER.as_bytes());
    bytes.push(0);
    for (shared, samples) in records {
        bytes.extend((shared.len() as u32).to_le_bytes());
        bytes.extend((samples.len() as u32).to_le_bytes());
        bytes.extend([&shared[..], samples].concat());
    }
    bytes
}

/// The site of a record: position from 0, quality as bits, and counts of alleles, INFO, samples and FORMAT; then what follows.
fn site(position: i32, quality: u32, [alleles, infos, samples, formats]: [u8; 4], rest: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = 0_i32.to_le_bytes().to_vec();
    bytes.extend(position.to_le_bytes());
    bytes.extend(1_i32.to_le_bytes());
    bytes.extend(quality.to_le_bytes());
    bytes.extend([infos, 0, alleles, 0, samples, 0, 0, formats]);
    bytes.extend(rest.concat());
    bytes
}

/// Two records with every type of value.
fn records() -> Vec<(Vec<u8>, Vec<u8>)> {
    let missing = 0x7F80_0001_u32;
    let long = "A".repeat(300);
    let rest = [
        text(""),
        text(&long),
        text("T"),
        text("<DEL>"),
        // q10, and PASS beside it for the sake of two.
        vec![0x21, 4, 0],
        // DP=300, AF=0.25,. and DB.
        vec![0x11, 1, 0x12, 0x2C, 1],
        [&[0x11, 2, 0x25][..], &0.25_f32.to_le_bytes(), &missing.to_le_bytes()].concat(),
        vec![0x11, 3, 0],
    ];
    let samples = [
        // GT 0/1 and 1|., AD of two and one, FT.
        vec![0x11, 5, 0x21, 2, 4, 4, 1],
        [&[0x11, 6, 0x22][..], &300_i16.to_le_bytes(), &[7, 0], &i16::MIN.to_le_bytes(), &(i16::MIN + 1).to_le_bytes()].concat(),
        [&[0x11, 7, 0x47][..], b"PASS", b".\0\0\0"].concat(),
    ];
    let bare = [text("rs1"), text("C"), vec![0]];
    vec![
        (site(54_999, 30.1_f32.to_bits(), [3, 3, 2, 3], &rest), samples.concat()),
        (site(-1, missing, [1, 0, 2, 0], &bare), Vec::new()),
        (site(i32::MAX - 1, missing, [1, 0, 0, 0], &bare), Vec::new()),
    ]
}

fn read(bytes: Vec<u8>, threads: usize) -> (Vec<u8>, io::Result<usize>) {
    let mut source = Source::from_reader(Cursor::new(bytes), None, NonZero::new(threads).unwrap()).unwrap();
    let mut out = Vec::new();
    let result = source.read_to_end(&mut out);
    (out, result)
}

fn expected() -> String {
    let header = (0..8).fold(HEADER.to_owned(), |header, number| header.replace(&format!(",IDX={number}>"), ">"));
    format!(
        "{header}chr7\t55000\t.\t{}\tT,<DEL>\t30.1\tq10;PASS\tDP=300;AF=0.25,.;DB\tGT:AD:FT\t0/1:300,7:PASS\t1|.:.:.\n\
         chr7\t0\trs1\tC\t.\t.\t.\t.\t.\t.\t.\nchr7\t2147483647\trs1\tC\t.\t.\t.\t.\n",
        "A".repeat(300)
    )
}

#[test]
fn every_kind_of_value_becomes_text() {
    for threads in [1, 3] {
        let (out, result) = read(file(&records()), threads);
        result.unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected());
    }
}

#[test]
fn a_damaged_record_is_named_and_what_came_before_is_there() {
    let whole = expected();
    let message = |bytes: Vec<u8>| {
        let (out, result) = read(bytes, 2);
        assert!(whole.as_bytes().starts_with(&out));
        result.unwrap_err().to_string()
    };
    let bytes = file(&records());
    assert!(message(bytes[..bytes.len() - 1].to_vec()).contains("record 3: the file ends in the middle of it"));
    assert!(message(bytes[..40].to_vec()).contains("its header"));
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut records = records();
        change(&mut records[1].0);
        message(file(&records))
    };
    assert!(with(&|site| site[0] = 9).contains("record 2: the header has no contig with the number 9"));
    assert!(with(&|site| site[24] = 0xF7).contains("record 2: expected a whole number"));
    assert!(with(&|site| site[24] = 0xE7).contains("record 2: its values are longer than it"));
    assert!(with(&|site| site[20] = 3).contains("record 2: it has 3 samples, the header has 2"));
    assert!(with(&|site| site[25] = b'\n').contains("a tab or a line end"));
    assert!(with(&|site| *site.last_mut().unwrap() = 0x14).contains("found 4"));
    let mut too_long = bytes;
    let begin = 9 + HEADER.len() + 1;
    too_long[begin..begin + 4].copy_from_slice(&[0xFF; 4]);
    assert!(message(too_long).contains("record 1: it says that it is longer"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn nothing_damaged_panics(changes in prop::collection::vec((0_usize..4_000, any::<u8>()), 1..6), cut in 0_usize..4_000) {
        let mut bytes = file(&records());
        for (place, byte) in changes {
            // Most of the header is beside the point.
            let begin = HEADER.len() - 40;
            let place = begin + place % (bytes.len() - begin);
            bytes[place] = byte;
        }
        let length = bytes.len() - cut.saturating_sub(2_000).min(bytes.len() - 9);
        bytes.truncate(length);
        let mut text = Text::of(Cursor::new(bytes));
        let mut out = Vec::new();
        let _ = text.read_to_end(&mut out);
        prop_assert!(out.len() < 1 << 20);
    }
}
