"""People who never lived, and the slips of the offices that write them down."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lodged.core.errors import LodgedError
from lodged.demo import typos
from lodged.demo.people import FullName, Person, Sex, make_people
from lodged.demo.recording import EXACT, FEDERAL, JAIL, PRISON, ErrorProfile, as_recorded_by
from lodged.demo.seeded import stream
from lodged.demo.traditions import Structure, Tradition, all_traditions


def chance(seed: int) -> Random:
    return stream(seed, "test")


SEEDS = st.integers(0, 2**32)
BIRTHS = st.dates(date(1940, 1, 1), date(2007, 12, 31))


def someone(name: FullName, key: str, born: date = date(1990, 5, 3)) -> Person:
    return Person(
        "SYN-P00001", key, name, Sex.MALE, born, False, "999000001", "SYN000001", "SYN000001", "NONE"
    )


def profile(**rates: float) -> ErrorProfile:
    return replace(EXACT, **rates)  # type: ignore[arg-type]


@given(SEEDS, st.sampled_from(sorted(all_traditions())))
def test_people_are_repeatable_unlike_and_numbered_apart(seed: int, key: str) -> None:
    people = make_people(chance(seed), 40, {key: 1})
    assert people == make_people(chance(seed), 40, {key: 1})
    assert {person.tradition for person in people} == {key}
    for number in ("person_id", "a_number", "fbi_number", "state_id"):
        assert len({getattr(person, number) for person in people}) == 40
    assert len({person.born for person in people}) > 1


def test_batches_numbered_on_share_no_identifier() -> None:
    first, second = make_people(chance(1), 500), make_people(chance(1), 500, first_number=501)
    assert not {p.a_number for p in first} & {p.a_number for p in second}


def test_a_share_of_refugees_has_an_assigned_birthday() -> None:
    people = make_people(chance(5), 2_000, {"somali": 1})
    assigned = [person for person in people if person.birthday_assigned]
    assert 0.4 < len(assigned) / len(people) < 0.5
    assert all((person.born.month, person.born.day) == (1, 1) for person in assigned)


def test_an_unknown_tradition_is_refused_with_those_known() -> None:
    with pytest.raises(LodgedError, match=r"\[martian\].*somali"):
        make_people(chance(1), 1, {"martian": 1})


@pytest.mark.parametrize("names", all_traditions().values(), ids=lambda names: names.key)
def test_a_tradition_has_names_enough_and_variants_of_names_it_has(names: Tradition) -> None:
    assert len(set(names.family)) == len(names.family) >= 12
    assert len(set(names.male)) == len(names.male) >= 10
    assert len(set(names.female)) == len(names.female) >= 6
    every = {*names.family, *names.male, *names.female}
    assert all(set(group) & every for group in names.variants)
    two = names.structure is Structure.TWO_SURNAMES
    assert all(
        len(person.name.family) == (2 if two else 1) for person in make_people(chance(1), 20, {names.key: 1})
    )


@given(SEEDS)
def test_an_exact_record_is_the_person(seed: int) -> None:
    for person in make_people(chance(seed), 5):
        record = as_recorded_by(person, chance(seed), EXACT)
        assert record.date_of_birth == person.born
        assert record.last_name == " ".join(person.name.family).upper()
        assert record.first_name.startswith(person.name.given.upper())
        numbers = (record.a_number, record.fbi_number, record.state_id)
        assert numbers == (person.a_number, person.fbi_number, person.state_id)


@given(SEEDS, st.sampled_from([FEDERAL, PRISON, JAIL]))
def test_a_record_always_has_names_within_the_fields_width(seed: int, office: ErrorProfile) -> None:
    for person in make_people(chance(seed), 5):
        record = as_recorded_by(person, chance(seed), office)
        for name in (record.last_name, record.first_name):
            assert 0 < len(name) <= office.field_width
            assert name == name.strip().upper()


SPANISH = FullName("José", "Luis", ("Núñez", "De la Cruz"))


@pytest.mark.parametrize(
    ("rates", "name", "key", "last", "first"),
    [
        ({"keeps_letters": 0}, SPANISH, "spanish", "NUNEZ DE LA CRUZ", "JOSE"),
        ({"keeps_letters": 0, "second_surname_lost": 1}, SPANISH, "spanish", "NUNEZ", "JOSE"),
        ({"second_surname_alone": 1}, SPANISH, "spanish", "DE LA CRUZ", "JOSÉ"),
        ({"surnames_hyphenated": 1}, SPANISH, "spanish", "NÚÑEZ-DE LA CRUZ", "JOSÉ"),
        ({"keeps_letters": 0}, FullName("Åke", None, ("Ødegaard",)), "scandinavian", "ODEGAARD", "AKE"),
        (
            {"keeps_letters": 0, "spells_out": 1},
            FullName("Åke", None, ("Håkansson",)),
            "scandinavian",
            "HAAKANSSON",
            "AAKE",
        ),
        ({"chain_shortened": 1}, FullName("Liban", "Farah", ("Warsame",)), "somali", "FARAH", "LIBAN"),
        ({"order_doubtful": 1}, FullName("Tou", None, ("Xiong",)), "hmong", "TOU", "XIONG"),
        ({"names_swapped": 1}, FullName("Tou", None, ("Xiong",)), "hmong", "XIONG", "TOU"),
        ({"names_swapped": 1}, FullName("Erik", None, ("Moen",)), "scandinavian", "ERIK", "MOEN"),
        ({"field_width": 8}, SPANISH, "spanish", "NÚÑEZ DE", "JOSÉ"),
    ],
)
def test_each_habit_of_an_office_does_what_it_says(
    rates: dict[str, float], name: FullName, key: str, last: str, first: str
) -> None:
    record = as_recorded_by(someone(name, key), chance(1), profile(**rates))
    assert (record.last_name, record.first_name) == (last, first)


def test_a_particle_is_joined_or_left_out() -> None:
    person = someone(FullName("Ali", None, ("Al-Sayed",)), "arabic")
    office = profile(particle_joined=1)
    written = {as_recorded_by(person, chance(seed), office).last_name for seed in range(20)}
    assert written == {"ALSAYED", "SAYED"}


def test_another_spelling_is_one_of_the_traditions_own() -> None:
    person = someone(FullName("Mohamed", None, ("Hussein",)), "somali")
    written = {as_recorded_by(person, chance(n), profile(other_spelling=1)).last_name for n in range(40)}
    assert written == {"HUSSAIN", "XUSEEN", "HUSEIN"}


@given(SEEDS, BIRTHS)
def test_slips_of_a_date_are_dates_and_keep_what_they_should(seed: int, born: date) -> None:
    rng = chance(seed)
    assert typos.swap_day_and_month(typos.swap_day_and_month(born)) == born
    assert abs(typos.year_off(rng, born).year - born.year) == 1
    wrong = typos.wrong_day(rng, born)
    assert (wrong.year, wrong.month) == (born.year, born.month)
    assert wrong != born
    assert typos.another_day_of_year(rng, born).year == born.year


@given(SEEDS, st.text("abcdefghijklmnopqrstuvwxyz", min_size=3, max_size=12))
def test_a_mistyped_name_keeps_its_first_letter_and_its_length_within_one(seed: int, name: str) -> None:
    wrong = typos.mistype(chance(seed), name)
    assert wrong[0] == name[0]
    assert abs(len(wrong) - len(name)) <= 1


@given(st.from_regex(r"999\d{6}", fullmatch=True))
def test_a_slip_in_a_number_leaves_its_series(number: str) -> None:
    wrong = typos.wrong_digit(number)
    assert wrong[:3] == "999"
    assert sorted(wrong) == sorted(number)


@pytest.mark.parametrize("office", [FEDERAL, PRISON, JAIL])
def test_rates_are_shares(office: ErrorProfile) -> None:
    rates = {f.name: getattr(office, f.name) for f in fields(office) if f.name != "field_width"}
    assert all(0 <= rate <= 1 for rate in rates.values())


@given(SEEDS)
def test_rates_come_true(seed: int) -> None:
    people = make_people(chance(seed), 600, {"english": 1})
    rng = chance(seed)
    records = [as_recorded_by(person, rng, profile(a_number_known=0.5, year_off=0.5)) for person in people]
    known = sum(record.a_number is not None for record in records)
    off = sum(record.date_of_birth != person.born for record, person in zip(records, people, strict=True))
    assert 210 < known < 390
    assert 210 < off < 390
