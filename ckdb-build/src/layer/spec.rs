//! What was asked for, as one word of a command line.

use super::error::LayerError;
use super::manifest::Manifest;
use ckdb_core::frequency::{Group, Kind};
use ckdb_core::genome::Assembly;
use std::path::{Path, PathBuf};

/// A layer to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerSpec {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub kind: Kind,
    /// The assembly, where it was said; else the header says it.
    pub assembly: Option<Assembly>,
    /// The inputs, in order.
    pub files: Vec<PathBuf>,
    /// Fields that were named; none for those of the convention.
    pub fields: Vec<String>,
    /// Populations that were described; none for those of the convention.
    pub populations: Vec<NamedPopulation>,
    /// Release of the source; may be empty.
    pub release: String,
    /// Its licence; may be empty.
    pub licence: String,
    /// What to cite; may be empty.
    pub citation: String,
}

/// A population by the names of its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPopulation {
    /// Its name; empty for everybody.
    pub name: String,
    /// Where it is shown.
    pub group: Group,
    /// Fields of count (AC), total (AN) and frequency (AF).
    pub fields: [Option<String>; 3],
}

impl LayerSpec {
    /// Reads `NAME[@ASSEMBLY]=FILE[:FIELD,…]`. A file whose name ends in `.toml` is a manifest and is read here.
    ///
    /// # Errors
    /// It has another form, or the manifest cannot be read.
    pub fn parse(given: &str, kind: Kind) -> Result<Self, LayerError> {
        let problem = |problem: &str| LayerError::Spec { given: given.to_owned(), problem: problem.to_owned() };
        let (name, rest) = given.split_once('=').ok_or_else(|| problem("there is no `=`"))?;
        let (name, assembly) = match name.split_once('@') {
            Some((name, assembly)) => (name, Some(assembly.parse::<Assembly>().map_err(|error| problem(&error.to_string()))?)),
            None => (name, None),
        };
        let (path, fields) = split_fields(rest);
        if name.is_empty() || path.is_empty() {
            return Err(problem("a name and a file are needed"));
        }
        let path = PathBuf::from(path);
        if path.extension().is_some_and(|extension| extension == "toml") {
            let manifest = Manifest::read(&path)?;
            return Ok(manifest.spec(name, assembly, &path));
        }
        if kind == Kind::Fields && fields.is_empty() {
            return Err(problem("no field is named; say which, such as NAME=FILE.vcf.gz:CLNSIG,CLNREVSTAT"));
        }
        Ok(Self {
            name: name.to_owned(),
            kind,
            assembly,
            files: vec![path],
            fields,
            populations: Vec::new(),
            release: String::new(),
            licence: String::new(),
            citation: String::new(),
        })
    }

    /// Reads several; inputs of one name and kind without a manifest (a file a chromosome) become one layer.
    ///
    /// # Errors
    /// As for [`LayerSpec::parse`].
    pub fn parse_all(given: &[String], kind: Kind) -> Result<Vec<Self>, LayerError> {
        let mut specs: Vec<Self> = Vec::new();
        for text in given {
            let spec = Self::parse(text, kind)?;
            let but_files = |spec: &Self| Self { files: Vec::new(), ..spec.clone() };
            match specs.iter_mut().find(|known| but_files(known) == but_files(&spec)) {
                Some(known) => known.files.extend(spec.files),
                None => specs.push(spec),
            }
        }
        Ok(specs)
    }
}

/// The path, and the fields behind its last colon. A colon in a path that exists is part of it.
fn split_fields(rest: &str) -> (&str, Vec<String>) {
    let is_field =
        |field: &str| !field.is_empty() && field.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte));
    match rest.rsplit_once(':') {
        Some((path, fields)) if !Path::new(rest).exists() && fields.split(',').all(is_field) => {
            (path, fields.split(',').map(str::to_owned).collect())
        }
        _ => (rest, Vec::new()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_layer_is_one_word() {
        let spec = LayerSpec::parse("gnomad@hg38=a/b.vcf.gz:AC,AN,AF_eas", Kind::Frequency).unwrap();
        assert_eq!(
            (spec.name.as_str(), spec.assembly, spec.files[0].to_str()),
            ("gnomad", Some(Assembly::Grch38), Some("a/b.vcf.gz"))
        );
        assert_eq!(spec.fields, ["AC", "AN", "AF_eas"]);
        let plain = LayerSpec::parse("x=C:/data/x.vcf", Kind::Frequency).unwrap();
        assert_eq!((plain.files[0].to_str(), plain.fields.len()), (Some("C:/data/x.vcf"), 0));
        for (given, problem) in [("x", "no `=`"), ("=y", "a name"), ("x@hg17=y", "hg17"), ("x=", "a name")] {
            let error = LayerSpec::parse(given, Kind::Frequency).unwrap_err().to_string();
            assert!(error.contains(problem) && error.contains("NAME[@GRCh37"), "{error}");
        }
        assert!(LayerSpec::parse("x=y.vcf", Kind::Fields).unwrap_err().to_string().contains("no field"));
    }

    #[test]
    fn a_file_a_chromosome_is_one_layer() {
        let given = ["t=1.vcf", "g=1.vcf", "t=2.vcf"].map(str::to_owned);
        let specs = LayerSpec::parse_all(&given, Kind::Frequency).unwrap();
        assert_eq!(specs.iter().map(|spec| (spec.name.as_str(), spec.files.len())).collect::<Vec<_>>(), [("t", 2), ("g", 1)]);
    }
}
