"""Writes the rows of the corpus anew from public data: `CKDB_DATA=… python3 make.py`. See the README.md beside this folder."""

import os

import callers
import rows
import public
import small
import structural
import told
from models import ASSEMBLIES, Genome, declared, transcripts

EXTRA = ("NM_001127500.2",)


def world():
    """Assembly -> gene symbol (or accession) -> transcript."""
    symbols, found = declared(), {}
    for assembly in ASSEMBLIES:
        by_accession = transcripts(assembly, {*symbols.values(), *EXTRA}, Genome(assembly))
        found[assembly] = {symbol: by_accession[name] for symbol, name in symbols.items() if name in by_accession}
        found[assembly].update({name: by_accession[name] for name in EXTRA if name in by_accession})
    return found


if __name__ == "__main__":
    read = world()
    small.add(read)
    public.add(read)
    structural.add(read)
    told.add(read)
    callers.add(read)
    rows.write_genes(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."), declared())
    rows.write(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
