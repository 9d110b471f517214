"""What becomes of the rows of the federal list, and in what proportions.

An illustration, not a finding. No list was ever published, so nobody outside can say which of the 1,360 were
which. The shares below are argued for from public tables; where no table speaks, that is said, and the number
is only of a size that a reader of the dispute would not find absurd.

The tables: *surge* is the newsroom table of 882 Minnesota detainers prepared 1 December 2025 to 10 March 2026
by place and lift reason; *flow* is the count of detainers prepared for Minnesota by month (2,207 from 20 January
2025 to 13 January 2026); *fiscal 2015* is ICE's workbook of 79,053 detainers, 603 of them in Minnesota.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

UNLIFTED_ROWS = 1_360
"""Rows with no lift date: the published "more than 1,360 active detainers", taken at its word."""
LIFTED_ROWS = 61
"""Rows the list itself marks as lifted, as a working file would hold; no table says how many."""
CUSTODY_STAYS = 9_000
"""Stays in the custody records of all custodians together."""
ON_FILE_IN_PRISONS, ON_FILE_IN_JAILS = 207, 94
"""People held on the as-of date with a detainer on file, as the state counted them by 22 January 2026."""


class Fate(Enum):
    """What truly became of a row, named as the reconciliation names its categories."""

    OUTSIDE_STATE = "outside-state"
    """The place is in another state."""
    FEDERAL_FACILITY = "federal-facility"
    """The place is a federal prison or the US Marshals' district."""
    DUPLICATE = "duplicate"
    """A later row of the list is the same person at the same place."""
    LIFTED = "lifted"
    """The list says it was lifted."""
    IN_CUSTODY = "in-custody"
    """Held in the place named, detainer on file."""
    NOT_ON_FILE = "in-custody-not-on-file"
    """Held in the place named, which keeps no detainer."""
    ELSEWHERE = "in-custody-elsewhere"
    """Held in another custodian's place."""
    TRANSFERRED_TO_ICE = "transferred-to-ice"
    """Handed over to ICE; the list was not brought up to date."""
    TRANSFERRED_TO_AGENCY = "transferred-to-agency"
    """Handed to another agency, outside the records at hand."""
    RELEASED_AFTER = "released-after-lodged"
    """Released on or after the day the detainer was issued."""
    RELEASED_BEFORE = "released-before-lodged"
    """Already released when the detainer was issued."""
    ENDED_OTHERWISE = "custody-ended-otherwise"
    """Died, or the stay ended in another recorded way."""
    NO_ROSTER = "no-roster"
    """No record, and the place named did not report for that time."""
    NOT_FOUND = "not-found"
    """No record, although the place named did report."""


@dataclass(frozen=True, slots=True)
class Share:
    """Rows of one fate, by the kind of place the list names (``other``: federal, or in another state)."""

    prison: int = 0
    jail: int = 0
    lockup: int = 0
    other: int = 0

    @property
    def rows(self) -> int:
        """All rows of the fate."""
        return self.prison + self.jail + self.lockup + self.other


