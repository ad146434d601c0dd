//! Words of closed vocabularies, as a doctor says them, in both languages.
//!
//! The terms of the Japanese access scale and of triage are those of the ministry's papers and of C-CAT reports.

use super::lang::spoken;
use crate::annotate::Origin;
use crate::annotate::secondary::{Ground, Standing};
use crate::level::Route;
use crate::level::cdx::CdxAnswer;
use crate::level::conflict::ConflictKind;
use crate::level::triage::Missing;
use crate::matching::{Bar, CopyUnit, Entry, MatchLevel, Open, Reason, Sex};
use crate::model::{
    CopyChange, Diagnostic, DiseaseScope, EvidenceType, Jurisdiction, Population, Significance, StudyKind, TriageAccess,
    TriageOutcome, TrialStatus, TrialType,
};

spoken! {
    Route {
        JpApproved "approved in Japan" "国内承認";
        JpTrial "trial in Japan" "国内臨床試験";
        JpExpandedAccess "expanded access in Japan" "拡大治験";
        JpAdvancedCare "advanced medical care in Japan" "先進医療";
        JpPatientProposed "patient-proposed care in Japan" "患者申出療養";
        JpOffLabel "Japan, off label" "国内適応外";
        TrialAbroad "trial abroad" "海外臨床試験";
        UsApproved "FDA-approved" "FDA承認";
        UsOffLabel "FDA, off label" "FDA適応外";
        EuApproved "EMA-approved" "EMA承認";
        EuOffLabel "EMA, off label" "EMA適応外";
    }
    Jurisdiction {
        Jp "Japan" "日本";
        Us "the US" "米国";
        Eu "the EU" "EU";
    }
    Significance {
        Sensitivity "response" "奏効";
        Resistance "resistance" "耐性";
        ReducedSensitivity "reduced response" "感受性低下";
        AdverseResponse "adverse response" "有害反応";
        Positive "speaks for the diagnosis" "診断を支持";
        Negative "speaks against the diagnosis" "診断を否定";
        BetterOutcome "better outcome" "予後良好";
        PoorOutcome "poorer outcome" "予後不良";
        Predisposition "inherited risk" "遺伝的リスク";
        Protectiveness "protective" "保護的";
        Oncogenicity "oncogenic" "発がん性";
        GainOfFunction "gain of function" "機能獲得";
        LossOfFunction "loss of function" "機能喪失";
        UnalteredFunction "function unchanged" "機能変化なし";
        Neomorphic "new function" "新規機能";
        DominantNegative "dominant negative" "ドミナントネガティブ";
        UnknownFunction "function unknown" "機能不明";
    }
    EvidenceType {
        Predictive "treatment" "治療効果";
        Diagnostic "diagnosis" "診断";
        Prognostic "prognosis" "予後";
        Predisposing "inherited risk" "遺伝的素因";
        Oncogenic "oncogenicity" "発がん性";
        Functional "function" "機能";
    }
    CopyChange {
        Amplification "amplification" "増幅";
        Gain "gain" "コピー数増加";
        HomozygousDeletion "homozygous deletion" "ホモ接合性欠失";
        Loss "loss" "コピー数減少";
    }
    CopyUnit {
        Copies "copies" "コピー数";
        MinorCopies "minor copies" "少ない方のアレルのコピー数";
        FoldChange "fold change" "変化倍率";
        Call "call" "判定値";
    }
    DiseaseScope {
        Same "this disease" "同一がん種";
        Narrower "covers this disease" "このがん種を含む";
        Broader "a kind of this disease" "下位のがん種";
        Agnostic "any cancer" "がん種横断";
        Other "another disease" "別のがん種";
        OtherLineage "solid against haematological" "固形・血液の別";
        Excluded "expressly left out" "明示的に除外";
        NotGiven "disease not given" "がん種未指定";
    }
    MatchLevel {
        ExactAllele "the very letters" "塩基が一致";
        SameHgvsC "same coding change" "コード配列の変化が一致";
        SameProtein "same protein change" "蛋白質変化が一致";
        Component "part of a longer change" "より長い変化の一部";
        Codon "same codon" "同一コドン";
        RangeClass "same kind of change in the range" "範囲内の同種の変化";
        GeneClass "same kind of change in the gene" "遺伝子内の同種の変化";
        Signature "signature of the tumour" "腫瘍のシグネチャー";
        GeneAny "any change of the gene" "遺伝子の任意の変化";
    }
    TriageOutcome {
        Omissible "may be left out" "省略可能";
        MustDiscuss "must discuss" "省略不可";
    }
    TriageAccess {
        InLabel "approved in Japan for this cancer" "国内承認・適応内";
        OffLabel "approved in Japan for another cancer" "国内承認・適応外";
        Trial "trial or the like in Japan" "国内の治験等";
        Nothing "no approved drug and no trial in Japan" "国内に承認薬・治験なし";
    }
    Diagnostic {
        Companion "companion diagnostic for the drug" "コンパニオン診断";
        Deemed "deemed a companion diagnostic" "みなしCDx";
        Neither "neither companion nor deemed" "CDx・みなしCDxのいずれでもない";
    }
    Missing {
        NoDisease "the patient's disease was not given" "がん種が指定されていない";
        Lineage "the table does not judge cancers of this lineage" "この表の対象外のがん種";
        Germline "it is not told whether a secondary finding is suspected" "二次的所見の有無が不明";
        NoAssay "it is not told which assay found the marker" "使用した検査が不明";
        AssayNotRecorded "no record says what the assay is approved for with this drug" "この薬剤に対する検査の承認内容が記録されていない";
        ListNotRecorded "which alleles the assay is approved for is not recorded" "検査の対象変異リストが記録されていない";
        SocietyList "the societies' list of deemed tests is not recorded whole" "学会リスト（みなしCDx）が全ては記録されていない";
        Marker "it cannot be told whether the tumour has the marker" "マーカーの有無が不明";
        Trials "nobody said that trials were searched" "臨床試験の検索が行われたか不明";
        NoRow "the table has no row for this" "表に該当する行がない";
    }
    CdxAnswer {
        Listed "allele is on its list" "対象変異リストに収載";
        ReferenceOnly "reported for reference only" "参考扱いのみ";
        NotListed "allele is not on its list" "対象変異リストに非収載";
        AlleleUnknown "unknown whether the allele is there" "変異の有無が不明";
        ListNotRecorded "list of alleles not recorded" "対象変異リストの記録なし";
    }
    Standing {
        Present "present in normal tissue" "正常検体に存在";
        Suspected "suspected: seen in the tumour at a fraction that fits inheritance" "疑い：腫瘍での頻度が遺伝性と矛盾しない";
        NotTold "seen in the tumour; its fraction is not told" "腫瘍で検出：頻度の情報なし";
    }
    Ground {
        Curated "records call it inherited or a risk" "遺伝性・リスクとの記録あり";
        Truncating "cuts short a tumour suppressor that records call inherited" "遺伝性と記録のあるがん抑制遺伝子の短縮型変異";
    }
    Entry {
        Match "match" "適合";
        Possible "possible" "可能性あり";
        Excluded "excluded" "除外";
    }
    Open {
        Genomic "whether the tumour carries what is asked for" "腫瘍が条件の変異をもつか";
        SelectionNotRead "the registry's text may ask for more than is recorded" "登録情報に未読の条件がある可能性";
        DiseaseNotGiven "the patient's disease" "がん種";
        DiseaseBroader "which kind of the disease it is" "がん種の細分類";
        DiseasesNotRead "whether this disease is among those not recorded" "記録外のがん種に含まれるか";
        AgeNotGiven "the patient's age" "年齢";
        TherapiesNotGiven "earlier therapies" "前治療";
    }
    Bar {
        Genomic "the tumour does not carry what is asked for" "腫瘍が条件の変異をもたない";
        Disease "for other diseases" "対象外のがん種";
        DiseaseLeftOut "leaves this kind of disease out" "このがん種を明示的に除外";
        TooYoung "too young" "年齢が下限未満";
        TooOld "too old" "年齢が上限超過";
        TherapyMissing "lacks an earlier therapy that is asked for" "必要な前治療なし";
        TherapyHad "had a therapy that shuts out" "除外となる前治療あり";
    }
    TrialStatus {
        Recruiting "recruiting" "募集中";
        NotYetRecruiting "not yet recruiting" "募集前";
        ActiveNotRecruiting "running, closed for patients" "募集終了・実施中";
        EnrollingByInvitation "by invitation" "招待制";
        Suspended "suspended" "中断";
        Completed "completed" "終了";
        Terminated "ended early" "早期終了";
        Withdrawn "withdrawn" "取り下げ";
        Unknown "status unknown" "状況不明";
    }
    TrialType {
        Company "company trial" "企業治験";
        InvestigatorInitiated "investigator-initiated" "医師主導治験";
        ExpandedAccess "expanded access" "拡大治験";
        AdvancedCare "advanced medical care" "先進医療";
        Research "research" "研究者主導";
        PatientProposed "patient-proposed care" "患者申出療養";
    }
    Population {
        Japanese "Japanese" "日本人";
        EastAsian "East Asian" "東アジア人";
        Asian "Asian" "アジア人";
        European "European" "欧州系";
        African "African" "アフリカ系";
        Mixed "several populations" "複数集団";
    }
    StudyKind {
        MetaAnalysis "meta-analysis" "メタ解析";
        RandomisedTrial "randomised trial" "ランダム化試験";
        SingleArmTrial "single-arm trial" "単群試験";
        BasketTrial "basket trial" "バスケット試験";
        ProspectiveCohort "prospective cohort" "前向きコホート";
        RetrospectiveCohort "retrospective cohort" "後ろ向きコホート";
        CaseSeries "case series" "症例集積";
        CaseReport "case report" "症例報告";
        PatientDerivedModel "patient-derived model" "患者由来モデル";
        AnimalModel "animal model" "動物モデル";
        CellLine "cell line" "細胞株";
        InSilico "computed" "計算";
        Guideline "guideline" "ガイドライン";
        Review "review" "総説";
    }
    ConflictKind {
        Opposite "opposite claims" "相反する記載";
        Level "levels far apart" "レベルの大きな差";
    }
    Origin {
        Somatic "in the tumour" "体細胞";
        Germline "in the germline" "生殖細胞系列";
    }
    Sex {
        Male "male" "男性";
        Female "female" "女性";
    }
    Reason {
        NotCallable "not shown to have been covered and called" "解析可能だったことが示されていない";
        Phase "haplotype not told" "ハプロタイプ（相）が不明";
        NoCopyNumber "no copy numbers given" "コピー数の情報なし";
        NoFusion "no structural variants given" "構造異型・融合の情報なし";
        NoBiomarker "signature not given" "シグネチャーの情報なし";
        CutoffNotTold "called by a cut-off that is not told, and the claim has its own" "判定のカットオフが不明（根拠側に固有の値あり）";
        NoExpression "expression not given" "発現の情報なし";
        NoMarker "finding beyond variants not given" "変異以外の所見の情報なし";
        SpanningIndel "an insertion or deletion passes over the codon" "挿入・欠失がコドンをまたぐ";
        SpliceSpanning "the change crosses a splice site" "変化がスプライス部位をまたぐ";
        SpliceSite "breaks the splice site; the claim does not say whether that counts" "スプライス部位の変化：根拠側の扱い不明";
        LastExon "cut short in the last exon only" "最終エクソンのみの短縮";
        StartExonLost "the exon with the start codon is lost" "開始コドンのエクソンが欠失";
        Zygosity "needs both copies hit; one change is seen" "両アレルの変化が必要（片方のみ検出）";
        NoCuratedEffect "its effect on the protein is not curated" "蛋白質への影響が未評価";
        LettersNotTold "the letters are not told" "塩基変化が不明";
        Frame "reading frame of the fusion not known" "融合の読み枠が不明";
        Partner "partner gene not known" "融合相手が不明";
        Exon "exons of the fusion not known" "融合のエクソンが不明";
        NoPloidy "ploidy not given" "倍数性の情報なし";
        NoPurity "tumour content not given" "腫瘍含有率の情報なし";
        NoSex "the patient's sex was not given" "性別の情報なし";
        CopyUnit "copies are told in another unit" "コピー数の単位が異なる";
        CopiesPartlyTold "copies told of a part of the gene only" "コピー数が遺伝子の一部のみ";
        PartOfGene "only a part of the gene meets the threshold" "遺伝子の一部のみ閾値を満たす";
        CopiesDisagree "statements about the copies contradict each other" "コピー数の記載に矛盾";
        CopyProfileSilent "the copy-number profile says nothing of it" "コピー数判定に該当規則なし";
        Filtered "the call did not pass the caller's filters" "コールがフィルター不通過";
        NoGeneModel "no model of the gene" "遺伝子モデルなし";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Vocabulary;
    use crate::report::lang::{Lang, Spoken};

    /// Every word has two names, and the Japanese one is Japanese (`EU` is a name in both).
    fn both<T: Vocabulary + Spoken>() {
        for word in T::ALL {
            let (en, ja) = (word.say(Lang::En), word.say(Lang::Ja));
            assert!(!en.is_empty() && en.is_ascii(), "{} {}: {en}", T::NOUN, word.as_str());
            assert!(!ja.is_empty() && (!ja.is_ascii() || ja == "EU"), "{} {}: {ja}", T::NOUN, word.as_str());
        }
    }

    #[test]
    fn every_word_is_spoken_in_both_languages() {
        both::<Route>();
        both::<Jurisdiction>();
        both::<Significance>();
        both::<EvidenceType>();
        both::<CopyChange>();
        both::<CopyUnit>();
        both::<DiseaseScope>();
        both::<MatchLevel>();
        both::<TriageOutcome>();
        both::<TriageAccess>();
        both::<Diagnostic>();
        both::<Missing>();
        both::<CdxAnswer>();
        both::<Standing>();
        both::<Ground>();
        both::<Entry>();
        both::<Open>();
        both::<Bar>();
        both::<TrialStatus>();
        both::<TrialType>();
        both::<Population>();
        both::<StudyKind>();
        both::<ConflictKind>();
        both::<Origin>();
        both::<Sex>();
        both::<Reason>();
    }
}
