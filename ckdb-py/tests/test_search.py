"""Full-text search: the same records in both languages, filters, reasons, and names that are nearly right."""

import ckdb
import pytest


@pytest.fixture(scope="module")
def k():
    return ckdb.open()


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
