"""Tables of variants: any Arrow type in, rows in order out, and every mistake with a cure."""

import os
import pickle
import signal
import sys
import threading
import time

import ckdb
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

# BRAF V600E, nothing, EGFR L858R and T790M in one cell, KRAS G12C.
ROWS = {
    "chrom": ["chr7", "chr9", "chr7", "chr12"],
    "pos": [140753336, 500000, 55191822, 25245351],
    "ref": ["A", "C", "T", "C"],
    "alt": ["T", "G", "G", "A"],
}
DISEASE = "LUAD"


def annotated(knowledge, table, **options):
    return knowledge.annotate_table(table, disease=DISEASE, assembly="GRCh38", **options)


@pytest.fixture(scope="module")
def expected(knowledge) -> list[dict]:
    rows = annotated(knowledge, pa.table(ROWS)).to_dict()
    return [dict(zip(rows, cells, strict=True)) for cells in zip(*rows.values(), strict=True)]


def test_rows_are_those_of_single_variants_in_the_order_of_the_table(knowledge, expected):
    assert [row["row"] for row in expected] == sorted(row["row"] for row in expected)
    assert {row["row"] for row in expected} == {0, 2, 3}
    for number in (0, 2, 3):
        text = "-".join(str(ROWS[name][number]) for name in ROWS)
        single = knowledge.annotate_variant(text, assembly="GRCh38", disease=DISEASE)
        wanted = [(row.profile, row.state, row.jp, row.amp, row.record_ids) for row in single.rows]
        found = [row for row in expected if row["row"] == number]
        assert [(row["profile"], row["state"], row["jp"], row["amp"], row["record_id"]) for row in found] == wanted
        assert {(row["chrom"], row["pos"], row["ref"], row["alt"]) for row in found} == {tuple(ROWS[name][number] for name in ROWS)}


TYPES = {
    "large": pa.schema([("chrom", pa.large_string()), ("pos", pa.int32()), ("ref", pa.large_string()), ("alt", pa.large_string())]),
    "view": pa.schema([("chrom", pa.string_view()), ("pos", pa.uint64()), ("ref", pa.string_view()), ("alt", pa.string_view())]),
    "dictionary": pa.schema(
        [("chrom", pa.dictionary(pa.int8(), pa.string())), ("pos", pa.float64())]
        + [(name, pa.dictionary(pa.uint32(), pa.large_string())) for name in ("ref", "alt")]
    ),
    "position as text": pa.schema([("chrom", pa.string()), ("pos", pa.string()), ("ref", pa.string()), ("alt", pa.string())]),
}


@pytest.mark.parametrize("name", TYPES)
def test_every_arrow_type_reads_the_same(knowledge, expected, name):
    table = pa.table(ROWS).cast(TYPES[name]) if name != "dictionary" else pa.table(
        {column: pa.array(values).cast(TYPES[name].field(column).type) if column == "pos" else pa.array(values).dictionary_encode()
         for column, values in ROWS.items()}
    )
    rows = annotated(knowledge, table)
    assert rows["record_id"] == [row["record_id"] for row in expected]
    assert rows["row"] == [row["row"] for row in expected]


def test_a_contig_may_be_a_number(knowledge, expected):
    numbers = pa.table({**ROWS, "chrom": [7, 9, 7, 12]})
    rows = annotated(knowledge, numbers)
    assert rows["record_id"] == [row["record_id"] for row in expected]
    assert set(rows["chrom"]) == {"7", "12"}, "as in the input"


def test_every_data_frame_is_taken_and_made(knowledge, expected):
    pandas = pd.DataFrame(ROWS, index=[10, 11, 12, 13])
    inputs = [pl.DataFrame(ROWS), pandas, pa.table(ROWS), pa.record_batch(ROWS), duckdb.sql("select * from pandas")]
    for table in inputs:
        rows = annotated(knowledge, table)
        assert rows["profile"] == [row["profile"] for row in expected], type(table)
        assert rows["row"] == [row["row"] for row in expected]
    frame = rows.to_polars()
    assert frame.schema["therapies"] == pl.List(pl.String)
    assert frame["profile"].to_list() == rows["profile"]
    assert rows.to_pandas()["profile"].tolist() == rows["profile"]
    assert rows.to_arrow().column("profile").to_pylist() == rows["profile"]
    assert duckdb.sql("select count(*) from rows").fetchall() == [(len(rows),)]
    joined = pl.DataFrame(ROWS).with_row_index("row").join(rows.to_polars().select("row", "profile"), on="row", how="left")
    assert joined["profile"].null_count() == 1, "the variant that nothing is known of"


