"""From files to a publication: read, count, hide and attack, check claims, draw, write."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from lodged.figures.claims import check_claim, load_claims
from lodged.figures.claims.model import ClaimCheck, Method
from lodged.figures.claims.written import WrittenMethod, written_check
from lodged.figures.dataset import Material
from lodged.figures.definition import Definition, Source, chosen, load_definitions
from lodged.figures.reading import read_materials
from lodged.publication.assembly import assembled
from lodged.publication.commitments import PublishingKey
from lodged.publication.document import Document, Part, PublishedCheck, PublishedMethod
from lodged.publication.edition import Edition, PublicationError
from lodged.publication.pages import refuse_reserved
from lodged.publication.pictures import draw_all
from lodged.publication.reconciled import coverage_part, reconciliation_part
from lodged.publication.report import write_report
from lodged.publication.same_list import refuse_one_list_twice
from lodged.publication.site import write_site
from lodged.publication.tables import Telling, tell
from lodged.publication.texts import Language, texts
from lodged.sources.profiles import Profile

Progress = Callable[[str], None]


def publish(edition: Edition, out: Path, progress: Progress = lambda _: None) -> tuple[Document, int]:
    """Make a publication in the folder ``out``; give its document and the number of files written.

    Raises LodgedError for a file or definition that can't be used, and for tables from which
    a hidden count could be found; nothing is written then.
    """
    if edition.key is not None and edition.key.resolve().is_relative_to(out.resolve()):
        raise PublicationError(
            f"[{edition.key}] is the publisher's key, and it must not lie in the folder that is published. Name "
            "another file with --key."
        )
    made = count(edition, progress)
    progress("Drawing")
    pictures = draw_all(made)
    progress("Writing")
    return made, write_site(made, pictures, out)


def report(
    edition: Edition, out: Path, language: Language, progress: Progress = lambda _: None
) -> tuple[Document, tuple[Path, Path]]:
    """Make the whole as one PDF and one HTML file in the folder ``out``; raises as :func:`publish`."""
    made = count(edition, progress)
    progress("Drawing")
    pictures = draw_all(made, [language])
    progress("Writing")
    return made, write_report(made, pictures[language], texts(language), out)


def count(edition: Edition, progress: Progress = lambda _: None) -> Document:
    """Read and count all that the edition asks for, with small counts hidden and the result attacked."""
    definitions = load_definitions(edition.definitions)
    wanted = {chosen(definitions, name).id for name in edition.only} or set(definitions)
    progress("Reading")
    materials = _read(edition.files, edition, edition.profile)
    _refuse_two_of_a_kind(materials)
    _refuse_a_day_of_the_rows(edition, materials)
    for_claims = _read(edition.for_claims, edition)
    counted = [one for one in (*materials, *for_claims) if not edition.protects(one.source)]
    about_people = [one for one in counted if one.source is not Source.AGREEMENTS]
    closed = [one for one in materials if edition.protects(one.source)]
    refuse_one_list_twice(about_people, closed, edition.reconciliation)
    key = _key(edition, materials)
    tellings: list[Telling] = []
    for material in materials:
        rule = edition.rule if edition.protects(material.source) else None
        progress("Counting, and hiding small counts" if rule else "Counting")
        own = [
            one
            for one in definitions.values()
            if one.id in wanted and one.source is material.source and _applies(one, material)
        ]
        refuse_reserved([one.id for one in own])
        tellings.append(tell(material, own, edition.question, rule))
    _refuse_unfit(wanted if edition.only else set(), tellings)
    parts = list(_parts(edition, key))
    if not tellings and not parts:
        raise PublicationError(
            "No file was given. Name ICE's releases, its 287(g) lists, or a reconciliation."
        )
    progress("Checking claims")
    return assembled(edition, tellings, parts, _claims(edition, counted, definitions), key)


def _read(files: Sequence[Path], edition: Edition, profile: Profile | None = None) -> tuple[Material, ...]:
    if not files:
        return ()
    names = edition.mapping if files == edition.files else {}
    return read_materials(
        files, within=edition.within, mapping=names, counted=edition.counted, profile=profile
    )


def _refuse_unfit(wanted: set[str], tellings: Sequence[Telling]) -> None:
    counted = {one.figure.definition.id for telling in tellings for one in telling.figures}
    unfit = sorted(wanted - counted)
    if unfit:
        raise PublicationError(
            f"[{', '.join(unfit)}] counts what none of these files has. See [lodged count definitions], or give a "
            "file of that kind."
        )


def _key(edition: Edition, materials: Sequence[Material]) -> PublishingKey | None:
    """Return the publisher's key where a file of this edition isn't public already."""
    closed = any(edition.protects(one.source) for one in materials)
    if not (closed or edition.reconciliation or edition.coverage):
        return None
    if edition.key is None:
        raise PublicationError(
            "Files that aren't public are published with a commitment, and that needs the publisher's key. Name its "
            "file with --key; it is made where there is none."
        )
    return PublishingKey.kept_in(edition.key)


def _refuse_a_day_of_the_rows(edition: Edition, materials: Sequence[Material]) -> None:
    """Refuse to take the day asked about from a protected file: its newest day is that of one row."""
    closed = [one.name for one in materials if edition.protects(one.source)]
    if closed and edition.question.as_of is None:
        raise PublicationError(
            f"[{', '.join(closed)}] is protected, and its newest day may be that of one person, so it can't be the day "
            "asked about. Give the day with --as-of."
        )


def _parts(edition: Edition, key: PublishingKey | None) -> Iterator[Part]:
    if key is None:
        return
    if edition.reconciliation is not None:
        yield reconciliation_part(edition.reconciliation, edition.rule, key)
    if edition.coverage is not None:
        state, day = edition.question.state, edition.question.as_of
        if state is None or day is None:
            raise PublicationError(
                "Who had reported is told for a state and a day. Give --state and --as-of."
            )
        yield coverage_part(edition.coverage, day, state, key)


def _refuse_two_of_a_kind(materials: Sequence[Material]) -> None:
    for source in Source:
        names = [one.name for one in materials if one.source is source]
        if len(names) > 1:
            raise PublicationError(
                f"[{', '.join(names)}] are {len(names)} tables of one kind ({source.value.replace('_', ' ')}), and a "
                "figure can have only one value. Publish one of them, and give the others with --for-claims."
            )


def _applies(definition: Definition, material: Material) -> bool:
    """Whether these files have what a definition counts: lists of agreements in force have none that are pending."""
    if definition.source is not Source.AGREEMENTS or "$pending_day" not in definition.population:
        return True
    ((pending,),) = material.ask("SELECT count(*) FROM source_rows WHERE pending")
    return bool(pending)


def _claims(
    edition: Edition, usable: Sequence[Material], definitions: dict[str, Definition]
) -> list[PublishedCheck]:
    """Check claims on files whose counts may be shown: a method of a claim could give a hidden count away."""
    if not usable:
        return []
    claims = load_claims(edition.claims)
    if edition.synthetic:
        really_made = load_claims()
        claims = {name: claim for name, claim in claims.items() if name not in really_made}
    checks = [check_claim(one, usable, claims=claims, definitions=definitions) for one in claims.values()]
    return [published_check(check) for check in checks]


def published_check(check: ClaimCheck) -> PublishedCheck:
    """Return a checked claim as it is published, with each method's title and days and what is missing in two parts."""
    written = written_check(check)
    parts = {f"{one.words}: {one.needs}.": (one.words, one.needs) for one in check.claim.meanings}
    return PublishedCheck(
        claim=written.claim,
        verdict=written.verdict,
        words=written.words,
        low=written.low,
        high=written.high,
        methods=tuple(
            _published_method(one, result.method)
            for one, result in zip(written.methods, check.results, strict=True)
        ),
        not_counted=written.not_counted,
        undecided=written.undecided,
        missing=written.missing,
        same_figure=written.same_figure,
        as_many_filed=written.as_many_filed,
        sources=written.sources,
        missing_parts=tuple(parts[one] for one in check.missing),
    )


def _published_method(written: WrittenMethod, method: Method) -> PublishedMethod:
    return PublishedMethod(
        meaning=written.meaning,
        plain=written.plain,
        definition=written.definition,
        version=written.version,
        duplicates=written.duplicates,
        roll_up=written.roll_up,
        window=written.window,
        release=written.release,
        value=written.value,
        satisfies=written.satisfies,
        gives=written.gives,
        partial=written.partial,
        weight=written.weight,
        why=written.why,
        title=method.title,
        window_days=method.window,
    )
