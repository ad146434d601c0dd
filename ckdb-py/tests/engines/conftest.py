"""The cohort on disk: Parquet partitions of variants, and a folder of VCFs."""

from pathlib import Path

import ckdb
import pyarrow.parquet as pq
import pytest
from cohort import PARTITIONS, table


@pytest.fixture(scope="session")
def knowledge() -> ckdb.Knowledge:
    return ckdb.open()


@pytest.fixture(scope="session")
def parquet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parquet")
    for number in range(PARTITIONS):
        pq.write_table(table(number), folder / f"part-{number}.parquet")
    return folder


@pytest.fixture(scope="session")
def vcfs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("vcfs")
    paths = []
    for number in range(PARTITIONS):
        rows = {tuple(row[name] for name in ("chrom", "pos", "ref", "alt")) for row in table(number).slice(0, 60).to_pylist()}
        lines = [f"{contig}\t{place}\t.\t{old}\t{new}\t.\tPASS\t.\n" for contig, place, old, new in sorted(rows)]
        head = "##fileformat=VCFv4.2\n##reference=GRCh38\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
        (folder / f"tumour-{number}.vcf").write_text(head + "".join(lines))
        paths.append(folder / f"tumour-{number}.vcf")
    return paths