def test_chunks_and_slices_keep_their_row_numbers(knowledge, expected):
    whole = pa.table(ROWS)
    chunked = pa.concat_tables([whole.slice(0, 1), whole.slice(1, 2), whole.slice(3)])
    assert chunked.column("pos").num_chunks == 3
    assert annotated(knowledge, chunked)["row"] == [row["row"] for row in expected]
    assert set(annotated(knowledge, whole.slice(2))["row"]) == {0, 1}


def test_threads_do_not_change_the_rows(knowledge):
    many = pl.concat([pl.DataFrame(ROWS)] * 30_000)
    one, four = (annotated(knowledge, many, threads=threads, columns=["chrom", "profile", "jp"]) for threads in (1, 4))
    assert one.to_arrow().equals(four.to_arrow())
    assert one["row"][-1] == len(many) - 1


def test_all_gives_every_variant_a_row_and_says_why_there_is_no_answer(knowledge):
    rows = {
        "chrom": ["chr7", "chr9", "chrUn_1", "chr7", None, "chr7", "NC_000007.13"],
        "pos": [140753336, 500000, 5, 140753336, 1, 0, 140753336],
        "ref": ["A", "C", "A", "A", "A", "A", "A"],
        "alt": ["T,C", "G", "T", "<DEL>", "T", "T", "T"],
    }
    table = annotated(knowledge, pa.table(rows, schema=pa.table(rows).schema), all=True)
    assert sorted(set(table["row"])) == list(range(7))
    assert {(row.alt) for row in table if row.row == 0} == {"T", "C"}
    codes = {problem.code: (problem.count, problem.first) for problem in table.problems}
    assert codes == {
        "UNKNOWN_CONTIG": (1, 2),
        "SYMBOLIC": (1, 3),
        "MISSING_VALUE": (1, 4),
        "NO_POSITION": (1, 5),
        "OTHER_ASSEMBLY": (1, 6),
    }
    traces = {row.row: row.trace for row in table}
    assert "SYMBOLIC" in traces[3]
    assert "no match" in traces[1]


