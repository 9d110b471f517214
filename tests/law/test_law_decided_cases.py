"""What courts decided, on the facts and the day: no rulebook gives an answer that the court refused.

The facts are the public ones of each opinion, without names. Written from the decisions as generally known and not
from the rules; a court's answer on a place's law is asked for the day of the decision too. No claim of citizenship is
supposed, also where one was made, so that the law answers and not the house rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum

import pytest

from lodged.law import Action, FactError, Outcome, decide, load_rulebooks

BOOKS = load_rulebooks()
DETAINER, WARRANT = Action.HOLD_DETAINER_ONLY, Action.HOLD_ADMINISTRATIVE_WARRANT
BOTH = (DETAINER, WARRANT)


class Answer(Enum):
    """What the court said of a hold past release."""

    FORBIDDEN = "no law gives the power, so that it is forbidden"
    NO_AUTHORITY = "the hold that was made had no authority, or more is needed for one"
    COMMANDED = "the statute that commands it stands"
    NOT_COMMANDED = "nothing commands it"


@dataclass(frozen=True)
class Decided:
    """One decided case: where, when the hold was or the law was declared, the facts and the court's answer."""

    citation: str
    place: str
    on: date
    answer: Answer
    facts: dict[str, object] = field(default_factory=dict)
    actions: tuple[Action, ...] = (DETAINER,)


NO_WARRANT: dict[str, object] = {"administrative_warrant_attached": False}
WITH_WARRANT: dict[str, object] = {"administrative_warrant_attached": True, "agreement_287g": "none"}
OLD_FORM: dict[str, object] = {"form": "I-247", **NO_WARRANT}

