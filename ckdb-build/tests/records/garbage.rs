//! Whatever bytes a file holds, reading and checking ends with findings, never with a panic.

use super::base;
use ckdb_build::diagnostic::Style;
use proptest::prelude::*;

/// Puts `bytes` at `path`, checks everything, renders everything.
fn survives(path: &str, bytes: Vec<u8>) {
    let mut files = base::files();
    files.insert(path.to_owned(), bytes);
    let verdict = base::verdict(&files);
    let text = verdict.diagnostics.render(&verdict.files, Style::Plain);
    assert!(!text.is_empty());
    assert_eq!(verdict.diagnostics.reports(&verdict.files).len(), verdict.diagnostics.len());
}

/// Pieces that records are made of, so that random mixtures get past the first token.
const PIECES: [&str; 22] = [
    "[criterion]\n",
    "[[evidence]]\n",
    "[[approval]]\n",
    "id = 1\n",
    "kind = \"codon\"\n",
    "all = [",
    "{",
    "}",
    "]",
    "not = ",
    "\"",
    "'",
    "\n",
    "=",
    ",",
    "codon = 600\n",
    "name = \"肺\"\n",
    "source.x = 1\n",
    "source = \"civic\"\n",
    "#",
    "0x",
    "evidence = [1]\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        survives("profiles/BRAF/V600E.toml", bytes);
    }

    #[test]
    fn random_pieces(at in proptest::collection::vec(0..PIECES.len(), 0..40), path in 0..3_usize) {
        let text: String = at.into_iter().map(|i| PIECES[i]).collect();
        let path = ["profiles/BRAF/V600E.toml", "approvals/us/dabrafenib.toml", "diseases/melanoma.toml"][path];
        survives(path, text.into_bytes());
    }

    #[test]
    fn random_paths(path in "[a-zA-Z0-9/._ 肺-]{0,40}") {
        survives(&path, b"name = \"x\"".to_vec());
    }
}

#[test]
fn a_record_cut_anywhere() {
    let files = base::files();
    for path in ["profiles/BRAF/V600E.toml", "approvals/us/dabrafenib.toml", "trials/NCT04487080.toml", "diseases/melanoma.toml"] {
        let whole = &files[path];
        for cut in (0..whole.len()).step_by(7) {
            survives(path, whole[..cut].to_vec());
        }
    }
}
