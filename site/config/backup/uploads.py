"""Reading and replacing all uploads, in the data folder or in an object store."""

import shutil
from pathlib import Path

from django.conf import settings
from django.core.files import File

from newsroom.media.uploads import object_store


def have_uploads() -> bool:
    """Return whether there is any upload."""
    if store := object_store():
        return any(True for _ in store.names())
    media = Path(settings.MEDIA_ROOT)
    return media.exists() and any(path.is_file() for path in media.rglob("*"))


def uploads_folder(*, temporary: Path) -> Path:
    """Return a folder with all uploads; those of an object store are copied into `temporary`.

    Raises `OSError` where one cannot be read. An upload that is deleted meanwhile is left out.
    """
    store = object_store()
    if store is None:
        return Path(settings.MEDIA_ROOT)
    temporary.mkdir()
    for name in store.names():
        target = temporary / name
        if not target.resolve().is_relative_to(temporary.resolve()):
            raise OSError(f"The object store has an object with the name {name!r}.")
        try:
            stored = store.fetch(name)
        except FileNotFoundError:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            file.writelines(stored.chunks())
    return temporary


def replace_uploads(new: Path) -> None:
    """Replace all uploads by the files below `new`; raises `OSError` where that fails."""
    store = object_store()
    if store is None:
        _replace_folder(Path(settings.MEDIA_ROOT), new)
        return
    names = {path.relative_to(new).as_posix(): path for path in new.rglob("*") if path.is_file()}
    for name in [name for name in store.names() if name not in names]:
        store.delete(name)
    for name, path in sorted(names.items()):
        with path.open("rb") as file:
            store.replace(name, File(file))


def _replace_folder(media: Path, new: Path) -> None:
    """Replace the content of a folder. The folder itself may be a mount."""
    for path in media.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    if new.exists():
        for path in new.iterdir():
            shutil.move(path, media / path.name)
