//! Whom we know already: genes, diseases and therapies of our records by every name, and those a release adds.
//!
//! A gene is one by its NCBI number, a disease by its DOID, a therapy by a name; names are compared without regard to case.
//! What we have no record of becomes one of the source's, as far as the source says what a record needs. Where a disease
//! stands in our tree the Disease Ontology says, if the build was given it (`--source doid=doid.obo`); without it the word for its
//! kind of tumour puts it below one of the two great branches.

use crate::diagnostic::Place;
use crate::import::profile_name::Ground;
use crate::models::MemoryGenome;
use crate::record::shape::{self, slug};
use crate::record::{DiseaseRecord, GeneRecord, Header, Provenance, Records, Spanned, TherapyRecord};
use ckdb_core::model::{GeneRole, Lineage, Vocabulary};
use std::collections::{BTreeMap, BTreeSet};

/// What the importer knows and adds.
pub(in crate::import) struct Known<'k> {
    pub(in crate::import) source: &'k str,
    pub(in crate::import) layer: usize,
    ground: &'k Ground<'k>,
    models: &'k [MemoryGenome; 2],
    gene_names: BTreeMap<String, String>,
    gene_numbers: BTreeMap<u32, String>,
    roles: BTreeMap<String, GeneRole>,
    transcripts: BTreeMap<String, String>,
    dois: BTreeMap<String, String>,
    disease_names: BTreeMap<String, String>,
    oncotree: BTreeMap<String, String>,
    /// What a term of the Disease Ontology is a kind of, and the lineages of our diseases.
    tree: BTreeMap<String, Vec<String>>,
    lineages: BTreeMap<String, Lineage>,
    therapy_names: BTreeMap<String, String>,
    pub(in crate::import) genes: BTreeMap<String, GeneRecord>,
    pub(in crate::import) diseases: BTreeMap<String, DiseaseRecord>,
    pub(in crate::import) therapies: BTreeMap<String, TherapyRecord>,
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// British as our records are written.
fn spelled(text: &str) -> String {
    [
        ("leukemia", "leukaemia"),
        ("tumor", "tumour"),
        ("hematolog", "haematolog"),
        ("anemia", "anaemia"),
        ("polycythemia", "polycythaemia"),
    ]
    .into_iter()
    .fold(fold(text), |text, (from, to)| text.replace(from, to))
}

impl<'k> Known<'k> {
    pub(in crate::import) fn new(
        records: &Records,
        ground: &'k Ground<'k>,
        models: &'k [MemoryGenome; 2],
        source: &'k str,
        layer: usize,
    ) -> Self {
        let mut known = Self {
            source,
            layer,
            ground,
            models,
            gene_names: BTreeMap::new(),
            gene_numbers: BTreeMap::new(),
            roles: BTreeMap::new(),
            transcripts: BTreeMap::new(),
            dois: BTreeMap::new(),
            disease_names: BTreeMap::new(),
            oncotree: BTreeMap::new(),
            tree: records.disease_tree.clone(),
            lineages: records.diseases.iter().map(|record| (record.header.id.clone(), record.lineage.value)).collect(),
            therapy_names: BTreeMap::new(),
            genes: BTreeMap::new(),
            diseases: BTreeMap::new(),
            therapies: BTreeMap::new(),
        };
        for gene in models.iter().flat_map(MemoryGenome::genes) {
            known.gene_names.insert(gene.symbol.to_uppercase(), gene.symbol.clone());
            known.gene_numbers.extend(gene.ncbi.map(|number| (number, gene.symbol.clone())));
        }
        for record in &records.genes {
            known.know_gene(record);
        }
        // A symbol of one gene is stronger than the alias of another.
        for record in &records.genes {
            for alias in record.aliases.iter().filter_map(Spanned::sound) {
                known.gene_names.entry(alias.to_uppercase()).or_insert_with(|| record.header.id.clone());
            }
        }
        for record in &records.diseases {
            let names = std::iter::once(&record.name).chain(&record.name_ja).chain(&record.aliases).filter_map(Spanned::sound);
            known.disease_names.extend(names.map(|name| (spelled(name), record.header.id.clone())));
            known.oncotree.extend(record.oncotree.iter().map(|code| (code.value.clone(), record.header.id.clone())));
            known.dois.extend(record.doid.as_ref().map(|doid| (doid.value.clone(), record.header.id.clone())));
        }
        for record in &records.therapies {
            let brands = record.brands.iter().map(|brand| &brand.name);
            let names = std::iter::once(&record.name).chain(&record.name_ja).chain(&record.aliases).chain(brands);
            let names = names.filter_map(Spanned::sound);
            known.therapy_names.extend(names.map(|name| (fold(name), record.header.id.clone())));
        }
        known
    }

