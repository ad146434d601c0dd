"""What people get wrong in notebooks: each mistake is one exception of the right kind, in one line, that says what to do."""

import copy
import pickle
import struct
from pathlib import Path

import ckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

# GRCh38, 1-based: places whose letters the index holds.
KNOWN = [
    ("chr7", 140753336, "A", "T"),
    ("chr7", 55191822, "T", "G"),
    ("chr7", 55181378, "C", "T"),
    ("chr12", 25245351, "C", "A"),
    ("chr17", 7674220, "C", "T"),
    ("chr3", 179234297, "A", "G"),
]
NAMES = ["chrom", "pos", "ref", "alt"]
VCF = "##fileformat=VCFv4.2\n{head}#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"


@pytest.fixture(scope="module")
def frame() -> pl.DataFrame:
    return pl.DataFrame(KNOWN, schema=NAMES, orient="row")


@pytest.fixture
def vcf(tmp_path, frame):
    """A VCF of these places that does not tell its assembly."""
    path = tmp_path / "tumour.vcf"
    path.write_text(VCF.format(head="") + "".join(f"{c}\t{p}\t.\t{r}\t{a}\t.\tPASS\t.\n" for c, p, r, a in frame.iter_rows()))
    return path


def said(kind: type[BaseException], work) -> str:
    """What a mistake says; one line, whatever it is."""
    with pytest.raises(kind) as raised:
        work()
    text = str(raised.value)
    assert text and "\n" not in text, text
    assert len(text) < 400, text
    return text


TABLES = {
    "another name for chrom": (lambda t: t.rename({"chrom": "#CHROM"}), ckdb.ColumnError, 'say chrom="#CHROM"'),
    "a MAF's position": (lambda t: t.rename({"pos": "Start_Position"}), ckdb.ColumnError, 'say pos="Start_Position"'),
    "a MAF's allele": (lambda t: t.rename({"alt": "Tumor_Seq_Allele2"}), ckdb.ColumnError, 'say alt="Tumor_Seq_Allele2"'),
    "capitals": (lambda t: t.rename(str.upper), ckdb.ColumnError, 'say chrom="CHROM"'),
    "a column too few": (lambda t: t.drop("alt"), ckdb.ColumnError, "name the right one with alt="),
    "letters as numbers": (lambda t: t.with_columns(ref=pl.lit(1)), ckdb.ColumnError, "cast it first"),
    "positions as dates": (lambda t: t.with_columns(pos=pl.lit("2026-11-21").str.to_date()), ckdb.ColumnError, "cast it first"),
    "contigs as lists": (lambda t: t.with_columns(chrom=pl.concat_list("chrom")), ckdb.ColumnError, "cast it first"),
    "positions from 0": (lambda t: t.with_columns(pl.col("pos") - 1), ckdb.AssemblyError, "add 1 to each"),
    "a lazy frame": (lambda t: t.lazy(), TypeError, "collect()"),
    "rows": (lambda t: t.rows(), TypeError, "polars.DataFrame"),
    "columns": (lambda t: t.to_dict(as_series=False), TypeError, "polars.DataFrame"),
    "a path": (lambda t: "tumour.vcf", TypeError, "a path is for annotate()"),
    "a path object": (lambda t: Path("tumour.vcf"), TypeError, "a path is for annotate()"),
    "nothing": (lambda t: None, TypeError, "pass a table"),
    "one column": (lambda t: t["chrom"], TypeError, "pass the whole table"),
    "numbers and texts in one column": (
        lambda t: t.to_pandas().assign(chrom=[7, 7, 7, 12, "X", 3]),
        ckdb.ColumnError,
        'df["chrom"] = df["chrom"].astype(str)',
    ),
    "a column twice": (
        lambda t: pd.concat([t.to_pandas(), t.to_pandas()[["pos"]]], axis=1),
        ckdb.ColumnError,
        "`pos` twice",
    ),
    "an Arrow column twice": (
        lambda t: pa.table([*t.to_arrow().columns, t.to_arrow()["pos"]], names=[*NAMES, "pos"]),
        ckdb.ColumnError,
        "`pos` twice",
    ),
}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("assembly", ["GRCh38", None])
def test_a_wrong_table(knowledge, frame, name, assembly):
    wrong, kind, cure = TABLES[name]
    assert cure in said(kind, lambda: knowledge.annotate_table(wrong(frame), assembly=assembly, disease="LUAD"))


