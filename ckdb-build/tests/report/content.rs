//! What a board must find on the page of each example, written before the page was.

use super::{BREAST, COLORECTAL, LUNG, MELANOMA, example, index, page_of, root};

#[test]
fn lung_what_works_stands_before_what_is_resisted() {
    let page = example(LUNG, &["--disease", "LUAD", "--lang", "en"]);
    let rows = page.id("options").rows();
    assert!(rows[0][1].contains("EGFR p.Thr790Met") && rows[0][1].contains("VAF 0.15 of 628 reads"), "{:?}", rows[0]);
    assert!(rows[0][2].starts_with("osimertinib オシメルチニブ"), "{:?}", rows[0]);
    assert!(rows[0][3].contains("JP A") && rows[0][3].contains("AMP I-A"), "{:?}", rows[0]);
    assert!(rows[0][4].contains("approved in Japan") && rows[0][4].contains("CDx, the US, allele is on its list"), "{:?}", rows[0]);
    assert!(rows[0][5].contains("p.Thr790Met is EGFR T790M (same protein change, R1)"), "{:?}", rows[0]);
    assert!(rows[0][5].contains("jp/osimertinib/1"), "the records stand in the reason: {:?}", rows[0]);
    assert!(rows.iter().all(|row| row[3].contains("JP A")), "level A fills page one");
    let drug_of = |row: &[String]| row[2].split_whitespace().take_while(|word| word.is_ascii()).collect::<Vec<_>>().join(" ");
    let of = |drug: &str| rows.iter().position(|row| drug_of(row) == drug).unwrap_or_else(|| panic!("no {drug}"));
    let warned = |drug: &str| rows[of(drug)][5].contains("Resistance is reported through EGFR p.Thr790Met");
    assert!(warned("erlotinib") && warned("gefitinib") && !warned("osimertinib"));
    assert!(of("osimertinib") < of("erlotinib") && of("osimertinib") < of("gefitinib"));
    let together = &rows[of("erlotinib + ramucirumab")][5];
    assert!(together.contains("Resistance to erlotinib by itself is reported through EGFR p.Thr790Met"), "{together}");
    let resisted = page.id("resistance").rows();
    let gefitinib = resisted.iter().find(|row| row[1].starts_with("gefitinib")).unwrap();
    assert!(gefitinib[3].contains("JP R") && gefitinib[2] == "resistance", "{gefitinib:?}");
}

#[test]
fn what_a_trial_asks_for_is_a_sentence() {
    let page = example(LUNG, &["--disease", "LUAD", "--lang", "en"]);
    let text = page.id("trials").text();
    assert!(text.contains("tumour carries: EGFR L858R or EGFR exon 19 deletion"), "{text}");
    assert!(text.contains(") and EGFR T790M"), "brackets where both words stand: {text}");
    let ja = example(LUNG, &["--disease", "LUAD", "--lang", "ja"]).id("trials").text();
    assert!(ja.contains("EGFR L858R または EGFR exon 19 deletion"), "{ja}");
}

#[test]
fn the_case_goes_by_the_name_it_is_given() {
    let told = ["--disease", "LUAD", "--lang", "en", "--case", "case 7", "--specimen", "FFPE, biopsy of the lung"];
    let page = example(LUNG, &told);
    assert_eq!(page.all("h1")[0].text(), "Molecular tumour board: case 7");
    let head = page.all("header")[0].text();
    assert!(head.contains("Specimen FFPE, biopsy of the lung") && head.contains("Sample TUMOUR"), "{head}");
}

/// EGFR R521K, the common one, and L858R, which nobody has seen in a population.
const FREQUENCIES: &str = "##fileformat=VCFv4.2\n##reference=GRCh38\n##contig=<ID=chr7,length=159345973,assembly=GRCh38>\n\
    ##INFO=<ID=AC,Number=A,Type=Integer,Description=\"c\">\n##INFO=<ID=AN,Number=1,Type=Integer,Description=\"n\">\n\
    #CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\nchr7\t55161562\t.\tG\tA\t.\tPASS\tAC=5400;AN=10000\n\
    chr7\t55181378\t.\tC\tT\t.\tPASS\tAC=1;AN=10000\n";

