"""`make sbom`: write what Lodged is made of, as CycloneDX 1.6 JSON, from the locks and nothing else.

Each file lists the packages of one lock with version and hashes. The same locks give the same bytes: the serial number
comes from the content, and no time is written.
"""

from __future__ import annotations

import json
import re
import sys
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

import lodged

ROOT = Path(__file__).parents[1]
OUT = ROOT / "build" / "sbom"
_PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^]]*\])?==(?P<version>[^ ;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


class LockError(ValueError):
    """A lock with a line that names no package and version."""


@dataclass(frozen=True, slots=True)
class Package:
    """A locked package."""

    kind: str
    """``pypi`` or ``npm``, as in a package URL."""
    name: str
    version: str
    hashes: tuple[str, ...] = ()
    """SHA-256 of each file that may be installed."""


def python_packages(text: str) -> list[Package]:
    """Return the packages of a hashed requirements file; raises LockError where a line is something else."""
    found = []
    for entry in re.split(r"\n(?=\S)", text.strip()):
        if entry.startswith("#"):
            continue
        match = _PINNED.match(entry)
        if match is None:
            raise LockError(f"[{entry.splitlines()[0]}] names no package and version.")
        found.append(Package("pypi", match["name"].lower(), match["version"], tuple(_HASH.findall(entry))))
    return found


def npm_packages(text: str) -> list[Package]:
    """Return the packages of npm's lock, those that only build the assets included."""
    entries = json.loads(text)["packages"]
    found = {
        Package("npm", path.rpartition("node_modules/")[2], entry["version"])
        for path, entry in entries.items()
        if path and not entry.get("link")
    }
    return sorted(found, key=lambda package: (package.name, package.version))


def bom(packages: Iterable[Package]) -> str:
    """Return the CycloneDX document of these packages."""
    main = Component(
        name="lodged", version=lodged.__version__, type=ComponentType.APPLICATION, bom_ref="lodged"
    )
    document = Bom(components=[_component(package) for package in packages])
    document.metadata.component = main
    document.register_dependency(main, list(document.components))
    content = json.loads(JsonV1Dot6(document).output_as_string())
    del content["serialNumber"], content["metadata"]["timestamp"]
    digest = sha256(json.dumps(content, sort_keys=True).encode()).digest()
    content["serialNumber"] = f"urn:uuid:{uuid.UUID(bytes=digest[:16], version=5)}"
    return json.dumps(content, indent=1, sort_keys=True) + "\n"


def _component(package: Package) -> Component:
    group, _, name = package.name.rpartition("/")
    url = PackageURL(package.kind, group or None, name, package.version)
    return Component(
        name=name,
        group=group or None,
        version=package.version,
        type=ComponentType.LIBRARY,
        purl=url,
        bom_ref=str(url),
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in package.hashes],
    )


def complaint(document: str) -> str | None:
    """Return what the CycloneDX schema says is wrong; None where nothing is."""
    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(document)
    return None if error is None else str(error)


def documents() -> dict[str, str]:
    """Return each document by its file's name: of an instance, of developers' tools, of the web assets."""
    locks = ROOT / "requirements"
    return {
        "run.cdx.json": bom(python_packages((locks / "run.lock").read_text("utf-8"))),
        "dev.cdx.json": bom(python_packages((locks / "dev.lock").read_text("utf-8"))),
        "web-assets.cdx.json": bom(npm_packages((ROOT / "package-lock.json").read_text("utf-8"))),
    }


def main() -> int:
    """Write the documents."""
    OUT.mkdir(parents=True, exist_ok=True)
    for name, document in documents().items():
        (OUT / name).write_text(document, encoding="utf-8")
        sys.stdout.write(
            f"{(OUT / name).relative_to(ROOT)}: {len(json.loads(document)['components'])} packages\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
