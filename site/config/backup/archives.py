"""What does a backup's file hold, and is it whole?

A gzipped tar: the database's copy, the uploads below `media/` and, last, a manifest with the
SHA-256 of each. Reading one back trusts nothing in it: names, kinds and contents are checked
before anything of the installation is touched.
"""

import hashlib
import io
import json
import os
import tarfile
import zlib
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

MANIFEST = "manifest.json"
MEDIA = "media"
FORMAT = 1
PIECE = 1 << 20  # bytes
LARGEST_MANIFEST = 256 << 20


class BadArchiveError(ValueError):
    """The file is no backup, or not whole; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What was backed up; `members` gives the SHA-256 of each file by its name in the archive."""

    made_at: str
    engine: str  # "sqlite" or "postgresql"
    version: str
    format: int = FORMAT
    members: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> str:
        """Return the name of the database's copy."""
        return database_name(self.engine)


def database_name(engine: str) -> str:
    """Return what the copy of a database of this kind is called."""
    return {"sqlite": "database.sqlite3", "postgresql": "database.dump"}[engine]


class _Hashing:
    """A file that is hashed as it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        piece = self.source.read(size)
        self.digest.update(piece)
        return piece


def write(target: Path, *, manifest: Manifest, database: Path, media: Path) -> Manifest:
    """Write the archive, readable by its owner only; returns the manifest with all members.

    Raises OSError where the disk is full or the place cannot be written; leaves nothing then.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with (
            os.fdopen(descriptor, "wb") as file,
            tarfile.open(fileobj=file, mode="w:gz", format=tarfile.PAX_FORMAT) as archive,
        ):
            _add(archive, database, name=manifest.database, members=manifest.members)
            for path in sorted(media.rglob("*")):
                if path.is_file() and not path.is_symlink():
                    name = f"{MEDIA}/{path.relative_to(media).as_posix()}"
                    _add(archive, path, name=name, members=manifest.members)
            _add_manifest(archive, manifest)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _add(archive: tarfile.TarFile, path: Path, *, name: str, members: dict[str, str]) -> None:
    try:
        source = path.open("rb")
    except FileNotFoundError:
        return  # deleted since the folder was listed
    with source:
        entry = tarfile.TarInfo(name)
        status = os.fstat(source.fileno())
        entry.size, entry.mtime, entry.mode = status.st_size, int(status.st_mtime), 0o600
        hashing = _Hashing(source)
        archive.addfile(entry, hashing)
        members[name] = hashing.digest.hexdigest()


def _add_manifest(archive: tarfile.TarFile, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), indent=1, sort_keys=True).encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size, entry.mode = len(text), 0o600
    archive.addfile(entry, io.BytesIO(text))


def unpack(source: Path, *, folder: Path) -> Manifest:
    """Unpack the archive into the empty folder and return its manifest, all hashes checked.

    Raises BadArchiveError for whatever is not a whole backup, OSError where it cannot be read.
    """
    found: dict[str, str] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(source, mode="r|gz") as archive:
            for entry in archive:
                content = archive.extractfile(entry) if entry.isreg() else None
                if content is None or not _is_expected(entry.name) or entry.name in found:
                    raise BadArchiveError(f"{entry.name!r} does not belong into a backup.")
                if entry.name == MANIFEST:
                    manifest = _read_manifest(content, size=entry.size)
                    found[MANIFEST] = ""
                else:
                    found[entry.name] = _save(content, folder / entry.name)
    except (tarfile.TarError, zlib.error, EOFError) as error:
        raise BadArchiveError(f"The file is no backup, or is damaged: {error}") from error
    except OSError as error:
        if "gzip" not in str(error) and error.errno is not None:
            raise
        raise BadArchiveError(f"The file is no backup, or is damaged: {error}") from error
    if manifest is None:
        raise BadArchiveError("The file has no manifest: it is no backup, or was cut off.")
    del found[MANIFEST]
    _compare(manifest, found)
    return manifest


def _is_expected(name: str) -> bool:
    """Return whether the name is one that `write` gives, and stays inside the folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or str(path) != name:
        return False
    known = {MANIFEST, database_name("sqlite"), database_name("postgresql")}
    return name in known or (path.parts[0] == MEDIA and len(path.parts) > 1)


def _save(content: IO[bytes], target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    hashing = _Hashing(content)
    with target.open("xb") as file:
        while piece := hashing.read(PIECE):
            file.write(piece)
    return hashing.digest.hexdigest()


def _read_manifest(content: IO[bytes], *, size: int) -> Manifest:
    if size > LARGEST_MANIFEST:
        raise BadArchiveError("The manifest is too large.")
    try:
        manifest = Manifest(**json.loads(content.read()))
    except (ValueError, TypeError) as error:
        raise BadArchiveError("The manifest cannot be read.") from error
    if not isinstance(manifest.members, dict):
        raise BadArchiveError("The manifest cannot be read.")
    if manifest.format != FORMAT or manifest.engine not in ("sqlite", "postgresql"):
        raise BadArchiveError("The backup was made by a version of Lectern that this one is not.")
    return manifest


def _compare(manifest: Manifest, found: dict[str, str]) -> None:
    wrong = sorted(
        name
        for name in found.keys() | manifest.members.keys()
        if found.get(name) != manifest.members.get(name)
    )
    if wrong:
        raise BadArchiveError(
            f"The backup is not whole: {len(wrong)} of its files are missing, changed or too "
            f"many, the first of them {wrong[0]}."
        )
    if manifest.database not in found:
        raise BadArchiveError("The backup holds no database.")
