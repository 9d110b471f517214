"""Names as they are: pairs of one person in each tradition, and look-alikes that are two."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lodged.core.folding import latin_capitals
from lodged.linkage import Link, Verdict
from lodged.linkage.names import forms, sound, spellings, undoubled
from tests.linkage.linked_pairs import Name, linked

ONE_PERSON = {
    "Spanish, both surnames and the first": (("García López", "José"), ("Garcia", "Jose")),
    "Spanish, the second alone": (("García Orozco", "Efraín"), ("Orozco", "Efrain")),
    "Spanish, hyphened and without accents": (("Núñez Orozco", "Efraín"), ("NUNEZ-OROZCO", "EFRAIN")),
    "Spanish, particles joined": (("De la Cruz", "María"), ("DELACRUZ", "MARIA")),
    "Somali, another of the chain": (("Warsame", "Liban", "Farah"), ("Farah", "Liban", None)),
    "Somali, Latin orthography": (("Maxamed", "Xasan", "Cali"), ("Mohamed", "Hassan", "Ali")),
    "Arabic, article and spelling": (("Al-Sayed", "Mohammad"), ("Elsayed", "Muhammed")),
    "Hmong, order": (("Xiong", "Tou Meng"), ("Tou Meng", "Xiong")),
    "Hmong, romanised popular alphabet": (("Xyooj", "Tub"), ("Xiong", "Tou")),
    "Vietnamese, order and marks": (("Nguyễn", "Văn Đức"), ("Van Duc", "Nguyen")),
    "Chinese, Wade-Giles and pinyin": (("Hsu", "Mei-ling"), ("Xu", "Meiling")),
    "Scandinavian, letters spelled out": (("Sørensen", "Åse"), ("Soerensen", "Aase")),
    "Slavic, Ukrainian and Russian": (("Kovalchuk", "Volodymyr"), ("Kovalchuk", "Vladimir")),
    "English, short form and suffix": (("Hendershot Jr.", "Robert"), ("Hendershot", "Bob")),
    "cut off at a field's width": (("Venkatanarasimharaju", "Sri"), ("Venkatanarasi", "Sri")),
    "Spanish, encoded twice": (
        ("Garc\u00c3\u00ada Mu\u00c3\u00b1oz", "Jos\u00c3\u00a9"),
        ("García Muñoz", "José"),
    ),
    "English, with a form of address": (("Hendershot", "Mr. Robert"), ("Hendershot", "Robert")),
    "Arabic, middle name in another spelling": (
        ("Hassan", "Yusuf", "Mohammed"),
        ("Hassan", "Yusuf", "Muhammad"),
    ),
    "a slip of the keyboard": (("Kowalczyk", "Jan"), ("Kowalcxyk", "Jan")),
}


@pytest.fixture(scope="module")
def one_person() -> dict[str, Link | None]:
    return linked(ONE_PERSON)


@pytest.fixture(scope="module")
def one_person_numbered() -> dict[str, Link | None]:
    return linked(ONE_PERSON, numbered=True)


@pytest.mark.parametrize("key", ONE_PERSON)
def test_one_person_of_one_birthday_is_not_missed(key: str, one_person: dict[str, Link | None]) -> None:
    assert one_person[key] is not None


@pytest.mark.parametrize("key", ONE_PERSON)
def test_with_a_number_in_common_they_are_clear(
    key: str, one_person_numbered: dict[str, Link | None]
) -> None:
    found = one_person_numbered[key]
    assert found
    assert found.verdict is Verdict.CLEAR


TWO_PEOPLE = {
    "clan name in common": (("Vang", "Mai"), ("Vang", "Tou")),
    "clans that rhyme": (("Vang", "Tou"), ("Yang", "Tou")),
    "brothers": (("Abdi", "Liban", "Farah"), ("Abdi", "Guled", "Farah")),
    "Singh": (("Singh", "Gurpreet"), ("Singh", "Harpreet")),
    "twins with one father's name": (("Jama", "Hodan", "Nur"), ("Jama", "Hibo", "Nur")),
    "one part that both fields of one have": (("Ahmed", "Mahad"), ("Ahmed", "Ahmed")),
    "one given name that is the other's surname": (("Ali", "Ali"), ("Omar", "Ali")),
    "one initial": (("Olson", "Erik"), ("Olson", "Elmer")),
}


def test_people_of_one_birthday_with_half_a_name_in_common_are_not_clearly_one() -> None:
    found = linked(TWO_PEOPLE)
    assert {key for key, pair in found.items() if pair and pair.verdict is Verdict.CLEAR} == set()


KOWALCZYK = (("Kowalczyk", "Jan"), ("Kowalczyk", "Jan"))
FARAH = (("Farah", "Liban"), ("Faarax", "Liban"))
BIRTHS = {
    "exchanged": (date(1985, 3, 4), date(1985, 4, 3)),
    "a year off": (date(1979, 5, 17), date(1980, 5, 17)),
    "a digit off": (date(1991, 6, 17), date(1991, 6, 11)),
    "1 January": (date(1966, 1, 1), date(1966, 1, 1)),
    "17 March": (date(1966, 3, 17), date(1966, 3, 17)),
}


@pytest.fixture(scope="module")
def births() -> dict[str, Link | None]:
    pairs: dict[str, tuple[Name, Name]] = {
        "exchanged": KOWALCZYK,
        "a year off": (("Gunderson", "Ida"), ("Gunderson", "Ida")),
        "a digit off": (("Ulloa", "Marisol"), ("Ulloa", "Marisol")),
        "1 January": FARAH,
        "17 March": FARAH,
    }
    return linked(pairs, BIRTHS)


@pytest.mark.parametrize("slip", ["exchanged", "a year off", "a digit off"])
def test_a_slip_in_a_date_of_birth_is_forgiven(slip: str, births: dict[str, Link | None]) -> None:
    assert births[slip]


def test_1_january_proves_less_than_another_day(births: dict[str, Link | None]) -> None:
    january, march = births["1 January"], births["17 March"]
    assert march
    assert january is None or january.weight < march.weight - 3


def test_spellings_are_folded_and_in_one_group_each() -> None:
    assert all(latin_capitals(name) == name for name in spellings())
    assert all(sound(name) == head for name, head in spellings().items())


@settings(deadline=None)
@given(st.text("abcdefghijklmnopqrstuvwxyzåøéñ -'", max_size=25))
def test_a_name_has_a_sound_for_each_part(name: str) -> None:
    made = forms(name)
    assert len(made.sounds) == len(made.parts)
    assert all(made.sounds)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Olson, Jr.", "JR"),
        ("Olson II", "JR"),
        ("Olson Sr", "SR"),
        ("Olson 3rd", "III"),
        ("Jr", None),
        ("Olson", None),
    ],
)
def test_the_suffix_of_a_generation_is_read_in_every_way_of_writing_it(
    text: str, written: str | None
) -> None:
    assert forms(text).suffix == written
    assert forms(text).parts in (["OLSON"], ["JR"])


@given(st.text("ñéíóúüçãÑÉÁøå", min_size=1, max_size=8))
def test_text_encoded_twice_is_repaired_and_any_other_stays(name: str) -> None:
    assert undoubled(name.encode().decode("latin-1")) == name
    assert undoubled(name) == name
