//! Text of a stranger's VCF in every field stays text: JSON is escaped, and no address is made of it.

use super::command::{document, printed};
use serde_json::Value;

const NASTY: &str = "x\"y\\z<script>alert(1)</script>&\u{1}é";

#[test]
fn nothing_of_the_input_becomes_anything_but_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("case.vcf");
    let sample = NASTY.replace('\u{1}', "");
    let text = format!(
        "##fileformat=VCFv4.3\n##contig=<ID=chr7,length=159345973,assembly=GRCh38>\n##note={NASTY}\n\
         #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t{sample}\n\
         chr7\t55191822\t{NASTY}\tT\tG\t.\tPASS\tNOTE={NASTY}\tGT:AF\t0/1:0.5\n\
         chr7\t55181378\t.\tC\tT\t.\t{NASTY}\t.\tGT\t0/1\n"
    );
    std::fs::write(&path, text).unwrap();
    for format in ["va-spec", "fhir"] {
        let more = ["--disease", "LUAD", "--format", format];
        let text = printed(&path, &more);
        // One element a line: a line feed of the input could not pass for one of ours.
        assert!(!text.contains('\u{1}'), "{format}");
        let document = document(&path, &more);
        let mut addresses = Vec::new();
        walk(&document, "", &mut addresses);
        assert!(!addresses.is_empty());
        for address in addresses {
            assert!(!address.contains(['<', '"', '\\']) && !address.contains("alert("), "{address}");
        }
        // The sample's name is there, as it was written.
        assert!(document.to_string().contains(&serde_json::to_string(&sample).unwrap()), "{format}");
        // The call that did not pass its filters is not.
        assert!(!document.to_string().contains("T790M"), "{format}");
    }
}

/// Texts that programs follow or compare: addresses, systems, codes, identities.
fn walk<'v>(value: &'v Value, key: &str, found: &mut Vec<&'v str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| walk(item, key, found)),
        Value::Object(object) => object.iter().for_each(|(key, item)| walk(item, key, found)),
        Value::String(text) if ["id", "url", "urls", "system", "code", "fullUrl", "reference", "predicate"].contains(&key) => {
            found.push(text)
        }
        _ => {}
    }
}
