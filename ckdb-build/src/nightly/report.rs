//! `build.json`: what a night read, what became of every record, how long it took, and what the gate said.

use super::Night;
use crate::import::ledger::Ledger;
use serde_json::{Map, Value, json};

/// Bytes of the report, ending with a line feed.
pub(super) fn json(night: &Night) -> Result<Vec<u8>, serde_json::Error> {
    let image = night.outcome.image.as_ref();
    let seconds: Vec<Value> =
        night.timings.steps.iter().map(|(step, length)| json!({ "step": step, "seconds": length.as_secs_f64() })).collect();
    let gate = night.verdict.as_ref().map(|verdict| {
        json!({
            "open": verdict.is_open(),
            "against": night.previous,
            "refused": verdict.refused,
            "allowed": verdict.allowed,
            "allowed_in_vain": verdict.unused.len(),
        })
    });
    let mut report = Map::new();
    let mut put = |key: &str, value: Value| report.insert(key.to_owned(), value);
    put("state", night.state.as_str().into());
    put("date", night.date.as_str().into());
    put("index", json!(night.index));
    put("previous", json!(night.previous));
    put("content_id", json!(image.map(|image| image.content_id.to_string())));
    put("bytes", json!(image.map(|image| image.bytes.len())));
    put("records", json!(night.outcome.counts));
    put("sources", night.outcome.sources.iter().map(Ledger::to_json).collect());
    put("optional_sources_missing", json!(night.missing));
    put("findings", json!(night.outcome.diagnostics.reports(&night.outcome.files)));
    put("round_trip", json!(night.proof));
    put("gate", json!(gate));
    put("timings", json!({ "steps": seconds, "total_seconds": night.timings.total().as_secs_f64() }));
    put("peak_memory_bytes", json!(super::stopwatch::peak_memory()));
    let mut bytes = serde_json::to_vec_pretty(&report)?;
    bytes.push(b'\n');
    Ok(bytes)
}