    fn know_gene(&mut self, record: &GeneRecord) {
        let symbol = record.header.id.clone();
        self.gene_names.insert(symbol.to_uppercase(), symbol.clone());
        self.gene_numbers.extend(record.ncbi_gene.as_ref().map(|number| (number.value, symbol.clone())));
        self.roles.insert(symbol.clone(), record.role.value);
        if let Some(transcript) = record.transcript.as_ref().and_then(Spanned::sound) {
            self.transcripts.insert(symbol, transcript.clone());
        }
    }

    pub(in crate::import) fn provenance(&self, record: &str, place: Place) -> Provenance {
        Provenance { source: Spanned::new(self.source.to_owned(), place), record: Spanned::new(record.to_owned(), place) }
    }

    fn header(&self, id: &str, place: Place) -> Header {
        Header { id: id.to_owned(), place, layer: self.layer }
    }

    /// Our symbol for a gene's name, if we know it.
    pub(in crate::import) fn symbol(&self, name: &str) -> Option<String> {
        self.gene_names.get(&name.to_uppercase()).cloned()
    }

    pub(in crate::import) fn role(&self, symbol: &str) -> GeneRole {
        self.roles.get(symbol).copied().unwrap_or(GeneRole::Unknown)
    }

    /// The transcript claims about the gene are counted on, where it has a model.
    pub(in crate::import) fn transcript(&self, symbol: &str) -> Option<&str> {
        let declared = self.transcripts.get(symbol)?;
        self.ground.protein(declared).map(|_| declared.as_str())
    }

    /// Our gene for the source's, with a record if there was none.
    pub(in crate::import) fn gene(&mut self, name: &str, entrez: Option<u32>, stated: &str, place: Place) -> String {
        let known = entrez.and_then(|number| self.gene_numbers.get(&number).cloned()).or_else(|| self.symbol(name));
        let symbol = known.unwrap_or_else(|| name.to_owned());
        if self.roles.contains_key(&symbol) {
            return symbol;
        }
        let model = self.models.iter().find_map(|models| models.gene_named(&symbol));
        // Beside a fusion the source states the transcript of the other partner.
        let fits = |theirs: &&str| (shape::TRANSCRIPT.fits)(theirs) && self.ground.belongs(theirs, &symbol);
        let theirs = self.ground.accession(stated).filter(fits);
        let transcript = if model.is_some() { theirs.or_else(|| self.ground.assumed(&symbol)) } else { None };
        let number = model.and_then(|model| model.ncbi).or(entrez);
        // A gene of the source need not be one HGNC numbers (`IGH`); what is not known is not there.
        let hgnc = model.and_then(|model| model.hgnc.clone());
        let record = GeneRecord {
            kinase_domain: None,
            header: self.header(&symbol, place),
            name: Spanned::new(symbol.clone(), place),
            hgnc: hgnc.map_or_else(|| Spanned::stand_in(String::new(), place), |id| Spanned::new(id, place)),
            ncbi_gene: number.map(|number| Spanned::new(number, place)),
            ensembl: model.and_then(|model| model.ensembl.clone()).map(|id| Spanned::new(id, place)),
            aliases: Vec::new(),
            role: Spanned::new(GeneRole::Unknown, place),
            transcript: transcript.map(|accession| Spanned::new(accession.to_owned(), place)),
            provenance: self.provenance(name, place),
        };
        self.know_gene(&record);
        self.genes.insert(symbol.clone(), record);
        symbol
    }

    /// Have we, or has the source, a disease of this name?
    pub(in crate::import) fn knows_disease(&self, name: &str) -> bool {
        self.disease_names.contains_key(&spelled(name))
    }

    /// Our disease for one of OncoTree's codes.
    pub(in crate::import) fn disease_of_code(&self, code: &str) -> Option<&str> {
        self.oncotree.get(code).map(String::as_str)
    }

