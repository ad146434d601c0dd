//! What became of the lines of a layer's inputs.

use ckdb_core::frequency::Built;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt;

/// What became of one layer.
#[derive(Clone, Debug, Default)]
pub struct LayerReport {
    /// The layer.
    pub name: String,
    /// Its assembly.
    pub assembly: String,
    /// Lines read.
    pub lines: u64,
    /// ALTs read.
    pub alleles: u64,
    /// ALTs, lines and lists of values that were left out, by reason, with the first line of each.
    pub left_out: BTreeMap<&'static str, (u64, u64)>,
    /// Alleles whose values were told apart by what the line says of the longer one it was cut from (`OLD_MULTIALLELIC`).
    pub told_apart: u64,
    /// Lines with a list of no declared length (`Number=.`) that is as long as the list of ALTs, and was dealt to them.
    pub dealt: u64,
    /// What went into the layer.
    pub built: Built,
    /// Its fields.
    pub fields: Vec<String>,
}

impl LayerReport {
    pub(super) fn leave_out(&mut self, reason: &'static str, line: u64) {
        self.left_out.entry(reason).or_insert((0, line)).0 += 1;
    }

    /// The same for machines.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let left_out = |(reason, (count, line)): (&&str, &(u64, u64))| json!({"code": reason, "count": count, "first_line": line});
        json!({
            "name": self.name,
            "assembly": self.assembly,
            "fields": self.fields,
            "lines": self.lines,
            "alleles_read": self.alleles,
            "alleles": self.built.alleles,
            "repeated": self.built.repeated,
            "contradicting": self.built.contradicting,
            "bytes": self.built.bytes,
            "told_apart_by_old_multiallelic": self.told_apart,
            "lists_dealt_to_alts": self.dealt,
            "left_out": self.left_out.iter().map(left_out).collect::<Vec<_>>(),
        })
    }
}

impl fmt::Display for LayerReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Built { alleles, repeated, contradicting, bytes } = self.built;
        let each = if alleles == 0 { 0 } else { bytes * 10 / u64::from(alleles) };
        writeln!(
            f,
            "layer {} on {}: {alleles} alleles from {} lines, {bytes} bytes ({}.{} an allele); fields {}",
            self.name,
            self.assembly,
            self.lines,
            each / 10,
            each % 10,
            self.fields.join(", ")
        )?;
        if repeated > 0 {
            writeln!(f, "  {repeated} alleles came again with the same values")?;
        }
        if contradicting > 0 {
            writeln!(f, "  warning: {contradicting} alleles came again with other values; the first of each stands")?;
        }
        if self.told_apart > 0 {
            writeln!(
                f,
                "  {} alleles of lines that were cut from longer ones got their own values by OLD_MULTIALLELIC",
                self.told_apart
            )?;
        }
        if self.dealt > 0 {
            let dealt = self.dealt;
            writeln!(
                f,
                "  note: on {dealt} lines a list declared as Number=. is as long as the list of ALTs, and was dealt to them"
            )?;
        }
        for (reason, (count, line)) in &self.left_out {
            writeln!(f, "  left out: {count} × {reason}, first at line {line}")?;
        }
        Ok(())
    }
}