@pytest.mark.parametrize("make", [pl.DataFrame, pl.DataFrame.to_pandas, pl.DataFrame.to_arrow], ids=["polars", "pandas", "arrow"])
def test_columns_are_told_whatever_the_table_is(knowledge, frame, make):
    text = said(ckdb.ColumnError, lambda: knowledge.annotate_table(make(frame.rename({"chrom": "Chromosome"}))))
    assert 'say chrom="Chromosome"' in text


ARGUMENTS = {
    "an assembly nobody knows": (dict(assembly="hg20"), ckdb.AssemblyError, "GRCh38"),
    "the other assembly": (dict(assembly="GRCh37"), ckdb.AssemblyError, 'try assembly="GRCh38"'),
    "a disease nearly right": (dict(disease="lung adenocarcinom"), ckdb.UnknownNameError, "did you mean Lung Adenocarcinoma (LUAD)"),
    "a disease of another world": (dict(disease="xyzzy plugh"), ckdb.UnknownNameError, "OncoTree code"),
    "an output column": (dict(columns=["hgvsp"]), ckdb.ColumnError, "did you mean `hgvs_p`?"),
    "an output column alone": (dict(columns="therapy"), ckdb.ColumnError, "did you mean `therapies`?"),
    "an origin": (dict(origin="tumour"), ckdb.ArgumentError, '"somatic" or "germline"'),
    "a scheme": (dict(schemes="jp-9"), ckdb.ArgumentError, "jp-2.1"),
    "a level": (dict(min_level="JP:Z"), ckdb.ArgumentError, "JP"),
    "no threads": (dict(threads=0), ckdb.ArgumentError, "at least 1"),
    "fewer than no threads": (dict(threads=-1), ckdb.ArgumentError, "at least 1"),
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_a_wrong_argument(knowledge, frame, vcf, name):
    wrong, kind, cure = ARGUMENTS[name]
    options = {"assembly": "GRCh38", **wrong}
    assert cure in said(kind, lambda: knowledge.annotate_table(frame, **options))
    if "columns" not in options:
        assert cure in said(kind, lambda: knowledge.annotate(vcf, **options))
        out = vcf.with_name("out.vcf")
        assert cure in said(kind, lambda: knowledge.annotate_file(vcf, out, **options))
        assert not out.exists(), "a call that failed leaves no file behind"


def test_a_wrong_file(knowledge, vcf, frame, monkeypatch):
    near = said(FileNotFoundError, lambda: knowledge.annotate(vcf.with_name("tumor.vcf")))
    assert "did you mean tumour.vcf" in near
    nowhere = said(FileNotFoundError, lambda: knowledge.annotate(vcf.parent / "no" / "such.vcf"))
    assert "folder" in nowhere and "check the path" in nowhere
    monkeypatch.chdir(vcf.parent)
    assert str(vcf.parent) in said(FileNotFoundError, lambda: knowledge.annotate("xyzzy.txt"))
    assert "expected a VCF" in said(ckdb.InputError, lambda: knowledge.annotate(knowledge.path))
    assert "annotate_table()" in said(TypeError, lambda: knowledge.annotate(frame))
    assert "annotate_table()" in said(TypeError, lambda: knowledge.annotate(pd.DataFrame(KNOWN)))
    assert "a list of VCFs" in said(TypeError, lambda: knowledge.annotate(7))
    assert 'assembly="GRCh38"' in said(ckdb.AssemblyError, lambda: knowledge.annotate(vcf))
    empty = vcf.with_name("empty.vcf")
    empty.touch()
    assert "check the step" in said(ckdb.InputError, lambda: knowledge.annotate(empty))
    no_lines = vcf.with_name("no-lines.vcf")
    no_lines.write_text(VCF.format(head="##reference=GRCh38\n"))
    assert len(knowledge.annotate(no_lines)) == 0, "a VCF without variants is no mistake"
    nowhere = vcf.parent / "no" / "out.vcf"
    assert said(FileNotFoundError, lambda: knowledge.annotate_file(vcf, nowhere, assembly="GRCh38"))


def test_a_wrong_index(copy_of_index, vcf, tmp_path):
    whole = copy_of_index.read_bytes()
    assert "did you mean copy.ckdb" in said(FileNotFoundError, lambda: ckdb.open(copy_of_index.with_name("copi.ckdb")))
    assert "not a CKDB index" in said(ckdb.IndexFileError, lambda: ckdb.open(vcf))
    assert "folder" in said(ckdb.IndexFileError, lambda: ckdb.open(tmp_path))

    def with_format(number: int) -> None:
        copy_of_index.write_bytes(whole[:8] + struct.pack("<I", number) + whole[12:])

    (now,) = struct.unpack_from("<I", whole, 8)
    with_format(now + 1)
    assert "update CKDB" in said(ckdb.IndexFileError, lambda: ckdb.open(copy_of_index))
    with_format(now - 1)
    assert "ckdb build" in said(ckdb.IndexFileError, lambda: ckdb.open(copy_of_index))
    copy_of_index.write_bytes(whole[:-10])
    assert "copy it again" in said(ckdb.IndexFileError, lambda: ckdb.open(copy_of_index))


def test_what_cannot_travel_says_what_can(knowledge, frame):
    table = knowledge.annotate_table(frame, assembly="GRCh38", disease="LUAD")
    single = knowledge.annotate_variant("BRAF V600E", disease="MEL")
    found = knowledge.search("osimertinib")
    for value in (
        table,
        table[0],
        knowledge.evidence("BRAF V600E")[0],
        knowledge.evidence("BRAF V600E"),
        single,
        single.rows[0],
        single.matches[0],
        single.consequences[0],
        knowledge.sources[0],
        knowledge.diff(knowledge),
        found,
        found[0],
    ):
        assert "send" in said(TypeError, lambda value=value: pickle.dumps(value))
    # What is sent instead arrives.
    rows = pickle.loads(pickle.dumps(table.to_arrow()))
    assert isinstance(rows, pa.Table) and rows.num_rows == len(table)
    assert pickle.loads(pickle.dumps(table[0].to_dict())) == table[0].to_dict()
    assert copy.deepcopy(knowledge).content_id == knowledge.content_id


def test_wrong_names(knowledge):
    assert "did you mean" in said(ckdb.UnknownNameError, lambda: knowledge.evidence("BRAF V60OE"))
    assert "did you mean" in said(ckdb.UnknownNameError, lambda: knowledge.search("resistance", gene="EFGR"))
    assert "did you mean" in said(ckdb.UnknownNameError, lambda: knowledge.annotate_variant("BRAF V600E", disease="melanom"))
    assert "a variant is written" in said(ckdb.VariantError, lambda: knowledge.annotate_variant("xyzzy"))
    assert "evidence()" in said(ckdb.VariantError, lambda: knowledge.annotate_variant("EGFR"))
    assert "there are" in said(KeyError, lambda: knowledge.evidence("EGFR L858R").table()["statment"])


RIGHT = {
    "contigs as categories": lambda t: t.with_columns(pl.col("chrom", "ref", "alt").cast(pl.Categorical)),
    "contigs as an enum": lambda t: t.with_columns(pl.col("chrom").cast(pl.Enum(t["chrom"].unique()))),
    "small positions": lambda t: t.with_columns(pl.col("pos").cast(pl.UInt32)),
    "contigs without chr": lambda t: t.with_columns(pl.col("chrom").str.strip_prefix("chr")),
    "contigs as numbers": lambda t: t.with_columns(pl.col("chrom").str.strip_prefix("chr").cast(pl.Int8)),
    "contigs as decimals": lambda t: t.with_columns(pl.col("chrom").str.strip_prefix("chr").cast(pl.Float64)),
    "letters in lower case": lambda t: t.with_columns(pl.col("ref", "alt").str.to_lowercase()),
    "spaces around names": lambda t: t.with_columns(pl.format(" {} ", "chrom").alias("chrom")),
    "pieces": lambda t: pl.concat([t[:2], t[2:3], t[3:]], rechunk=False),
    "pandas": lambda t: t.to_pandas(),
    "pandas by another index": lambda t: t.to_pandas().set_index(pd.Index(list("aabbcc"))),
    "pandas with what is asked for in its index": lambda t: t.to_pandas().set_index(["chrom", "pos"]),
    "pandas categories": lambda t: t.to_pandas().astype({"chrom": "category", "alt": "category"}),
    "pandas objects": lambda t: t.to_pandas().astype({"chrom": object, "ref": object}),
    "pandas nullable numbers": lambda t: t.to_pandas().astype({"pos": "Int64", "chrom": "string"}),
    "pandas on Arrow": lambda t: t.to_pandas().convert_dtypes(dtype_backend="pyarrow"),
    "a batch": lambda t: t.to_arrow().to_batches()[0],
    "a stream": lambda t: pa.RecordBatchReader.from_batches(t.to_arrow().schema, t.to_arrow().to_batches()),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_looks_wrong_and_is_not(knowledge, frame, name):
    wanted = knowledge.annotate_table(frame, assembly="GRCh38", disease="LUAD")
    rows = knowledge.annotate_table(RIGHT[name](frame), assembly="GRCh38", disease="LUAD")
    assert rows.problems == []
    assert rows.to_polars().drop("chrom", "ref", "alt").equals(wanted.to_polars().drop("chrom", "ref", "alt"))


def test_rows_that_cannot_be_read_are_counted_with_a_cure(knowledge, frame):
    bad = pl.DataFrame([("chr7", "140,753,336", "A", "T"), ("chr7", "140753336", "-", "T"), ("chr7", "140753336", None, "T")], NAMES, orient="row")
    rows = knowledge.annotate_table(pl.concat([frame.with_columns(pl.col("pos").cast(pl.String)), bad]), assembly="GRCh38")
    said = {problem.code: (problem.count, problem.first, problem.text) for problem in rows.problems}
    assert set(said) == {"MISSING_VALUE", "NOT_PLAIN_BASES"}
    assert said["MISSING_VALUE"][:2] == (2, 6) and "no whole number" in said["MISSING_VALUE"][2]
    assert said["NOT_PLAIN_BASES"][:2] == (1, 7) and "the letter before it" in said["NOT_PLAIN_BASES"][2]
    assert set(rows["row"]) == set(range(6)), "the others are answered"


def test_tables_without_rows_or_with_nothing_but_null_are_no_mistakes(knowledge, frame):
    for table in (frame.clear(), frame.clear().to_pandas(), frame.to_arrow().slice(0, 0)):
        rows = knowledge.annotate_table(table, disease="LUAD")
        assert (len(rows), rows.problems) == (0, [])
        assert rows.to_polars().columns == rows.columns
        assert "no rows" in rows._repr_html_()
    nulls = {name: [None, None] for name in NAMES}
    rows = knowledge.annotate_table(pa.table(nulls), assembly="GRCh38")
    assert [(problem.code, problem.count, problem.first) for problem in rows.problems] == [("MISSING_VALUE", 2, 0)]
    typed = pl.DataFrame(nulls, schema=frame.schema)
    assert knowledge.annotate_table(typed, assembly="GRCh38").problems[0].count == 2
    # Polars has columns without a type, which no other library reads; those that are not asked for do no harm.
    assert "cast it first" in said(ckdb.ColumnError, lambda: knowledge.annotate_table(pl.DataFrame(nulls), assembly="GRCh38"))
    beside = frame.with_columns(note=pl.lit(None), size=pl.lit(1.5).cast(pl.Decimal(10, 2)))
    assert len(knowledge.annotate_table(beside)) == len(knowledge.annotate_table(frame)) > 0


def test_a_table_of_a_hundred_columns_is_not_told_in_full(knowledge, frame):
    wide = frame.drop("alt").with_columns(pl.lit(1).alias(f"column_{number}") for number in range(100))
    text = said(ckdb.ColumnError, lambda: knowledge.annotate_table(wide, assembly="GRCh38"))
    assert "and 91 more" in text and "alt=" in text
