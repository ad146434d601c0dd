//! What the files of one call share: the index, what is worked out from it once, layers, the command.

use super::Args;
use super::layers::Overlays;
use crate::Failure;
use ckdb_core::annotate::{Annotator, Origin};
use ckdb_core::genome::Assembly;
use ckdb_core::knowledge::Knowledge;
use ckdb_core::reference::Reference;
use std::ffi::OsString;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// What the files of one call share: the index, the layers.
pub(crate) struct Opened {
    knowledge: Knowledge,
    overlays: Overlays,
    /// The options that say what is written, in the order they were typed.
    options: Vec<String>,
}

/// What was opened, and what is worked out from it.
pub(crate) struct Shared<'o> {
    opened: &'o Opened,
    /// For each assembly and origin of variants that was met.
    annotators: Mutex<Vec<(Assembly, Origin, Annotator<'o>)>>,
}

/// Options that change nothing in the output: where it goes and how many work on it. Each takes a value.
const NOT_SHOWN: [&str; 5] = ["-o", "--output", "--out-dir", "--jobs", "--threads"];

impl Opened {
    /// Opens the index and the layers.
    pub(super) fn open(args: &Args) -> Result<Self, Failure> {
        let knowledge = args.overlays.open(args.index.as_deref())?;
        let overlays = Overlays::open(&args.layers, &knowledge)?;
        let options = options(std::env::args_os().skip(1), &args.inputs);
        Ok(Self { knowledge, overlays, options })
    }
}

impl<'o> Shared<'o> {
    /// Nothing is worked out yet.
    pub(super) fn of(opened: &'o Opened) -> Self {
        Self { opened, annotators: Mutex::default() }
    }

    /// The index.
    pub(super) const fn knowledge(&self) -> &'o Knowledge {
        &self.opened.knowledge
    }

    /// The layers given beside the index.
    pub(super) const fn overlays(&self) -> &'o Overlays {
        &self.opened.overlays
    }

    /// The options that say what is written.
    pub(super) fn options(&self) -> &'o [String] {
        &self.opened.options
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
            .chain(self.options().iter().map(String::as_str))
            .map(shown)
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// An annotator for a file on `assembly` whose variants arose there, as the options want it. It is made for the first such file; the
    /// others get clones, which share what was worked out of each profile.
    pub(super) fn annotator(&self, args: &Args, assembly: Assembly, origin: Origin) -> Result<Annotator<'o>, Failure> {
        let mut annotators = self.annotators.lock().unwrap_or_else(PoisonError::into_inner);
        let of_assembly = |(known, ..): &&(Assembly, Origin, Annotator<'o>)| *known == assembly;
        if let Some((.., known)) = annotators.iter().filter(of_assembly).find(|(_, known, _)| *known == origin) {
            return Ok(known.clone());
        }
        let made = match annotators.iter().find(of_assembly) {
            Some((.., known)) => known.clone(),
            None => self.fresh(args, assembly)?,
        };
        let made = made.origin(origin);
        annotators.push((assembly, origin, made.clone()));
        Ok(made)
    }

    fn fresh(&self, args: &Args, assembly: Assembly) -> Result<Annotator<'o>, Failure> {
        let knowledge = self.knowledge();
        let layers = self.overlays().layers(&args.layers, knowledge, assembly)?;
        let mut annotator = Annotator::new(knowledge, assembly)?.gene_any(args.gene_any).layers(layers);
        if !args.schemes.is_empty() {
            annotator = annotator.schemes(&args.schemes)?;
        }
        if let Some(disease) = &args.disease {
            annotator = annotator.disease(disease)?;
        }
        if let Some(path) = &args.reference {
            annotator = annotator.reference(Arc::new(Reference::open(path, assembly)?))?;
        }
        Ok(annotator)
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
