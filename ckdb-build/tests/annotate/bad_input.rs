//! Bad input: each a message on standard error that says what was found and what to do, exit code 1, and nothing at the place
//! of the output.

use super::command::{annotate, ckdb, data, err, index, out};
use std::path::Path;
use std::process::Output;

const SOUND: &str =
    "##fileformat=VCFv4.2\n##reference=GRCh38\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n7\t140753336\t.\tA\tT\t.\t.\t.\n";

/// A folder with a sound input and nothing else.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("in.vcf"), SOUND).unwrap();
    folder
}

/// The message with what changes from run to run taken out.
fn message(output: &Output, folder: &Path) -> String {
    let said = err(output).replace(folder.to_str().unwrap(), "DIR").replace(index().to_str().unwrap(), "INDEX");
    let id = said.split("; index ").nth(1).map(|rest| rest.chars().take_while(char::is_ascii_hexdigit).collect::<String>());
    let said = id.filter(|id| id.len() == 32).map_or(said.clone(), |id| said.replace(&id, "ID"));
    // These numbers change with the knowledge that ships.
    let said = without_number(&said, "should be ");
    without_number(&said, "stopped after line ").trim_end().to_owned()
}

/// The text with `N` in place of the number that follows `words`.
fn without_number(text: &str, words: &str) -> String {
    match text.split_once(words) {
        Some((before, after)) if after.starts_with(|letter: char| letter.is_ascii_digit()) => {
            format!("{before}{words}N{}", after.trim_start_matches(|letter: char| letter.is_ascii_digit()))
        }
        _ => text.to_owned(),
    }
}

/// It fails, and says this.
#[track_caller]
fn refused(output: &Output, folder: &Path) -> String {
    assert_eq!(output.status.code(), Some(1), "{}", err(output));
    assert_eq!(out(output), "", "nothing goes out before the input is known to be sound");
    message(output, folder)
}

/// The same input, written under a name.
fn refused_input(name: &str, content: impl AsRef<[u8]>, more: &[&str]) -> String {
    let folder = folder();
    let file = folder.path().join(name);
    std::fs::write(&file, content).unwrap();
    refused(&annotate(&file, more), folder.path())
}

/// `ckdb annotate` of the sound input with another index.
fn with_index(name: &str, content: Option<&[u8]>) -> String {
    let folder = folder();
    let path = folder.path().join(name);
    if let Some(content) = content {
        std::fs::write(&path, content).unwrap();
    }
    let output = ckdb().arg("annotate").arg(folder.path().join("in.vcf")).arg("--index").arg(&path).output().unwrap();
    refused(&output, folder.path())
}

#[test]
fn diseases() {
    let ask = |disease: &str| refused_input("in.vcf", SOUND, &["--disease", disease]);
    insta::assert_snapshot!(["lung adenocarcinom", "LUDA", "DOID:39100", "melanoam", "zzzzzz", ""].map(ask).join("\n"));
}

