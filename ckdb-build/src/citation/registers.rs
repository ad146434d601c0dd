//! Genes, diseases and drugs against the registers whose codes they bear.

use super::Desk;
use super::data::{Data, DataError};
use crate::diagnostic::{Diagnostic, Place, nearest, rules};
use crate::import::sheet::{Divided, Row, Sheet};
use crate::record::Spanned;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(desk: &mut Desk<'_>) -> Result<(), DataError> {
    genes(desk)?;
    diseases(desk)?;
    oncotree(desk)?;
    therapies(desk)
}

fn by<'s>(sheet: &'s Sheet, column: &str) -> BTreeMap<&'s str, &'s Row> {
    sheet.rows().map(|row| (sheet.get(row, column), row)).collect()
}

fn genes(desk: &mut Desk<'_>) -> Result<(), DataError> {
    let records = desk.records;
    if !records.genes.iter().any(|gene| gene.provenance.source.value == "hgnc") {
        return Ok(());
    }
    let Some(path) = desk.data.file("genes", &["hgnc_complete_set"]) else {
        desk.lacking("hgnc", "genes/hgnc_complete_set.tsv");
        return Ok(());
    };
    let sheet = Data::sheet(
        &path,
        Divided::Tabs,
        &["hgnc_id", "symbol", "name", "entrez_id", "ensembl_gene_id", "alias_symbol", "prev_symbol"],
    )?;
    let rows = by(&sheet, "symbol");
    for gene in &records.genes {
        desk.count("genes with HGNC");
        let symbol = gene.header.id.as_str();
        let Some(row) = rows.get(symbol) else {
            let message = format!("`{symbol}` is no approved symbol of HGNC");
            let former = sheet.rows().filter(|row| {
                ["alias_symbol", "prev_symbol"].iter().any(|c| sheet.get(row, c).split('|').any(|name| name == symbol))
            });
            let mut near: Vec<String> = former.map(|row| sheet.get(row, "symbol").to_owned()).take(3).collect();
            if near.is_empty() {
                near = nearest(symbol, rows.keys().copied());
            }
            let finding = Diagnostic::new(&rules::NOT_IN_SOURCE, gene.header.place, message).label("not in the register");
            desk.out.push(finding.suggest(near).help("name the file after the approved symbol"));
            continue;
        };
        let cell = |column| sheet.get(row, column);
        let theirs = format!("HGNC's record of {symbol}");
        desk.same(gene.hgnc.place, "hgnc", &gene.hgnc.value, cell("hgnc_id"), &theirs);
        desk.same(gene.name.place, "name", &gene.name.value, cell("name"), &theirs);
        if let Some(number) = &gene.ncbi_gene {
            desk.same(number.place, "ncbi_gene", &number.value.to_string(), cell("entrez_id"), &theirs);
        }
        if let Some(code) = &gene.ensembl {
            desk.same(code.place, "ensembl", &code.value, cell("ensembl_gene_id"), &theirs);
        }
        let known: BTreeSet<&str> = cell("alias_symbol").split('|').chain(cell("prev_symbol").split('|')).collect();
        for alias in gene.aliases.iter().filter(|alias| !known.contains(alias.value.as_str())) {
            let message = format!("HGNC does not know `{}` as a name of {symbol}", alias.value);
            let finding = Diagnostic::new(&rules::SOURCE_DISAGREES, alias.place, message).label("not an alias there");
            desk.out.push(finding.suggest(nearest(&alias.value, known.iter().copied())));
        }
    }
    Ok(())
}

fn diseases(desk: &mut Desk<'_>) -> Result<(), DataError> {
    let records = desk.records;
    if !records.diseases.iter().any(|disease| disease.doid.is_some()) {
        return Ok(());
    }
    let Some(path) = desk.data.file("ontology", &["doid_table"]) else {
        desk.lacking("doid", "ontology/doid_table.csv");
        return Ok(());
    };
    let sheet = Data::sheet(&path, Divided::Commas, &["Disease Name", "DOID", "Exact Synonyms"])?;
    let rows = by(&sheet, "DOID");
    for disease in &records.diseases {
        let Some(doid) = &disease.doid else { continue };
        desk.count("diseases with the Disease Ontology");
        let Some(row) = rows.get(doid.value.trim_start_matches("DOID:")) else {
            desk.report(
                &rules::NOT_IN_SOURCE,
                doid.place,
                format!("`{}` is not in the Disease Ontology at hand", doid.value),
                "no such code",
            );
            continue;
        };
        // Names without commas: of one name, ours differs in them only.
        let plain = |name: &str| name.to_lowercase().replace(',', "");
        let theirs: BTreeSet<String> = std::iter::once(sheet.get(row, "Disease Name").to_owned())
            .chain(quoted(sheet.get(row, "Exact Synonyms")))
            .map(|name| plain(&name))
            .collect();
        if !std::iter::once(&disease.name).chain(&disease.aliases).any(|name| theirs.contains(&plain(&name.value))) {
            another_name(desk, doid, &disease.name, sheet.get(row, "Disease Name"));
        }
    }
    Ok(())
}

