"""Files: the table of a VCF is that of the command, another file comes out byte for byte, and mistakes have a cure."""

import csv
import json
from pathlib import Path

import ckdb
import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
LUNG = EXAMPLES / "lung-EGFR-L858R-T790M.GRCh38.vcf"
MELANOMA = EXAMPLES / "melanoma-BRAF-V600E-mnv.GRCh37.vcf"


def cells(row: ckdb.TableRow) -> list[str]:
    """As the tab-separated table writes them."""
    shown = []
    for name, value in row.to_dict().items():
        if isinstance(value, list):
            shown.append("&".join(item.replace("\\", "\\\\").replace("&", "\\&") for item in value))
        elif name == "vaf" and value is not None:
            shown.append(f"{value:.4f}".rstrip("0").rstrip("."))
        else:
            shown.append("" if value is None else str(value).replace("\\", "\\\\"))
    return shown


@pytest.mark.parametrize(("path", "disease"), [(LUNG, "LUAD"), (MELANOMA, "MEL")])
@pytest.mark.parametrize("every", [False, True])
def test_the_table_is_that_of_the_tsv(knowledge, tmp_path, path, disease, every):
    table = knowledge.annotate(path, disease=disease, all=every)
    out = tmp_path / "out.tsv"
    knowledge.annotate_file(path, out, disease=disease, all=every)
    with out.open(newline="") as text:
        header, *rows = csv.reader(text, delimiter="\t", quoting=csv.QUOTE_NONE)
    assert header == table.columns
    assert len(rows) == len(table) > 0
    assert [cells(row) for row in table] == rows


def test_several_files_make_one_table_with_their_names(knowledge):
    table = knowledge.annotate([LUNG, MELANOMA], disease="LUAD")
    assert table.columns[0] == "file"
    assert list(dict.fromkeys(table["file"])) == [str(LUNG), str(MELANOMA)]
    assert set(table["assembly"]) == {"GRCh37", "GRCh38"}
    assert table.assembly is None
    assert len(table) == sum(len(knowledge.annotate(path, disease="LUAD")) for path in (LUNG, MELANOMA))


def test_what_is_told_of_the_tumour_counts(knowledge):
    plain = knowledge.annotate(LUNG, disease="LUAD")
    told = knowledge.annotate(LUNG, disease="LUAD", biomarkers=["MSI=high"])
    assert "Microsatellite" in " ".join(profile or "" for profile in told["profile"])
    assert len(told) > len(plain)
    germline = knowledge.annotate(LUNG, disease="LUAD", origin="germline")
    assert sum(level is not None for level in germline["jp"]) < sum(level is not None for level in plain["jp"])


def test_a_bar_counts_the_bytes_of_all_files(knowledge, tmp_path, capsys):
    knowledge.annotate([LUNG, MELANOMA], disease="LUAD", progress=True)
    assert "100%" in capsys.readouterr().err
    knowledge.annotate_file(LUNG, tmp_path / "out.vcf", progress=True)
    assert "100%" in capsys.readouterr().err
    knowledge.annotate([LUNG, MELANOMA], disease="LUAD")
    assert capsys.readouterr().err == "", "small files need no bar"


def test_a_vcf_comes_out_byte_for_byte(knowledge, tmp_path):
    out = tmp_path / "out.vcf"
    written = ckdb.annotate_file(LUNG, out, disease="LUAD")
    assert written.annotated > 0
    before = [line for line in LUNG.read_text().splitlines() if not line.startswith("#")]
    after = [line for line in out.read_text().splitlines() if not line.startswith("#")]
    assert written.lines == len(before) == len(after)

    def without_ours(line: str) -> str:
        fields = line.split("\t")
        info = [entry for entry in fields[7].split(";") if not entry.startswith(("CKDB=", "CKDB_CSQ="))]
        return "\t".join([*fields[:7], ";".join(info) or ".", *fields[8:]])

    assert [without_ours(line) for line in after] == [without_ours(line) for line in before]
    assert out.read_text().count("CKDB=") > 0
    packed = tmp_path / "out.vcf.gz"
    ckdb.annotate_file(LUNG, packed, disease="LUAD", index=knowledge)
    assert packed.read_bytes()[:4] == b"\x1f\x8b\x08\x04"


def test_json_lines_come_out_too(tmp_path):
    out = tmp_path / "out.jsonl"
    ckdb.annotate_file(LUNG, out, disease="LUAD")
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert lines[0]["type"] == "variant" and lines[-1]["type"] == "summary"
    with pytest.raises(ckdb.ArgumentError, match="write_parquet"):
        ckdb.annotate_file(LUNG, tmp_path / "out.parquet")
    with pytest.raises(ckdb.ArgumentError, match="format="):
        ckdb.annotate_file(LUNG, tmp_path / "out.xlsx")


def test_mistakes_have_a_cure(knowledge, tmp_path):
    near = tmp_path / "tumour.vcf.gz"
    near.write_bytes(LUNG.read_bytes())
    with pytest.raises(FileNotFoundError, match="did you mean tumour.vcf.gz") as raised:
        knowledge.annotate(tmp_path / "tumor.vcf.gz")
    assert raised.value.filename == str(tmp_path / "tumor.vcf.gz")
    table = tmp_path / "table.vcf"
    table.write_text("chrom,pos\n1,2\n")
    with pytest.raises(ckdb.InputError, match="expected a VCF"):
        knowledge.annotate(table)
    bare = tmp_path / "bare.vcf"
    lines = [line for line in LUNG.read_text().splitlines(keepends=True) if not line.startswith(("##contig", "##reference"))]
    bare.write_text("".join(lines))
    with pytest.raises(ckdb.AssemblyError, match='assembly="GRCh38"'):
        knowledge.annotate(bare)
    assert len(knowledge.annotate(bare, assembly="GRCh38")) > 0
    with pytest.raises(ckdb.AssemblyError, match='try assembly="GRCh38"'):
        knowledge.annotate(bare, assembly="GRCh37")
    with pytest.raises(ckdb.AssemblyError, match="header"):
        knowledge.annotate(LUNG, assembly="GRCh37")
    with pytest.raises(ckdb.ArgumentError, match="sample="):
        knowledge.annotate(LUNG, sample="nobody")
    with pytest.raises(ckdb.ArgumentError, match="somatic"):
        knowledge.annotate(LUNG, origin="both")
    with pytest.raises(ckdb.ArgumentError, match="jp-2.1"):
        knowledge.annotate(LUNG, schemes="jp-9")
    with pytest.raises(ckdb.UnknownNameError) as raised:
        knowledge.annotate(LUNG, disease="lung adenocarcinom")
    assert any("lung" in name.lower() for name in raised.value.nearest)
    with pytest.raises(ckdb.ArgumentError, match="at least 1"):
        knowledge.annotate(LUNG, threads=0)
    with pytest.raises(ckdb.ArgumentError, match="at least one path"):
        knowledge.annotate([])
