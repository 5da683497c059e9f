"""Backups are read only if complete, and only into their folder."""

import io
import json
import tarfile
from pathlib import Path

import pytest

from config.backup.archives import InvalidArchiveError, Manifest, unpack, write

NAMES = ["../outside", "/etc/outside", "media/../../outside", "media\\..\\outside", "media//x", "x"]


@pytest.fixture
def backup(tmp_path) -> Path:
    """A backup with a database and two uploads."""
    database, media = tmp_path / "copy", tmp_path / "media"
    database.write_bytes(b"rows" * 1000)
    (media / "images").mkdir(parents=True)
    (media / "images" / "llun ŵy.jpg").write_bytes(b"picture")
    (media / "paper.pdf").write_bytes(b"paper")
    target = tmp_path / "backup.tar.gz"
    manifest = Manifest(made_at="2026-11-22T04:00:00+00:00", engine="sqlite", version="0.1.0")
    write(target, manifest=manifest, database=database, media=media)
    return target


def rewrite(backup: Path, change) -> Path:
    """Write the archive again with the members that `change` returns for each name and content."""
    changed = backup.with_name("changed.tar.gz")
    with tarfile.open(backup) as old, tarfile.open(changed, "w:gz") as new:
        for entry in old:
            for name, content in change(entry.name, old.extractfile(entry).read()):
                add(new, name, content)
    return changed


def add(archive: tarfile.TarFile, name: str, content: bytes, **fields) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    for key, value in fields.items():
        setattr(entry, key, value)
    archive.addfile(entry, io.BytesIO(content))


def refuse(archive: Path, tmp_path: Path, words: str) -> None:
    folder = tmp_path / "in" / "here"
    folder.mkdir(parents=True)
    with pytest.raises(InvalidArchiveError, match=words):
        unpack(archive, folder=folder)
    assert not list(tmp_path.rglob("outside"))


def test_a_written_backup_is_read(backup, tmp_path):
    folder = tmp_path / "new"
    manifest = unpack(backup, folder=folder)

    assert manifest.engine == "sqlite"
    assert len(manifest.members) == 3
    assert (folder / "database.sqlite3").read_bytes() == b"rows" * 1000
    assert (folder / "media/images/llun ŵy.jpg").read_bytes() == b"picture"


def test_only_the_owner_can_read_it(backup):
    assert backup.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", NAMES)
def test_names_outside_the_folder_are_refused(backup, tmp_path, name):
    archive = rewrite(backup, lambda old, content: [(old, content), (name, b"evil")])
    refuse(archive, tmp_path, "does not belong|is not whole")


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE])
def test_links_and_folders_are_refused(tmp_path, kind):
    archive = tmp_path / "links.tar.gz"
    with tarfile.open(archive, "w:gz") as new:
        add(new, "media/x", b"", type=kind, linkname="/etc/passwd")
    refuse(archive, tmp_path, "does not belong")


def test_a_changed_upload_is_refused(backup, tmp_path):
    archive = rewrite(
        backup,
        lambda name, content: [(name, b"pipture" if content == b"picture" else content)],
    )
    refuse(archive, tmp_path, "first of them media/images")


@pytest.mark.parametrize("missing", ["database.sqlite3", "media/paper.pdf", "manifest.json"])
def test_a_missing_member_is_refused(backup, tmp_path, missing):
    archive = rewrite(backup, lambda name, content: [(name, content)] * (name != missing))
    refuse(archive, tmp_path, "is not whole|no manifest")


@pytest.mark.parametrize(
    "text", [b"{", b"[]", json.dumps({"made_at": 1}).encode(), b'{"engine": "oracle"}']
)
def test_an_invalid_manifest_is_refused(backup, tmp_path, text):
    archive = rewrite(
        backup, lambda name, content: [(name, text if name == "manifest.json" else content)]
    )
    refuse(archive, tmp_path, "manifest cannot be read|version")


def test_a_file_of_another_kind_is_refused(tmp_path):
    other = tmp_path / "letter.txt"
    other.write_text("Dear Sir or Madam")
    refuse(other, tmp_path, "no backup")


def test_a_truncated_file_is_refused(backup, tmp_path):
    backup.write_bytes(backup.read_bytes()[:-60])
    refuse(backup, tmp_path, "damaged|no manifest")
