"""Places found in the facility directory."""

from __future__ import annotations

from lodged.core.states import postal_code
from lodged.reconcile.places import NOWHERE, Place, PlaceGroup
from lodged.sources.facilities import Directory, Facility, FacilityClass, fold_facility

_GROUPS = {
    FacilityClass.STATE_PRISON: PlaceGroup.STATE_PRISON,
    FacilityClass.COUNTY_JAIL: PlaceGroup.JAIL,
    FacilityClass.FEDERAL: PlaceGroup.FEDERAL,
    FacilityClass.POLICE: PlaceGroup.OTHER,
    FacilityClass.JUVENILE: PlaceGroup.OTHER,
    FacilityClass.MEDICAL: PlaceGroup.OTHER,
    FacilityClass.PRIVATE: PlaceGroup.OTHER,
}


class DirectoryPlaces:
    """Finds facilities in a directory; a county's annex and workhouse are one place with its jail."""

    def __init__(self, directory: Directory) -> None:
        """Look names up in ``directory``, each spelling once."""
        self._directory = directory
        self._places: dict[tuple[str | None, str | None, str | None], Place] = {}

    def find(self, name: str | None, code: str | None, state: str | None) -> Place:
        """Find the facility; an unknown name is a place of its own, never guessed to be another."""
        key = (name, code, state)
        if key not in self._places:
            self._places[key] = self._look_up(name, code, state)
        return self._places[key]

    def _look_up(self, name: str | None, code: str | None, state: str | None) -> Place:
        entry = self._directory.resolve(name, code, state)
        if isinstance(entry, Facility):
            whole = self._directory.with_parts(entry)
            return Place(whole.id, entry.name, entry.state, _GROUPS[entry.facility_class], is_known=True)
        postal = postal_code(state)
        if not name:
            return NOWHERE if postal is None else Place("", "", postal, PlaceGroup.OTHER, is_known=False)
        return Place(f"{postal or '?'}:{fold_facility(name)}", name, postal, PlaceGroup.OTHER, is_known=False)
