//! Each once, in order of first appearance: how lists in a cell are made.

/// `items` without repeats and without empty texts, in order of first appearance.
pub(super) fn distinct<'t>(items: impl IntoIterator<Item = &'t str>) -> Vec<&'t str> {
    let mut kept: Vec<&str> = Vec::new();
    for item in items {
        if !item.is_empty() && !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}
