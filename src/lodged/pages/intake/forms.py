"""What the intake of a paper asks: that it came, what stands on it, and what becomes of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils import timezone

from lodged.casework.intake import FormAnswers
from lodged.documents.completeness import Signer
from lodged.documents.reading import MAXIMUM_BYTES, Box, FormReading, How, Item, Tick, Value
from lodged.pages.moment_field import MomentField, for_input
from lodged.register.models import Facility
from lodged.register.vocabulary import (
    Channel,
    DeclineReason,
    FormFamily,
    ProbableCause,
    ReturnReason,
    WarrantKind,
)
from lodged.web.forms import MOST_BYTES, DesignedForm
from lodged.web.uploads import MAXIMUM_UPLOAD_BYTES

NO_WARRANT = "none"
_CHANNELS = [(c.value, c.meaning) for c in Channel if c is not Channel.NOT_STATED]
_FORMS = [("", "Choose")] + [
    (f.value, f"{f.value}: {f.meaning}") for f in FormFamily if f is not FormFamily.NOT_STATED
]
_WARRANTS = [
    (kind.value, kind.meaning if kind is WarrantKind.JUDICIAL else f"{kind.value}: {kind.meaning}")
    for kind in WarrantKind
]
_SIGNERS = [
    (Signer.OFFICER.value, "An immigration officer (administrative)"),
    (Signer.JUDGE.value, "A judge or magistrate of a court"),
    (Signer.NOBODY.value, "Nobody: it isn't signed"),
]
_YES_NO = [("yes", "Yes"), ("no", "No")]


class ReceiveForm(DesignedForm):
    """A detainer that was received: where, how, when, and its file where there is one."""

    file = forms.FileField(
        label="Original, as a file (optional)",
        required=False,
        help_text="PDF, PNG, JPEG or TIFF, up to 25 MB. Without one, type it in on the next page.",
        widget=forms.FileInput(
            attrs={"accept": ".pdf,.png,.jpg,.jpeg,.tif,.tiff", MOST_BYTES: str(MAXIMUM_BYTES)}
        ),
    )
    facility = forms.ModelChoiceField(queryset=Facility.objects.none(), label="Received at", empty_label=None)
    channel = forms.ChoiceField(label="How it was received", choices=_CHANNELS)
    received_at = MomentField(label="Time received", help_text="The four hours count from this minute.")
    again = forms.BooleanField(label="This is a second copy; keep it too", required=False)

    def __init__(self, *arguments: Any, facilities: QuerySet[Facility], zone: ZoneInfo, **named: Any) -> None:
        """Offer the agency's facilities; times are of ``zone``."""
        super().__init__(*arguments, **named)
        self.fields["facility"].queryset = facilities  # type: ignore[attr-defined]
        when: Any = self.fields["received_at"]
        when.zone, when.initial = zone, for_input(timezone.now(), zone)

    def clean_file(self) -> UploadedFile | None:
        """Refuse a file that is too large."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return None
        if getattr(file, "was_cut", False) or (file.size or 0) > MAXIMUM_BYTES:
            size = (
                f"more than {MAXIMUM_UPLOAD_BYTES // 1_000_000}" if getattr(file, "was_cut", False) else None
            )
            shown = size or str((file.size or 0) // 1_000_000)
            raise forms.ValidationError(
                f"[{file.name}] has {shown} MB; a paper may have up to {MAXIMUM_BYTES // 1_000_000}. It was not kept. "
                "Scan it in black and white, send only the pages of the detainer, or type it in by hand."
            )
        return file

    def clean_received_at(self) -> datetime:
        """Refuse a minute that has not come."""
        at: datetime = self.cleaned_data["received_at"]
        if at > timezone.now():
            raise forms.ValidationError(
                f"[{at:%Y-%m-%d %H:%M}] has not come yet. Enter the time it was received."
            )
        return at


class PaperForm(DesignedForm):
    """The detainer's details. Each value that was read says where; a person confirms it by sending the page."""

    form = forms.ChoiceField(label="Form", choices=_FORMS)
    form_version = forms.CharField(
        label="Edition (in brackets after the form's number)", required=False, max_length=32
    )
    last_name = forms.CharField(label="Family names", max_length=200)
    first_name = forms.CharField(label="Given names", max_length=200)
    born = forms.DateField(
        label="Date of birth", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    file_number = forms.CharField(label="File number (A-number)", required=False, max_length=64)
    subject_id = forms.CharField(label="Subject ID", required=False, max_length=64)
    reference = forms.CharField(label="Event number", required=False, max_length=64)
    addressed_to = forms.CharField(label="Addressed to", required=False, max_length=200)
    issued_by = forms.CharField(label="Issued by (office)", max_length=200)
    issued_on = forms.DateField(
        label="Date of issue",
        required=False,
        help_text="Leave it empty where the paper has none.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    issuer_phone = forms.CharField(
        label="Telephone it says to call",
        required=False,
        max_length=64,
        help_text="It is offered when ICE is told of the release, and proposed for the directory.",
    )
    grounds = forms.MultipleChoiceField(
        label="Box 1: grounds that are ticked",
        required=False,
        choices=ProbableCause.choices(),
        widget=forms.CheckboxSelectMultiple,
    )
    box_2 = forms.ChoiceField(
        label="Box 2: is it ticked that DHS brought the person and will resume custody?",
        choices=_YES_NO,
        widget=forms.RadioSelect,
    )
    signed = forms.ChoiceField(
        label="Did an immigration officer sign it?", choices=_YES_NO, widget=forms.RadioSelect
    )
    warrant = forms.ChoiceField(
        label="Which warrant came with it?",
        choices=[(NO_WARRANT, "None"), *_WARRANTS],
        widget=forms.RadioSelect,
    )
    warrant_signer = forms.ChoiceField(
        label="Who signed the warrant?", required=False, choices=_SIGNERS, widget=forms.RadioSelect
    )
    warrant_signed_by = forms.CharField(
        label="Name and title under the signature", required=False, max_length=200
    )
    warrant_signed_on = forms.DateField(
        label="Date of the warrant", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *arguments: Any, reading: FormReading | None = None, **named: Any) -> None:
        """Say beside each value where on the paper it was read."""
        super().__init__(*arguments, **named)
        for name, words in sources(reading).items():
            field = self.fields[name]
            field.help_text = f"{field.help_text} {words}".strip()

    def clean(self) -> dict[str, Any]:
        """Refuse a warrant whose signer contradicts its kind: the law asks who signed."""
        cleaned = super().clean() or {}
        kind, signer = cleaned.get("warrant"), cleaned.get("warrant_signer")
        if not kind or kind == NO_WARRANT:
            return cleaned
        if not signer:
            self.add_error("warrant_signer", "Say who signed the warrant: an officer, a judge or nobody.")
        elif signer != Signer.NOBODY.value and (kind == WarrantKind.JUDICIAL) != (
            signer == Signer.JUDGE.value
        ):
            self.add_error(
                "warrant_signer",
                "An I-200 or I-205 is signed by an immigration officer, and a judge's warrant by a judge of a court. "
                "Read the title under the signature and correct one of the two answers.",
            )
        elif signer != Signer.NOBODY.value and not cleaned.get("warrant_signed_by"):
            self.add_error("warrant_signed_by", "Write the name and title as they stand under the signature.")
        return cleaned

    def answers(self) -> FormAnswers:
        """Return what was confirmed."""
        cleaned = self.cleaned_data
        warrant = None if cleaned["warrant"] == NO_WARRANT else WarrantKind.of(cleaned["warrant"])
        return FormAnswers(
            form=FormFamily.of(cleaned["form"]),
            form_version=cleaned["form_version"],
            last_name=cleaned["last_name"],
            first_name=cleaned["first_name"],
            born=cleaned["born"],
            file_number=cleaned["file_number"],
            subject_id=cleaned["subject_id"],
            reference=cleaned["reference"],
            addressed_to=cleaned["addressed_to"],
            issued_by=cleaned["issued_by"],
            issued_on=cleaned["issued_on"],
            issuer_phone=cleaned["issuer_phone"],
            grounds=tuple(ProbableCause.of(ground) for ground in cleaned["grounds"]),
            box_2=cleaned["box_2"] == "yes",
            signed=cleaned["signed"] == "yes",
            warrant=warrant,
            warrant_signer=Signer(cleaned["warrant_signer"]) if warrant is not None else None,
            warrant_signed_by=cleaned["warrant_signed_by"],
            warrant_signed_on=cleaned["warrant_signed_on"],
        )


class DecideForm(DesignedForm):
    """What becomes of the paper."""

    outcome = forms.ChoiceField(
        label="What to do with this detainer",
        choices=[
            ("lodge", "Record it as a detainer against the booking chosen"),
            ("keep", "Record, but do not honor"),
            ("return", "Return it to the sender, with a slip"),
        ],
        widget=forms.RadioSelect,
    )
    stay = forms.ChoiceField(label="Which booking is it about?", required=False, widget=forms.RadioSelect)
    supersedes = forms.ChoiceField(
        label="Does it take the place of a detainer on record?", required=False, widget=forms.RadioSelect
    )
    keep_reason = forms.ChoiceField(
        label="Why it is not honored",
        required=False,
        choices=[("", "Choose"), *DeclineReason.choices()],
    )
    return_reason = forms.ChoiceField(
        label="Why it is returned", required=False, choices=[("", "Choose"), *ReturnReason.choices()]
    )
    note = forms.CharField(label="Note (optional)", required=False, max_length=300)
    in_spite = forms.BooleanField(
        label="I have looked at what is said above against this booking, and it is the same person",
        required=False,
    )

    def __init__(
        self,
        *arguments: Any,
        stays: list[tuple[str, str]],
        earlier: list[tuple[str, str]],
        contradicted: frozenset[str] = frozenset(),
        **named: Any,
    ) -> None:
        """Offer the bookings that may be meant, and the open detainers on them."""
        super().__init__(*arguments, **named)
        self._contradicted = contradicted
        self.fields["stay"].choices = stays  # type: ignore[attr-defined]
        self.fields["supersedes"].choices = [("", "No, it is the first"), *earlier]  # type: ignore[attr-defined]
        if not stays:
            del self.fields["stay"]
        if not earlier:
            del self.fields["supersedes"]
        if not contradicted:
            del self.fields["in_spite"]

    def clean(self) -> dict[str, Any]:
        """Ask for what the outcome chosen needs."""
        cleaned = super().clean() or {}
        outcome = cleaned.get("outcome")
        if outcome in {"lodge", "keep"}:
            if not cleaned.get("stay"):
                self.add_error(
                    "stay" if "stay" in self.fields else None,
                    "Choose the booking it is about. If none is, return the paper or leave it waiting.",
                )
            elif cleaned["stay"] in self._contradicted and not cleaned.get("in_spite"):
                self.add_error(
                    "in_spite",
                    "Something on the paper speaks against this booking. Confirm that it is the same person, or "
                    "return the paper.",
                )
        if outcome == "keep" and not cleaned.get("keep_reason"):
            self.add_error("keep_reason", "Say why it is not honored.")
        if outcome == "return" and not cleaned.get("return_reason"):
            self.add_error("return_reason", "Say why it is returned; the slip says so to the sender.")
        return cleaned


def initial_of(answers: FormAnswers) -> dict[str, Any]:
    """Return confirmed answers as the form shows them first."""
    warrant, signer = answers.warrant, answers.warrant_signer
    return {
        **vars(answers),
        "form": answers.form.value,
        "grounds": [ground.value for ground in answers.grounds],
        "box_2": "yes" if answers.box_2 else "no",
        "signed": "yes" if answers.signed else "no",
        "warrant": warrant.value if warrant else NO_WARRANT,
        "warrant_signer": signer.value if signer else "",
    }


_ITEM_OF = {
    "file_number": Item.FILE_NUMBER,
    "subject_id": Item.SUBJECT_ID,
    "reference": Item.EVENT,
    "addressed_to": Item.TO,
    "issued_by": Item.FROM,
    "issued_on": Item.DATE,
    "issuer_phone": Item.TELEPHONE,
    "born": Item.BIRTH,
    "last_name": Item.NAME,
    "first_name": Item.NAME,
    "signed": Item.SIGNATURE,
}


def prefilled(reading: FormReading) -> dict[str, Any]:
    """Return what a reading puts into the form. What the file leaves open stays open, for a person to answer."""
    first: dict[str, Any] = {
        name: value.text
        for name, item in _ITEM_OF.items()
        if (value := reading.value(item))
        and name not in {"last_name", "first_name", "signed", "issued_on", "born"}
    }
    if reading.form in set(FormFamily):
        first["form"] = reading.form
    first["form_version"] = reading.version
    for name in ("born", "issued_on"):
        value = reading.value(_ITEM_OF[name])
        if value and (day := _day(value.text)):
            first[name] = day
    called = reading.value(Item.NAME)
    if called and called.text.count(",") == 1:
        # Only a comma says which part is the family's.
        first["last_name"], first["first_name"] = (part.strip() for part in called.text.split(","))
    seen = {box: reading.box(box).tick for box in Box}
    first["grounds"] = [box.value for box, tick in seen.items() if box.is_ground and tick is Tick.TICKED]
    if seen[Box.RESUMES_CUSTODY] is not Tick.UNKNOWN:
        first["box_2"] = "yes" if seen[Box.RESUMES_CUSTODY] is Tick.TICKED else "no"
    return first


def sources(reading: FormReading | None) -> dict[str, str]:
    """Return what to say beside each field: the words on the paper and their place, or that none were found."""
    if reading is None or reading.how is How.PICTURE:
        return {}
    texts = {name: _source(reading.value(item)) for name, item in _ITEM_OF.items()}
    boxes = [(box, reading.box(box)) for box in Box]
    texts["grounds"] = "On the paper: " + "; ".join(
        f"{ProbableCause.of(box.value).meaning.lower()}: {seen.tick.value}"
        + (f" ({seen.place})" if seen.place else "")
        for box, seen in boxes
        if box.is_ground
    )
    resumes = reading.box(Box.RESUMES_CUSTODY)
    texts["box_2"] = f"On the paper: {resumes.tick.value}" + (f" ({resumes.place})" if resumes.place else "")
    return texts


def _source(value: Value | None) -> str:
    return (
        f"On the paper: “{value.text}” ({value.place})."
        if value
        else "Nothing was found for this on the paper."
    )


def _day(text: str) -> date | None:
    """Return a date as the form prints it, month first, or as ISO; None for anything else."""
    for pattern in ("%m/%d/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), pattern).replace(tzinfo=ZoneInfo("UTC")).date()
        except ValueError:
            continue
    return None
