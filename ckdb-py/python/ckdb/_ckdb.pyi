"""The compiled half of the package; import from `ckdb` instead."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, final, overload

import pandas
import polars
import pyarrow

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
    "VERSION",
    "VariantError",
    "Written",
    "evidence_table",
    "open",
]

VERSION: str

_Path = str | os.PathLike[str]
_Assembly = Literal["GRCh37", "GRCh38", "hg19", "hg38"] | str

class CkdbError(Exception):
    """What CKDB can complain of; the parent of its other exceptions."""

class IndexFileError(CkdbError):
    """The file is no CKDB index, is damaged, or was made by another version."""

class UnknownNameError(CkdbError):
    """Nothing in the index has this name."""

    name: str
    """The name as given."""
    wanted: str
    """What it should have been: "disease"."""
    nearest: list[str]
    """The known names most like it, the nearest first."""

class VariantError(CkdbError):
    """The text names no allele we can read, or one that contradicts the reference letters."""

class AssemblyError(VariantError):
    """The assembly of the input cannot be told, or REF says that it is another one; nothing was annotated."""

class ColumnError(CkdbError):
    """A table has no such column, or one of another type."""

    name: str
    """The name as given."""
    nearest: list[str]
    """The columns most like it, the nearest first."""

class InputError(CkdbError):
    """The input file is no VCF, is damaged, or cannot be read to its end."""

class ArgumentError(CkdbError):
    """An argument has a value that means nothing; the message lists what does."""

def evidence_table(items: list[EvidenceItem], knowledge: Knowledge) -> Table:
    """The table of evidence items of this index."""

def open(path: str | os.PathLike[str], *, mapped: bool = True) -> Knowledge: ...

@final
class Knowledge:
    """An opened index: immutable, cheap to open, safe to use from many threads."""

    @property
    def content_id(self) -> str:
        """Names the whole content: equal for equal files. Keep it with your results."""
    @property
    def release(self) -> str: ...
    @property
    def built_by(self) -> str:
        """Version of the program that compiled it."""
    @property
    def path(self) -> Path: ...
    @property
    def sources(self) -> list[Source]: ...
    def evidence(self, term: str, *, disease: str | None = None) -> EvidenceList:
        """Evidence items of what a term means: a profile, gene, therapy, disease or record, or the profiles a change meets.

        `disease` is the patient's: it decides scope, levels and access, and so the order; nothing is left out because of
        it. Without it there are no levels. An unknown term or disease raises UnknownNameError.
        """
    def annotate(
        self,
        path: _Path | Sequence[_Path],
        *,
        disease: str | None = None,
        assembly: _Assembly | None = None,
        sample: str | None = None,
        origin: Literal["somatic", "germline"] | None = None,
        biomarkers: str | Sequence[str] | None = None,
        callable: _Path | None = None,
        schemes: str | Sequence[str] | None = None,
        min_level: str | None = None,
        all: bool = False,
        explain: bool = False,
        gene_any: bool = False,
        reference: _Path | None = None,
        threads: int | None = None,
        progress: bool | None = None,
    ) -> Table:
        """The rows of a VCF (plain, gzip or BGZF): what is known of its alleles and of the whole sample.

        Rows and columns are those of `ckdb annotate --format tsv`. Several paths make one table with the column `file` in
        front. `biomarkers` are written `"MSI=high"`, `"TMB=12.5/Mb"`; `callable` is a BED of what was looked at; `all` gives a
        row to variants without any match, too. Without `progress` a bar (tqdm) shows for large files in a terminal or notebook.

        Raises FileNotFoundError; InputError for what is no whole VCF; AssemblyError when the header does not tell the
        assembly, or REF contradicts it; UnknownNameError for the disease.
        """
    def annotate_table(
        self,
        table: Any,
        *,
        disease: str | None = None,
        assembly: _Assembly | None = None,
        chrom: str = "chrom",
        pos: str = "pos",
        ref: str = "ref",
        alt: str = "alt",
        sample: str | None = None,
        columns: str | Sequence[str] | None = None,
        origin: Literal["somatic", "germline"] | None = None,
        schemes: str | Sequence[str] | None = None,
        min_level: str | None = None,
        all: bool = False,
        explain: bool = False,
        gene_any: bool = False,
        threads: int | None = None,
        progress: bool | None = None,
    ) -> Table:
        """The rows of a table of variants (polars, pandas 2.2 or newer, pyarrow, duckdb: anything that speaks Arrow).

        `chrom`, `pos` (1-based), `ref`, `alt` and `sample` name its columns; texts may be of any Arrow text type, `chrom` also
        whole numbers. The answer keeps its order; the column `row` is the number of the input row, from 0, to join by
        (`df.with_row_index("row").join(t.to_polars(), on="row")`). `columns` picks columns of the answer.

        Each row is looked at by itself: what only a file tells (phase, the whole sample) needs `annotate`. Without `assembly`
        the names of contigs or the reference letters must tell it, and a note says so.

        Raises ColumnError with the nearest names; AssemblyError; UnknownNameError for the disease.
        """
    def annotate_file(
        self,
        input: _Path,
        output: _Path,
        *,
        format: Literal["vcf", "tsv", "jsonl"] | None = None,
        disease: str | None = None,
        assembly: _Assembly | None = None,
        sample: str | None = None,
        origin: Literal["somatic", "germline"] | None = None,
        biomarkers: str | Sequence[str] | None = None,
        callable: _Path | None = None,
        schemes: str | Sequence[str] | None = None,
        min_level: str | None = None,
        all: bool = False,
        explain: bool = False,
        gene_any: bool = False,
        reference: _Path | None = None,
        threads: int | None = None,
        progress: bool | None = None,
    ) -> Written:
        """Annotate a VCF into another file; see `annotate` for the options.

        A VCF comes out as the input, byte for byte, with our header lines and INFO keys added.
        """
    def diff(self, newer: Knowledge) -> Diff:
        """What `newer` changes against this index."""
    def search(
        self,
        query: str,
        *,
        gene: str | list[str] | None = None,
        therapy: str | list[str] | None = None,
        disease: str | list[str] | None = None,
        level: str | list[str] | None = None,
        direction: str | list[str] | None = None,
        significance: str | list[str] | None = None,
        source: str | list[str] | None = None,
        kind: str | list[str] | None = None,
        limit: int = 10,
        explain: bool = False,
    ) -> SearchAnswer:
        """Full-text search, in English and Japanese: the same question in either language finds the same records.

        Filters take a name or a list of names, any of which may hold; filters of different kinds narrow. `explain` fills
        `Hit.reasons`. An unknown gene, therapy or disease raises UnknownNameError.
        """
    def annotate_variant(self, variant: str, *, assembly: _Assembly | None = None, disease: str | None = None) -> Annotation:
        """What is known of one variant, for a patient with `disease`.

        `variant` is `chr7-140753336-A-T`, `7:140753336:A:T`, `NC_000007.14:g.140753336A>T`, `NM_004333.6:c.1799T>A`, or a
        change of a protein, `BRAF V600E`. Say the `assembly` of a place; without it the reference letters must tell, and a
        note says so. Raises VariantError when the text cannot be read, or contradicts the reference letters.
        """
    def verify(self) -> None:
        """Read every byte and compare it with the hashes in the file; raises IndexFileError at the first damage."""

@final
class Source:
    """Where records come from, under which licence."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def publisher(self) -> str: ...
    @property
    def licence(self) -> str: ...
    @property
    def licence_url(self) -> str | None: ...
    @property
    def release(self) -> str: ...
    @property
    def homepage(self) -> str | None: ...
    @property
    def citation(self) -> str | None: ...
    @property
    def redistributable(self) -> bool: ...

