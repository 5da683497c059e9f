"""The licences of the packages that an installation consists of: the list in docs/licences.md.

    python -m tests.licences          compares the list with the installed packages
    python -m tests.licences --write  writes it

Licences are read from the metadata of the installed packages. Only those of `ALLOWED` may occur.
"""

import re
import sys
from importlib import metadata
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
LIST = REPOSITORY / "docs" / "licences.md"
LOCKED = REPOSITORY / "requirements.txt"
# SPDX identifiers. LGPL and MPL are of libraries that are used as they are and can be replaced.
ALLOWED = {
    *("Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC-BY-4.0", "CC0-1.0", "CNRI-Python"),
    *("ISC", "LGPL-3.0-only", "LGPL-2.1-or-later", "MIT", "MIT-0", "MIT-CMU", "MPL-2.0", "PSF-2.0"),
}
# What metadata without an SPDX expression says, and what it means. "BSD" does not say which.
MEANING = {
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The BSD 2-Clause License": "BSD-2-Clause",
}
# Locked for other systems or versions of Python, so not installed everywhere.
ELSEWHERE = {"async-timeout": "Apache-2.0", "colorama": "BSD-3-Clause"}
# Metadata that contradicts itself or quotes the text, settled by the licence file of the package.
SETTLED = {"django-elasticsearch-dsl": "Apache-2.0", "fido2": "BSD-2-Clause"}
HEAD = """\
# Licences

Lectern is BSD-3-Clause ([LICENSE](../LICENSE)). It is installed with these packages, which
`requirements.txt` locks. The list is read from their metadata by `make licences`; a test compares
it, and refuses any licence that `tests/licences.py` does not allow.

"BSD" stands where the metadata does not say which of the BSD licences. LGPL packages are used
unchanged and can be replaced, as LGPL asks. The Welsh lemmas of simplemma contain data under ODbL,
which are used and not copied. `make release` writes the same and more in CycloneDX.

| Package | Licence |
|---|---|
"""


def locked() -> list[str]:
    """Return the names of all locked packages."""
    return sorted(set(re.findall(r"^([a-z0-9._-]+)==", LOCKED.read_text(), re.MULTILINE)))


def licence(name: str) -> str:
    """Return the SPDX expression of a package; raises `LookupError` where it has none."""
    if name in SETTLED:
        return SETTLED[name]
    try:
        found = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ELSEWHERE[name]
    if expression := found.get("License-Expression"):
        return str(expression)
    text = str(found.get("License") or "").strip()
    if text != "BSD" and set(re.split(" AND | OR ", text)) <= ALLOWED:
        return text
    if text in MEANING:
        return MEANING[text]
    classifiers = [
        line.rpartition(" :: ")[2]
        for line in found.get_all("Classifier", [])
        if line.startswith("License ::")
    ]
    if not classifiers:
        raise LookupError(f"{name} names no licence")
    return " OR ".join(MEANING.get(each, each) for each in classifiers)


def is_allowed(expression: str) -> bool:
    """Return whether an expression leaves a choice with allowed licences only."""
    return any(
        all(part.strip(" ()") in ALLOWED for part in choice.split(" AND "))
        for choice in expression.split(" OR ")
    )


def document() -> str:
    """Return docs/licences.md as it should be."""
    return HEAD + "".join(f"| {name} | {licence(name)} |\n" for name in locked())


def main() -> int:
    """Write or compare the list; return the exit code."""
    refused = {name: licence(name) for name in locked() if not is_allowed(licence(name))}
    if refused:
        print(f"Licences that are not allowed: {refused}")
        return 1
    if "--write" in sys.argv:
        LIST.write_text(document())
    elif LIST.read_text() != document():
        print("docs/licences.md differs from the installed packages: run `make licences`.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
