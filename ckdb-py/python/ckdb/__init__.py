"""CKDB: an open cancer knowledge database that annotates variants.

    >>> import ckdb
    >>> k = ckdb.open()
    >>> k.evidence("BRAF V600E", disease="MEL")
    >>> k.search("オシメルチニブ 耐性")
    >>> k.annotate_variant("chr7-140753336-A-T", assembly="GRCh38", disease="MEL")

An opened index is immutable and may be shared between threads. Research use; not a medical device.
"""

from __future__ import annotations

import os
from pathlib import Path

from . import _ckdb
from ._ckdb import (
    VERSION as __version__,
    Annotation,
    CkdbError,
    Consequence,
    EvidenceItem,
    Hit,
    IndexFileError,
    Knowledge,
    Level,
    ProfileMatch,
    Row,
    SearchAnswer,
    Snippet,
    Source,
    UnknownNameError,
    VariantError,
)

__all__ = [
    "Annotation",
    "CkdbError",
    "Consequence",
    "EvidenceItem",
    "Hit",
    "IndexFileError",
    "Knowledge",
    "Level",
    "ProfileMatch",
    "Row",
    "SearchAnswer",
    "Snippet",
    "Source",
    "UnknownNameError",
    "VariantError",
    "__version__",
    "open",
]

# Where `make wheel` puts the default index.
_SHIPPED = Path(__file__).parent / "data" / "ckdb.ckdb"


def open(path: str | os.PathLike[str] | None = None, *, mapped: bool = True) -> Knowledge:
    """Open an index file; without `path`, the one inside the wheel.

    Opening takes microseconds, whatever the size: the file is mapped. Replace an index by renaming a new file over it, as
    `ckdb build` does; a file that is written to or shortened in place while it is open ends the process. Where that cannot
    be promised (a network share others write to), `mapped=False` reads the file into memory instead.

    Raises FileNotFoundError, or another OSError, with the path; IndexFileError when the file is not an index we can read.
    """
    if path is not None:
        return _ckdb.open(path, mapped=mapped)
    if not _SHIPPED.is_file():
        raise IndexFileError(
            f"this installation of ckdb has no index inside ({_SHIPPED} is missing): name one, as in "
            'ckdb.open("ckdb-2026.11.ckdb"), or build the wheel with `make wheel`, which puts the default index into it'
        )
    return _ckdb.open(_SHIPPED, mapped=mapped)
