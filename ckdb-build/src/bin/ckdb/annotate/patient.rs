//! What the user tells of the patient beside the tumour and the disease: age and earlier therapies, for trials.

use crate::Failure;
use ckdb_core::knowledge::{Knowledge, Meaning};
use ckdb_core::matching::Patient;

/// Flags that tell of the patient.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct PatientArgs {
    /// The patient's age in years, for trials
    #[arg(long, value_name = "YEARS")]
    age: Option<u16>,
    /// A therapy had before, by any of its names; again for each; none when there was none. Without it earlier therapies are unknown
    #[arg(long = "prior", value_name = "THERAPY")]
    prior: Vec<String>,
}

/// All of it, names understood.
pub(crate) fn patient(args: &PatientArgs, knowledge: &Knowledge) -> Result<Patient, Failure> {
    let mut therapies = (!args.prior.is_empty()).then(Vec::new);
    for name in args.prior.iter().filter(|name| !name.eq_ignore_ascii_case("none")) {
        let meant = knowledge.find(name)?;
        let found: Vec<_> =
            meant.iter().filter_map(|meaning| if let Meaning::Therapy(id) = meaning { Some(*id) } else { None }).collect();
        if found.is_empty() {
            let unknown = knowledge.unknown("therapy", name, |meaning| meaning.kind() == ckdb_core::knowledge::Kind::Therapy);
            return Err(format!("--prior {name}: {unknown}").into());
        }
        if let Some(therapies) = &mut therapies {
            therapies.extend(found);
        }
    }
    Ok(Patient { age: args.age, therapies })
}
