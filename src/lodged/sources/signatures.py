"""What a file is by its first bytes, and what to do with one that is no table read here."""

from __future__ import annotations

_AS_TABLE = "Export the table as CSV, XLSX or Parquet and give that file."
_UNPACK = "Unpack it and give the files in it, or pack them as zip."

REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", "Ask for the table as CSV or XLSX, or copy it into a spreadsheet."),
    (b"\x89PNG", "a PNG picture", _AS_TABLE),
    (b"\xff\xd8\xff", "a JPEG picture", _AS_TABLE),
    (b"GIF8", "a GIF picture", _AS_TABLE),
    (b"{\\rtf", "an RTF document", _AS_TABLE),
    (b"7z\xbc\xaf", "a 7-Zip archive", _UNPACK),
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ", "an xz archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", _UNPACK),
    (b"<stata_dta>", "a Stata data file (.dta)", "In Stata: export delimited using FILE.csv"),
    (b"$FL2", "an SPSS data file (.sav)", "In SPSS: File, Save As, CSV or Excel."),
    (b"$FL3", "an SPSS data file (.zsav)", "In SPSS: File, Save As, CSV or Excel."),
    (b"X\n\x00\x00\x00", "an R data file (.rds)", 'In R: write.csv(readRDS("FILE.rds"), "FILE.csv")'),
    (b"A\n", "an R data file (.rds)", 'In R: write.csv(readRDS("FILE.rds"), "FILE.csv")'),
    (b"RDX", "an R workspace (.RData)", "In R: load it, and write each table with write.csv."),
    (b"RDA", "an R workspace (.RData)", "In R: load it, and write each table with write.csv."),
    (b"HEADER RECORD*******LIB", "a SAS transport file (.xpt)", "In SAS: proc export to CSV."),
    (b"\x00" * 12 + b"\xc2\xea\x81\x60", "a SAS data file (.sas7bdat)", "In SAS: proc export to CSV."),
    (b"\x00\x01\x00\x00Standard ", "a Microsoft Access database", "In Access: External Data, Export, Excel."),
    (b"FEA1", "a Feather file of version 1", "Write it again as Feather version 2, Parquet or CSV."),
    (b"ORC", "an ORC file", "Write it as Parquet or CSV."),
    (b"Obj\x01", "an Avro file", "Write it as Parquet or CSV."),
    (b"MIME-Version:", "a web page saved as one file (MHTML)", "Open it in Excel and save it as XLSX."),
    (b"\x7fELF", "a program", _AS_TABLE),
)  # fmt: skip

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
OLE_WORKBOOK = ("Workbook".encode("utf-16-le"), "Book\x00".encode("utf-16-le"))

ZIPPED_DOCUMENTS = (
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("Index/Document.iwa", "a Numbers or Pages document"),
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb)"),
)
_TAR_AT, _TAR = 257, b"ustar"
_STATA_VERSIONS = range(0x69, 0x74)
_STATA_BYTE_ORDERS = (1, 2)


def refused_as(opening: bytes) -> tuple[str, str] | None:
    """Return what a file is that is not read here and what to do with it, None where it may be read."""
    for signature, what, advice in REFUSED:
        if opening.startswith(signature) and not _is_text_after_all(opening, signature):
            return what, advice
    if opening[_TAR_AT : _TAR_AT + len(_TAR)] == _TAR:
        return "a tar archive", _UNPACK
    if _is_old_stata(opening):
        return "a Stata data file (.dta)", "In Stata: export delimited using FILE.csv"
    return None


def _is_text_after_all(opening: bytes, signature: bytes) -> bool:
    """Tell a table whose first column has so short a name (``A``, ``ORC``) from the format of that signature."""
    if signature == b"A\n":
        return not opening[2:].lstrip()[:2].isdigit() or b"," in opening
    return len(signature) <= 3 and signature.isalpha() and not set(opening[:256]) & set(range(8))


def _is_old_stata(opening: bytes) -> bool:
    start = opening[:4]
    return (
        len(start) == 4 and start[0] in _STATA_VERSIONS and start[1] in _STATA_BYTE_ORDERS and start[2] == 1
    )
