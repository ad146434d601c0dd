//! Nothing of the input is markup: a VCF that has it in every field gives a page that shows it as text.

use super::{index, page_of};
use std::fmt::Write;
use std::path::PathBuf;

/// What a field is filled with: it closes texts, attributes, comments, styles and pictures.
const EVIL: &str =
    "\"'></style></title></svg><!--><script>alert(1)</script><img/src=x/onerror=alert(2)>{{7*7}}{%endif%}</td></table>&lt;b&gt;";

/// In a VCF's INFO and FILTER no spaces, semicolons and commas may stand.
fn field(name: &str) -> String {
    format!("{name}{EVIL}").replace([';', ',', ' '], "_")
}

/// EGFR L858R and T790M on a file with markup in every place that takes a text, and lines that are markup as a whole.
fn evil_vcf() -> String {
    let mut text = String::from("##fileformat=VCFv4.3\n");
    let evil = EVIL.replace('"', "\\\"");
    writeln!(text, "##source={EVIL}").unwrap();
    writeln!(text, "##{EVIL}={EVIL}").unwrap();
    writeln!(text, "##MSI={EVIL}").unwrap();
    writeln!(text, "##INFO=<ID={0},Number=1,Type=String,Description=\"{evil}\">", field("I")).unwrap();
    writeln!(text, "##FILTER=<ID={0},Description=\"{evil}\">", field("F")).unwrap();
    writeln!(text, "##contig=<ID=chr7,length=159345973,note=\"{evil}\">").unwrap();
    writeln!(text, "##tumor_sample={EVIL}").unwrap();
    writeln!(text, "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{EVIL}").unwrap();
    let mut line = |chrom: &str, pos: &str, id: &str, reference: &str, alternate: &str, filter: &str| {
        let (info, format) = (field("INFO="), field("GT:X"));
        writeln!(text, "{chrom}\t{pos}\t{id}\t{reference}\t{alternate}\t{EVIL}\t{filter}\t{info}\t{format}\t0/1:{EVIL}").unwrap();
    };
    line("chr7", "55191822", EVIL, "T", "G", "PASS");
    line("chr7", "55181378", EVIL, "C", "T", &field("F"));
    line("chr7", "55181379", EVIL, "G", &format!("<{EVIL}>"), "PASS");
    line("chr7", "55181380", EVIL, EVIL, "A", "PASS");
    line(EVIL, "1", EVIL, "A", "C", "PASS");
    line("chr7", EVIL, EVIL, "A", "C", "PASS");
    writeln!(text, "{EVIL}").unwrap();
    text
}

#[test]
fn markup_in_every_field_is_shown_as_text() {
    let folder = tempfile::tempdir().unwrap();
    let name = "in_<script>alert(3)<_script>'\"&.vcf";
    let input: PathBuf = folder.path().join(name);
    std::fs::write(&input, evil_vcf()).unwrap();
    let fusions = folder.path().join("fusions.csv");
    std::fs::write(&fusions, "EML4,ALK,e13,e20\n").unwrap();
    for lang in ["ja", "en"] {
        // The parser counts what is wrong: a page that a field had broken would not be well formed.
        let told = [
            "--lang",
            lang,
            "--disease",
            "LUAD",
            "--assay",
            EVIL,
            "--age",
            "61",
            "--sample",
            EVIL,
            "--fusions",
            fusions.to_str().unwrap(),
        ];
        let page = page_of(index(), &input, &told);
        for never in ["script", "img", "b"] {
            assert_eq!(page.all(never).len(), 0, "{lang}: <{never}> came from the input");
        }
        assert_eq!(page.all("style").len(), 1);
        for element in page.elements() {
            for (attribute, value) in element.attributes() {
                assert!(!value.contains("alert("), "{lang}: the input is in {attribute}={value}");
            }
        }
        // It is shown, whole, where texts of the input belong.
        let head = page.all("header")[0].text();
        assert!(head.contains("<script>alert(1)</script><img/src=x/onerror=alert(2)>{{7*7}}{%endif%}"), "{head}");
        assert!(head.contains("&lt;b&gt;"), "what looks escaped is shown as it stands: {head}");
        assert!(page.id("provenance").text().contains(name));
        assert!(page.id("options").text().contains("p.Leu858Arg"), "and the case is answered all the same");
        let maybe = page.id("gaps").text();
        assert!(maybe.contains("p.Thr790Met") && maybe.contains("FILTER F"), "{maybe}");
    }
}
