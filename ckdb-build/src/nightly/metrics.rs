//! `metrics.prom`: the last night in numbers, in the text form of Prometheus (exposition format 0.0.4), for the textfile
//! collector of its node exporter. A failed night writes it, too, with what is known then.

use super::{Night, State};
use crate::publish::generations;
use std::fmt::Write;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// The file's text. `night` is none when the night failed.
pub(super) fn text(folder: &Path, night: Option<&Night>) -> String {
    let mut page = Page::default();
    let state = night.map_or("failed", |night| night.state.as_str());
    page.family("ckdb_build_state", "How the last build ended: 1 for one of the states");
    for known in [State::Published.as_str(), State::Refused.as_str(), State::RecordsHaveErrors.as_str(), "failed"] {
        page.value("ckdb_build_state", &[("state", known)], u8::from(known == state));
    }
    in_service(folder, &mut page);
    let Some(night) = night else { return page.text };
    page.family("ckdb_build_step_seconds", "How long each step of the last build took");
    for (step, length) in &night.timings.steps {
        page.value("ckdb_build_step_seconds", &[("step", step)], length.as_secs_f64());
    }
    if let Some(bytes) = super::stopwatch::peak_memory() {
        page.family("ckdb_build_peak_memory_bytes", "The most memory the last build held");
        page.value("ckdb_build_peak_memory_bytes", &[], bytes);
    }
    sources(night, &mut page);
    if let Some(proof) = &night.proof {
        page.family("ckdb_build_round_trip_claims", "Claims annotated from their own letters, by what became of them");
        for (assembly, claims) in &proof.assemblies {
            for (state, count) in [("returned", claims.returned), ("failing", claims.failing.len())] {
                page.value("ckdb_build_round_trip_claims", &[("assembly", assembly), ("state", state)], count);
            }
        }
    }
    if let Some(verdict) = &night.verdict {
        page.family("ckdb_build_gate_findings", "Losses and anomalies the gate found");
        page.value("ckdb_build_gate_findings", &[("state", "refused")], verdict.refused.len());
        page.value("ckdb_build_gate_findings", &[("state", "allowed")], verdict.allowed.len());
    }
    page.text
}

/// Which index readers get, and since when.
fn in_service(folder: &Path, page: &mut Page) {
    let Some(name) = generations::current(folder) else { return };
    page.family("ckdb_index_info", "The index in service");
    page.value("ckdb_index_info", &[("index", &name)], 1);
    let Ok(file) = std::fs::metadata(folder.join(&name)) else { return };
    page.family("ckdb_index_bytes", "Length of the index in service");
    page.value("ckdb_index_bytes", &[], file.len());
    if let Some(age) = file.modified().ok().and_then(|day| day.duration_since(UNIX_EPOCH).ok()) {
        page.family("ckdb_index_written_timestamp_seconds", "When the index in service was written");
        page.value("ckdb_index_written_timestamp_seconds", &[], age.as_secs());
    }
}

fn sources(night: &Night, page: &mut Page) {
    page.family("ckdb_build_source_records", "Records of each source, by what became of them");
    for ledger in &night.outcome.sources {
        for kind in ledger.entries.keys() {
            let tally = ledger.tally(kind, |_| true);
            let states = [("compiled", tally.compiled), ("partly", tally.partly), ("quarantined", tally.quarantined)];
            for (state, count) in states {
                let labels = [("source", &*ledger.importer), ("release", &*ledger.release), ("kind", kind), ("state", state)];
                page.value("ckdb_build_source_records", &labels, count);
            }
        }
    }
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    /// All metrics here are gauges: each night sets them anew.
    fn family(&mut self, name: &str, help: &str) {
        // Writing to a `String` cannot fail.
        let _ = writeln!(self.text, "# HELP {name} {help}.\n# TYPE {name} gauge");
    }

    fn value(&mut self, name: &str, labels: &[(&str, &str)], value: impl std::fmt::Display) {
        let _ = write!(self.text, "{name}");
        for (number, (label, text)) in labels.iter().enumerate() {
            let before = if number == 0 { '{' } else { ',' };
            let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            let _ = write!(self.text, "{before}{label}=\"{text}\"");
        }
        let after = if labels.is_empty() { "" } else { "}" };
        let _ = writeln!(self.text, "{after} {value}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_escaped_and_a_failed_night_says_so() {
        let mut page = Page::default();
        page.value("a", &[("b", "x\"\\\ny"), ("c", "d")], 2);
        page.value("e", &[], 0.5);
        assert_eq!(page.text, "a{b=\"x\\\"\\\\\\ny\",c=\"d\"} 2\ne 0.5\n");
        let text = text(Path::new("no such folder"), None);
        assert!(text.contains("ckdb_build_state{state=\"failed\"} 1\n"), "{text}");
        assert!(text.contains("ckdb_build_state{state=\"published\"} 0\n"), "{text}");
    }
}
