//! BCF in: the text is what `bcftools view` writes of the same file, for every VCF of the conformance collections that `bcftools` itself turns
//! into BCF, for what noodles writes, and for records made up to have odd values. Where `bcftools` is not installed the test says
//! SKIPPED.
#![allow(clippy::unwrap_used, missing_docs)]

use ckdb_core::vcf::Source;
use std::fs;
use std::io::Read;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::Command;

fn ours(path: &Path) -> Result<Vec<u8>, String> {
    let mut texts = [1, 3].map(|threads| {
        let mut source = Source::open(path, NonZero::new(threads).unwrap()).map_err(|error| error.to_string())?;
        assert!(source.is_bcf(), "{}", path.display());
        let mut text = Vec::new();
        source.read_to_end(&mut text).map(|_| text).map_err(|error| error.to_string())
    });
    assert_eq!(texts[0], texts[1]);
    std::mem::replace(&mut texts[0], Ok(Vec::new()))
}

/// What `bcftools` prints; `None` when it fails.
fn bcftools(arguments: &[&str]) -> Option<Vec<u8>> {
    let output = Command::new("bcftools").args(arguments).output().unwrap();
    output.status.success().then_some(output.stdout)
}

fn is_there() -> bool {
    let there = Command::new("bcftools").arg("--version").output().is_ok();
    if !there {
        eprintln!("SKIPPED: bcftools is not installed (Debian: bcftools); our text of BCF was not compared with its");
    }
    there
}

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("bcf").join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Our text of a BCF against that of `bcftools`.
fn agree(path: &Path) {
    let text = path.to_str().unwrap();
    let expected = bcftools(&["view", "--no-version", text]).unwrap_or_else(|| panic!("bcftools does not read {text}"));
    let found = ours(path).unwrap_or_else(|error| panic!("{text}: {error}"));
    if found != expected {
        let lines = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect::<Vec<_>>();
        let (found, expected) = (lines(&found), lines(&expected));
        let other = found.iter().zip(&expected).find(|(a, b)| a != b);
        panic!("{text}: {} and {} lines; {other:?}", found.len(), expected.len());
    }
}

/// The text of `path` as BCF, compressed and not; `false` when `bcftools` refuses the file.
fn through_bcf(path: &Path, folder: &Path, number: usize) -> bool {
    let mut is_read = false;
    for (form, name) in [("-Ob", "packed"), ("-Ou", "plain")] {
        let bcf = folder.join(format!("{number}.{name}.bcf"));
        let output = bcf.to_str().unwrap();
        if bcftools(&["view", "--no-version", form, "-o", output, path.to_str().unwrap()]).is_some() {
            agree(&bcf);
            is_read = true;
        }
    }
    is_read
}

/// Every VCF below a folder.
fn vcfs(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            vcfs(&path, found);
        } else if [".vcf", ".vcf.gz"].iter().any(|end| name.ends_with(end)) && fs::metadata(&path).unwrap().len() < 4_000_000 {
            found.push(path);
        }
    }
}

#[test]
fn the_text_is_that_of_bcftools() {
    let data = std::env::var_os("CKDB_DATA")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data"), PathBuf::from)
        .join("conformance");
    if !data.exists() {
        eprintln!("SKIPPED: the_text_is_that_of_bcftools: no {}", data.display());
        return;
    }
    if !is_there() {
        return;
    }
    let (mut all, folder) = (Vec::new(), folder("collections"));
    vcfs(&data, &mut all);
    // A sample of them, or all where time does not matter (`make conformance`).
    let step = if std::env::var_os("CKDB_CONFORMANCE").is_some() { 1 } else { 12 };
    let tried: Vec<(usize, &PathBuf)> = all.iter().enumerate().step_by(step).collect();
    let read = tried.iter().filter(|(number, path)| through_bcf(path, &folder, *number)).count();
    eprintln!("BCF: {read} of {} files through bcftools and back, the same text", tried.len());
    assert!(read * 8 > tried.len(), "{read} of {}", tried.len());
    let real = data.join("vcf/htslib/tabix/vcf_file.bcf");
    if real.exists() {
        agree(&real);
    }
}

