"""The file format of a backup: writing and validated reading.

A gzipped tar with the copy of the database, the uploads below `media/` and, as its last member, a
manifest with the SHA-256 of each. Names, types and hashes are verified before anything of the
installation is changed.
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
CHUNK_BYTES = 1 << 20
MAX_MANIFEST_BYTES = 256 << 20


class InvalidArchiveError(ValueError):
    """The file is not a complete backup; the message states the reason."""


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The content of a backup; `members` has the SHA-256 of each file by its name."""

    made_at: str
    engine: str  # "sqlite" or "postgresql"
    version: str
    format: int = FORMAT
    members: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> str:
        """Return the name of the copy of the database in the archive."""
        return database_name(self.engine)


def database_name(engine: str) -> str:
    """Return the name of a copy of a database of this engine."""
    return {"sqlite": "database.sqlite3", "postgresql": "database.dump"}[engine]


class _HashingReader:
    """A file whose content is hashed while it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        chunk = self.source.read(size)
        self.digest.update(chunk)
        return chunk


def write(target: Path, *, manifest: Manifest, database: Path, media: Path) -> Manifest:
    """Write the archive, readable by its owner only; return the manifest with all members.

    Raises `OSError` where it cannot be written, and leaves no partial file.
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
        return  # deleted after the folder was listed
    with source:
        entry = tarfile.TarInfo(name)
        status = os.fstat(source.fileno())
        entry.size, entry.mtime, entry.mode = status.st_size, int(status.st_mtime), 0o600
        reader = _HashingReader(source)
        archive.addfile(entry, reader)
        members[name] = reader.digest.hexdigest()


def _add_manifest(archive: tarfile.TarFile, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), indent=1, sort_keys=True).encode()
    entry = tarfile.TarInfo(MANIFEST)
    entry.size, entry.mode = len(text), 0o600
    archive.addfile(entry, io.BytesIO(text))


def unpack(source: Path, *, folder: Path) -> Manifest:
    """Unpack the archive into an empty folder and return its manifest; all hashes are verified.

    Raises `InvalidArchiveError` for a file that is not a complete backup, `OSError` where it cannot
    be read.
    """
    digests: dict[str, str] = {}
    manifest: Manifest | None = None
    try:
        with tarfile.open(source, mode="r|gz") as archive:
            for entry in archive:
                content = archive.extractfile(entry) if entry.isreg() else None
                if content is None or not _is_expected(entry.name) or entry.name in digests:
                    raise InvalidArchiveError(f"{entry.name!r} does not belong into a backup.")
                if entry.name == MANIFEST:
                    manifest = _read_manifest(content, size=entry.size)
                    digests[MANIFEST] = ""
                else:
                    digests[entry.name] = _save(content, folder / entry.name)
    except (tarfile.TarError, zlib.error, EOFError) as error:
        raise InvalidArchiveError(f"The file is no backup, or is damaged: {error}") from error
    except OSError as error:
        if "gzip" not in str(error) and error.errno is not None:
            raise
        raise InvalidArchiveError(f"The file is no backup, or is damaged: {error}") from error
    if manifest is None:
        raise InvalidArchiveError("The file has no manifest: it is no backup, or was cut off.")
    del digests[MANIFEST]
    _compare(manifest, digests)
    return manifest


def _is_expected(name: str) -> bool:
    """Return whether `write` creates members of this name, inside the folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or str(path) != name:
        return False
    known = {MANIFEST, database_name("sqlite"), database_name("postgresql")}
    return name in known or (path.parts[0] == MEDIA and len(path.parts) > 1)


def _save(content: IO[bytes], target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    reader = _HashingReader(content)
    with target.open("xb") as file:
        while chunk := reader.read(CHUNK_BYTES):
            file.write(chunk)
    return reader.digest.hexdigest()


def _read_manifest(content: IO[bytes], *, size: int) -> Manifest:
    if size > MAX_MANIFEST_BYTES:
        raise InvalidArchiveError("The manifest is too large.")
    try:
        manifest = Manifest(**json.loads(content.read()))
    except (ValueError, TypeError) as error:
        raise InvalidArchiveError("The manifest cannot be read.") from error
    if not isinstance(manifest.members, dict):
        raise InvalidArchiveError("The manifest cannot be read.")
    if manifest.format != FORMAT or manifest.engine not in ("sqlite", "postgresql"):
        raise InvalidArchiveError(
            "The backup was made by a version of Lectern that this one is not."
        )
    return manifest


def _compare(manifest: Manifest, digests: dict[str, str]) -> None:
    differing = sorted(
        name
        for name in digests.keys() | manifest.members.keys()
        if digests.get(name) != manifest.members.get(name)
    )
    if differing:
        raise InvalidArchiveError(
            f"The backup is not whole: {len(differing)} of its files are missing, changed or too "
            f"many, the first of them {differing[0]}."
        )
    if manifest.database not in digests:
        raise InvalidArchiveError("The backup holds no database.")