#[test]
fn assemblies() {
    let silent = SOUND.replace("##reference=GRCh38\n", "");
    let torn = SOUND.replace("##reference=GRCh38\n", "##reference=GRCh38\n##contig=<ID=7,length=159138663>\n");
    let said = [
        refused_input("in.vcf", SOUND, &["--assembly", "GRCh37"]),
        refused_input("in.vcf", &silent, &[]),
        refused_input("in.vcf", &torn, &[]),
    ];
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_file_of_the_other_assembly_is_noticed_by_its_letters() {
    let Some(folder) = data("conformance/somatic/pcgr-t001") else { return };
    let output = annotate(&folder.join("T001-COAD.grch38.vcf.gz"), &["--assembly", "GRCh37", "--disease", "COADREAD"]);
    let said = err(&output);
    assert!(said.starts_with("warning: REF contradicts the reference in "), "{said}");
    assert!(said.contains("(REF_MISMATCH)") && said.contains("is the file of another assembly (see --assembly)?"), "{said}");
    let strict = annotate(&folder.join("T001-COAD.grch38.vcf.gz"), &["--assembly", "GRCh37", "--strict"]);
    assert_eq!(strict.status.code(), Some(1));
}

#[test]
fn a_reference_letter_that_is_not_there() {
    let folder = folder();
    let file = folder.path().join("in.vcf");
    let mut lines = SOUND.to_owned();
    for position in 140_753_340..140_753_360 {
        lines.push_str(&format!("7\t{position}\t.\tACGTACGTAC\tT\t.\t.\t.\n"));
    }
    std::fs::write(&file, lines).unwrap();
    let output = annotate(&file, &[]);
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(message(&output, folder.path()));
    assert_eq!(annotate(&file, &["--strict"]).status.code(), Some(1));
}

#[test]
fn inputs() {
    let said = [
        refused_input("empty.vcf", "", &[]),
        refused_input("headless.vcf", "7\t140753336\t.\tA\tT\t.\t.\t.\n", &[]),
        refused_input("no-chrom.vcf", "##fileformat=VCFv4.2\n##reference=GRCh38\n7\t140753336\t.\tA\tT\t.\t.\t.\n", &[]),
        refused_input("reads.bam", b"BAM\x01\x00\x00\x00\x00", &["--assembly", "GRCh38"]),
        refused_input("table.maf", "Hugo_Symbol\tChromosome\nBRAF\t7\n", &["--assembly", "GRCh38"]),
    ];
    let folder = folder();
    let missing = refused(&annotate(&folder.path().join("no-such.vcf"), &[]), folder.path());
    let a_folder = refused(&annotate(folder.path(), &[]), folder.path());
    insta::assert_snapshot!([said.join("\n"), missing, a_folder].join("\n"));
}

#[test]
fn a_truncated_file_leaves_no_output_behind() {
    let folder = folder();
    let (whole, packed, result) = (folder.path().join("in.vcf"), folder.path().join("in.vcf.gz"), folder.path().join("out.vcf"));
    let mut long = SOUND.to_owned();
    for position in 0..20_000_u64 {
        // Letters that a compressor cannot guess.
        let noise = position.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        long.push_str(&format!("8\t{}\t{noise:x}\tA\tT\t.\t.\tN={:x}\n", position + 1, noise.rotate_left(31)));
    }
    std::fs::write(&whole, long).unwrap();
    assert_eq!(annotate(&whole, &["-o", packed.to_str().unwrap()]).status.code(), Some(0));
    let bytes = std::fs::read(&packed).unwrap();
    std::fs::write(&packed, &bytes[..300_000]).unwrap();
    let output = annotate(&packed, &["-o", result.to_str().unwrap()]);
    insta::assert_snapshot!(refused(&output, folder.path()));
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "only the inputs are there: {left:?}");
    // Cut between two blocks: every block is whole, only the end mark is missing.
    let blocks = ends_of_blocks(&bytes);
    std::fs::write(&packed, &bytes[..blocks[1]]).unwrap();
    let cut = annotate(&packed, &["-o", result.to_str().unwrap()]);
    assert!(err(&cut).contains("truncated"), "{}", err(&cut));
}

/// Where the blocks of a BGZF file end.
fn ends_of_blocks(bytes: &[u8]) -> Vec<usize> {
    let mut ends = vec![0];
    while let Some(size) = bytes.get(ends[ends.len() - 1] + 16..).and_then(|rest| rest.get(..2)) {
        ends.push(ends[ends.len() - 1] + usize::from(u16::from_le_bytes([size[0], size[1]])) + 1);
    }
    ends.split_off(1)
}

#[test]
fn indexes() {
    let sound = std::fs::read(index()).unwrap();
    let mut newer = sound.clone();
    newer[8] = 9;
    let said = [
        with_index("no-such.ckdb", None),
        with_index("empty.ckdb", Some(b"")),
        with_index("letter.ckdb", Some(b"Dear colleague,\n")),
        with_index("in.vcf", None),
        with_index("newer.ckdb", Some(&newer)),
        with_index("short.ckdb", Some(&sound[..100_000])),
        with_index("", None),
    ];
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn the_index_of_the_surroundings() {
    let folder = folder();
    let run = |index: &Path| ckdb().arg("annotate").arg(folder.path().join("in.vcf")).env("CKDB_INDEX", index).output().unwrap();
    let found = run(index());
    assert_eq!(found.status.code(), Some(0), "{}", err(&found));
    let named = annotate(&folder.path().join("in.vcf"), &[]);
    let lines =
        |output: &Output| out(output).lines().filter(|line| !line.starts_with("##ckdb=")).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines(&found), lines(&named), "the same but for the command in the header");
    insta::assert_snapshot!(refused(&run(&folder.path().join("gone.ckdb")), folder.path()));
}

#[test]
fn outputs() {
    let folder = folder();
    let run = |output: &str| {
        let output = folder.path().join(output);
        refused(&annotate(&folder.path().join("in.vcf"), &["-o", output.to_str().unwrap()]), folder.path())
    };
    insta::assert_snapshot!([run("no-such-folder/out.vcf"), run("")].join("\n"));
}

#[test]
fn wrong_usage_is_exit_2() {
    let folder = folder();
    let run = |more: &[&str]| annotate(&folder.path().join("in.vcf"), more).status.code();
    assert_eq!(run(&["--assembly", "hg17"]), Some(2));
    assert_eq!(run(&["--threads", "0"]), Some(2));
    assert_eq!(run(&["--no-such-flag"]), Some(2));
    assert_eq!(ckdb().arg("annotate").output().unwrap().status.code(), Some(2));
}
