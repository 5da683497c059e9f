"""Purging of nginx's cache, as a backend of Wagtail's front-end cache module.

nginx without modules of others can delete no entry of its cache. Its cache key therefore holds a
path with its symbolic links resolved (`docker/nginx/locations.conf`), and a purge points the link
of a host to another folder: entries under the old key are not found again. A response that is on
its way during the purge is stored under the old key as well, so nothing old can appear afterwards.
"""

import contextlib
import json
import os
import re
import shutil
import time
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TypedDict
from urllib.parse import urlsplit

from wagtail.contrib.frontend_cache.backends import BaseBackend

# A host without a link of its own, and everything that may show several offices, has this one.
ALL_HOSTS = "all"
HOSTNAME = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
# nginx may still be resolving a link that it read before the purge.
KEPT_SECONDS = 60


class Parameters(TypedDict):
    """The backend's entry in WAGTAILFRONTENDCACHE, without BACKEND."""

    FOLDER: str


class NginxBackend(BaseBackend):  # type: ignore[misc]  # Wagtail has no types
    """Purges all responses of a host at once, since any page of an office may show a change."""

    def __init__(self, params: Parameters) -> None:
        super().__init__(params)
        self.folder = Path(params["FOLDER"])

    def purge(self, url: str) -> None:
        """Purge the host of an address."""
        self.purge_batch([url])

    def purge_batch(self, urls: Iterable[str]) -> None:
        """Purge the hosts of these addresses, and what may show several offices."""
        hosts = {(urlsplit(url).hostname or "").lower() for url in urls}
        hosts_folder = self.folder / "hosts"
        hosts_folder.mkdir(parents=True, exist_ok=True)
        for host in sorted(host for host in hosts if HOSTNAME.fullmatch(host)):
            self._renew(hosts_folder / host)
        self._renew(self.folder / ALL_HOSTS)
        self._remove_old()

    @property
    def has_states(self) -> bool:
        """Return whether states were written, and the folder was not emptied since."""
        return self._states_file.exists()

    def read_states(self) -> dict[str, str]:
        """Return the states of hosts at the last purge, as they were written."""
        try:
            states = json.loads(self._states_file.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {}
        return states if isinstance(states, dict) else {}

    def write_states(self, states: Mapping[str, str]) -> None:
        """Write the states of all hosts, and remove the links of other hosts."""
        temporary = self.folder / f"states-{uuid.uuid4().hex}"
        temporary.write_text(json.dumps(states), encoding="utf-8")
        temporary.replace(self._states_file)
        with contextlib.suppress(FileNotFoundError):
            for link in (self.folder / "hosts").iterdir():
                if link.name not in states and not link.name.startswith("."):
                    link.unlink(missing_ok=True)

    @property
    def _states_file(self) -> Path:
        return self.folder / "states.json"

    def _renew(self, link: Path) -> None:
        """Point the link to a new folder, in one step."""
        generation = self.folder / "generations" / uuid.uuid4().hex
        generation.mkdir(parents=True)
        temporary = link.parent / f".{generation.name}"
        # Relative, since the folder may have another path where nginx runs.
        temporary.symlink_to(os.path.relpath(generation, link.parent))
        temporary.replace(link)

    def _remove_old(self) -> None:
        """Remove folders that no link points to."""
        links = [self.folder / ALL_HOSTS, *(self.folder / "hosts").iterdir()]
        used = {link.resolve().name for link in links}
        limit = time.time() - KEPT_SECONDS
        for generation in (self.folder / "generations").iterdir():
            with contextlib.suppress(FileNotFoundError):
                if generation.name not in used and generation.stat().st_mtime < limit:
                    shutil.rmtree(generation)
