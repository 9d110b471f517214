"""Names to make people of, by naming tradition, the commonest first; combined at random, so that nobody real is meant.

``spelled`` are names that offices write in several ways.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


class Order(Enum):
    """How a person's names are made and into which fields they go."""

    FAMILY = "given, middle, family"
    TWO_FAMILIES = "given, middle, father's family, mother's family"
    CHAIN = "own name, father's name, grandfather's name"
    SYLLABLES = "two to four names without a family name"


@dataclass(frozen=True)
class Pool:
    """The names of one tradition. ``assigned_births`` is the share of people born on 1 January by their papers."""

    order: Order
    family: tuple[str, ...]
    male: tuple[str, ...]
    female: tuple[str, ...]
    assigned_births: float = 0.01
    spelled: tuple[tuple[str, ...], ...] = field(default=())


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_SOMALI_MEN = _names(
    "Mohamed Abdi Ahmed Ali Hassan Abdullahi Yusuf Omar Ibrahim Hussein Osman Abdirahman Said Farah Adan Nur Isse Jama "
    "Ismail Mahad Warsame Salad Mohamud Abdulkadir Khalid Mukhtar Bashir Liban Guled Abdiaziz Abukar Dahir Elmi Hersi "
    "Sharif Mumin Roble Shire Yasin Zakaria Abshir Bile Duale Egal Gedi Haji Idris Kahin Mire Odowa Samatar Ugas"
)
_SPANISH_FAMILIES = _names(
    "Hernandez Garcia Martinez Lopez Gonzalez Rodriguez Perez Sanchez Ramirez Flores Gomez Torres Diaz Cruz Morales "
    "Reyes Gutierrez Ortiz Mendoza Castillo Rivera Vasquez Ramos Alvarez Romero Ruiz Aguilar Chavez Jimenez Moreno "
    "Salazar Contreras Guerrero Medina Vargas Castro Juarez Rojas Dominguez Herrera Guzman Soto Velasquez Espinoza "
    "Delgado Ayala Mejia Pineda Zelaya Orellana Portillo Escobar Funes Alvarenga Bonilla Cardona Villatoro Barrientos "
    "Calderon Dubon Erazo Figueroa Galdamez Henriquez Interiano Landaverde Maradiaga Najarro Ochoa Peralta Quintanilla"
)
POOLS: dict[str, Pool] = {
    "somali": Pool(
        Order.CHAIN,
        _SOMALI_MEN,
        _SOMALI_MEN,
        _names(
            "Fadumo Amina Hodan Halima Sahra Khadija Maryan Asha Hawa Ayan Ifrah Nasra Zahra Ubah Deqa Sagal Hibo Saida"
        ),
        0.35,
        (
            ("Mohamed", "Mohammed", "Maxamed", "Muhamed"),
            ("Abdi", "Cabdi"),
            ("Ali", "Cali", "Aly"),
            ("Hassan", "Xasan", "Hasan"),
            ("Ahmed", "Axmed", "Ahmad"),
            ("Yusuf", "Yousuf", "Yuusuf"),
            ("Omar", "Cumar", "Omer"),
            ("Hussein", "Xuseen", "Hussain"),
            ("Osman", "Cismaan", "Usman"),
            ("Nur", "Noor", "Nuur"),
            ("Abdirahman", "Abdurahman", "Cabdiraxmaan"),
            ("Ibrahim", "Ibraahim", "Ebrahim"),
            ("Abdullahi", "Cabdullaahi", "Abdulahi"),
            ("Said", "Saeed", "Siciid"),
            ("Adan", "Aden", "Aadan"),
            ("Mohamud", "Mohamoud", "Maxamuud"),
        ),
    ),
    "hmong": Pool(
        Order.FAMILY,
        _names(
            "Vang Yang Xiong Lee Lor Moua Thao Her Vue Hang Cha Xiong Kue Khang Lo Chang Fang Pha Ly Cheng"
        ),
        _names(
            "Tou Kong Pao Chue Xai Nhia Ger Yer Bee Doua Fue Kao Leng Meng Neng Pheng Shoua Teng Tong Vang Wa Xang Za "
            "Touger Kongmeng Leepao Tengpao Chaxiong Nengchu Phengsue"
        ),
        _names("Mai Pa Kia Bao Chao Der Gao Houa Ia Ka Mee Nou Pahoua See Xee Yia Zoua Maiyer Paknou"),
        0.1,
        (("Vang", "Va"), ("Her", "Herr"), ("Thao", "Thor"), ("Lor", "Lo"), ("Pahoua", "Pa Houa")),
    ),
    "karen": Pool(
        Order.SYLLABLES,
        (),
        _names(
            "Saw Htoo Eh Say Wah Moo Paw Hser Gay Doh Ler Ku Lay Soe Naing Bway Kler Thaw Shee Nay Pwe Taw Mu Ta Blut "
            "Dah Ka Poe Law Kaw"
        ),
        _names(
            "Naw Paw Moo Wah Mu Hser Eh Htoo Gay Say Lah Bwe Ku Dah Thablay Shee Lweh Sher Nyaw Pleh Christ Day"
        ),
        0.3,
        (("Htoo", "Too"), ("Hser", "Sher"), ("Soe", "So"), ("Moo", "Mu")),
    ),
    "spanish": Pool(
        Order.TWO_FAMILIES,
        _SPANISH_FAMILIES,
        _names(
            "Jose Juan Luis Carlos Miguel Jesus Antonio Francisco Manuel Pedro Jorge Ricardo Mario Oscar Roberto "
            "Alejandro Eduardo Fernando Javier Daniel David Sergio Rafael Julio Ramon Wilmer Edwin Elmer Kevin Brayan "
            "Marvin Nelson Walter Melvin Santos Selvin Gerardo Victor Hugo Erick"
        ),
        _names(
            "Maria Ana Rosa Carmen Sandra Marta Gloria Yolanda Karla Iris Wendy Blanca Glenda Heidy Norma Dilcia Reina"
        ),
        0.01,
        (
            ("Gonzalez", "Gonzales"),
            ("Hernandez", "Hernandes"),
            ("Vasquez", "Vazquez"),
            ("Brayan", "Bryan"),
            ("Jose", "José"),
            ("Gutierrez", "Gutiérrez"),
            ("Erick", "Eric"),
        ),
    ),
    "vietnamese": Pool(
        Order.FAMILY,
        _names(
            "Nguyen Tran Le Pham Huynh Phan Vu Vo Dang Bui Do Ho Ngo Duong Ly Truong Dinh Lam Mai Cao Luong Trinh Doan"
        ),
        _names(
            "Minh Hung Dung Tuan Hai Long Nam Phong Quang Son Thanh Tien Trung Vinh Duc Hieu Khanh Khoa Loc Nghia Phuc "
            "Tai Thang Toan Tri Tuyen Viet Binh Cuong Dat"
        ),
        _names("Lan Hoa Huong Mai Linh Thuy Trang Nga Phuong Hanh Thao Yen Chi Dung Ha Ngoc Kim"),
        0.04,
        (("Huynh", "Hoang"), ("Vu", "Vo"), ("Dung", "Dzung"), ("Tien", "Thien")),
    ),
    "anglo": Pool(
        Order.FAMILY,
        _names(
            "Johnson Anderson Smith Nelson Miller Olson Larson Peterson Brown Jones Williams Davis Hansen Carlson "
            "Thompson Erickson Christensen Jensen Swanson Lindberg Schmidt Meyer Mueller Becker Schroeder Wagner Koch "
            "Hoffman Fischer Weber Walker Robinson Harris Jackson White Taylor Moore Clark Lewis Young King Wright "
            "Scott Green Baker Adams Hall Allen Campbell Mitchell Roberts Carter Phillips Evans Turner Parker Collins "
            "Edwards Stewart Morris Murphy Cook Rogers Morgan Cooper Reed Bailey Bell Kelly Howard Ward Cox Richardson"
        ),
        _names(
            "Michael James Robert John David William Christopher Matthew Joshua Daniel Andrew Joseph Ryan Brandon "
            "Jason Justin Anthony Nicholas Eric Kevin Brian Steven Timothy Thomas Jeffrey Mark Kyle Aaron Adam Travis "
            "Cody Jeremy Dustin Derek Tyler Zachary Nathan Jacob Benjamin Patrick Sean Gregory Kenneth Paul Donald"
        ),
        _names(
            "Jennifer Amanda Jessica Melissa Sarah Heather Nicole Amy Ashley Crystal Tiffany Angela Kelly"
        ),
        0.003,
        (
            ("Erickson", "Ericson"),
            ("Peterson", "Petersen"),
            ("Michael", "Mike"),
            ("Robert", "Bob"),
            ("William", "Bill"),
            ("Christopher", "Chris"),
            ("Sean", "Shawn"),
            ("Jeffrey", "Geoffrey", "Jeff"),
        ),
    ),
    "oromo": Pool(
        Order.CHAIN,
        _names(
            "Abebe Tesfaye Girma Bekele Tadesse Mulugeta Getachew Alemu Haile Kebede Desta Worku Negash Assefa Tolera "
            "Gemechu Lemma Megersa Fikadu Dereje Tola Jemal Kedir Abdo Hussen Mohammed Ahmed Ibsa Boru Guta Wakjira "
            "Regassa Fayisa Daba Dinka Olana Bula Chala Lelisa Merga Nagasa Soressa Terefe"
        ),
        _names(
            "Abdi Chala Tola Bonsa Gadisa Lemi Jirata Kuma Dawit Yonas Samuel Daniel Solomon Tariku Biruk Henok Elias "
            "Nahom Getu Mulu Robel Fitsum Kaleb Natnael Feyisa Ibsa Sena Obsa"
        ),
        _names("Almaz Tigist Hiwot Bontu Chaltu Lalise Derartu Genet Meseret Selam Rahel Kidist Hawi Ayantu"),
        0.05,
        (
            ("Tesfaye", "Tesfay"),
            ("Mohammed", "Mohamed"),
            ("Hussen", "Hussein"),
            ("Dawit", "Dawid"),
            ("Yonas", "Jonas"),
        ),
    ),
}