@final
class Level:
    """A level, and why."""

    @property
    def column(self) -> str:
        """`amp` or `jp`."""
    @property
    def level(self) -> str: ...
    @property
    def scheme(self) -> str:
        """Scheme and version of its table: `jp-2.1@1`."""
    @property
    def rule(self) -> str:
        """The rule that gave it."""
    @property
    def records(self) -> list[str]:
        """The records that satisfied the rule."""

@final
class EvidenceItem:
    """One claim from one source about one molecular profile, and what it means for the patient's disease."""

    @property
    def id(self) -> str:
        """`BRAF/V600E/e1`."""
    @property
    def profile(self) -> str:
        """`BRAF V600E`."""
    @property
    def type(self) -> str:
        """`Predictive`, `Diagnostic`, `Prognostic`, `Predisposing`, `Oncogenic`, `Functional`."""
    @property
    def direction(self) -> str:
        """`Supports` or `DoesNotSupport`."""
    @property
    def significance(self) -> str: ...
    @property
    def level(self) -> str:
        """The source's own level, `A` to `E`; not a level of any guideline."""
    @property
    def rating(self) -> int | None: ...
    @property
    def therapies(self) -> list[str]: ...
    @property
    def therapies_ja(self) -> list[str]:
        """In the same order; a therapy without a Japanese name keeps its English one."""
    @property
    def interaction(self) -> str | None: ...
    @property
    def disease(self) -> str: ...
    @property
    def disease_ja(self) -> str | None: ...
    @property
    def disease_id(self) -> str | None:
        """`DOID:…`."""
    @property
    def disease_scope(self) -> str | None:
        """`same`, `narrower`, `agnostic` (the claim applies), `broader`, `other`, `other-lineage`; None: no disease given."""
    @property
    def amp(self) -> str | None: ...
    @property
    def jp(self) -> str | None: ...
    @property
    def levels(self) -> list[Level]: ...
    @property
    def access(self) -> list[str]: ...
    @property
    def origin(self) -> str: ...
    @property
    def citation(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def source_record(self) -> str: ...
    @property
    def source_release(self) -> str: ...
    @property
    def licence(self) -> str: ...
    @property
    def study(self) -> str | None: ...
    @property
    def cohort_size(self) -> int | None: ...
    @property
    def population(self) -> str | None: ...
    @property
    def statement(self) -> str: ...
    @property
    def statement_ja(self) -> str | None: ...
    @property
    def content_id(self) -> str: ...
    def to_dict(self) -> dict[str, Any]:
        """Its fields by name; a list of such dictionaries makes a data frame."""
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Annotation:
    """What is known of one variant."""

    @property
    def variant(self) -> str: ...
    @property
    def assembly(self) -> str: ...
    @property
    def allele(self) -> str:
        """Left-aligned, as a VCF line has it: `chr7-140753336-A-T` (1-based)."""
    @property
    def hgvs_g(self) -> str: ...
    @property
    def spellings(self) -> int:
        """How many changes of letters were looked at: more than one only where a change of the protein was named.

        `allele` is then the one with the fewest letters, and a match is `true` only if all of them meet it.
        """
    @property
    def disease(self) -> str | None: ...
    @property
    def schemes(self) -> list[str]: ...
    @property
    def content_id(self) -> str: ...
    @property
    def consequence(self) -> Consequence | None:
        """The one that shows it best: on the transcript named, else the one claims about the gene are numbered on."""
    @property
    def consequences(self) -> list[Consequence]:
        """On every transcript touched: strongest impact first, then MANE, then accession."""
    @property
    def matches(self) -> list[ProfileMatch]:
        """Profiles it meets, or may meet, by itself: closest first."""
    @property
    def rows(self) -> list[Row]:
        """Every row of every match: certain before uncertain, strongest level first."""
    @property
    def notes(self) -> list[str]:
        """What the reader must know: what could not be checked, how a name was read."""
    def _repr_html_(self) -> str: ...

@final
class Consequence:
    """What the variant does to one transcript."""

    @property
    def gene(self) -> str: ...
    @property
    def transcript(self) -> str: ...
    @property
    def mane(self) -> str | None: ...
    @property
    def terms(self) -> list[str]:
        """Sequence Ontology terms, the most severe first."""
    @property
    def impact(self) -> str: ...
    @property
    def change_class(self) -> str | None: ...
    @property
    def exon(self) -> str | None: ...
    @property
    def intron(self) -> str | None: ...
    @property
    def hgvs_c(self) -> str | None: ...
    @property
    def hgvs_p(self) -> str | None: ...

@final
class ProfileMatch:
    """A molecular profile the variant meets, or may meet."""

    @property
    def profile_id(self) -> str: ...
    @property
    def profile(self) -> str: ...
    @property
    def match_level(self) -> str: ...
    @property
    def state(self) -> str:
        """`true`, or `unknown(REASON)`."""
    @property
    def variant_name(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def rows(self) -> list[Row]: ...

@final
class Row:
    """One claim about a profile in one disease, with every record that makes it."""

    @property
    def profile(self) -> str: ...
    @property
    def match_level(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def evidence_type(self) -> str: ...
    @property
    def direction(self) -> str: ...
    @property
    def significance(self) -> str: ...
    @property
    def therapies(self) -> list[str]: ...
    @property
    def therapies_ja(self) -> list[str]: ...
    @property
    def interaction(self) -> str | None: ...
    @property
    def disease(self) -> str: ...
    @property
    def disease_scope(self) -> str | None: ...
    @property
    def source_levels(self) -> list[str]: ...
    @property
    def amp(self) -> str | None: ...
    @property
    def jp(self) -> str | None: ...
    @property
    def levels(self) -> list[Level]: ...
    @property
    def access(self) -> list[str]: ...
    @property
    def record_ids(self) -> list[str]: ...
    @property
    def evidence(self) -> list[EvidenceItem]: ...

@final
class Problem:
    """Why something was not answered, how often, and where first."""

    @property
    def code(self) -> str:
        """A stable word: `REF_MISMATCH`."""
    @property
    def text(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def first(self) -> int:
        """A row from 0, or a line of the file from 1."""

@final
class Table:
    """A table of Arrow columns; give it to polars, pandas, pyarrow or duckdb, or iterate over its rows."""

    @property
    def columns(self) -> list[str]: ...
    @property
    def disease(self) -> str | None: ...
    @property
    def assembly(self) -> str | None: ...
    @property
    def schemes(self) -> list[str]: ...
    @property
    def content_id(self) -> str: ...
    @property
    def notes(self) -> list[str]:
        """What the reader must know: how the assembly was found, what the header lacks."""
    @property
    def problems(self) -> list[Problem]:
        """What was not answered or not understood."""
    def to_polars(self) -> polars.DataFrame: ...
    def to_pandas(self) -> pandas.DataFrame: ...
    def to_arrow(self) -> pyarrow.Table: ...
    def to_dict(self) -> dict[str, list[Any]]:
        """Its columns as lists, by name."""
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> Any: ...
    def __arrow_c_schema__(self) -> Any: ...
    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, key: int, /) -> TableRow: ...
    @overload
    def __getitem__(self, key: str, /) -> list[Any]: ...
    def __iter__(self) -> Iterator[TableRow]: ...
    def _repr_html_(self) -> str: ...

@final
class TableRow:
    """One row of a table: its columns as attributes and items, and the evidence behind it."""

    @property
    def evidence(self) -> list[EvidenceItem]:
        """The evidence items behind it, read from the index when asked for."""
    def keys(self) -> list[str]: ...
    def to_dict(self) -> dict[str, Any]: ...
    def __getattr__(self, name: str, /) -> Any: ...
    def __getitem__(self, name: str, /) -> Any: ...
    def __iter__(self) -> Iterator[str]: ...
    def __len__(self) -> int: ...

@final
class Written:
    """What was written."""

    @property
    def lines(self) -> int: ...
    @property
    def annotated(self) -> int:
        """Lines that got INFO entries; 0 for a table."""
    @property
    def notes(self) -> list[str]: ...
    @property
    def problems(self) -> list[Problem]: ...

@final
class Diff:
    """What a newer index changes."""

    @property
    def older(self) -> tuple[str, str]:
        """Content id and release of the older index."""
    @property
    def newer(self) -> tuple[str, str]: ...
    @property
    def records(self) -> Table:
        """Records added, removed or changed; `fields` has what changed."""
    @property
    def levels(self) -> Table:
        """Levels that moved."""
    @property
    def text(self) -> str:
        """The changelog as `ckdb diff` writes it."""
    def __bool__(self) -> bool: ...

@final
class Snippet:
    """A part of a text, with what was found in it."""

    @property
    def field(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def marks(self) -> list[tuple[int, int]]:
        """What was found: first character and character behind the last, from 0."""

@final
class Hit:
    """A record that meets a question."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def score(self) -> float: ...
    @property
    def snippets(self) -> list[Snippet]: ...
    @property
    def reasons(self) -> list[tuple[str, str, float]]:
        """Where its points come from: part of the question, how it is met, points; empty unless `explain=True`."""

@final
class SearchAnswer:
    """An answer: iterate over it, or index it, for its hits."""

    @property
    def read_as(self) -> list[tuple[str, list[str]]]: ...
    @property
    def total(self) -> int: ...
    @property
    def met(self) -> tuple[int, int] | None: ...
    @property
    def suggestions(self) -> list[tuple[str, list[str]]]: ...
    @property
    def hits(self) -> list[Hit]: ...
    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, index: int, /) -> Hit: ...
    @overload
    def __getitem__(self, index: slice, /) -> list[Hit]: ...
    def __iter__(self) -> Iterator[Hit]: ...
    def table(self) -> Table:
        """One row a hit: kind, id, title, score and its texts."""
    def to_polars(self) -> polars.DataFrame: ...
    def to_pandas(self) -> pandas.DataFrame: ...
    def to_arrow(self) -> pyarrow.Table: ...
    def _repr_html_(self) -> str: ...
