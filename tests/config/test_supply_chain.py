"""Packages are locked with hashes, have allowed licences, and are judged honestly."""

import json
import re
from pathlib import Path

import pytest

from supply_chain import read_audit
from tests import licences

REPOSITORY = Path(__file__).resolve().parents[2]
LOCK_FILES = ("requirements.txt", "requirements-dev.txt", ".ci/supply-chain.txt", ".ci/uv.txt")


@pytest.mark.parametrize("name", LOCK_FILES)
def test_every_package_is_locked_with_a_hash_and_no_address(name):
    text = (REPOSITORY / name).read_text()
    packages = re.findall(
        r"^[a-z0-9._-]+(?:\[[a-z,]+\])?==.*(?:\n +--hash=.*)*", text, re.MULTILINE
    )
    assert packages
    assert [each.splitlines()[0] for each in packages if "--hash=sha256:" not in each] == []
    assert "://" not in text


def test_the_list_of_licences_is_that_of_the_installed_packages():
    assert licences.LIST.read_text() == licences.document(), "run `make licences`"
    assert [
        name for name in licences.locked() if not licences.is_allowed(licences.licence(name))
    ] == []


def test_a_licence_outside_of_the_list_is_refused():
    assert licences.is_allowed("MPL-1.1 OR GPL-2.0-only OR LGPL-2.1-or-later")
    for refused in ("GPL-3.0-only", "MIT AND AGPL-3.0-only", "", "Proprietary"):
        assert not licences.is_allowed(refused), refused


def test_a_package_that_the_registry_does_not_know_is_not_counted_as_safe():
    skipped = {"name": "nobody", "skip_reason": "not found"}
    safe = {"name": "django", "version": "5.2.19", "vulns": []}
    flaw = {"id": "PYSEC-1", "fix_versions": ["2.0"]}
    vulnerable = {"name": "old", "version": "1.0", "vulns": [flaw]}

    unjudged = str(read_audit(json.dumps({"dependencies": [skipped]})))
    everything = read_audit(json.dumps({"dependencies": [skipped, safe, vulnerable]}))

    assert "for 0 of 1 packages" in unjudged
    assert "None is known" not in unjudged
    assert (everything.judged, everything.unknown) == (2, ("nobody",))
    assert everything.vulnerable == {"old 1.0": ("PYSEC-1 (fixed in 2.0)",)}
    assert "old 1.0: PYSEC-1 (fixed in 2.0)" in str(everything)