/// The texts of a list as Python prints it: `['a', "b's"]`.
fn quoted(list: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut letters = list.chars();
    while let Some(mark) = letters.by_ref().find(|letter| matches!(letter, '\'' | '"')) {
        found.push(letters.by_ref().take_while(|letter| *letter != mark).collect());
    }
    found
}

fn another_name(desk: &mut Desk<'_>, code: &Spanned<String>, name: &Spanned<String>, theirs: &str) {
    let message = format!("`{}` is `{theirs}`, which is neither the name `{}` nor an alias", code.value, name.value);
    let finding = Diagnostic::new(&rules::SOURCE_DISAGREES, code.place, message).label("the code of something else");
    desk.out.push(finding.related(name.place, "our name").help("correct the code; if it is right, add their name to `aliases`"));
}

fn oncotree(desk: &mut Desk<'_>) -> Result<(), DataError> {
    let records = desk.records;
    let Some(release) = desk.release("oncotree").filter(|_| records.diseases.iter().any(|disease| !disease.oncotree.is_empty()))
    else {
        return Ok(());
    };
    let Some(path) = desk.data.file("ontology", &[release]) else {
        desk.lacking("oncotree", &format!("ontology/{release}.json"));
        return Ok(());
    };
    let tree = Data::json(&path)?;
    let mut codes = BTreeSet::new();
    walk(&tree, &mut codes);
    for code in records.diseases.iter().flat_map(|disease| &disease.oncotree) {
        desk.count("codes with OncoTree");
        if !codes.contains(code.value.as_str()) {
            let message = format!("OncoTree has no code `{}`", code.value);
            let finding = Diagnostic::new(&rules::NOT_IN_SOURCE, code.place, message).label("no such code");
            desk.out.push(finding.suggest(nearest(&code.value, codes.iter().copied())));
        }
    }
    Ok(())
}

fn walk<'j>(node: &'j serde_json::Value, codes: &mut BTreeSet<&'j str>) {
    for (code, child) in node.as_object().into_iter().flatten() {
        codes.insert(code);
        walk(&child["children"], codes);
    }
}

fn therapies(desk: &mut Desk<'_>) -> Result<(), DataError> {
    let records = desk.records;
    if !records.therapies.iter().any(|therapy| therapy.ncit.is_some()) {
        return Ok(());
    }
    let Some(path) = desk.data.file("ontology", &["ncit_antineoplastic_agents"]) else {
        desk.lacking("ncit", "ontology/ncit_antineoplastic_agents.tsv");
        return Ok(());
    };
    let sheet = Data::sheet(&path, Divided::Tabs, &["Code", "NCIt Preferred Name", "Synonyms"])?;
    let rows = by(&sheet, "Code");
    for therapy in &records.therapies {
        let Some(code) = &therapy.ncit else { continue };
        desk.count("therapies with the NCI Thesaurus");
        let Some(row) = rows.get(code.value.trim_start_matches("NCIt:")) else {
            desk.report(
                &rules::NOT_IN_SOURCE,
                code.place,
                format!("`{}` is not among the agents of the NCI Thesaurus at hand", code.value),
                "no such code",
            );
            continue;
        };
        let letters = |text: &str| text.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        let preferred = letters(sheet.get(row, "NCIt Preferred Name"));
        let theirs: BTreeSet<String> = sheet.get(row, "Synonyms").split('|').map(letters).collect();
        let mut ours = std::iter::once(&therapy.name).chain(&therapy.aliases).map(|name| letters(&name.value));
        if !ours.any(|name| !name.is_empty() && (preferred.contains(&name) || theirs.contains(&name))) {
            another_name(desk, code, &therapy.name, sheet.get(row, "NCIt Preferred Name"));
        }
    }
    for place in japanese_lookalikes(desk) {
        desk.report(&rules::SOURCE_DISAGREES, place.0, place.1, "the same name for two drugs");
    }
    Ok(())
}

/// Two drugs with one Japanese name: one was copied.
fn japanese_lookalikes(desk: &Desk<'_>) -> Vec<(Place, String)> {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    let mut found = Vec::new();
    for therapy in &desk.records.therapies {
        let Some(name) = &therapy.name_ja else { continue };
        if let Some(first) = seen.insert(&name.value, &therapy.header.id) {
            found.push((name.place, format!("`{}` and `{first}` have the Japanese name `{}`", therapy.header.id, name.value)));
        }
    }
    found
}
