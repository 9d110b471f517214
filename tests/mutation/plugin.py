"""Let pytest import one module changed: ``-p tests.mutation.plugin`` with LODGED_MUTANT set to ``path:number``.

The file itself stays as it is, so that an end at any moment leaves nothing behind.
"""

from __future__ import annotations

import os
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType

from tests.mutation.mutants import mutated

_path, _, _number = os.environ.get("LODGED_MUTANT", "").rpartition(":")
_get_code = SourceFileLoader.get_code


def _code(self: SourceFileLoader, fullname: str) -> CodeType | None:
    if Path(self.path) == Path(_path):
        return compile(mutated(Path(_path), int(_number)), _path, "exec")
    return _get_code(self, fullname)


if _path:
    SourceFileLoader.get_code = _code  # type: ignore[method-assign]