CASES = {
    "galarza-the-hold": Decided(
        "Galarza v. Szalczyk, 745 F.3d 634 (3d Cir. 2014)",
        "us-pa",
        date(2008, 11, 21),
        Answer.NO_AUTHORITY,
        {**OLD_FORM, "county": "Lehigh"},
    ),
    "galarza-a-detainer-commands-nothing": Decided(
        "Galarza v. Szalczyk, 745 F.3d 634 (3d Cir. 2014)",
        "us-pa",
        date(2014, 3, 4),
        Answer.NOT_COMMANDED,
        {**OLD_FORM, "county": "Lehigh"},
        BOTH,
    ),
    "galarza-in-delaware": Decided(
        "Galarza v. Szalczyk, 745 F.3d 634 (3d Cir. 2014)",
        "us-de",
        date(2026, 11, 28),
        Answer.NOT_COMMANDED,
        {"facility_class": "state_prison", **NO_WARRANT},
        BOTH,
    ),
    "miranda-olivares": Decided(
        "Miranda-Olivares v. Clackamas County, No. 3:12-cv-02317 (D. Or. Apr. 11, 2014)",
        "us-or",
        date(2012, 3, 15),
        Answer.NO_AUTHORITY,
        {**OLD_FORM, "county": "Clackamas"},
        BOTH,
    ),
    "morales": Decided(
        "Morales v. Chadbourne, 793 F.3d 208 (1st Cir. 2015)",
        "us-ri",
        date(2009, 5, 5),
        Answer.NO_AUTHORITY,
        {**OLD_FORM, "facility_class": "state_prison"},
        BOTH,
    ),
    "lunn-the-hold": Decided(
        "Lunn v. Commonwealth, 477 Mass. 517 (2017)",
        "us-ma",
        date(2017, 2, 6),
        Answer.NO_AUTHORITY,
        {"form": "I-247D", **WITH_WARRANT},
        BOTH,
    ),
    "lunn-the-law": Decided(
        "Lunn v. Commonwealth, 477 Mass. 517 (2017)",
        "us-ma",
        date(2017, 7, 24),
        Answer.FORBIDDEN,
        WITH_WARRANT,
        BOTH,
    ),
    "wells-the-hold": Decided(
        "People ex rel. Wells v. DeMarco, 168 A.D.3d 31 (N.Y. App. Div. 2d Dep't 2018)",
        "us-ny",
        date(2017, 12, 11),
        Answer.NO_AUTHORITY,
        {**WITH_WARRANT, "county": "Suffolk"},
        BOTH,
    ),
    "wells-the-law": Decided(
        "People ex rel. Wells v. DeMarco, 168 A.D.3d 31 (N.Y. App. Div. 2d Dep't 2018)",
        "us-ny",
        date(2018, 11, 14),
        Answer.FORBIDDEN,
        {**WITH_WARRANT, "county": "Suffolk"},
        BOTH,
    ),
    "esparza": Decided(
        "Esparza v. Nobles County, No. A18-2011 (Minn. Ct. App. Sept. 23, 2019)",
        "us-mn",
        date(2019, 9, 23),
        Answer.FORBIDDEN,
        {**WITH_WARRANT, "county": "Nobles"},
    ),
    "santoyo": Decided(
        "Santoyo v. United States, No. 5:16-CV-855 (W.D. Tex. June 5, 2017)",
        "us-tx",
        date(2016, 3, 29),
        Answer.NO_AUTHORITY,
        {"form": "I-247D", **NO_WARRANT, "county": "Bexar"},
        BOTH,
    ),
    "mercado": Decided(
        "Mercado v. Dallas County, 229 F. Supp. 3d 501 (N.D. Tex. 2017)",
        "us-tx",
        date(2015, 3, 1),
        Answer.NO_AUTHORITY,
        {**OLD_FORM, "county": "Dallas"},
        BOTH,
    ),
    "lopez-aguilar-the-hold": Decided(
        "Lopez-Aguilar v. Marion County, 296 F. Supp. 3d 959 (S.D. Ind. 2017), vacated, 924 F.3d 375 (7th Cir. 2019)",
        "us-in",
        date(2014, 9, 18),
        Answer.NO_AUTHORITY,
        {**OLD_FORM, "county": "Marion", "final_order": True},
        BOTH,
    ),
    "lopez-aguilar-while-the-judgment-stood": Decided(
        "Lopez-Aguilar v. Marion County, 296 F. Supp. 3d 959 (S.D. Ind. 2017)",
        "us-in",
        date(2017, 11, 7),
        Answer.NO_AUTHORITY,
        {**WITH_WARRANT, "county": "Marion"},
        BOTH,
    ),
    "roy-the-holds": Decided(
        "Roy v. County of Los Angeles, No. CV 12-09012 (C.D. Cal. Feb. 7, 2018)",
        "us-ca",
        date(2013, 6, 1),
        Answer.NO_AUTHORITY,
        {**OLD_FORM, "county": "Los Angeles"},
        BOTH,
    ),
    "roy-the-law": Decided(
        "Roy v. County of Los Angeles, No. CV 12-09012 (C.D. Cal. Feb. 7, 2018)",
        "us-ca",
        date(2018, 2, 7),
        Answer.FORBIDDEN,
        {**WITH_WARRANT, "county": "Los Angeles"},
        BOTH,
    ),
    "gonzalez-in-arizona": Decided(
        "Gonzalez v. ICE, 975 F.3d 788 (9th Cir. 2020)",
        "us-az",
        date(2020, 9, 11),
        Answer.NO_AUTHORITY,
        WITH_WARRANT,
        BOTH,
    ),
    "gonzalez-in-nevada": Decided(
        "Gonzalez v. ICE, 975 F.3d 788 (9th Cir. 2020)",
        "us-nv",
        date(2020, 9, 11),
        Answer.NO_AUTHORITY,
        {**NO_WARRANT, "county": "Clark"},
        BOTH,
    ),
    "el-cenizo": Decided(
        "City of El Cenizo v. Texas, 890 F.3d 164 (5th Cir. 2018)",
        "us-tx",
        date(2018, 5, 8),
        Answer.COMMANDED,
        {**WITH_WARRANT, "county": "Maverick"},
        BOTH,
    ),
    "el-cenizo-while-enjoined": Decided(
        "City of El Cenizo v. Texas, 264 F. Supp. 3d 744 (W.D. Tex. 2017)",
        "us-tx",
        date(2017, 9, 1),
        Answer.NOT_COMMANDED,
        {**WITH_WARRANT, "county": "Maverick"},
        BOTH,
    ),
    "ramon-the-hold": Decided(
        "Ramon v. Short, 2020 MT 69",
        "us-mt",
        date(2018, 8, 4),
        Answer.NO_AUTHORITY,
        {**WITH_WARRANT, "county": "Lincoln"},
        BOTH,
    ),
    "ramon-the-law": Decided(
        "Ramon v. Short, 2020 MT 69",
        "us-mt",
        date(2020, 3, 25),
        Answer.FORBIDDEN,
        {**WITH_WARRANT, "county": "Lincoln"},
        BOTH,
    ),
    "cisneros": Decided(
        "Cisneros v. Elder, No. 18CV30549 (Colo. Dist. Ct. El Paso County Dec. 6, 2018)",
        "us-co",
        date(2018, 12, 6),
        Answer.FORBIDDEN,
        {**WITH_WARRANT, "county": "El Paso"},
        BOTH,
    ),
    "ochoa": Decided(
        "Ochoa v. Campbell, 266 F. Supp. 3d 1237 (E.D. Wash. 2017)",
        "us-wa",
        date(2017, 7, 31),
        Answer.NO_AUTHORITY,
        {**WITH_WARRANT, "county": "Yakima"},
        BOTH,
    ),
    "santos": Decided(
        "Santos v. Frederick County Board of Commissioners, 725 F.3d 451 (4th Cir. 2013)",
        "us-md",
        date(2008, 10, 7),
        Answer.NO_AUTHORITY,
        {**OLD_FORM, "facility_class": "police", "county": "Frederick"},
        BOTH,
    ),
    "brown-signs-of-citizenship": Decided(
        "Brown v. Ramsay, No. 18-10279 (S.D. Fla. May 30, 2025)",
        "us-fl",
        date(2025, 5, 30),
        Answer.NO_AUTHORITY,
        {**WITH_WARRANT, "county": "Monroe", "proof_of_lawful_status": True},
        BOTH,
    ),
}

HOLDS_UP = {
    Answer.FORBIDDEN: lambda outcome: outcome is Outcome.PROHIBITED,
    Answer.NO_AUTHORITY: lambda outcome: outcome not in (Outcome.PERMITTED, Outcome.REQUIRED),
    Answer.COMMANDED: lambda outcome: outcome is Outcome.REQUIRED,
    Answer.NOT_COMMANDED: lambda outcome: outcome is not Outcome.REQUIRED,
}


@pytest.mark.parametrize("name", CASES)
def test_no_rulebook_answers_against_the_court(name: str) -> None:
    case = CASES[name]
    facts = {
        "facility_class": "county_jail",
        "form": "I-247A",
        "served_on_person": True,
        "claims_us_citizenship": False,
        "otherwise_releasable": True,
        "detainer_only": True,
        **case.facts,
    }
    try:
        decision = decide(BOOKS, case.place, facts, case.on)
    except FactError as error:  # a county or form the place doesn't know would hide the case
        pytest.fail(f"{case.citation}: {error}")
    for action in case.actions:
        outcome = decision.action(action).outcome
        assert HOLDS_UP[case.answer](outcome), f"{case.citation}: {action.value} is {outcome.value}"
