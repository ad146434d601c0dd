//! What the files of one call share: the index, what is worked out from it once, layers, the command.

use super::Args;
use super::layers::Overlays;
use crate::Failure;
use ckdb_core::annotate::{Annotator, Prepared};
use ckdb_core::frequency::Layers;
use ckdb_core::genome::Assembly;
use ckdb_core::knowledge::Knowledge;
use ckdb_core::reference::Reference;
use std::ffi::OsString;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// What the files of one call share.
pub(crate) struct Shared {
    knowledge: Knowledge,
    overlays: Overlays,
    /// For each assembly that was met.
    known: Mutex<[Option<Known>; 2]>,
    /// The options that say what is written, in the order they were typed.
    options: Vec<String>,
}

/// What is worked out once for an assembly.
#[derive(Clone)]
struct Known {
    prepared: Prepared,
    layers: Layers,
    reference: Option<Arc<Reference>>,
}

/// Options that change nothing in the output: where it goes and how many work on it. Each takes a value.
const NOT_SHOWN: [&str; 5] = ["-o", "--output", "--out-dir", "--jobs", "--threads"];

impl Shared {
    /// Opens the index and the layers.
    pub(super) fn open(args: &Args) -> Result<Self, Failure> {
        let knowledge = args.overlays.open(args.index.as_deref())?;
        let overlays = Overlays::open(&args.layers, &knowledge)?;
        let options = options(std::env::args_os().skip(1), &args.inputs);
        Ok(Self { knowledge, overlays, known: Mutex::default(), options })
    }

    /// The index.
    pub(super) const fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// The layers given beside the index.
    pub(super) const fn overlays(&self) -> &Overlays {
        &self.overlays
    }

    /// The options that say what is written.
    pub(super) fn options(&self) -> &[String] {
        &self.options
    }

    /// The command that makes this one file: the same whether it was one of many or alone, and on however many threads. File names
    /// stand without their folders, which are nobody else's business.
    pub(super) fn command(&self, input: &Path) -> String {
        let shown = |argument: &str| {
            let path = Path::new(argument);
            let is_path = path.components().count() > 1;
            path.file_name().filter(|_| is_path).map_or_else(|| argument.to_owned(), |name| name.to_string_lossy().into_owned())
        };
        let input = input.to_string_lossy();
        ["ckdb", "annotate", &input]
            .into_iter()
            .chain(self.options.iter().map(String::as_str))
            .map(shown)
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// An annotator for a file on `assembly`, as the options want it.
    pub(super) fn annotator(&self, args: &Args, assembly: Assembly) -> Result<Annotator<'_>, Failure> {
        let known = self.known(args, assembly)?;
        let mut annotator = Annotator::with(&self.knowledge, &known.prepared)?.gene_any(args.gene_any).layers(known.layers);
        if !args.schemes.is_empty() {
            annotator = annotator.schemes(&args.schemes)?;
        }
        if let Some(disease) = &args.disease {
            annotator = annotator.disease(disease)?;
        }
        if let Some(reference) = known.reference {
            annotator = annotator.reference(reference)?;
        }
        Ok(annotator)
    }

    fn known(&self, args: &Args, assembly: Assembly) -> Result<Known, Failure> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let known = &mut known[assembly.index()];
        if let Some(known) = known {
            return Ok(known.clone());
        }
        let fresh = Known {
            prepared: Prepared::new(&self.knowledge, assembly)?,
            layers: self.overlays.layers(&args.layers, &self.knowledge, assembly)?,
            reference: match &args.reference {
                Some(path) => Some(Arc::new(Reference::open(path, assembly)?)),
                None => None,
            },
        };
        Ok(known.insert(fresh).clone())
    }
}

/// The arguments without the verb, the inputs, and what changes nothing in the output.
fn options(arguments: impl Iterator<Item = OsString>, inputs: &[std::path::PathBuf]) -> Vec<String> {
    let mut options = Vec::new();
    let mut arguments = arguments.skip_while(|argument| argument != "annotate").skip(1);
    while let Some(argument) = arguments.next() {
        if inputs.iter().any(|input| input.as_os_str() == argument) || argument == "--" {
            continue;
        }
        let argument = argument.to_string_lossy().into_owned();
        if NOT_SHOWN.contains(&argument.as_str()) {
            arguments.next();
            continue;
        }
        let joined = |name: &str| argument.strip_prefix(name).is_some_and(|rest| name.len() == 2 || rest.starts_with('='));
        if NOT_SHOWN.iter().any(|name| joined(name)) {
            continue;
        }
        options.push(argument);
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changes_nothing_in_the_output_is_not_shown() {
        let typed = "ckdb annotate a.vcf.gz --disease LUAD -o x.vcf --threads=2 b.vcf.gz -oy --jobs 3 --index /data/k.ckdb --origin germline";
        let found = options(typed.split(' ').map(OsString::from), &["a.vcf.gz".into(), "b.vcf.gz".into()]);
        assert_eq!(found.join(" "), "--disease LUAD --index /data/k.ckdb --origin germline");
    }
}
