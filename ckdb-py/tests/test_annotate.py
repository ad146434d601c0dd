"""Annotating one variant: notations, assemblies, and what cannot be read."""

import ckdb
import pytest

# One allele, BRAF V600E, in every notation and on both assemblies.
NOTATIONS = [
    ("chr7-140753336-A-T", "GRCh38"),
    ("7-140753336-A-T", "hg38"),
    ("7:140753336:A:T", "GRCh38"),
    ("chr7:140,753,336 A>T", "GRCh38"),
    ("NC_000007.14:140753336:A:T", None),
    ("NC_000007.14:g.140753336A>T", None),
    ("NM_004333.6:c.1799T>A", None),
    ("NM_004333.6:c.1799T>A", "GRCh38"),
    # Without an assembly the reference letters tell.
    ("chr7-140753336-A-T", None),
    ("BRAF:c.1799T>A", "GRCh38"),
]
ON_GRCH37 = [
    ("chr7-140453136-A-T", "GRCh37"),
    ("NC_000007.13:g.140453136A>T", None),
    ("NM_004333.6:c.1799T>A", "GRCh37"),
]


@pytest.mark.parametrize(("text", "assembly"), NOTATIONS)
def test_every_notation_is_one_allele(knowledge, text, assembly):
    found = knowledge.annotate_variant(text, assembly=assembly, disease="MEL")
    assert found.allele == "chr7-140753336-A-T"
    assert found.assembly == "GRCh38"
    assert found.hgvs_g == "NC_000007.14:g.140753336A>T"
    assert found.variant == text
    expect_v600e(found)


@pytest.mark.parametrize(("text", "assembly"), ON_GRCH37)
def test_the_same_matches_on_the_older_assembly(knowledge, text, assembly):
    found = knowledge.annotate_variant(text, assembly=assembly, disease="MEL")
    assert (found.allele, found.assembly) == ("chr7-140453136-A-T", "GRCh37")
    expect_v600e(found)
    newer = knowledge.annotate_variant("chr7-140753336-A-T", assembly="GRCh38", disease="MEL")
    assert [match.profile_id for match in found.matches] == [match.profile_id for match in newer.matches]
    assert [(row.amp, row.jp, row.record_ids) for row in found.rows] == [(row.amp, row.jp, row.record_ids) for row in newer.rows]


def expect_v600e(found):
    shown = found.consequence
    assert shown in found.consequences
    assert (shown.gene, shown.hgvs_p, shown.hgvs_c) == ("BRAF", "p.Val600Glu", "c.1799T>A")
    assert shown.terms == ["missense_variant"]
    assert (shown.impact, shown.change_class) == ("MODERATE", "MIS")
    match = next(match for match in found.matches if match.profile == "BRAF V600E")
    assert match.profile_id == "BRAF/V600E"
    assert match.state == "true"
    assert match.match_level == "SAME_PROTEIN"
    assert match.rule == "R1"
    assert match.rows
    best = found.rows[0]
    assert best.amp == "Tier I-A" or best.amp.endswith("A")
    assert best.jp == "A"
    assert best.disease_scope in ("same", "narrower", "agnostic")
    assert best.evidence or best.record_ids
    assert {record for row in found.rows for record in row.record_ids} >= {item.id for row in found.rows for item in row.evidence}


def test_rows_are_those_of_the_matches_in_another_order(knowledge):
    found = knowledge.annotate_variant("chr7-140753336-A-T", assembly="GRCh38", disease="LUAD")
    of_matches = [row for match in found.matches for row in match.rows]
    assert len(found.rows) == len(of_matches)
    assert {id(row) for row in found.rows} == {id(row) for row in of_matches}
    assert found.disease and found.schemes and found.content_id == knowledge.content_id


def test_levels_need_a_disease(knowledge):
    found = knowledge.annotate_variant("chr7-140753336-A-T", assembly="GRCh38")
    assert found.disease is None
    assert found.rows and all(row.amp is None and row.jp is None and row.disease_scope is None for row in found.rows)


def test_an_indel_is_left_aligned_however_it_is_spelt(knowledge):
    by_name = knowledge.annotate_variant("NM_005228.5:c.2236_2250del", assembly="GRCh38", disease="LUAD")
    assert by_name.consequence.hgvs_p == "p.Glu746_Ala750del"
    again = knowledge.annotate_variant(by_name.allele, assembly="GRCh38", disease="LUAD")
    assert again.allele == by_name.allele
    assert [match.profile for match in again.matches] == [match.profile for match in by_name.matches]
    assert any("exon 19" in match.profile.lower() for match in again.matches)


