//! The form of a page: one file that needs nothing else, the same bytes again, and what a screen reader relies on.

use super::{EXAMPLES, LUNG, example, index, page_of, root, run};
use std::collections::BTreeSet;

#[test]
fn every_example_in_both_languages_needs_nothing_but_itself() {
    for (name, disease) in EXAMPLES {
        for lang in ["ja", "en"] {
            let page = example(name, &["--disease", disease, "--lang", lang]);
            assert_eq!(page.all("html")[0].attribute("lang").as_deref(), Some(lang));
            for never in [
                "script",
                "link",
                "img",
                "iframe",
                "object",
                "embed",
                "base",
                "form",
                "input",
                "button",
                "image",
                "use",
                "foreignObject",
            ] {
                assert_eq!(page.all(never).len(), 0, "{name} {lang}: <{never}>");
            }
            assert_eq!(page.all("style").len(), 1);
            let policy = page.all("meta").iter().find_map(|meta| {
                (meta.attribute("http-equiv").as_deref() == Some("Content-Security-Policy")).then(|| meta.attribute("content"))
            });
            assert!(policy.flatten().is_some_and(|policy| policy.starts_with("default-src 'none'; style-src 'sha256-")));
            for element in page.elements() {
                for (attribute, value) in element.attributes() {
                    assert!(
                        !attribute.starts_with("on") && attribute != "style" && attribute != "src",
                        "{name}: {attribute}={value}"
                    );
                    let leads = value.starts_with('#') || value.starts_with("https://") || value.starts_with("http://");
                    assert!(attribute != "href" || leads, "{name}: leads to {value}");
                }
            }
        }
    }
}

#[test]
fn what_a_screen_reader_relies_on_is_there() {
    for (name, disease) in EXAMPLES {
        let page = example(name, &["--disease", disease]);
        let ids: Vec<String> = page.elements().iter().filter_map(|element| element.attribute("id")).collect();
        let unique: BTreeSet<&String> = ids.iter().collect();
        assert_eq!(ids.len(), unique.len(), "{name}: an id stands twice");
        for element in page.elements() {
            let named = element.attribute("aria-labelledby").unwrap_or_default();
            for id in named.split(' ').filter(|id| !id.is_empty()) {
                assert!(ids.iter().any(|known| known == id), "{name}: labelled by `{id}`, which is not there");
            }
            if let Some(target) = element.attribute("href").as_deref().and_then(|href| href.strip_prefix('#')) {
                assert!(ids.iter().any(|known| known == target), "{name}: leads to `{target}`, which is not there");
            }
        }
        for landmark in ["header", "nav", "main", "footer", "h1"] {
            assert_eq!(page.all(landmark).len(), 1, "{name}: {landmark}");
        }
        for table in page.all("table") {
            assert_eq!(table.children(&["caption"]).len(), 1, "{name}: a table without a caption");
            assert!(table.all("th").iter().all(|head| head.attribute("scope").is_some()), "{name}: a head without a scope");
            assert_eq!(table.children(&["thead"]).len(), 1, "{name}: heads repeat on paper only in a thead");
        }
        for picture in page.all("svg") {
            assert_eq!(picture.attribute("role").as_deref(), Some("img"));
            assert!(picture.all("desc")[0].text().chars().count() > 20, "{name}: a picture without a text");
        }
        let levels: Vec<u32> =
            page.elements().iter().filter_map(|element| element.name().strip_prefix('h')?.parse().ok()).collect();
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{name}: headings leave out a level: {levels:?}");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes_on_any_number_of_threads() {
    let input = root().join("examples").join(LUNG);
    let bytes = |threads| run(index(), &input, &["--disease", "LUAD", "--threads", threads]).stdout;
    let one = bytes("1");
    assert!(one.len() > 10_000);
    assert!(one == bytes("1") && one == bytes("4"), "pages differ");
}

/// Twenty thousand lines, most of them in genes that records speak of, with letters that come from nothing but a formula.
fn many_lines() -> String {
    let mut text = String::from("##fileformat=VCFv4.2\n##reference=GRCh37\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n");
    let genes = [("7", 140_424_943), ("13", 32_889_617), ("17", 7_565_097), ("17", 41_196_312)];
    for (chromosome, start) in genes {
        for step in 0u32..5_000 {
            let mixed = step.wrapping_mul(2_654_435_761) >> 16;
            let letters = ["A\tC", "C\tT", "G\tA", "T\tG"][mixed as usize % 4];
            text.push_str(&format!("{chromosome}\t{}\t.\t{letters}\t.\tPASS\t.\n", start + 16 * step));
        }
    }
    text
}

// So that a whole genome gives a page somebody can read, not a list of all that is uncertain.
#[test]
fn twenty_thousand_calls_are_counted_and_not_listed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("many.vcf");
    std::fs::write(&path, many_lines()).unwrap();
    let page = page_of(index(), &path, &["--disease", "MEL", "--assembly", "GRCh37", "--lang", "en"]);
    assert!(page.text.len() < 400_000, "{} bytes", page.text.len());
    let uncertain = page.id("silent").rows().into_iter().find(|row| row[0].starts_with("Unknown significance")).unwrap();
    let count: usize = uncertain[1].parse().unwrap();
    assert!(count > 100 && uncertain[2].contains("more"), "{count}: {}", uncertain[2]);
    assert!(page.id("options").rows().len() <= 10);
}
