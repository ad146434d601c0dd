//! Filters written into a question: `gene:EGFR level:A 耐性`.

use super::answer::Understood;
use super::question::Question;
use std::ops::Range;

/// Adds a filter to a question.
type Add = fn(Question, String) -> Question;

/// What may stand before the colon. `PMID:`, `DOID:` and their like are identities and names, and are none of these.
const FIELDS: [(&str, Add); 19] = [
    ("gene", Question::gene),
    ("遺伝子", Question::gene),
    ("therapy", Question::therapy),
    ("drug", Question::therapy),
    ("薬剤", Question::therapy),
    ("disease", Question::disease),
    ("cancer", Question::disease),
    ("がん種", Question::disease),
    ("疾患", Question::disease),
    ("level", Question::level),
    ("レベル", Question::level),
    ("direction", Question::direction),
    ("方向", Question::direction),
    ("significance", Question::significance),
    ("意義", Question::significance),
    ("source", Question::source),
    ("出典", Question::source),
    ("kind", Question::kind),
    ("種類", Question::kind),
];

/// The words of a question, the question with the filters that were written into them, and how those were read. The words are as long
/// as they were, with spaces where a filter stood.
pub(super) fn filters(question: &Question) -> (String, Question, Vec<Understood>) {
    let mut text = question.text.clone();
    let mut filtered = question.clone();
    let mut understood = Vec::new();
    while let Some((bytes, value, name, add)) = next(&text) {
        let asked = text.get(bytes.clone()).unwrap_or_default().to_owned();
        understood.push(Understood { read_as: vec![format!("only {name} {value}")], must: true, asked });
        filtered = add(filtered, value);
        let blank = " ".repeat(bytes.len());
        text.replace_range(bytes, &blank);
    }
    (text, filtered, understood)
}

/// The first filter: where it stands, its value, its field.
fn next(text: &str) -> Option<(Range<usize>, String, &'static str, Add)> {
    for (at, colon) in text.char_indices().filter(|(_, letter)| matches!(letter, ':' | '：')) {
        let before = text.get(..at)?;
        let start = before
            .rfind(|letter: char| letter.is_whitespace() || letter == '(')
            .map_or(0, |space| space + before.get(space..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
        let field = before.get(start..)?;
        let Some((name, add)) = FIELDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(field)) else { continue };
        let behind = at + colon.len_utf8();
        let rest = text.get(behind..)?;
        let (value, length) = match rest.strip_prefix('"').and_then(|quoted| quoted.split_once('"')) {
            Some((value, _)) => (value, value.len() + 2),
            None => {
                let length = rest.find(|letter: char| letter.is_whitespace() || letter == ')').unwrap_or(rest.len());
                (rest.get(..length)?, length)
            }
        };
        if !value.trim().is_empty() {
            return Some((start..behind + length, value.to_owned(), name, *add));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Vec<String>) {
        let (rest, _, understood) = filters(&Question::new(text));
        assert_eq!(rest.len(), text.len());
        (rest.trim().to_owned(), understood.into_iter().flat_map(|part| part.read_as).collect())
    }

    #[test]
    fn filters_are_taken_out_and_identities_are_not() {
        assert_eq!(
            read("gene:EGFR 耐性 level:A"),
            ("耐性".to_owned(), vec!["only gene EGFR".to_owned(), "only level A".to_owned()])
        );
        assert_eq!(read("disease:\"lung cancer\""), (String::new(), vec!["only disease lung cancer".to_owned()]));
        assert_eq!(read("薬剤：タグリッソ T790M"), ("T790M".to_owned(), vec!["only 薬剤 タグリッソ".to_owned()]));
        for text in ["PMID:26729184", "DOID:3910", "EML4::ALK", "gene:", "c.1799T>A", "NM_004333.4:c.1799T>A"] {
            assert_eq!(read(text), (text.to_owned(), Vec::new()));
        }
    }
}