#[test]
fn what_is_common_in_a_population_is_marked_and_not_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("frequencies.vcf");
    std::fs::write(&path, FREQUENCIES).unwrap();
    let layer = format!("tommo@GRCh38={}", path.display());
    let page = example(LUNG, &["--disease", "LUAD", "--lang", "en", "--frequency", &layer]);
    let silent = page.id("silent");
    let row = silent.rows().into_iter().find(|row| row[2].contains("p.Arg521Lys")).unwrap();
    assert!(row[0].starts_with("Unknown significance") && row[2].contains("(common: tommo 0.54)"), "{row:?}");
    assert!(silent.text().contains("Frequencies: tommo. What reaches 0.01"), "{}", silent.text());
    let first = &page.id("options").rows()[0][1];
    assert!(first.contains("frequency: Japan 0.0001"), "{first}");
    let without = example(LUNG, &["--disease", "LUAD", "--lang", "en"]).id("silent").text();
    assert!(without.contains("No frequencies of populations were given"), "{without}");
}

#[test]
fn japanese_says_the_same() {
    let (ja, en) = (example(LUNG, &["--disease", "LUAD", "--lang", "ja"]), example(LUNG, &["--disease", "LUAD", "--lang", "en"]));
    let count = |page: &super::Page, id: &str| page.id(id).rows().len();
    for section in ["options", "resistance", "trials", "silent", "gaps", "appendix", "provenance"] {
        assert_eq!(count(&ja, section), count(&en, section), "{section}");
    }
    let row = &ja.id("options").rows()[0];
    assert!(row[2].starts_with("オシメルチニブ osimertinib") && row[4].contains("国内承認"), "{row:?}");
    assert!(row[5].contains("日本、米国で非小細胞肺癌に承認"), "{row:?}");
    assert!(ja.text.contains("研究用") && en.text.contains("For research use only"));
    // What is English on a Japanese page says so to a screen reader.
    assert!(ja.id("provenance").all("td").iter().any(|cell| cell.attribute("lang").as_deref() == Some("en")));
}

#[test]
fn a_call_that_failed_a_filter_is_a_question_and_no_option() {
    let page = example(LUNG, &["--disease", "LUAD", "--lang", "en"]);
    for id in ["options", "resistance"] {
        assert!(!page.id(id).text().contains("PIK3CA"), "{id} counts a call that the caller doubts");
    }
    let filtered = page.id("silent").rows().into_iter().find(|row| row[0].starts_with("Did not pass")).unwrap();
    assert!(filtered[1] == "1" && filtered[2].contains("PIK3CA p.His1047Arg"), "{filtered:?}");
    let of = |kind: &str| page.id("silent").rows().into_iter().find(|row| row[0].starts_with(kind)).unwrap();
    assert!(of("Records speak of it")[2].contains("TP53 p.Arg248Gln") && !of("Unknown significance")[2].contains("TP53"));
    let gaps = page.id("gaps").text();
    assert!(gaps.contains("but did not pass the caller's filters: 1."), "{gaps}");
}

#[test]
fn what_nobody_looked_at_is_named() {
    let page = example(LUNG, &["--disease", "LUAD", "--lang", "en"]);
    let gaps = page.id("gaps");
    let text = gaps.text();
    for missing in
        ["No callable regions", "No copy numbers", "Structural variants were not said", "Microsatellite instability was not given"]
    {
        assert!(text.contains(missing), "{missing}");
    }
    let rows = gaps.rows();
    let of = |reason: &str| rows.iter().find(|row| row[0] == reason).unwrap_or_else(|| panic!("no {reason}: {rows:?}"))[1].clone();
    assert!(of("no structural variants given").contains("ALK fusion"));
    assert!(of("not shown to have been covered and called").contains("BRAF V600E"));
}

