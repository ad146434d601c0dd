//! Which sources are releases of one.

/// A source without its day: releases of one source stand in an index as `civic-2018-10-01`, beside the `civic` that curators cite.
#[must_use]
pub fn source_family(id: &str) -> &str {
    match id.len().checked_sub("-2018-10-01".len()).and_then(|at| id.split_at_checked(at)) {
        Some((name, day)) if !name.is_empty() && day.starts_with('-') && is_day(&day[1..]) => name,
        _ => id,
    }
}

fn is_day(text: &str) -> bool {
    let shape = |(at, byte): (usize, u8)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
    text.len() == 10 && text.bytes().enumerate().all(shape)
}

#[cfg(test)]
mod tests {
    use super::source_family as family;

    #[test]
    fn releases_of_one_source_are_one_family() {
        for (id, name) in [("civic-2018-10-01", "civic"), ("civic", "civic"), ("-2018-10-01", "-2018-10-01"), ("fda-cdx", "fda-cdx")] {
            assert_eq!(family(id), name);
        }
        assert_eq!(family("資料-2018-10-01"), "資料");
        assert_eq!(family("資料資料資料資料"), "資料資料資料資料");
    }
}
