"""A list of evidence items that is also an Arrow table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ._ckdb import EvidenceItem, Knowledge, Table, evidence_table

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

__all__ = ["EvidenceList"]


class EvidenceList(list[EvidenceItem]):
    """Evidence items, strongest level first: a list, and a table of one row an item for every data frame."""

    def __init__(self, items: Iterable[EvidenceItem], knowledge: Knowledge) -> None:
        super().__init__(items)
        self._knowledge = knowledge

    def table(self) -> Table:
        """One row an item: the fields of `to_dict()`, and `levels` with the rules and records behind them."""
        return evidence_table(list(self), self._knowledge)

    def to_arrow(self) -> pyarrow.Table:
        """As a `pyarrow.Table`."""
        return self.table().to_arrow()

    def to_polars(self) -> polars.DataFrame:
        """As a `polars.DataFrame`."""
        return self.table().to_polars()

    def to_pandas(self) -> pandas.DataFrame:
        """As a `pandas.DataFrame`."""
        return self.table().to_pandas()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> Any:
        return self.table().__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> Any:
        return self.table().__arrow_c_schema__()

    def _repr_html_(self) -> str:
        if not self:
            return "<p><i>no evidence item</i></p>"
        return self.table()._repr_html_()