def test_the_assembly_is_read_from_names_or_letters_or_asked_for(knowledge):
    hotspots = pl.concat([pl.DataFrame(ROWS)] * 3).filter(pl.col("chrom") != "chr9")
    found = knowledge.annotate_table(hotspots)
    assert found.assembly == "GRCh38"
    assert "reference letters" in found.notes[0]
    named = knowledge.annotate_table(pa.table({**ROWS, "chrom": ["NC_000007.14", "NC_000009.12", "NC_000007.14", "NC_000012.12"]}))
    assert (named.assembly, len(named)) == ("GRCh38", len(found) // 3)
    with pytest.raises(ckdb.AssemblyError, match='assembly="GRCh38"'):
        knowledge.annotate_table(pa.table({"chrom": ["chr9"], "pos": [500000], "ref": ["C"], "alt": ["G"]}))
    known = pl.concat([hotspots, pl.DataFrame([("chr17", 7674220, "C", "T"), ("chr3", 179234297, "A", "G")], hotspots.schema, orient="row")])
    with pytest.raises(ckdb.AssemblyError, match='try assembly="GRCh38"'):
        knowledge.annotate_table(known, assembly="GRCh37")


def test_wrong_columns_have_a_cure(knowledge):
    frame = pl.DataFrame(ROWS)
    with pytest.raises(ckdb.ColumnError, match='say chrom="Chromosome"') as raised:
        knowledge.annotate_table(frame.rename({"chrom": "Chromosome"}), assembly="GRCh38")
    assert raised.value.name == "chrom"
    assert raised.value.nearest[0] == "Chromosome"
    with pytest.raises(ckdb.ColumnError, match='say pos="Start_Position"'):
        knowledge.annotate_table(frame.rename({"pos": "Start_Position"}).to_pandas(), assembly="GRCh38")
    assert len(knowledge.annotate_table(frame.rename({"pos": "Start_Position"}), pos="Start_Position", assembly="GRCh38")) > 0
    with pytest.raises(ckdb.ColumnError, match="did you mean `hgvs_p`"):
        knowledge.annotate_table(frame, assembly="GRCh38", columns=["hgvsp"])
    with pytest.raises(ckdb.ColumnError, match="expected a column of texts"):
        knowledge.annotate_table(frame.with_columns(ref=pl.lit(1)), assembly="GRCh38")
    with pytest.raises(ckdb.UnknownNameError) as raised:
        knowledge.annotate_table(frame, assembly="GRCh38", disease="LUADD")
    assert raised.value.nearest
    with pytest.raises(TypeError, match="collect"):
        knowledge.annotate_table(frame.lazy())
    with pytest.raises(TypeError, match="polars"):
        knowledge.annotate_table([("chr7", 1, "A", "T")])


def test_an_empty_table_is_a_table(knowledge):
    empty = pl.DataFrame(ROWS).clear()
    rows = knowledge.annotate_table(empty, disease=DISEASE)
    assert len(rows) == 0
    assert rows.to_polars().columns == rows.columns
    assert rows.columns[:3] == ["row", "sample", "chrom"]


def test_a_row_reads_its_evidence_when_asked(knowledge):
    table = annotated(knowledge, pa.table(ROWS))
    row = next(row for row in table if row.evidence)
    assert {item.id for item in row.evidence} <= set(row.record_id)
    assert row.evidence[0].statement
    assert row["gene"] == row.gene == row.to_dict()["gene"]
    assert list(row) == table.columns
    assert table[-1].row == 3
    with pytest.raises(AttributeError, match="its columns are"):
        row.genes
    with pytest.raises(KeyError, match="there are"):
        table["genes"]
    with pytest.raises(IndexError):
        table[len(table)]


def every_place() -> pa.Table:
    """Hotspots about which there are claims for and against."""
    places = [("chr7", 140753336, "A", "T"), ("chr7", 55191822, "T", "G"), ("chr7", 55181378, "C", "T"), ("chr12", 25245350, "C", "T")]
    return pa.table(dict(zip(ROWS, map(list, zip(*places, strict=True)), strict=True)))


def test_a_notebook_shows_it_well(knowledge):
    nasty = pa.table({**ROWS, "patient": ["<b>P1</b>", "P2", "P3", "P4"]})
    table = annotated(knowledge, nasty, sample="patient")
    html = table._repr_html_()
    assert "&lt;b&gt;P1" in html and "<b>P1" not in html
    assert "GRCh38" in html and table.content_id in html
    assert "LUAD" in repr(table) or table.disease in repr(table)
    # What goes without saying is not shown, and what is not usual is not overlooked.
    single = annotated(knowledge, pa.table({"chrom": ["chr17"], "pos": [7674220], "ref": ["C"], "alt": ["T"]}))
    for one in (table, single, annotated(knowledge, every_place())):
        assert (">direction<" in one._repr_html_()) == any(word != "Supports" for word in one["direction"])
        assert ">filter<" not in one._repr_html_()
    assert "first 20 of" in annotated(knowledge, pl.concat([pl.DataFrame(ROWS)] * 30))._repr_html_()
    assert str(len(table)) in repr(table)
    assert "BRAF" in repr(table[0])


def test_evidence_is_a_list_and_a_table(knowledge):
    items = knowledge.evidence("EGFR L858R", disease=DISEASE)
    assert isinstance(items, list) and isinstance(items[0], ckdb.EvidenceItem)
    frame = items.to_polars()
    assert frame["id"].to_list() == [item.id for item in items]
    assert frame["therapies"].to_list() == [item.therapies for item in items]
    assert frame["levels"][0].to_list()[0]["records"] == items[0].levels[0].records
    assert items.to_arrow().num_rows == len(items)
    assert items.to_pandas()["statement"].tolist() == [item.statement for item in items]
    assert "EGFR" in items._repr_html_()
    items.clear()
    assert items.to_polars().columns == frame.columns
    assert "no evidence" in items._repr_html_()


def test_other_threads_run_meanwhile_and_ctrl_c_is_heard(knowledge):
    many = pl.concat([pl.DataFrame(ROWS)] * 50_000)
    ticks = []
    ended = threading.Event()

    def tick():
        while not ended.wait(0.002):
            ticks.append(1)

    ticker = threading.Thread(target=tick)
    ticker.start()
    annotated(knowledge, many, threads=1, columns=["profile"])
    ended.set()
    ticker.join()
    assert ticks, "the interpreter lock was not released"
    threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        while True:
            annotated(knowledge, many, threads=1)
            time.sleep(0.01)


def test_a_progress_bar_is_shown_when_asked_for(knowledge, capsys):
    annotated(knowledge, pa.table(ROWS), progress=True)
    assert "4.00/4.00" in capsys.readouterr().err
    annotated(knowledge, pa.table(ROWS))
    assert capsys.readouterr().err == ""


def test_a_bar_of_work_that_fails_is_closed(knowledge, monkeypatch):
    import tqdm.auto

    closed = []
    close = tqdm.auto.tqdm.close
    monkeypatch.setattr(tqdm.auto.tqdm, "close", lambda bar: (closed.append(bar), close(bar)))
    with pytest.raises(ckdb.UnknownNameError):
        knowledge.annotate_table(pa.table(ROWS), assembly="GRCh38", disease="LUADD", progress=True)
    assert closed
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    with pytest.raises(ImportError, match="pip install tqdm"):
        annotated(knowledge, pa.table(ROWS), progress=True)


def test_a_table_is_not_pickled_and_says_what_to_send(knowledge):
    with pytest.raises(TypeError, match="to_arrow"):
        pickle.dumps(annotated(knowledge, pa.table(ROWS)))
