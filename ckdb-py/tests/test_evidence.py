"""Looking up evidence by name."""

import ckdb
import pytest


def test_braf_v600e_in_melanoma(knowledge):
    items = knowledge.evidence("BRAF V600E", disease="MEL")
    trial = next(item for item in items if item.source_record == "EID1409")
    assert trial.id.startswith("BRAF/V600E/")
    assert trial.profile == "BRAF V600E"
    assert trial.type == "Predictive"
    assert trial.direction == "Supports"
    assert trial.significance == "Sensitivity/Response"
    assert trial.level == "A"
    assert trial.therapies == ["vemurafenib"]
    assert trial.therapies_ja == ["ベムラフェニブ"]
    assert trial.citation == "PMID:21639808"
    assert trial.source == "civic"
    assert trial.licence == "CC0-1.0"
    assert trial.cohort_size == 675
    assert trial.study == "randomised-trial"
    assert trial.origin == "somatic"
    assert "dacarbazine" in trial.statement
    assert "ダカルバジン" in trial.statement_ja
    assert trial.disease_scope in ("same", "broader", "narrower")
    assert trial.content_id == knowledge.content_id


def test_levels_come_with_their_reasons_and_only_with_a_disease(knowledge):
    with_disease = knowledge.evidence("BRAF V600E", disease="MEL")
    best = with_disease[0]
    assert best.amp and best.jp
    for level in best.levels:
        assert level.level == {"amp": best.amp, "jp": best.jp}.get(level.column, level.level)
        assert level.rule and level.records and "@" in level.scheme
        assert level.rule in repr(level)
    assert best.access
    for item in knowledge.evidence("BRAF V600E"):
        assert (item.amp, item.jp, item.levels, item.access, item.disease_scope) == (None, None, [], [], None)


def test_a_disease_orders_but_leaves_nothing_out(knowledge):
    plain = {item.id for item in knowledge.evidence("BRAF V600E")}
    for disease in ("MEL", "LUAD", "DOID:9256"):
        items = knowledge.evidence("BRAF V600E", disease=disease)
        assert {item.id for item in items} == plain
        levelled = [item.amp is not None or item.jp is not None for item in items]
        assert levelled == sorted(levelled, reverse=True), "what has a level stands first"


def test_one_disease_has_many_names(knowledge):
    by_code, by_japanese = (knowledge.evidence("BRAF V600E", disease=name) for name in ("MEL", "悪性黒色腫"))
    assert [item.id for item in by_code] == [item.id for item in by_japanese] or by_japanese
    assert by_code == knowledge.evidence("braf v600e", disease="mel")


def test_genes_therapies_and_records_are_names_too(knowledge):
    profile = {item.id for item in knowledge.evidence("BRAF V600E")}
    gene = {item.id for item in knowledge.evidence("BRAF")}
    assert profile < gene
    vemurafenib = knowledge.evidence("ベムラフェニブ")
    assert vemurafenib and all("vemurafenib" in item.therapies for item in vemurafenib)
    assert knowledge.evidence("Zelboraf") == vemurafenib
    [one] = knowledge.evidence("EID1409")
    assert one.source_record == "EID1409"


def test_a_change_gives_what_is_known_of_the_profiles_it_meets(knowledge):
    by_name = {item.id for item in knowledge.evidence("BRAF V600E")}
    by_letters = {item.id for item in knowledge.evidence("NM_004333.6:c.1799T>A", disease="MEL")}
    assert by_name <= by_letters


def test_an_unknown_disease_brings_the_nearest_ones(knowledge):
    with pytest.raises(ckdb.UnknownNameError) as raised:
        knowledge.evidence("BRAF V600E", disease="melanom")
    error = raised.value
    assert error.wanted == "disease"
    assert error.name == "melanom"
    assert any("elanoma" in name for name in error.nearest)
    assert error.nearest[0] in str(error)


def test_an_unknown_term_brings_the_nearest_ones(knowledge):
    with pytest.raises(ckdb.UnknownNameError) as raised:
        knowledge.evidence("BRAF V60OE")
    assert "BRAF V600E" in raised.value.nearest
    with pytest.raises(ckdb.UnknownNameError) as raised:
        knowledge.evidence("xyzzy-plugh-0815")
    assert isinstance(raised.value.nearest, list)
    with pytest.raises(ckdb.CkdbError):
        knowledge.evidence("")


def test_items_are_values(knowledge):
    first, again = knowledge.evidence("BRAF V600E", disease="MEL"), knowledge.evidence("BRAF V600E", disease="MEL")
    assert first == again
    assert len(set(first + again)) == len(first)
    other = {item.id: item for item in knowledge.evidence("BRAF V600E", disease="LUAD")}
    assert first[0] != other[first[0].id], "the same record means another thing for another patient"
    with pytest.raises(AttributeError):
        first[0].level = "A"


def test_an_item_shows_itself_and_becomes_a_dictionary(knowledge):
    item = knowledge.evidence("BRAF V600E", disease="MEL")[0]
    for part in (item.id, item.profile, item.citation, item.significance):
        assert part in repr(item)
    fields = item.to_dict()
    assert list(fields)[:3] == ["id", "profile", "type"]
    assert all(getattr(item, name) == value for name, value in fields.items())


def test_items_outlive_the_index_they_came_from(copy_of_index):
    [item] = ckdb.open(copy_of_index).evidence("EID1409")
    copy_of_index.unlink()
    assert "Vemurafenib" in item.statement
