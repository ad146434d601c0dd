"""One index, many threads: the same answers, and no thread waits for another one's look-up."""

from concurrent.futures import ThreadPoolExecutor

import ckdb

VARIANTS = ["chr7-140753336-A-T", "chr7-55191822-T-G", "chr7-55181378-C-T", "chr12-25245351-C-A", "chr17-7674220-C-T"]
TERMS = ["BRAF V600E", "EGFR", "osimertinib", "KRAS G12C"]


def asked(knowledge: ckdb.Knowledge, number: int) -> list:
    found = knowledge.annotate_variant(VARIANTS[number % len(VARIANTS)], assembly="GRCh38", disease="LUAD")
    items = knowledge.evidence(TERMS[number % len(TERMS)], disease="LUAD")
    rows = [(row.profile, row.amp, row.jp, row.record_ids) for row in found.rows]
    return [found.allele, [match.profile for match in found.matches], rows, [(item.id, item.amp, item.statement) for item in items]]


def test_threads_do_not_change_answers(copy_of_index):
    # Opened anew, so that the threads race for the first check of every section.
    fresh = ckdb.open(copy_of_index)
    numbers = list(range(80))
    with ThreadPoolExecutor(max_workers=8) as pool:
        together = list(pool.map(lambda number: asked(fresh, number), numbers))
    alone = [asked(fresh, number) for number in numbers]
    assert together == alone


def test_an_index_is_replaced_while_others_read_the_old_one(copy_of_index):
    old = ckdb.open(copy_of_index)
    before = asked(old, 0)
    beside = copy_of_index.with_suffix(".new")
    beside.write_bytes(copy_of_index.read_bytes())
    beside.replace(copy_of_index)
    assert asked(old, 0) == before
    assert ckdb.open(copy_of_index).content_id == old.content_id