#[test]
fn the_triage_stands_first_and_its_gate_before_it() {
    let told = ["--disease", "COADREAD", "--lang", "en", "--assay", "FoundationOne CDx", "--germline-suspicion"];
    let boxes = |suspicion: &str| -> Vec<String> {
        let arguments: Vec<&str> = told.iter().copied().chain([suspicion]).collect();
        example(COLORECTAL, &arguments).id("content").with_class("box").iter().map(super::html::Element::text).collect()
    };
    let suspected = boxes("yes");
    assert!(suspected[0].starts_with("Secondary finding suspected"), "{suspected:?}");
    assert!(suspected[1].starts_with("Expert panel must discuss") && suspected[1].contains("gate-germline"), "{suspected:?}");
    let clear = boxes("no");
    assert!(clear[0].starts_with("Secondary finding none suspected"), "{clear:?}");
    assert!(!clear[1].contains("gate-germline"), "{clear:?}");
}

#[test]
fn a_germline_finding_stands_in_its_own_section() {
    let page = example(BREAST, &["--disease", "DOID:1612", "--lang", "en"]);
    let row = &page.id("germline").rows()[0];
    assert!(row[0].contains("BRCA2 p.Ser1982ArgfsTer22") && row[1].starts_with("suspected"), "{row:?}");
    assert!(page.id("content").with_class("box")[0].text().contains("BRCA2"), "the gate names it");
    let options = page.id("options").text();
    assert!(options.contains("PIK3CA p.His1047Arg"), "{options}");
}

#[test]
fn a_caller_that_filters_what_looks_inherited_does_not_silence_the_suspicion() {
    let text = std::fs::read_to_string(root().join("examples").join(BREAST)).unwrap();
    let line = text.lines().find(|line| line.starts_with("chr13\t32340300")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("case.vcf");
    std::fs::write(&input, text.replace(line, &line.replace("PASS", "germline"))).unwrap();
    let page = page_of(index(), &input, &["--disease", "DOID:1612", "--lang", "en"]);
    let row = &page.id("germline").rows()[0];
    assert!(row[0].contains("BRCA2") && row[0].contains("FILTER germline"), "{row:?}");
    assert!(page.id("content").with_class("box")[0].text().contains("suspected"));
    assert!(!page.id("options").text().contains("BRCA2"), "but as a change of the tumour it stays doubted");
}

#[test]
fn two_letters_at_once_are_one_protein_change() {
    let page = example(MELANOMA, &["--disease", "MEL", "--lang", "en"]);
    let rows = page.id("options").rows();
    assert!(rows[0][1].contains("BRAF p.Val600Glu") && rows[0][3].contains("JP A"), "{:?}", rows[0]);
    assert!(!rows[0][4].contains("off label"), "what is in label is not off label, too: {:?}", rows[0]);
    assert!(rows.iter().any(|row| row[2].starts_with("dabrafenib + trametinib")), "{rows:?}");
    assert!(page.all("header")[0].text().contains("Matched normal yes"));
    let picture = page.id("lollipop-text-0").text();
    assert!(picture.contains("Protein of BRAF, 766 residues") && picture.contains("p.Val600Glu at residue 600"), "{picture}");
    assert!(picture.contains("Kinase domain"), "{picture}");
}

#[test]
fn without_a_disease_there_is_no_level() {
    let page = example(LUNG, &["--lang", "en"]);
    assert!(page.text.contains("No disease was given"));
    assert!(page.id("options").with_class("level").is_empty());
}

#[test]
fn every_record_in_a_reason_has_its_source_and_licence_below() {
    let page = example(LUNG, &["--disease", "LUAD", "--lang", "en"]);
    let records: Vec<String> =
        page.id("provenance").all("tbody").last().unwrap().all("th").iter().map(|cell| cell.text()).collect();
    let named = page.id("options").with_class("id");
    assert!(named.len() > 10);
    for list in named {
        let text = list.text();
        for record in text.trim_matches(['[', ']']).split(", ").filter(|record| !record.starts_with("and ")) {
            assert!(records.iter().any(|known| known == record), "{record} is not among the records below");
        }
    }
    let sources = page.id("provenance").rows();
    assert!(sources.iter().any(|row| row[0].starts_with("CIViC") && row[2] == "CC0-1.0"), "{sources:?}");
}