def test_a_change_of_the_protein_is_judged_by_all_its_spellings(knowledge):
    found = knowledge.annotate_variant("BRAF V600E", disease="MEL")
    assert found.spellings > 1
    assert any("changes of letters" in note for note in found.notes)
    match = next(match for match in found.matches if match.profile == "BRAF V600E")
    assert (match.state, match.match_level) == ("true", "SAME_PROTEIN")
    by_place = knowledge.annotate_variant("chr7-140753336-A-T", assembly="GRCh38", disease="MEL")
    assert by_place.spellings == 1
    assert {row.amp for row in found.rows} == {row.amp for row in by_place.rows}


def test_an_assembly_is_chosen_by_letters_or_not_at_all(knowledge):
    found = knowledge.annotate_variant("chr7-140753336-A-T")
    assert found.assembly == "GRCh38"
    assert any("GRCh38" in note for note in found.notes), "what was chosen is said"
    with pytest.raises(ckdb.VariantError, match='assembly="GRCh38"'):
        knowledge.annotate_variant("chr1-1000-A-T")
    with pytest.raises(ckdb.VariantError, match="GRCh38.*GRCh37"):
        knowledge.annotate_variant("NC_000007.14:g.140753336A>T", assembly="GRCh37")
    with pytest.raises(ckdb.VariantError, match="unknown assembly `hg20`"):
        knowledge.annotate_variant("chr7-140753336-A-T", assembly="hg20")


def test_letters_the_reference_does_not_have_are_refused(knowledge):
    with pytest.raises(ckdb.VariantError, match="`G` where the reference has `A`.*assembly"):
        knowledge.annotate_variant("chr7-140753336-G-T", assembly="GRCh38")
    # A place of the other assembly, where no letters are held: nothing can be checked, and that is said.
    found = knowledge.annotate_variant("chr7-140753336-A-T", assembly="GRCh37", disease="MEL")
    assert found.matches == []
    assert any("not checked" in note for note in found.notes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "BRAF",
        "chr7",
        "chr7-140753336-A",
        "chr7-140753336-A-T-G",
        "chr7-0-A-T",
        "chr7-99999999999-A-T",
        "chr7-140753336-A-N",
        "chr7-140753336-A-*",
        "chr7-140753336-A-A",
        "chr7-140753336-A-<DEL>",
        "chrUn_gl000220-5-A-T",
        "NM_004333.6:c.",
        "NM_004333.6:c.99999999T>A",
        "NM_004333.6:c.1799G>A",
        "NM_999999999.1:c.5T>A",
        "BRAF:p.A600E",
        "melanoma",
        "osimertinib",
        "rs113488022",
        "é-é-é-é",
        "chr7-140753336-A-T\0",
    ],
)
def test_what_is_no_allele_is_an_error_that_names_it(knowledge, text):
    with pytest.raises(ckdb.VariantError) as raised:
        knowledge.annotate_variant(text, assembly="GRCh38")
    assert len(str(raised.value)) > 20


def test_an_unknown_disease_brings_the_nearest_ones(knowledge):
    with pytest.raises(ckdb.UnknownNameError) as raised:
        knowledge.annotate_variant("chr7-140753336-A-T", assembly="GRCh38", disease="lung adenocarcinom")
    assert raised.value.nearest[0] == "Lung Adenocarcinoma (LUAD)"


def test_silence_is_explained_where_there_is_no_gene_model(knowledge):
    found = knowledge.annotate_variant("chr1-1000-A-T", assembly="GRCh38", disease="MEL")
    assert (found.matches, found.rows, found.consequences) == ([], [], [])
    assert any("no gene model" in note for note in found.notes)
    assert any("not checked" in note for note in found.notes)
    assert "no profile met" in repr(found)


def test_another_version_of_a_transcript_is_said(knowledge):
    found = knowledge.annotate_variant("NM_004333.999:c.1799T>A", assembly="GRCh38")
    assert any("NM_004333.999" in note and "may differ" in note for note in found.notes)
    assert knowledge.annotate_variant("chr7-140753336-A-T", assembly="GRCh38").notes == []


def test_everything_shows_itself(knowledge):
    found = knowledge.annotate_variant("chr7-140753336-A-T", assembly="GRCh38", disease="MEL")
    assert "BRAF p.Val600Glu" in repr(found) and "BRAF V600E" in repr(found)
    assert "SAME_PROTEIN" in repr(found.matches[0]) or found.matches[0].match_level in repr(found.matches[0])
    assert found.rows[0].disease in repr(found.rows[0])
    assert "missense_variant" in repr(found.consequence)
