//! What others make of our files: `bgzip -t`, `tabix` and `bcftools view` read a BGZF output whose blocks were partly passed on, and its
//! index. Where they are not installed (Debian: tabix, bcftools) the test says SKIPPED.

use crate::command::{annotate, err};
use ckdb_core::vcf::{OutputFormat, Sink};
use std::io::Write;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a tool prints; `None` when it is not installed.
fn said(tool: &str, arguments: &[&str]) -> Option<String> {
    let Ok(output) = Command::new(tool).args(arguments).output() else {
        eprintln!("SKIPPED: {tool} is not installed; its reading of our files was not tried");
        return None;
    };
    assert!(output.status.success(), "{tool} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

/// A sorted VCF over two chromosomes; EGFR and BRAF are in it.
fn write_input(path: &Path) {
    let mut sink = Sink::create(path, OutputFormat::Bgzf, NonZero::<usize>::MIN).unwrap();
    let mut out = std::io::BufWriter::new(&mut sink);
    out.write_all(
        b"##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422>\n##contig=<ID=chr7,length=159345973>\n##FILTER=<ID=PASS,Description=\"p\">\n\
          ##INFO=<ID=DP,Number=1,Type=Integer,Description=\"d\">\n##INFO=<ID=END,Number=1,Type=Integer,Description=\"e\">\n\
          ##FORMAT=<ID=GT,Number=1,Type=String,Description=\"g\">\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tTUMOUR\n",
    )
    .unwrap();
    for (chrom, length) in [("chr1", 240_000_000_u32), ("chr7", 150_000_000)] {
        for number in 0..20_000 {
            let position = 20_000 + length / 20_001 * number;
            let info = if number % 400 == 0 { format!("END={}", position + 60_000) } else { format!("DP={}", number % 83) };
            let alternate = if number % 400 == 0 { "<DEL>" } else { "T" };
            writeln!(out, "{chrom}\t{position}\t.\tN\t{alternate}\t{number}\tPASS\t{info}\tGT\t0/1").unwrap();
        }
    }
    out.flush().unwrap();
    drop(out);
    sink.finish().unwrap();
}

#[test]
fn htslib_reads_what_we_write() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("htslib");
    std::fs::create_dir_all(&folder).unwrap();
    let (input, output) = (folder.join("in.vcf.gz"), folder.join("out.vcf.gz"));
    write_input(&input);
    for kind in ["tbi", "csi"] {
        for stale in ["tbi", "csi"] {
            let _ = std::fs::remove_file(folder.join(format!("out.vcf.gz.{stale}")));
        }
        let index = format!("--write-index={kind}");
        let done = annotate(&input, &["--assembly", "GRCh38", "-o", output.to_str().unwrap(), &index]);
        assert_eq!(done.status.code(), Some(0), "{}", err(&done));
        let path = output.to_str().unwrap();
        if said("bgzip", &["-t", path]).is_none() {
            return;
        }
        // The same bytes inside, on any number of threads, and where no block was passed on.
        if kind == "tbi" {
            let inside = |input: &Path, threads: &str| {
                let done = annotate(input, &["--assembly", "GRCh38", "-o", path, &index, "--threads", threads]);
                assert_eq!(done.status.code(), Some(0), "{}", err(&done));
                let text = said("bgzip", &["-dc", path]).unwrap();
                // The command and the input's name stand in one line of the header.
                text.lines().filter(|line| !line.starts_with("##ckdb=")).collect::<Vec<_>>().join("\n")
            };
            let one = inside(&input, "1");
            assert!(one == inside(&input, "2") && one == inside(&input, "7"));
            let plain = folder.join("in.vcf");
            std::fs::write(&plain, said("bgzip", &["-dc", input.to_str().unwrap()]).unwrap()).unwrap();
            assert!(one == inside(&plain, "3"), "no block was passed on");
        }
        let Some(whole) = said("bcftools", &["view", "-H", path]) else { return };
        assert_eq!(whole.lines().count(), 40_000);
        assert!(whole.contains("CKDB_CSQ="));
        for region in ["chr7:55019017-55211628", "chr1:1-30000", "chr1:120000000-121000000", "chr7:149999000-150000000"] {
            let (name, place) = region.split_once(':').unwrap();
            let (first, last) = place.split_once('-').unwrap();
            let (first, last): (u64, u64) = (first.parse().unwrap(), last.parse().unwrap());
            let touches = |line: &&str| {
                let columns: Vec<&str> = line.split('\t').collect();
                let position: u64 = columns[1].parse().unwrap();
                let end = columns[7].split(';').find_map(|entry| entry.strip_prefix("END=")?.parse().ok()).unwrap_or(position);
                columns[0] == name && position <= last && end >= first
            };
            let expected: Vec<&str> = whole.lines().filter(touches).collect();
            assert!(!expected.is_empty() || region.ends_with("150000000"), "{region}");
            let by_bcftools = said("bcftools", &["view", "-H", "-r", region, path]).unwrap();
            assert_eq!(by_bcftools.lines().collect::<Vec<_>>(), expected, "{kind} {region}");
            if let Some(by_tabix) = said("tabix", &[path, region]) {
                assert_eq!(by_tabix.lines().count(), expected.len(), "{kind} {region}");
            }
            let ours = annotate(&output, &["--assembly", "GRCh38", "-r", region]);
            let ours: Vec<String> =
                crate::command::out(&ours).lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
            assert_eq!(ours.len(), expected.len(), "{kind} {region}: ours");
        }
    }
}
