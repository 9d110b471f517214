"""A detainer whose PDF has text: values found beside the words printed on the form.

A value stands after its label on the same line, under it (To, From), or over it (the officer's name and signature).
Nothing is taken from anywhere else, and a blank that holds nothing is not in the reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lodged.documents.reading.form import Box, BoxSeen, FormReading, How, Item, Place, Tick, Value

_LABELS: tuple[tuple[Item, re.Pattern[str]], ...] = tuple(
    (item, re.compile(pattern, re.IGNORECASE))
    for item, pattern in (
        (Item.SUBJECT_ID, r"\bSubject\s+ID\s*:"),
        (Item.EVENT, r"\bEvent\s*#?\s*:"),
        (Item.FILE_NUMBER, r"\bFile\s+No\.?\s*:"),
        (Item.BIRTH, r"\bDate\s+of\s+Birth\s*:"),
        (Item.DATE, r"(?<![\w])Date\s*:"),
        (Item.TO, r"(?<!\w)TO\s*:\s*(?:\(Name and Title(?:(?!  )[^)])*\)?)?"),
        (Item.FROM, r"(?<!\w)FROM\s*:\s*(?:\(DHS(?:(?!  )[^)])*\)?)?"),
        (Item.NAME, r"\bName\s+of\s+(?:Alien|Subject)\s*:"),
        (Item.CITIZENSHIP, r"\b(?:Suspected\s+)?Citizenship\s*:"),
        (Item.SEX, r"\bSex\s*:"),
    )
)
_OVER: tuple[tuple[Item, re.Pattern[str]], ...] = (
    (Item.OFFICER, re.compile(r"\(?Name and title of Immigration Officer\)?", re.IGNORECASE)),
    (Item.SIGNATURE, re.compile(r"\(?Signature of Immigration Officer\)?", re.IGNORECASE)),
)
_UNDER = frozenset({Item.TO, Item.FROM})
_CANCELS = re.compile(r"submitted to you on\s+([\w/ ,.-]*\d[\w/ ,.-]*?)\s*(?:\(date\)|\.|$)", re.IGNORECASE)
_PHRASES: tuple[tuple[Box, str], ...] = (
    (Box.FINAL_ORDER, r"a final order of removal"),
    (Box.PENDING_PROCEEDINGS, r"the pendency of ongoing removal"),
    (Box.BIOMETRICS, r"biometric confirmation of"),
    (Box.STATEMENTS, r"statements made by the (?:alien|subject)"),
    (Box.RESUMES_CUSTODY, r"(?:2\.\s*)?DHS TRANSFERRED THE"),
)
_CALLS = re.compile(
    r"by\s+calling(?:(?!if you cannot).){0,240}?\bat:?[\s_]*(?P<number>[(+]?\d[\d\s().-]{5,18}\d"
    r"(?:,?\s*(?:ext\.?|x)\s*\d{1,6})?)",
    re.IGNORECASE,
)
"""The number to call of a release; not the Support Center's, which every form prints for when nobody answers."""
_LINES_OF_A_SENTENCE = 4
_MARK = r"(?:(?P<on>\[\s*[xX✓✔]\s*\]|[☒☑✓✔🗹]|\(\s*[xX]\s*\)|(?<!\w)[xX](?!\w))|(?P<off>\[\s*\]|☐|□|\(\s+\)))"
_TITLE = re.compile(r"\bI-?247\s*-?\s*([ADNX])?\b")
_EDITION = re.compile(r"\bI-?247\s*[ADNX]?\s*\(\s*(?:rev\.?\s*)?(\d{1,2}/\d{2,4})\s*\)", re.IGNORECASE)
_COLUMN = re.compile(r"\S+(?: \S+)*")
"""Words with single blanks between them; two blanks or more part columns."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page as it is laid out: columns stand apart by two blanks or more."""

    page: int
    number: int
    text: str

    def place(self) -> Place:
        """Return where it is."""
        return Place(self.page, line=self.number, words=" ".join(self.text.split()))