/// Lines with numbers of every size, floats of every kind, vectors of unequal lengths and many samples.
fn made_up() -> String {
    use std::fmt::Write;
    let mut text = "##fileformat=VCFv4.2\n##FILTER=<ID=q10,Description=\"q\">\n##contig=<ID=chr1>\n##contig=<ID=chr2>\n\
        ##INFO=<ID=I,Number=.,Type=Integer,Description=\"i\">\n##INFO=<ID=F,Number=.,Type=Float,Description=\"f\">\n\
        ##INFO=<ID=S,Number=.,Type=String,Description=\"s\">\n##INFO=<ID=C,Number=1,Type=Character,Description=\"c\">\n\
        ##INFO=<ID=Y,Number=0,Type=Flag,Description=\"y\">\n##FORMAT=<ID=GT,Number=1,Type=String,Description=\"g\">\n\
        ##FORMAT=<ID=FI,Number=.,Type=Integer,Description=\"i\">\n##FORMAT=<ID=FF,Number=.,Type=Float,Description=\"f\">\n\
        ##FORMAT=<ID=FS,Number=.,Type=String,Description=\"s\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT"
        .to_owned();
    for sample in 0..40 {
        write!(text, "\tS{sample}").unwrap();
    }
    let mut seed = 3_u64;
    let mut draw = move |end: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % end
    };
    let float = |bits: u64, scale: u64| format!("{:e}", (bits as f64 / 1e6 - 900.0) * 10_f64.powi(scale as i32 - 12));
    for number in 0..400_u64 {
        let alternates = ["C", "C,G", ".", "<DEL>", "*,ACGTACGTACGTACGTACGT"][draw(5) as usize];
        write!(
            text,
            "\nchr{}\t{}\t{}\tA\t{alternates}\t",
            1 + number / 200,
            1 + number * 100,
            ["rs1", ".", "a;b"][draw(3) as usize]
        )
        .unwrap();
        text.push_str(&if draw(4) == 0 { ".".to_owned() } else { float(draw(2_000_000_000), draw(20)) });
        write!(text, "\t{}\t", ["PASS", ".", "q10", "q10;PASS"][draw(4) as usize]).unwrap();
        let large = [1, 100, 128, 30_000, 40_000, 3_000_000, 2_000_000_000][draw(7) as usize];
        write!(text, "I={},.,-{};F={},.,{};C=x", draw(large), draw(large), float(draw(2_000_000_000), draw(24)), draw(9)).unwrap();
        text.push_str(["", ";Y", ";S=a,b,.", ";S=."][draw(4) as usize]);
        text.push_str("\tGT:FI:FF:FS");
        for _ in 0..40 {
            let genotype = ["0/1", "1|0", "./.", ".", "1", "0|.", "1/1/0", "0"][draw(8) as usize];
            write!(text, "\t{genotype}:").unwrap();
            let count = draw(4);
            let list = |one: &mut dyn FnMut() -> String| {
                let all: Vec<String> = (0..count).map(|_| one()).collect();
                if all.is_empty() { ".".to_owned() } else { all.join(",") }
            };
            text.push_str(&list(&mut || draw(large).to_string()));
            text.push(':');
            text.push_str(&list(&mut || float(draw(2_000_000_000), draw(20))));
            text.push(':');
            text.push_str(["x", "longer,text", "."][draw(3) as usize]);
        }
    }
    text.push('\n');
    text
}

#[test]
fn odd_values_are_those_of_bcftools() {
    if !is_there() {
        return;
    }
    let folder = folder("made-up");
    let path = folder.join("in.vcf");
    fs::write(&path, made_up()).unwrap();
    assert!(through_bcf(&path, &folder, 0));
}
