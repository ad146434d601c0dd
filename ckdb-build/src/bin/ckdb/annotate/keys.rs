//! `--keys`: the case is kept, with all that was told of it, so that it can be asked again when knowledge changes.
//!
//! The input is read a second time, cut down and answered from the cut lines: what the file holds is what a later
//! `ckdb reannotate` starts from, whatever this call wrote beside it.

use super::told::{is_signature, open, origin_of as origin};
use super::{Args, chosen_sample, input_assembly};
use crate::Failure;
use ckdb_core::annotate::Origin;
use ckdb_core::cohort::{Asked, Case, Flag, IndexNote, KeyFile, StoredFile, content_digest, cut_lines};
use ckdb_core::genome::Assembly;
use ckdb_core::knowledge::Knowledge;
use ckdb_core::model::Vocabulary;
use ckdb_core::vcf::cut::Columns;
use ckdb_core::vcf::{Header, Source};
use std::io::Read;
use std::path::Path;

/// Can the cases be kept?
pub(super) fn possible(args: &Args) -> Result<(), Failure> {
    if args.keys.is_some() && args.inputs.iter().any(|input| input == Path::new("-")) {
        return Err("--keys reads the input twice, which standard input cannot be; give a file".into());
    }
    if args.case.is_some() && args.inputs.len() > 1 {
        return Err("--case names one case, and there are several inputs; without it each is called by its file name".into());
    }
    Ok(())
}

/// Keeps these inputs as cases, in their order, if that was asked for.
pub(super) fn keep(args: &Args, knowledge: &Knowledge, inputs: &[&Path]) -> Result<(), Failure> {
    let Some(path) = &args.keys else { return Ok(()) };
    let mut keys = KeyFile::new(path);
    let asked = Asked::new(knowledge);
    for input in inputs {
        let mut case = case(args, knowledge, input, &mut keys)?;
        let (answered, answers) = asked.one(&case, &keys)?;
        (case.found, case.germline) = (answered.found, answered.germline);
        keys.add_answers(answers);
        keys.cases.push(case);
    }
    keys.indexes.insert(knowledge.content_id().to_string(), IndexNote::of(knowledge)?);
    Ok(keys.append()?)
}

/// An input as a case that is not answered yet.
fn case(args: &Args, knowledge: &Knowledge, input: &Path, keys: &mut KeyFile) -> Result<Case, Failure> {
    let mut source = Source::open(input, args.threads)?;
    let header = Header::read(&mut source)?;
    let assembly = input_assembly(input, args.assembly, &header)?;
    let sample = chosen_sample(args.sample.as_deref(), &header)?.map(|(_, column)| column);
    let columns = Columns { sample, normal: header.normal_of(sample) };
    let lines = cut_lines(&mut source, columns).map_err(|error| format!("{}: {error}", input.display()))?;
    let named = args.case.clone().or_else(|| Some(input.file_name()?.to_string_lossy().into_owned()));
    let mut case = Case {
        case: named.unwrap_or_default(),
        index: knowledge.content_id().to_string(),
        has_sample: columns.sample.is_some(),
        has_normal: columns.normal.is_some(),
        // What is read of a line is ASCII; a name in another encoding decides nothing.
        lines: String::from_utf8_lossy(&lines).into_owned(),
        ..Case::default()
    };
    let origin = origin(&args.told, &header, sample);
    told(args, &header, (assembly, origin), &mut case, keys)?;
    Ok(case)
}

/// What the flags and the header tell.
fn told(
    args: &Args,
    header: &Header,
    (assembly, origin): (Assembly, Origin),
    case: &mut Case,
    keys: &mut KeyFile,
) -> Result<(), Failure> {
    let mut tell = |flag: Flag, values: Vec<String>| {
        if !values.is_empty() {
            case.told.insert(flag.to_string(), values);
        }
    };
    let word = |said: bool| if said { vec!["yes".to_owned()] } else { Vec::new() };
    let one = |value: Option<String>| value.into_iter().collect::<Vec<_>>();
    tell(Flag::Assembly, vec![assembly.to_string()]);
    tell(Flag::Origin, vec![origin.to_string()]);
    tell(Flag::Disease, one(args.disease.clone()));
    tell(Flag::Scheme, args.schemes.clone());
    tell(Flag::GeneAny, word(args.gene_any));
    tell(Flag::Biomarker, args.told.biomarkers.clone());
    let signatures = header.meta_lines().iter().filter(|(key, _)| is_signature(key));
    tell(Flag::HeaderBiomarker, signatures.map(|(key, value)| format!("{key}={}", value.trim())).collect());
    tell(Flag::StructuralCalled, word(args.told.structural_called));
    tell(Flag::Ploidy, one(args.copies.ploidy.map(|value| value.to_string())));
    tell(Flag::Purity, one(args.copies.purity.map(|value| value.to_string())));
    tell(Flag::Sex, one(args.copies.sex.map(|value| value.as_str().to_owned())));
    tell(Flag::CnProfile, one(args.copies.cn_profile.clone()));
    let files = [
        (Flag::PurplePurity, &args.told.purple_purity),
        (Flag::Callable, &args.told.callable),
        (Flag::CopyNumber, &args.copies.copy_number),
        (Flag::Fusions, &args.fusions),
    ];
    for (flag, path) in files {
        let Some(path) = path else { continue };
        let mut text = Vec::new();
        open(path)?.read_to_end(&mut text).map_err(|error| format!("{}: {error}", path.display()))?;
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let digest = content_digest(&text);
        keys.files.insert(digest.clone(), StoredFile { name, text: String::from_utf8_lossy(&text).into_owned() });
        tell(flag, vec![digest]);
    }
    // Letters of a whole genome are too many to keep; the place is.
    tell(Flag::Reference, one(args.reference.as_ref().map(|path| path.display().to_string())));
    let named = args.sample.clone().or_else(|| header.tumour().and_then(|column| header.samples().get(column).cloned()));
    tell(Flag::Sample, one(named.filter(|_| args.copies.copy_number.is_some())));
    Ok(())
}