def read_text(pages: Sequence[str]) -> FormReading:
    """Return a reading from the text of each page, laid out as on the page."""
    lines = [
        Line(page, number, text.rstrip())
        for page, whole in enumerate(pages, 1)
        for number, text in enumerate(whole.splitlines(), 1)
        if text.strip()
    ]
    values: dict[Item, Value] = {}
    for index, line in enumerate(lines):
        for item, text, place in _on_line(lines, index, line):
            if text and item not in values:
                values[item] = Value(text, place)
    if Item.TELEPHONE not in values and (called := _number_to_call(lines)):
        values[Item.TELEPHONE] = called
    form, version = form_of(pages)
    return FormReading(
        How.TEXT, len(pages), form=form, version=version, values=values, boxes=dict(_boxes(lines))
    )


def form_of(pages: Sequence[str]) -> tuple[str | None, str]:
    """Return the form's number and edition as printed; None and nothing where they aren't."""
    for text in pages:
        title, edition = _TITLE.search(text), _EDITION.search(text)
        if title:
            return f"I-247{(title.group(1) or '').upper()}", edition.group(1) if edition else ""
    return None, ""


def _on_line(lines: Sequence[Line], index: int, line: Line) -> Iterator[tuple[Item, str, Place]]:
    labels = sorted(
        ((match.start(), match.end(), item) for item, label in _LABELS if (match := label.search(line.text))),
        key=lambda spot: (spot[0], -spot[1]),
    )
    # A label may lie within another one's words.
    spots = [spot for n, spot in enumerate(labels) if n == 0 or spot[0] >= labels[n - 1][1]]
    for n, (start, end, item) in enumerate(spots):
        until = spots[n + 1][0] if n + 1 < len(spots) else len(line.text)
        text, place = _clean(line.text[end:until]), line.place()
        if not text and item in _UNDER and index + 1 < len(lines):
            under = lines[index + 1]
            place_among = [spot[2] for spot in spots if spot[2] in _UNDER].index(item)
            text, place = _under(under.text, start, place_among, len(spots)), under.place()
        yield item, text, place
    for item, label in _OVER:
        match = label.search(line.text)
        if match and index:
            over = lines[index - 1]
            yield item, _over(over.text, match.start(), match.end()), over.place()
    cancels = _CANCELS.search(line.text)
    if cancels:
        yield Item.CANCELS, _clean(cancels.group(1)), line.place()


def _number_to_call(lines: Sequence[Line]) -> Value | None:
    """Return the number in the sentence that asks to call before a release; the sentence runs over several lines."""
    for index, line in enumerate(lines):
        if "calling" not in line.text.casefold():
            continue
        sentence = lines[index : index + _LINES_OF_A_SENTENCE]
        match = _CALLS.search(" ".join(one.text for one in sentence))
        if match:
            last = match["number"].split()[-1]
            place = next((one for one in sentence if last in one.text), line).place()
            return Value(_clean(match["number"]), place)
    return None


def _under(text: str, start: int, number: int, labels: int) -> str:
    """Return what stands under a label: its column where there are as many as labels, else what begins below it."""
    pieces = list(_COLUMN.finditer(text))
    if len(pieces) == labels:
        return _clean(pieces[number].group())
    return next((_clean(piece.group()) for piece in pieces if abs(piece.start() - start) <= 3), "")


def _over(text: str, start: int, end: int) -> str:
    """Return what stands above a label, wholly or in part."""
    return next(
        (
            _clean(piece.group())
            for piece in _COLUMN.finditer(text)
            if piece.start() < end and piece.end() > start
        ),
        "",
    )


def _boxes(lines: Sequence[Line]) -> Iterator[tuple[Box, BoxSeen]]:
    seen = set()
    for line in lines:
        for box, phrase in _PHRASES:
            match = re.search(rf"{_MARK}?\s*{phrase}", line.text)
            if not match or box in seen:
                continue
            seen.add(box)
            if match.group("on"):
                yield box, BoxSeen(Tick.TICKED, line.place())
            elif match.group("off"):
                yield box, BoxSeen(Tick.EMPTY, line.place())


def _clean(text: str) -> str:
    return " ".join(text.replace("_", " ").split()).strip(" ;,")
