//! Names of columns and words, in English and Japanese. The first of each list is the one the page of the form shows.

use ckdb_core::model::{
    EvidenceDirection, EvidenceLevel, EvidenceType, Jurisdiction, Significance, TrialPhase, TrialStatus, VariantOrigin, Vocabulary,
};

pub(super) const KIND: &[&str] = &["kind", "種別"];
pub(super) const ID: &[&str] = &["id", "識別番号", "臨床研究実施計画番号", "試験番号"];
pub(super) const GENE: &[&str] = &["gene", "遺伝子"];
pub(super) const VARIANT: &[&str] = &["variant", "変異", "遺伝子変異"];
pub(super) const THERAPY: &[&str] = &["therapy", "薬剤", "薬剤名", "一般名"];
pub(super) const DISEASE: &[&str] = &["disease", "がん種", "疾患", "対象疾患"];
pub(super) const JURISDICTION: &[&str] = &["jurisdiction", "承認国"];
pub(super) const DATE: &[&str] = &["date", "承認日", "日付"];
pub(super) const DOCUMENT: &[&str] = &["document", "文書", "URL"];
pub(super) const TEST: &[&str] = &["test", "検査", "コンパニオン診断薬"];
pub(super) const MANUFACTURER: &[&str] = &["manufacturer", "製造販売業者"];
pub(super) const SPECIMEN: &[&str] = &["specimen", "検体"];
pub(super) const TEST_DATE: &[&str] = &["test_date", "検査承認日"];
pub(super) const TITLE: &[&str] = &["title", "試験名", "研究名称"];
pub(super) const PHASE: &[&str] = &["phase", "フェーズ", "試験の相"];
pub(super) const STATUS: &[&str] = &["status", "募集状況", "進捗状況"];
pub(super) const AS_OF: &[&str] = &["as_of", "確認日", "最終更新日"];
pub(super) const COUNTRY: &[&str] = &["country", "国"];
pub(super) const TYPE: &[&str] = &["type", "エビデンスタイプ"];
pub(super) const DIRECTION: &[&str] = &["direction", "方向"];
pub(super) const SIGNIFICANCE: &[&str] = &["significance", "臨床的意義"];
pub(super) const LEVEL: &[&str] = &["level", "エビデンスレベル"];
pub(super) const ORIGIN: &[&str] = &["origin", "変異由来"];
pub(super) const CITATION: &[&str] = &["citation", "文献"];
pub(super) const STATEMENT: &[&str] = &["statement", "内容"];

/// A record's kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Approval,
    Trial,
    Evidence,
}

pub(super) fn kind(word: &str) -> Option<Kind> {
    Some(match word.to_lowercase().as_str() {
        "approval" | "cdx" | "承認" | "コンパニオン診断" => Kind::Approval,
        "trial" | "治験" | "臨床試験" => Kind::Trial,
        "evidence" | "エビデンス" => Kind::Evidence,
        _ => return None,
    })
}

pub(super) fn jurisdiction(word: &str) -> Option<Jurisdiction> {
    match word {
        "日本" | "国内" => Some(Jurisdiction::Jp),
        "米国" => Some(Jurisdiction::Us),
        "欧州" => Some(Jurisdiction::Eu),
        _ => Jurisdiction::from_word(&word.to_uppercase()),
    }
}

pub(super) fn status(word: &str) -> Option<TrialStatus> {
    Some(match word {
        "募集中" | "参加者募集中" | "Recruiting" => TrialStatus::Recruiting,
        "募集前" | "Not Recruiting" => TrialStatus::NotYetRecruiting,
        "募集終了" | "参加者募集終了-試験継続中" => TrialStatus::ActiveNotRecruiting,
        "募集中断" | "Suspended" => TrialStatus::Suspended,
        "試験終了" | "研究終了" | "Completed" => TrialStatus::Completed,
        "中止" | "試験中止" => TrialStatus::Terminated,
        _ => return TrialStatus::from_word(&word.to_lowercase()),
    })
}

pub(super) fn phase(word: &str) -> Option<TrialPhase> {
    let word = word.trim_start_matches("Phase").trim_start_matches("第").trim_end_matches('相').trim();
    let word = [
        ("Ⅰ", "1"),
        ("Ⅱ", "2"),
        ("Ⅲ", "3"),
        ("Ⅳ", "4"),
        ("IV", "4"),
        ("III", "3"),
        ("II", "2"),
        ("I", "1"),
        ("・", "/"),
        ("-", "/"),
    ]
    .into_iter()
    .fold(word.to_owned(), |word, (from, to)| word.replace(from, to));
    TrialPhase::from_word(&word)
}

pub(super) fn evidence_type(word: &str) -> Option<EvidenceType> {
    EvidenceType::from_word(word)
}

pub(super) fn significance(word: &str) -> Option<Significance> {
    match word {
        "Sensitivity" | "Response" => Some(Significance::Sensitivity),
        _ => Significance::from_word(&word.replace(' ', "")).or_else(|| Significance::from_word(word)),
    }
}

pub(super) fn direction(word: &str) -> Option<EvidenceDirection> {
    if word.is_empty() { Some(EvidenceDirection::Supports) } else { EvidenceDirection::from_word(&word.replace(' ', "")) }
}

pub(super) fn level(word: &str) -> Option<EvidenceLevel> {
    EvidenceLevel::from_word(word)
}

pub(super) fn origin(word: &str) -> Option<VariantOrigin> {
    match word {
        "" => Some(VariantOrigin::Unknown),
        "体細胞" => Some(VariantOrigin::Somatic),
        "生殖細胞系列" => Some(VariantOrigin::Germline),
        _ => VariantOrigin::from_word(&word.to_lowercase()),
    }
}
