//! Every text of the page in both languages. Words of closed vocabularies stand in [`terms`](super::terms).

use super::lang::words;

words! {
    // The frame of the page.
    title "Molecular tumour board: {0}" "エキスパートパネル資料：{0}";
    research_only "For research use only. Not a medical device; nothing here is a recommendation." "研究用。医療機器ではありません。治療を推奨するものではありません。";
    skip "Skip to the content" "本文へ移動";
    contents "Contents" "目次";
    no_sample "unnamed sample" "検体名なし";
    none "None." "なし。";
    none_short "none" "なし";
    not_told "not told" "情報なし";
    more "and {0} more" "ほか{0}件";
    and ", " "、";

    // Header.
    h_disease "Disease" "がん種";
    h_disease_missing "No disease was given: no level and no access was worked out." "がん種が指定されていないため、レベルと薬剤到達性は算出されていません。";
    h_given_as "given as {0}" "入力：{0}";
    h_origin "Variants arose" "変異の由来";
    h_normal "Matched normal" "対応正常検体";
    h_yes "yes" "あり";
    h_no "no" "なし";
    h_assay "Assay" "検査";
    h_specimen "Specimen" "検体";
    h_sample "Sample" "検体名";
    h_purity "Tumour content" "腫瘍含有率";
    h_ploidy "Ploidy" "倍数性";
    h_sex "Sex" "性別";
    h_age "Age" "年齢";
    h_prior "Earlier therapies" "前治療";
    h_signatures "Signatures" "シグネチャー";
    h_assembly "Assembly" "参照ゲノム";
    h_lines "Lines read" "読み込んだ行数";
    h_index "Knowledge" "知識ベース";
    h_release "release {0}" "リリース{0}";
    h_schemes "Level schemes" "エビデンスレベルの体系";
    h_lists "Lists" "参照リスト";
    h_as_of "as of {0}" "{0}時点";
    h_oncotree "OncoTree {0}" "OncoTree {0}";
    h_cn_profile "copy-number profile {0}" "コピー数判定 {0}";

    // First: the gate and the triage.
    gate_title "Secondary finding" "二次的所見";
    gate_suspected "suspected" "疑いあり";
    gate_clear "none suspected" "疑いなし";
    gate_not_told "not told" "未評価";
    gate_suspected_by_case "Stated with the case." "症例情報で指定されています。";
    gate_found "{0}: see the germline section." "{0}（生殖細胞系列の項を参照）";
    gate_clear_why "Stated with the case: a variant was looked for, and nothing suggests one." "症例情報で「疑いなし」と指定されています。";
    gate_not_told_why "Nobody said whether a variant suggests a finding in the germline; nothing on this page proves that there is none." "二次的所見の有無が指定されていません。このページは「疑いなし」を証明しません。";
    triage_title "Expert panel" "エキスパートパネル";
    triage_rule "row {0} of {1}" "{1} の {0}";
    triage_ways "By marker" "マーカー別";
    triage_marker "Marker" "マーカー";
    triage_way "Drug or trial" "薬剤・試験";
    triage_answer "Judgement" "判定";
    triage_gate "A variant suggests a finding in the germline: the panel must discuss the case." "二次的所見が疑われるため、エキスパートパネルでの検討が必要です。";
    triage_cannot_tell "cannot tell" "判定不能";
    triage_because "{0}: {1}" "{0}：{1}";
    triage_none "The index has no triage table." "知識ベースにトリアージ表がありません。";
    triage_access "{0}; the test: {1}" "{0}、検査：{1}";
    counters_title "Ways to drugs (C-CAT order)" "薬剤到達性（C-CAT の順）";
    since_line "Since {0}: {1} gained, {2} lost, {3} changed level or access." "{0} 以降：追加 {1}、消失 {2}、レベル・到達性の変更 {3}。";
    since_short "Changed since" "前回からの変更";
    at_a_glance "At a glance" "概要";

    // Options.
    options_title "Treatment options" "治療選択肢";
    options_lead "The {0} best of {1}, strongest level first, then the nearest access. A level says how strong the evidence is; access says whether the drug can be had: they are two columns." "全{1}件中、上位{0}件。エビデンスレベル順、次に薬剤到達性順。レベル（根拠の強さ）と到達性（使えるかどうか）は別の列です。";
    options_none "No option with a level or a way of access is known for what this tumour certainly has." "確実に検出された変異に対して、レベルまたは到達性のある治療選択肢は登録されていません。";
    o_variant "Variant" "変異";
    o_drug "Drug" "薬剤";
    o_level "Level" "レベル";
    o_access "Access and CDx" "到達性とCDx";
    o_why "Why" "根拠";
    o_evidence "Citations and population" "文献と対象集団";
    o_number "Number" "番号";
    o_own "source: {0}" "出典：{0}";
    o_own_level "source" "出典";
    o_vaf "VAF {0}" "VAF {0}";
    o_vaf_depth "VAF {0} of {1} reads" "VAF {0}（{1}リード）";
    o_no_level "no level" "レベルなし";
    o_unsettled "{0} open; not settled by: {1}" "{0} 未確定（次の記録だけでは決まらない）：{1}";
    o_no_access "no way of access recorded" "到達性の記録なし";
    o_cdx "CDx, {0}, {1}: {2}" "CDx（{0}、{1}）：{2}";
    o_cdx_none "no CDx recorded" "CDx の記録なし";
    o_also "also through {0}" "{0} でも該当";
    o_resisted "Resistance is reported through {0}." "{0} による耐性の報告があります。";
    o_part_resisted "Resistance to {0} by itself is reported through {1}." "{1} による {0} 単独への耐性の報告があります。";
    o_conflict "Sources disagree: see below." "出典間で不一致があります（後述）。";
    o_elsewhere "Claimed in another disease: {0}." "別のがん種での根拠：{0}。";
    o_broader "Claimed in a kind of the disease: {0}." "下位のがん種での根拠：{0}。";
    o_population_none "population not recorded" "対象集団の記録なし";
    o_papers_one "1 paper" "1論文";
    o_papers "{0} papers" "{0}論文";
    o_no_paper "no paper; regulator's document" "論文なし（承認文書）";

    // Why.
    y_match "{0} is {1} ({2}, {3})." "{0} は {1} に該当（{2}、{3}）。";
    y_told "{0} ({1}, {2})." "{0}（{1}、{2}）。";
    y_level "{0}: {1}" "{0}：{1}";
    y_approved "approved in {0} for {1}" "{0}で{1}に承認";
    y_guideline "named by {0} for {1}" "{0}に{1}で記載";
    y_evidence_one "1 record of level {0} in {1}" "{1}でレベル{0}の記録1件";
    y_evidence "{2} records of level {0} in {1}" "{1}でレベル{0}の記録{2}件";
    y_trial "open trial {0}" "募集中の試験 {0}";

    // What decided about something told.
    w_between "; " "；";
    w_and_more "{0} and more" "{0} ほか";
    w_not_looked_at "{0} was not looked at everywhere" "{0} に未解析の塩基あり";
    w_looked_at "every letter was looked at" "すべての塩基を解析済み";
    w_unchanged "every letter was looked at, and none is changed" "すべての塩基を解析済みで、変化なし";
    w_only_small "no small change is there; larger ones were not looked for" "小さな変化はなし、大きな変化は未解析";
    w_no_copy "no copy of the gene is left" "遺伝子のコピーが残っていない";
    w_no_structure "structural variants were called, and no line shows one" "構造異型は解析済みで、検出なし";
    w_called_high "{0} was called high" "{0} は高値（陽性）と判定";
    w_called_not_high "{0} was called not high" "{0} は高値（陽性）ではないと判定";
    w_called_unlike "{0}, by which cut-off is not told; the claim's is {1}" "{0}、判定に用いた基準値は不明（記録の基準値は {1}）";
    w_measured "{0} {1}{2} against {3} ({4})" "{0} {1}{2}、基準値 {3}（{4}）";
    w_counted_over ", counted over {0}" "（{0} の範囲で計数）";
    w_cutoff_claim "the claim's" "記録の基準値";
    w_cutoff_usual "no cut-off in the claim" "記録に基準値なし";
    w_value "{0} {1}" "{0} は {1}";
    w_values "{0} {1} to {2}" "{0} は {1}〜{2}";
    w_no_copies_told "no copies told" "コピー数の情報なし";
    w_on "{0} on {1}" "{0}（{1}）";
    w_partly_told " ({0} of {1} exon letters told)" "（エクソン {1} 塩基中 {0} 塩基分の情報）";
    w_profile_silent "{0} says nothing of {1}" "{0} に{1}の基準なし";
    w_thresholds "{0} by {1} needs {2}" "{1} による{0}の基準：{2}";
    w_ploidy "ploidy {0}" "倍数性 {0}";
    w_purity "purity {0}" "腫瘍含有割合 {0}";

    // The matrix.
    matrix_title "Levels by access" "レベルと到達性";
    matrix_text "Number of options by level and best way of access. {0}." "レベルと最も近い到達性ごとの選択肢数。{0}。";
    matrix_cell "{0}, {1}: {2}" "{0}・{1}：{2}";
    matrix_other "no level" "なし";
    matrix_jp_label "Japan, label" "国内承認";
    matrix_jp_trial "Japan, trial" "国内試験等";
    matrix_jp_off "Japan, off label" "国内適応外";
    matrix_trial_abroad "trial abroad" "海外試験";
    matrix_abroad "US/EU, label" "欧米承認";
    matrix_abroad_off "US/EU, off label" "欧米適応外";
    matrix_none "no access" "到達性なし";

    // Resistance.
    resistance_title "Resistance and contraindication" "耐性・禁忌";
    r_none_here "None is reported for this disease." "このがん種での報告は登録されていません。";
    r_says "Says" "内容";

    // Trials.
    trials_title "Trials" "臨床試験";
    trials_lead "{0} match, {1} possible, {2} excluded. Status is what the registry said on its day, not today's." "適合 {0}、可能性あり {1}、除外 {2}。募集状況は登録機関のその日の記載であり、今日のものではありません。";
    trials_none_known "The index has no trials; that proves nothing about trials that exist." "知識ベースに試験が登録されていません（試験がないことを意味しません）。";
    trials_searched "Somebody searched the registries for this case." "この症例について登録機関の検索済み。";
    trials_not_searched "Nobody said that the registries were searched for this case." "登録機関の検索が行われたかどうかは不明です。";
    t_trial "Trial" "試験";
    t_status "Status" "状況";
    t_drug "Drugs" "薬剤";
    t_met "Met" "満たす条件";
    t_open "To be found out" "確認が必要な条件";
    t_phase "phase {0}" "第{0}相";
    t_tumour "tumour carries: {0}" "腫瘍の条件：{0}";
    t_disease "disease: {0}" "がん種：{0}";
    t_age "age {0}" "年齢 {0}";
    t_prior "earlier therapies" "前治療";
    t_open_detail "{0} ({1})" "{0}（{1}）";
    t_asks "asks for {0}" "条件：{0}";
    t_or " or " " または ";
    t_both " and " " かつ ";
    t_no "no {0}" "{0} なし";
    t_open_here "open in {0}" "{0}で募集";
    t_not_open "not open, or countries not told" "募集していない、または国の記載なし";
    t_age_range "{0} to {1} years" "{0}〜{1}歳";
    t_age_from "from {0} years" "{0}歳以上";
    t_age_to "up to {0} years" "{0}歳以下";
    t_age_limit "age limit: {0}" "年齢条件：{0}";
    t_after "must have had {0}" "前治療に必要：{0}";
    t_not_after "must not have had {0}" "前治療で除外：{0}";

    // Germline.
    germline_title "Germline findings" "生殖細胞系列の所見";
    germline_lead "A suspicion is a reason to confirm on normal tissue and to offer counselling. It is not a diagnosis, and these are no treatment options." "「疑い」は正常検体での確認と遺伝カウンセリングを検討する理由であり、診断ではありません。治療選択肢とは別です。";
    g_standing "Standing" "位置づけ";
    g_ground "Ground" "理由";
    g_records "Records" "記録";
    g_none "No change of this tumour is one that the records call inherited." "遺伝性と記録された変化は見つかりませんでした。";

    // Oncogenic, uncertain.
    silent_title "Oncogenic without an option, and variants of unknown significance" "治療選択肢のない発がん性変異と意義不明変異（VUS）";
    s_oncogenic "Oncogenic, no option known" "発がん性変異（治療選択肢なし）";
    s_spoken_of "Records speak of it, of no treatment that works" "記録はあるが、有効とされる治療なし";
    s_vus "Unknown significance (the protein changes, and no record says what it does)" "意義不明（蛋白質は変化するが、記録なし）";
    s_vus_known "in genes of the index" "知識ベースの遺伝子";
    s_vus_other "in other genes" "その他の遺伝子";
    s_rest "No change of a protein, or outside gene models" "蛋白質変化なし、または遺伝子モデル外";
    s_filtered "Did not pass the caller's filters (count for nothing above)" "フィルター不通過（上記では数えない）";
    s_kind "Kind" "区分";
    s_count "Count" "件数";
    s_which "Which" "内訳";
    s_frequency "No frequencies of populations were given: a common variant may stand among those of unknown significance." "集団頻度の情報が与えられていないため、意義不明変異に多型が含まれる可能性があります。";
    s_frequency_of "Frequencies: {0}. What reaches {1} in one of them is marked as common; nothing is left out for it." "集団頻度：{0}。いずれかの集団で{1}以上のものに「多型」と付記（除外はしていません）。";
    s_common "{0} (common: {1})" "{0}（多型：{1}）";
    f_frequency "frequency: {0}" "集団頻度：{0}";
    f_jp "Japan {0}" "日本人 {0}";
    f_eas "East Asia {0}" "東アジア {0}";
    f_global "all {0}" "全体 {0}";
    f_copies "{0} copies" "{0}コピー";

    // What could not be assessed.
    gaps_title "Not assessable" "評価できなかったもの";
    gaps_lead "What nobody looked at is unknown, not absent. Of {0} markers that matter for this disease at the best levels, {1} are present, {2} were looked at and absent, {3} are unknown." "調べられていないものは「陰性」ではなく「不明」です。このがん種で上位レベルとなるマーカー{0}件のうち、陽性 {1}、調べて陰性 {2}、不明 {3}。";
    gaps_lead_no_disease "What nobody looked at is unknown, not absent." "調べられていないものは「陰性」ではなく「不明」です。";
    gap_reason "Why" "理由";
    gap_markers "Markers that stay open" "不明のままのマーカー";
    gap_absent "Looked at and absent" "調べて陰性";
    gap_callable "No callable regions were given: where no line stands, nothing is known to be absent." "解析可能領域が与えられていないため、行のない部位を陰性とは言えません。";
    gap_copies "No copy numbers were given." "コピー数の情報がありません。";
    gap_fusions "Structural variants were not said to have been called, and none is in the input." "構造異型の解析が行われたかどうか不明で、入力にもありません。";
    gap_fusions_some "Structural variants were not said to have been called everywhere: fusions that no line shows stay unknown." "構造異型が網羅的に解析されたとは示されていません。行のない融合は不明です。";
    gap_msi "Microsatellite instability was not given." "MSI の情報がありません。";
    gap_tmb "Mutational burden was not given." "TMB の情報がありません。";
    gap_hrd "Repair deficiency (HRD) was not given." "HRD の情報がありません。";
    gap_expression "Expression and methylation are not read from samples." "発現・メチル化は検体から読み込まれません。";
    gap_phase "Whether two changes lie on one haplotype is not told ({0} times)." "同一ハプロタイプかどうか不明な変化があります（{0}件）。";
    gap_normal "No matched normal: inherited variants may stand among those of the tumour." "対応正常検体がないため、生殖細胞系列の変異が混在している可能性があります。";
    gap_sample "The header does not say which sample is the tumour: no genotype, phase or allele fraction was read." "ヘッダーからどの検体が腫瘍か判別できないため、遺伝型・相・アレル頻度は読まれていません。";
    gap_no_model "{0} genes of the index have no model on {1}; only exact alleles are recognised there: {2}." "知識ベースの{0}遺伝子は{1}にモデルがなく、完全一致のみ判定：{2}。";
    gap_warning "Warning: {0}" "警告：{0}";
    gap_tally "{0} ({1} times, first at line {2})" "{0}（{1}回、最初は{2}行目）";
    gap_filtered "Calls that would meet knowledge but did not pass the caller's filters: {0}. What they would mean is unknown." "知識に該当する{0}件がフィルターを通過していないため、不明として扱われています。";
    maybe_title "Possible, not established" "可能性あり・未確定";
    maybe_lead "If the open question were answered with yes, this would follow. Nothing of it is counted above." "不明点が解消され「あり」となった場合の内容です。上記には含まれていません。";
    m_question "Open question" "不明点";
    m_if "If it held" "該当した場合";

    // Disagreements.
    conflicts_title "Disagreements" "出典間の不一致";
    conflicts_lead "Both sides are shown; nothing is averaged and nobody is overruled." "両論を併記します。平均や優先はしていません。";
    c_about "About" "対象";
    c_one "One side" "一方";
    c_other "The other side" "他方";
    c_denied "no {0}" "{0}を否定";
    c_side "{0} ({1}; {2})" "{0}（{1}、{2}）";

    // Changed since.
    changes_title "Changed since {0}" "{0} からの変更";
    changes_lead "The same input, read with the earlier knowledge ({0}) and with this one ({1})." "同じ入力を以前の知識（{0}）と今回の知識（{1}）で比較。";
    changes_none "Nothing that this page shows has changed." "このページの内容に変更はありません。";
    ch_gained "gained" "追加";
    ch_lost "lost" "消失";
    ch_moved "changed" "変更";
    ch_kind "Change" "変更";
    ch_before "Before" "変更前";
    ch_after "Now" "変更後";
    ch_records "Records behind it" "背景の記録";
    ch_records_total "Records of the knowledge as a whole: {0} added, {1} removed, {2} changed." "知識ベース全体の記録：追加 {0}、削除 {1}、変更 {2}。";

    // Figures.
    figures_title "Figures" "図";
    lollipop_title "{0}: changes along the protein" "{0}：蛋白質上の変化";
    lollipop_text "Protein of {0}, {1} residues ({2}). {3} Changes of this tumour: {4}." "{0} 蛋白質（{1}残基、{2}）。{3}この腫瘍の変化：{4}。";
    lollipop_domain "Kinase domain, residues {0} to {1}." "キナーゼドメイン：{0}〜{1}。";
    lollipop_kinase "kinase" "キナーゼ";
    lollipop_ticks "Small ticks: places that records speak of." "小さな目盛り：記録のある位置。";
    lollipop_at "{0} at residue {1}" "{0}（{1}番）";
    strip_title "Copy number along the genome" "ゲノム全体のコピー数";
    strip_text "Copies along the chromosomes, {0} segments{1}. {2}" "染色体ごとのコピー数、{0}区間{1}。{2}";
    strip_ploidy ", ploidy {0}" "、倍数性{0}";
    strip_gene "{0}: {1} copies." "{0}：{1}コピー。";
    strip_untold "{0} segments could not be read as copies." "{0}区間はコピー数として読めません。";
    strip_copies "copies" "コピー";

    // Appendix.
    appendix_title "Appendix" "付録";
    more_options "Further options ({0})" "その他の治療選択肢（{0}）";
    more_resistance "Further resistance ({0})" "その他の耐性（{0}）";
    other_claims "Diagnosis and prognosis ({0})" "診断・予後（{0}）";
    more_trials "Further trials ({0})" "その他の試験（{0}）";
    schemes_title "How levels are worked out" "レベルの算出方法";

    // Provenance.
    provenance_title "Provenance" "出典";
    provenance_lead "Every statement on this page rests on the records below, by these sources and licences." "このページの記載は以下の記録に基づきます（出典・ライセンス付き）。";
    p_source "Source" "出典";
    p_release "Release" "リリース";
    p_licence "Licence" "ライセンス";
    p_used "Records used" "使用記録数";
    p_records "Records ({0})" "記録（{0}）";
    p_record "Record" "記録";
    p_citation "Citation" "文献・文書";
    p_statement "Statement" "内容";
    p_made "Made by ckdb {0} from index {1}, release {2}, with {3}. Input {4}. The same input gives the same page, byte for byte; no clock is read." "ckdb {0}、索引 {1}、リリース {2}、体系 {3} により作成。入力 {4}。同じ入力からは常に同一のページが得られます（時計は参照しません）。";
    p_not_shared "{0} of these sources may not be passed on: this page is for your own use." "このうち{0}件の出典は再配布不可です。このページは自施設内でのみ使用してください。";
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn holes(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(hole, _)| hole).collect()
    }

    #[test]
    fn every_text_is_there_in_both_languages_with_the_same_holes() {
        for (key, en, ja) in ALL {
            assert!(!en.is_empty() && !ja.is_empty(), "{key} is empty");
            assert_eq!(holes(en), holes(ja), "{key}");
            assert!(en.is_ascii(), "{key}: the English text has letters of another script");
        }
    }

    #[test]
    fn japanese_texts_are_japanese() {
        // What is the same in both languages on purpose.
        let same = ["h_oncotree", "o_vaf"];
        for (key, _, ja) in ALL.iter().filter(|(key, _, _)| !same.contains(key)) {
            assert!(!ja.is_ascii(), "{key} was not translated: {ja}");
        }
    }

    #[test]
    fn keys_are_told_once() {
        assert_eq!(ALL.iter().map(|(key, _, _)| key).collect::<BTreeSet<_>>().len(), ALL.len());
        assert_eq!((EN.none, JA.none), ("None.", "なし。"));
    }
}