PLAN: Mapping[Fate, Share] = {
    # 1 %. ICE's office in Saint Paul answers for five states and several counties share a name; ICE's report of
    # 2017 listed detainers under similarly named places. No table gives a rate.
    Fate.OUTSIDE_STATE: Share(other=14),
    # 12.7 %: 112 of the surge's 882 rows were at Waseca, Sandstone, Rochester or the Marshals (76 of 603 in
    # fiscal 2015).
    Fate.FEDERAL_FACILITY: Share(other=180),
    # 6 %. A public file of Washington State with a person's identifier in every row has 23 detainers for 22
    # people in half a year; re-issues come in waves (238 detainers
    # on one day of February 2026, 21 of the 22 declined rows of one prison among them).
    Fate.DUPLICATE: Share(prison=22, jail=66),
    Fate.LIFTED: Share(prison=6, jail=55),
    # The state's own count on the other side fixes these: 207 and 94 less those found under another place's
    # name (6 and 2) and those on no list (3 and 7).
    Fate.IN_CUSTODY: Share(prison=198, jail=85),
    # 3 %. Some jails keep no detainer they may not honor. Of the surge's 585 county rows 102 had no outcome
    # yet; most of those people must have been released since, some not.
    Fate.NOT_ON_FILE: Share(jail=48),
    # 3 %: people committed from jail to prison, whose first detainer was never lifted, and people moved from a
    # lock-up or between counties. 18 of the surge's rows were at lock-ups and the like, where nobody stays.
    Fate.ELSEWHERE: Share(jail=27, lockup=10),
    # 7 %. Booked into ICE detention were 17 % of the surge, about 375 of the flow's 2,207; the state says 84
    # left its prisons that way in 2025. The share stands for about one handover in four never entered.
    Fate.TRANSFERRED_TO_ICE: Share(prison=30, jail=66),
    # 3 %. "Transferred" is 1 of 603 in fiscal 2015, but ICE's own 2017 corrections name such cases; no rate.
    Fate.TRANSFERRED_TO_AGENCY: Share(prison=4, jail=34),
    # 30 %, the largest. Declined (292) and "no longer in custody" (58) were 40 % of the surge; the federal
    # government said nearly 470 people were released in the year. Some of those detainers would have been lifted.
    Fate.RELEASED_AFTER: Share(prison=12, jail=414),
    # 2 %. A detainer sent after a quick release on bail; no rate.
    Fate.RELEASED_BEFORE: Share(jail=27),
    # Deaths are 3 of 79,053 in fiscal 2015, so that a true list of this size would hold none. Five are here so
    # that the category can be seen.
    Fate.ENDED_OTHERWISE: Share(prison=2, jail=3),
    # 5 %: the five jails drawn not to report have 29 of the surge's 882 rows, the two that stopped 7, lock-ups 18.
    Fate.NO_ROSTER: Share(jail=50, lockup=18),
    # 3.5 %. A detainer sent to the wrong place, or received for someone never booked; ICE's report of 2017 has
    # cases and no rate.
    Fate.NOT_FOUND: Share(prison=5, jail=45),
}
"""Rows of each fate. Places: 19 % of rows are at prisons (21 % in the surge), 66 % at counties (66 %)."""

ON_LIST_UNDER_ANOTHER_PLACE_PRISON, ON_LIST_UNDER_ANOTHER_PLACE_JAIL = 6, 2
"""Of those held elsewhere: people whose one detainer followed them, on file where they are now."""
SECOND_DETAINERS = 15
"""Of those held elsewhere: an older detainer at the jail from which somebody was committed to prison, where a
second one was lodged and counts as in custody."""
NOT_ON_LIST_PRISON, NOT_ON_LIST_JAIL, NOT_ON_LIST_ENDED = 3, 7, 12
"""People with a detainer on file whom the list lacks: held in prison, held in jail, and no longer held."""
HISTORY = 0.15
"""Share of people with an earlier, finished stay in some jail; an assumption."""
FILE_KEPT_AFTER_RELEASE = 0.55
"""Share of ended stays whose record still shows the detainer; an assumption."""
NAMESAKES_OF_THE_MISSING, TWO_ERRORS = 10, 14
"""Rows made hard on purpose: someone else of the same name and year was booked where nobody should be found,
and a true stay whose record has a misspelt name, a wrong year and no federal number."""
NAMESAKES, SIBLINGS = 25, 8
"""People nobody is looking for who share a listed person's whole name, or family name and date of birth."""
PRISON_SHARE_OF_EVERYONE = 0.30
"""Share of the other stays that are in prisons."""

FEDERAL_MIX: Mapping[str, float] = {
    "spanish": 52, "kichwa": 12, "maya": 5, "somali": 10, "west_african": 4, "hmong": 3, "oromo_ethiopian": 3,
    "karen": 2, "chinese": 2, "arabic": 2, "vietnamese": 1.5, "slavic": 1.5, "punjabi": 1.5, "english": 1,
    "scandinavian": 0.5,
}  # fmt: skip
"""Traditions on the federal list, in hundredths. Assumed: names aren't published."""
EVERYONE_MIX: Mapping[str, float] = {
    "english": 58, "scandinavian": 12, "spanish": 10.5, "somali": 5, "hmong": 3.5, "west_african": 2.5,
    "oromo_ethiopian": 1.5, "arabic": 1.3, "kichwa": 1, "karen": 1, "slavic": 1, "vietnamese": 0.8,
    "maya": 0.5, "punjabi": 0.5, "chinese": 0.4,
}  # fmt: skip
"""Traditions among everyone else in custody, in hundredths. Assumed; every tradition of the list occurs here too,
since a name says nothing about whether anyone has a detainer."""
