//! Levels by access: where the options of a case stand, at one look.

use super::super::names::Names;
use super::super::offer::{Offer, column_order};
use crate::level::Route;
use std::collections::BTreeMap;

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Cell {
    pub(in super::super) x: u32,
    pub(in super::super) y: u32,
    /// 0 for none.
    pub(in super::super) count: usize,
    /// Radius of its disc.
    pub(in super::super) radius: u32,
    pub(in super::super) class: &'static str,
}

/// A label of a row or a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Label {
    pub(in super::super) at: u32,
    pub(in super::super) text: String,
}

/// The picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Matrix {
    pub(in super::super) title: String,
    pub(in super::super) text: String,
    pub(in super::super) width: u32,
    pub(in super::super) height: u32,
    pub(in super::super) rows: Vec<Label>,
    pub(in super::super) columns: Vec<Label>,
    pub(in super::super) cells: Vec<Cell>,
}

const LEFT: u32 = 76;
const TOP: u32 = 40;
const STEP_X: u32 = 92;
const STEP_Y: u32 = 30;

/// Where the nearest way stands: Japan first.
fn place(routes: &[(Route, &str)]) -> usize {
    let column = |route: Route| match route {
        Route::JpApproved => 0,
        Route::JpTrial | Route::JpExpandedAccess | Route::JpAdvancedCare | Route::JpPatientProposed => 1,
        Route::JpOffLabel => 2,
        Route::TrialAbroad => 3,
        Route::UsApproved | Route::EuApproved => 4,
        Route::UsOffLabel | Route::EuOffLabel => 5,
    };
    routes.iter().map(|(route, _)| column(*route)).min().unwrap_or(6)
}

/// Of the leading scheme; `None` where there is nothing to show.
pub(in super::super) fn matrix(names: &Names<'_, '_>, options: &[Offer<'_, '_>]) -> Option<Matrix> {
    let words = names.words;
    let scheme = names.annotator.level_schemes().iter().min_by_key(|scheme| column_order(scheme.column))?;
    if options.is_empty() || names.annotator.patient().disease().is_none() {
        return None;
    }
    let row_of = |offer: &Offer<'_, '_>| {
        let level = offer.levels.iter().find(|(column, _)| *column == scheme.column).map(|(_, level)| level.level.as_str());
        level.and_then(|level| scheme.levels.iter().position(|known| known == level)).unwrap_or(scheme.levels.len())
    };
    let mut counts: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for offer in options {
        *counts.entry((row_of(offer), place(&offer.routes))).or_default() += 1;
    }
    let shown: Vec<usize> = (0..=scheme.levels.len()).filter(|row| counts.keys().any(|(known, _)| known == row)).collect();
    let level_name = |row: usize| match scheme.levels.get(row) {
        Some(level) => format!("{} {}", names.column(scheme.column), super::super::why::level_name(level)),
        None => words.matrix_other.to_owned(),
    };
    let columns = [
        words.matrix_jp_label,
        words.matrix_jp_trial,
        words.matrix_jp_off,
        words.matrix_trial_abroad,
        words.matrix_abroad,
        words.matrix_abroad_off,
        words.matrix_none,
    ];
    let at = |step: usize, size: u32, from: u32| from + size * u32::try_from(step).unwrap_or(0) + size / 2;
    let cells = shown.iter().enumerate().flat_map(|(y, row)| {
        let counts = &counts;
        (0..columns.len()).map(move |x| {
            let count = counts.get(&(*row, x)).copied().unwrap_or(0);
            let class = match (count, x) {
                (0, _) => "m-none",
                (_, 0) => "m-near",
                (_, 1) => "m-middle",
                _ => "m-far",
            };
            let radius = if count == 0 { 2 } else { 10 + u32::from(count > 9) * 3 };
            Cell { x: at(x, STEP_X, LEFT), y: at(y, STEP_Y, TOP), count, radius, class }
        })
    });
    let cells = cells.collect();
    let said: Vec<String> = counts
        .iter()
        .map(|((row, column), count)| names.fill(words.matrix_cell, &[&level_name(*row), columns[*column], &count.to_string()]))
        .collect();
    let columns: Vec<Label> =
        columns.iter().enumerate().map(|(x, text)| Label { at: at(x, STEP_X, LEFT), text: (*text).to_owned() }).collect();
    Some(Matrix {
        title: words.matrix_title.to_owned(),
        text: names.fill(words.matrix_text, &[&said.join("; ")]),
        width: LEFT + STEP_X * u32::try_from(columns.len()).unwrap_or(0),
        height: TOP + STEP_Y * u32::try_from(shown.len()).unwrap_or(0) + 4,
        rows: shown.iter().enumerate().map(|(y, row)| Label { at: at(y, STEP_Y, TOP), text: level_name(*row) }).collect(),
        columns,
        cells,
    })
}
