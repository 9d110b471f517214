"""The process that :mod:`lodged.documents.reading.apart` starts: a document in, a reading or a picture out."""

from __future__ import annotations

import json
import logging
import resource
import sys

from lodged.core.errors import UnreadableFileError
from lodged.documents.reading.apart import MEMORY_BYTES, SECONDS
from lodged.documents.reading.kinds import DocumentKind


def main() -> int:
    """Do what the arguments say with the document on standard input; exit code 2 with the words when refused."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()
    job, *rest = sys.argv[1:]
    content = sys.stdin.buffer.read()
    try:
        if job == "picture":
            from lodged.documents.reading.picture import picture

            sys.stdout.buffer.write(picture(content, DocumentKind[rest[0]], int(rest[1])))
        else:
            from lodged.documents.reading.reader import read_form

            sys.stdout.write(json.dumps(read_form(content, rest[0]).to_json()))
    except UnreadableFileError as error:
        sys.stderr.write(str(error))
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
