//! `ckdb info`: what an index holds, and where it came from.

use crate::{Failure, default_index};
use ckdb_core::frequency::{About, Layer};
use ckdb_core::index::IndexFile;
use ckdb_core::layers::LayerReport;
use ckdb_core::model::Vocabulary;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Show what an index holds: release, content id, sections, sources with licence and release, schemes.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ckdb info\n  ckdb info ckdb-2026.11.ckdb --format json")]
pub(crate) struct Args {
    /// The index; without it $CKDB_INDEX, else the one that ships
    #[arg(value_name = "FILE.ckdb")]
    index: Option<PathBuf>,
    #[command(flatten)]
    overlays: crate::overlays::Overlays,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One JSON object
    Json,
}

/// What the layers of a file say of themselves.
fn frequency_layers(file: &IndexFile) -> Result<Vec<About>, Failure> {
    Ok(Layer::all_in(file)?.iter().map(|layer| layer.about().clone()).collect())
}

fn write_layers(file: &IndexFile, out: &mut dyn Write) -> Result<(), Failure> {
    let layers = frequency_layers(file)?;
    if !layers.is_empty() {
        writeln!(out, "\nfrequency layers")?;
    }
    for about in layers {
        writeln!(out, "  {:<20} {:<9} {} {:>10} alleles, {}", about.name, about.kind.as_str(), about.assembly, about.alleles, about.licence)?;
        let fields: Vec<&str> = about.columns.iter().map(|column| column.field.0.as_str()).collect();
        writeln!(out, "  {:<20} {}", "", fields.join(", "))?;
    }
    Ok(())
}

