"""Measure the law room: decisions a second on one core, seconds to prove each jurisdiction.

Run ``python bench/bench_law.py``. Facts vary from decision to decision; ``cold`` counts cases never asked before.
"""

from __future__ import annotations

from datetime import date
from random import Random
from time import perf_counter

from lodged.law import decide, load_rulebooks
from lodged.law.agreement import compare, random_facts
from lodged.law.law_on_day import daybook
from lodged.law.proofs import prove
from lodged.law.z3_model import alphabet

DAY = date(2026, 11, 24)
CASES = 3_000


def main() -> None:
    began = perf_counter()
    books = load_rulebooks()
    print(f"{len(books.books)} rulebooks read in {perf_counter() - began:.2f} s")
    for name in sorted(books.books):
        book = daybook(books, name, DAY)
        letters = alphabet(
            books.vocabulary, [r.rule.when for law in book.actions.values() for r in law.rules]
        )
        chance = Random(1)  # noqa: S311 - test cases
        cases = [random_facts(books.vocabulary, letters, chance) for _ in range(CASES)]
        for facts in cases:
            facts.pop("county", None)
        rates = []
        for _ in ("cold", "again"):
            began = perf_counter()
            for facts in cases:
                decide(books, name, facts, DAY)
            rates.append(CASES / (perf_counter() - began))
        began = perf_counter()
        proofs = list(prove(books, name, DAY))
        proving = perf_counter() - began
        began = perf_counter()
        agreement = compare(book, 20_000, seed=1)
        print(
            f"{name}: {rates[0]:,.0f} decisions/s cold, {rates[1]:,.0f} again; {len(proofs)} properties in"
            f" {proving:.2f} s; 20,000 cases compared in {perf_counter() - began:.2f} s,"
            f" {len(agreement.disagreements)} disagree"
        )


if __name__ == "__main__":
    main()
