"""The notebooks run from top to bottom, as a reader would run them, and each draws its figures."""

import base64
import os
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")

FOLDER = Path(__file__).parents[2] / "examples" / "notebooks"
FIGURES = {"from-vcf-to-ranked-table": 2, "cohort-with-polars": 1, "what-changed": 1}


def test_every_notebook_is_known():
    assert {path.stem for path in FOLDER.glob("*.ipynb")} == set(FIGURES)


@pytest.mark.parametrize("name", FIGURES)
def test_it_runs_and_draws(name, tmp_path):
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    assert all(not cell.outputs for cell in notebook.cells if cell.cell_type == "code"), "no outputs are kept in git"
    nbclient.NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(FOLDER)}}).execute()
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "stream" and output.name == "stderr"]
    figures = [output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    assert len(figures) == FIGURES[name]
    # To look at: CKDB_FIGURES=folder.
    where = Path(os.environ.get("CKDB_FIGURES", tmp_path))
    for number, figure in enumerate(figures):
        (where / f"{name}-{number}.png").write_bytes(base64.b64decode(figure))