/// Runs the verb.
pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    if let Some(file) = default_index::layers_alone(args.index.as_deref())? {
        let mut out = anstream::stdout().lock();
        if args.format == Format::Json {
            let value = serde_json::json!({
                "path": file.path().map(|path| path.display().to_string()),
                "content_id": file.content_id().to_string(),
                "bytes": file.length(),
                "frequency_layers": frequency_layers(&file)?,
            });
            serde_json::to_writer_pretty(&mut out, &value)?;
            writeln!(out)?;
        } else {
            writeln!(out, "content id   {}", file.content_id())?;
            writeln!(out, "size         {} bytes", file.length())?;
            write_layers(&file, &mut out)?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let (knowledge, joined) = args.overlays.open_told(args.index.as_deref())?;
    let layers = knowledge.layers()?;
    let records = knowledge.records()?;
    let release = knowledge.release()?;
    let file = knowledge.file();
    let counts = [
        ("genes", records.genes().len()),
        ("variants", records.variants().len()),
        ("profiles", records.profiles().len()),
        ("evidence items", records.evidence().len()),
        ("assertions", records.assertions().len()),
        ("therapies", records.therapies().len()),
        ("diseases", records.diseases().len()),
        ("approvals", records.approvals().len()),
        ("trials", records.trials().len()),
    ];
    let schemes = records.schemes()?;
    let copy_profiles = knowledge.copy_profiles()?;
    let mut out = anstream::stdout().lock();
    if args.format == Format::Json {
        let value = serde_json::json!({
            "path": file.path().map(|path| path.display().to_string()),
            "content_id": knowledge.content_id().to_string(),
            "bytes": file.length(),
            "release": release.name,
            "layers": layers.iter().map(|layer| serde_json::json!({ "content_id": layer.index, "release": layer.release })).collect::<Vec<_>>(),
            "joined": joined.as_ref().map(|joined| serde_json::json!({
                "same": joined.same, "first_stands": joined.first_stands, "renamed": joined.renamed, "hidden": joined.hidden,
                "sections_left_out": joined.sections_left_out,
            })),
            "built_by": release.built_by,
            "records": counts.iter().map(|(name, count)| ((*name).to_owned(), (*count).into())).collect::<serde_json::Map<_, serde_json::Value>>(),
            "schemes": schemes.iter().map(|scheme| serde_json::json!({
                "id": scheme.id, "version": scheme.version, "name": scheme.name, "citation": scheme.citation,
            })).collect::<Vec<_>>(),
            "copy_number_profiles": copy_profiles.iter().map(|profile| serde_json::json!({
                "id": profile.id, "version": profile.version, "name": profile.name, "citation": profile.citation,
                "reference": profile.reference, "needs": profile.needs,
                "rules": profile.rules.iter().map(|rule| serde_json::json!({
                    "change": rule.change.as_str(), "measure": rule.measure.as_str(), "comparison": rule.comparison.as_str(),
                    "threshold": rule.threshold, "extent": rule.extent.as_str(), "reason": rule.reason,
                })).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "sources": records.sources().map(|source| serde_json::json!({
                "id": source.id(), "name": source.name(), "licence": source.licence(), "release": source.release(),
                "citation": source.citation(), "redistributable": source.redistributable(),
            })).collect::<Vec<_>>(),
            "frequency_layers": frequency_layers(file)?,
            "sections": file.sections().map(|section| serde_json::json!({
                "name": section.name, "version": section.version, "offset": section.offset, "bytes": section.length,
            })).collect::<Vec<_>>(),
        });
        serde_json::to_writer_pretty(&mut out, &value)?;
        writeln!(out)?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(path) = file.path() {
        writeln!(out, "index        {}", path.display())?;
    }
    writeln!(out, "content id   {}", knowledge.content_id())?;
    writeln!(out, "release      {}, built by {}", release.name, release.built_by)?;
    writeln!(out, "size         {} bytes", file.length())?;
    for (number, layer) in layers.iter().enumerate() {
        writeln!(out, "{:<12} {}, release {}", if number == 0 { "core" } else { "overlay" }, layer.index, layer.release)?;
    }
    if let Some(joined) = &joined {
        tell(joined, &mut out)?;
    }
    writeln!(out, "\nrecords")?;
    for (name, count) in counts {
        writeln!(out, "  {count:>7}  {name}")?;
    }
    writeln!(out, "\nlevel schemes")?;
    for scheme in &schemes {
        writeln!(out, "  {}@{}  {} ({})", scheme.id, scheme.version, scheme.name, scheme.citation)?;
    }
    writeln!(out, "\ncopy-number profiles (ckdb annotate --cn-profile)")?;
    for profile in &copy_profiles {
        writeln!(out, "  {}@{}  {} ({}); needs {}", profile.id, profile.version, profile.name, profile.citation, profile.needs)?;
    }
    writeln!(out, "\nsources")?;
    for source in records.sources() {
        writeln!(out, "  {:<20} {:<28} {}, {}", source.id(), source.licence(), source.name(), source.release())?;
    }
    write_layers(file, &mut out)?;
    writeln!(out, "\nsections")?;
    for section in file.sections() {
        writeln!(out, "  {:<22} version {:>2}  {:>10} bytes", section.name, section.version, section.length)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What became of records that more than one layer has, and of those that are not shown.
fn tell(joined: &LayerReport, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "\nfrequency layers")?;
    writeln!(out, "  {:>7}  records of overlays are in the layer below in the same words", joined.same)?;
    writeln!(out, "  {:>7}  are there in other words, which hold", joined.first_stands.len())?;
    joined.first_stands.iter().try_for_each(|id| writeln!(out, "           {id}"))?;
    writeln!(out, "  {:>7}  only share an identity with another record, and are called otherwise", joined.renamed.len())?;
    joined.renamed.iter().try_for_each(|(id, now)| writeln!(out, "           {id} → {now}"))?;
    writeln!(out, "  {:>7}  are not shown: what they need may not be passed on", joined.hidden)?;
    if !joined.sections_left_out.is_empty() {
        writeln!(out, "  not in any layer now: {}", joined.sections_left_out.join(", "))?;
    }
    Ok(())
}
