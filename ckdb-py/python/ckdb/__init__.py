"""CKDB: an open cancer knowledge database that annotates variants.

    >>> import ckdb
    >>> k = ckdb.open()
    >>> k.evidence("BRAF V600E", disease="MEL")
    >>> k.search("オシメルチニブ 耐性")
    >>> k.annotate_variant("chr7-140753336-A-T", assembly="GRCh38", disease="MEL")
    >>> k.annotate("tumour.vcf.gz", disease="LUAD").to_polars()
    >>> k.annotate_table(df, disease="LUAD")  # any Arrow table with the columns chrom, pos, ref, alt

An opened index is immutable and may be shared between threads. Research use; not a medical device.
"""

from __future__ import annotations

import copyreg
import os
import threading
from pathlib import Path
from typing import Any, NoReturn

from . import _ckdb
from ._ckdb import (
    VERSION as __version__,
    Annotation,
    ArgumentError,
    AssemblyError,
    CkdbError,
    ColumnError,
    Consequence,
    Diff,
    EvidenceItem,
    Hit,
    IndexFileError,
    InputError,
    Knowledge,
    Level,
    Problem,
    ProfileMatch,
    Row,
    SearchAnswer,
    Snippet,
    Source,
    Table,
    TableRow,
    UnknownNameError,
    VariantError,
    Written,
)
from ._evidence_list import EvidenceList

__all__ = [
    "Annotation",
    "ArgumentError",
    "AssemblyError",
    "CkdbError",
    "ColumnError",
    "Consequence",
    "Diff",
    "EvidenceItem",
    "EvidenceList",
    "Hit",
    "IndexFileError",
    "InputError",
    "Knowledge",
    "Level",
    "Problem",
    "ProfileMatch",
    "Row",
    "SearchAnswer",
    "Snippet",
    "Source",
    "Table",
    "TableRow",
    "UnknownNameError",
    "VariantError",
    "Written",
    "__version__",
    "annotate_file",
    "diff",
    "open",
]

# Where `make wheel` puts the default index.
_SHIPPED = Path(__file__).parent / "data" / "ckdb.ckdb"


def open(path: str | os.PathLike[str] | None = None, *, mapped: bool = True) -> Knowledge:
    """Open an index file, also a past one; without `path`, the one inside the wheel.

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


def annotate_file(
    input: str | os.PathLike[str],
    output: str | os.PathLike[str],
    *,
    index: Knowledge | str | os.PathLike[str] | None = None,
    **options: Any,
) -> Written:
    """Annotate a VCF into another file: the input with INFO keys added, or a table (.tsv, .jsonl), by the output's name.

    `index` is an opened index or the path of one; without it the one inside the wheel. Options are those of
    `Knowledge.annotate_file`: `disease`, `assembly`, `sample`, `all`, `threads`, …
    """
    return _opened(index).annotate_file(input, output, **options)


def diff(old: Knowledge | str | os.PathLike[str], new: Knowledge | str | os.PathLike[str]) -> Diff:
    """What a newer index changes: records added, removed and changed, and levels that moved."""
    return _opened(old).diff(_opened(new))


def _opened(index: Knowledge | str | os.PathLike[str] | None) -> Knowledge:
    return index if isinstance(index, Knowledge) else open(index)


# An index is pickled as its path and content id. What was read out of one is not: it would need the index wherever it goes.
_SENT_INSTEAD = {
    Annotation: "the fields you need",
    Consequence: "the fields you need",
    Diff: "records.to_arrow() and levels.to_arrow()",
    EvidenceItem: "to_dict()",
    Hit: "the fields you need",
    Level: "the fields you need",
    Problem: "the fields you need",
    ProfileMatch: "the fields you need",
    Row: "the fields you need",
    SearchAnswer: "to_arrow()",
    Snippet: "the fields you need",
    Source: "the fields you need",
    Table: "to_arrow() or to_polars()",
    TableRow: "to_dict()",
    Written: "the fields you need",
}


def _not_pickled(value: object) -> NoReturn:
    raise TypeError(
        f"a {type(value).__name__} is not pickled, because it belongs to the opened index: send {_SENT_INSTEAD[type(value)]} instead, "
        "or the Knowledge, and ask there"
    )


for _kind in _SENT_INSTEAD:
    copyreg.pickle(_kind, _not_pickled)
del _kind

# Indexes that pickles opened again: one a process, however many pickles of it arrive.
_reopened: dict[tuple[Path, str, bool], Knowledge] = {}
_reopening = threading.Lock()


def _new_lock_in_child() -> None:
    # A thread that held the lock when the process was forked is not there to release it.
    global _reopening
    _reopening = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_new_lock_in_child)


def _reopen(path: Path | None, content_id: str, mapped: bool) -> Knowledge:
    """Open the index a pickle names, once a process; another index in its place is an error."""
    where = _SHIPPED if path is None else path
    key = (where, content_id, mapped)
    with _reopening:
        if key in _reopened:
            return _reopened[key]
        try:
            knowledge = open(path, mapped=mapped)
        except FileNotFoundError as error:
            raise IndexFileError(
                f"the index {where} of this pickle is not on this machine: put it there, at the same path on every worker"
            ) from error
        if knowledge.content_id != content_id:
            raise IndexFileError(
                f"{where} is another index than the pickle was made with (content id {knowledge.content_id}, expected "
                f"{content_id}): give every worker the same file, or open the index anew and pickle that"
            )
        _reopened[key] = knowledge
        return knowledge