    /// Our disease for the source's.
    pub(in crate::import) fn disease(&mut self, name: &str, doid: &str, place: Place) -> Option<String> {
        let doid = (!doid.is_empty()).then(|| format!("DOID:{doid}"));
        let known = doid.as_ref().and_then(|doid| self.dois.get(doid)).or_else(|| self.disease_names.get(&spelled(name)));
        if let Some(known) = known {
            return Some(known.clone());
        }
        let id = slug(name);
        if id.is_empty() {
            return None;
        }
        if !self.diseases.contains_key(&id) {
            let (parents, lineage) = self.place_of(name, doid.as_deref());
            let fits = |doid: &String| (shape::DOID.fits)(doid);
            let record = DiseaseRecord {
                header: self.header(&id, place),
                name: Spanned::new(name.to_owned(), place),
                name_ja: None,
                doid: doid.clone().filter(fits).map(|doid| Spanned::new(doid, place)),
                ncit: None,
                oncotree: Vec::new(),
                parents: parents.into_iter().map(|parent| Spanned::new(parent, place)).collect(),
                lineage: Spanned::new(lineage, place),
                aliases: Vec::new(),
                provenance: self.provenance(doid.as_deref().unwrap_or(name), place),
            };
            self.lineages.insert(id.clone(), lineage);
            self.diseases.insert(id.clone(), record);
        }
        self.disease_names.insert(spelled(name), id.clone());
        self.dois.extend(doid.map(|doid| (doid, id.clone())));
        Some(id)
    }

    /// Where a disease stands: below the nearest of ours that the Disease Ontology calls it a kind of, on every path upwards; where
    /// the build was not given that tree, or it says nothing, on the branch its name tells.
    fn place_of(&self, name: &str, doid: Option<&str>) -> (Vec<String>, Lineage) {
        let (mut found, mut seen) = (BTreeSet::new(), BTreeSet::new());
        let mut next: Vec<&str> = doid.into_iter().flat_map(|doid| self.tree.get(doid)).flatten().map(String::as_str).collect();
        while let Some(term) = next.pop() {
            match self.dois.get(term) {
                Some(ours) => drop(found.insert(ours.clone())),
                None if seen.insert(term) => next.extend(self.tree.get(term).into_iter().flatten().map(String::as_str)),
                None => {}
            }
        }
        let branch = branch(name);
        let lineages: BTreeSet<&'static str> =
            found.iter().filter_map(|id| self.lineages.get(id)).map(|lineage| lineage.as_str()).collect();
        let lineage = found.first().and_then(|id| self.lineages.get(id));
        match lineage {
            // Paths to tumours of blood and to solid ones at once, or to all of cancer alone, say less than the name does.
            Some(lineage) if lineages.len() == 1 && *lineage != Lineage::Any => (found.into_iter().collect(), *lineage),
            _ => (vec![branch.0.to_owned()], branch.1),
        }
    }

    /// Our therapy for the source's.
    pub(in crate::import) fn therapy(&mut self, name: &str, place: Place) -> Option<String> {
        if let Some(known) = self.therapy_names.get(&fold(name)) {
            return Some(known.clone());
        }
        let id = slug(name);
        if id.is_empty() {
            return None;
        }
        if !self.therapies.contains_key(&id) {
            let record = TherapyRecord {
                header: self.header(&id, place),
                name: Spanned::new(name.to_owned(), place),
                name_ja: None,
                aliases: Vec::new(),
                brands: Vec::new(),
                ncit: None,
                class: None,
                targets: Vec::new(),
                provenance: self.provenance(name, place),
            };
            self.therapies.insert(id.clone(), record);
        }
        self.therapy_names.insert(fold(name), id.clone());
        Some(id)
    }
}

/// Does the name say which kind of tumour it is?
pub(in crate::import) fn is_tumour(name: &str) -> bool {
    branch(name).1 != Lineage::Any
}

/// The branch of the tree a disease's name puts it on: the words for blood are asked first (`myeloid sarcoma` is of blood).
fn branch(name: &str) -> (&'static str, Lineage) {
    const BLOOD: [&str; 14] = [
        "leukaemia",
        "lymphoma",
        "myeloma",
        "myelo",
        "myeloid",
        "lymphoid",
        "lymphoblastic",
        "haematolog",
        "mastocyt",
        "histiocyt",
        "thrombocyt",
        "polycythaemia",
        "plasma cell",
        "sezary",
    ];
    const SOLID: [&str; 18] = [
        "carcinoma",
        "sarcoma",
        "melanoma",
        "glioma",
        "blastoma",
        "adenoma",
        "astrocytoma",
        "ependymoma",
        "mesothelioma",
        "tumour",
        "meningioma",
        "chordoma",
        "cytoma",
        "haemangio",
        "ganglioma",
        "fibromatosis",
        "lung cancer",
        "breast cancer",
    ];
    let name = spelled(name);
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&BLOOD) {
        ("haematological-cancer", Lineage::Haematological)
    } else if has(&SOLID) {
        ("solid-tumour", Lineage::Solid)
    } else {
        ("cancer", Lineage::Any)
    }
}
