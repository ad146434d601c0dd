"""What every test needs: the index inside the wheel, opened once."""

from pathlib import Path

import ckdb
import pytest


@pytest.fixture(scope="session")
def knowledge() -> ckdb.Knowledge:
    return ckdb.open()


@pytest.fixture
def copy_of_index(knowledge: ckdb.Knowledge, tmp_path: Path) -> Path:
    """A copy of the index that a test may damage."""
    path = tmp_path / "copy.ckdb"
    path.write_bytes(knowledge.path.read_bytes())
    return path
