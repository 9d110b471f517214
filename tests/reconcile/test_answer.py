"""The answer sums to every active detainer, in words and in marks, whatever the counts are."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from lodged.reconcile.answer import Answer, Group, answer_of
from lodged.reconcile.categories import NOT_ACTIVE, Category
from lodged.reconcile.marks import NARROW, WIDE, marks_svg
from lodged.reconcile.summary import CategoryTotal, HeldOnFile, ModelUsed, Summary

SVG = "{http://www.w3.org/2000/svg}"


def answer_with(counts: dict[Category, int]) -> Answer:
    return answer_of(
        Summary(
            title="",
            state="MN",
            as_of=date(2026, 1, 13),
            version="",
            linkage=ModelUsed("", 0, 0),
            total=sum(counts.values()),
            categories=tuple(CategoryTotal(c.value, c.label, c.meaning, counts[c]) for c in Category),
            bridge=(),
            held_with_detainer_on_file=HeldOnFile(7, {}),
            not_on_list=0,
            released_after_lodged={"yes": 5, "no": 3, "undecided": 1},
            problems=0,
            inputs=(),
        )
    )


ANY_COUNTS = st.fixed_dictionaries({category: st.integers(0, 1500) for category in Category})


def test_every_category_is_in_one_group_or_no_active_detainer() -> None:
    placed = [category for group in Group for category in group.categories] + list(NOT_ACTIVE)
    assert sorted(c.value for c in placed) == sorted(c.value for c in Category)
    assert len(Group) <= 7


@given(ANY_COUNTS)
def test_the_numbers_of_the_sentences_sum_to_the_active_detainers(counts: dict[Category, int]) -> None:
    answer = answer_with(counts)
    assert answer.active == sum(number for category, number in counts.items() if category not in NOT_ACTIVE)
    text = " ".join(answer.sentences).replace("January 13, 2026", "")
    active, held, *groups = [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", text)]
    assert active == answer.active == sum(groups)
    assert held == sum(groups[:2])
    left_out = re.findall(r"\d[\d,]*", answer.left_out)
    assert sum(int(number.replace(",", "")) for number in left_out) == sum(counts[c] for c in NOT_ACTIVE)


@given(ANY_COUNTS, st.sampled_from([WIDE, NARROW]))
def test_each_active_detainer_is_one_mark_within_the_picture(counts: dict[Category, int], width: int) -> None:
    answer = answer_with(counts)
    picture = ElementTree.fromstring(marks_svg(answer, width))  # noqa: S314 - our own text
    height = int(picture.attrib["viewBox"].split()[3])
    marks = [re.findall(r"M([\d.]+) ([\d.]+)", path.attrib["d"]) for path in picture.iter(f"{SVG}path")]
    assert [len(group) for group in marks] == [entry.count for entry in answer.groups if entry.count]
    at = [(float(x), float(y)) for group in marks for x, y in group]
    assert len(set(at)) == len(at)
    assert all(0 <= x <= width - 9 + 4.5 and 0 <= y <= height - 9 for x, y in at)


def test_a_group_leads_to_its_rows_only_where_there_are_some() -> None:
    answer = answer_with(dict.fromkeys(Category, 0) | {Category.IN_CUSTODY: 3})
    picture = marks_svg(answer, WIDE, {group: f"/{group.value}?a=1&b=2" for group in Group})
    links = [a.attrib["href"] for a in ElementTree.fromstring(picture).iter(f"{SVG}a")]  # noqa: S314 - our own text
    assert links == ["/held-on-file?a=1&b=2"]


def test_the_released_are_told_in_three_by_the_custodians_file() -> None:
    told = answer_with(dict.fromkeys(Category, 0) | {Category.RELEASED_AFTER: 9}).released_by_file
    assert [int(number) for number in re.findall(r"\d+", told)] == [9, 5, 3, 1]
