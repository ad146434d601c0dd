"""Full-text search: the same records in both languages, filters, reasons, names that are nearly right, and how it shows itself."""

import ckdb
import pytest


@pytest.fixture(scope="module")
def k(knowledge):
    return knowledge


def ids(answer):
    return [(hit.kind, hit.id) for hit in answer]


def test_both_languages_find_the_same(k):
    japanese, english = k.search("オシメルチニブ 耐性"), k.search("osimertinib resistance")
    assert ids(japanese) == ids(english) != []
    assert ("evidence", "EGFR/C797S/e1") in ids(japanese)


def test_filters_limit_and_reasons(k):
    answer = k.search("resistance", gene=["EGFR", "ALK"], level="B", limit=3, explain=True)
    assert len(answer) == 3 <= answer.total
    for hit in answer:
        assert sum(points for _, _, points in hit.reasons) == pytest.approx(hit.score, rel=1e-4)


def test_marks_count_characters(k):
    hit = k.search("T790M 再発 エルロチニブ")[0]
    marked = [s.text[first:behind] for s in hit.snippets for first, behind in s.marks]
    assert "エルロチニブ" in marked


def test_what_is_not_known_is_told(k):
    assert k.search("osimertinb").suggestions == [("osimertinb", ["osimertinib"])]
    with pytest.raises(ckdb.UnknownNameError):
        k.search("x", gene="EFGRR")
    with pytest.raises(ckdb.CkdbError):
        k.search("x", level="Z")


def test_an_answer_is_a_sequence_and_a_table(k):
    answer = k.search("osimertinib resistance", limit=5)
    assert [hit.id for hit in answer] == [answer[place].id for place in range(len(answer))]
    assert answer[-1].id == answer.hits[-1].id
    assert [hit.id for hit in answer[:2]] == [hit.id for hit in answer.hits[:2]]
    with pytest.raises(IndexError):
        answer[len(answer)]
    scores = [hit.score for hit in answer]
    assert scores == sorted(scores, reverse=True), "the best first"
    frame = answer.to_polars()
    assert frame.columns == ["kind", "id", "title", "score", "texts"]
    assert frame["id"].to_list() == [hit.id for hit in answer]
    assert frame["texts"].to_list() == [[snippet.text for snippet in hit.snippets] for hit in answer]
    assert answer.to_pandas()["title"].tolist() == answer.to_arrow()["title"].to_pylist() == [hit.title for hit in answer]


def test_what_is_found_is_known_to_the_index(k):
    for hit in k.search("オシメルチニブ 耐性", kind="evidence"):
        [item] = k.evidence(hit.id)
        assert item.id == hit.id
        assert "osimertinib" in (item.statement or "").lower() or "osimertinib" in item.therapies or item.statement_ja


def test_each_filter_holds_for_every_hit(k):
    for hit in k.search("resistance", therapy="osimertinib", kind="evidence", direction="Supports", significance="Resistance", limit=50):
        [item] = k.evidence(hit.id)
        assert "osimertinib" in item.therapies and (item.direction, item.significance) == ("Supports", "Resistance")
    for hit in k.search("resistance", source="civic", kind="evidence", limit=50):
        assert k.evidence(hit.id)[0].source == "civic"


def test_nothing_found_is_an_answer(k):
    answer = k.search("xyzzyplugh")
    assert (len(answer), answer.total, list(answer)) == (0, 0, [])
    assert answer.to_polars().columns == ["kind", "id", "title", "score", "texts"]
    for odd in ("", " ", "\0", "(((", '"', "é" * 500, "AND OR NOT", "*", "a:b:c"):
        assert len(k.search(odd)) <= 10


def test_an_answer_shows_itself(k):
    answer = k.search("T790M 再発 エルロチニブ")
    assert "records" in repr(answer) and answer[0].id in repr(answer[0])
    html = answer._repr_html_()
    assert "<mark>エルロチニブ</mark>" in html and answer[0].id in html
    assert "T790M: " in html, "how it was read"
    hostile = k.search("<script>alert(1)</script> osimertinib")._repr_html_()
    assert "<script>" not in hostile
