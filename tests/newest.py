"""Run tests on the newest releases of Wagtail, Wagtail Localize and Django, pre-releases included.

    python -m tests.newest [tests …]

The locked packages are copied into an environment of their own (var/newest), in which these three
are upgraded as far as this Python takes them. Without arguments it runs Django's checks and the
tests that fail first when one of the three changes. Exit code 0 says that all passed, 1 that
something failed, 2 that the packages could not be installed.
"""

import os
import shutil
import subprocess
import sys

from tests.machine import REPOSITORY

PACKAGES = ("wagtail", "wagtail-localize", "django")
ENVIRONMENT = REPOSITORY / "var" / "newest"
PYTHON = ENVIRONMENT / "bin" / "python"
PRINT_VERSIONS = """\
import importlib.metadata, sys
print(*(f"{name} {importlib.metadata.version(name)}" for name in sys.argv[1:]), sep=", ")
"""
FIRST_TO_FAIL = (
    "tests/config/test_private_parts.py",
    "tests/config/test_exits.py",
    "tests/config/test_staff_api.py",
    "tests/newsroom/editing/test_isolation.py",
    "tests/newsroom/publishing/test_gate.py",
)


def install() -> bool:
    """Build the environment anew; return whether that succeeded."""
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    lock = ["--require-hashes", "-r", "requirements-dev.txt"]
    if uv := shutil.which("uv"):
        upgrades = [argument for name in PACKAGES for argument in ("--upgrade-package", name)]
        pip = [uv, "pip", "install", "-q", "--python", str(PYTHON)]
        steps = [
            [uv, "venv", "-q", "--python", sys.executable, str(ENVIRONMENT)],
            [*pip, *lock],
            [*pip, "--prerelease", "allow", *upgrades, *PACKAGES],
        ]
    else:
        pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        steps = [
            [sys.executable, "-m", "venv", str(ENVIRONMENT)],
            [*pip, *lock],
            [*pip, "--pre", "--upgrade", *PACKAGES],
        ]
    return all(subprocess.run(step, cwd=REPOSITORY).returncode == 0 for step in steps)


def main(tests: list[str]) -> int:
    """Install, print the versions, and run the checks and the tests; return the exit code."""
    if not install():
        print("The newest packages could not be installed.", file=sys.stderr)
        return 2
    environment = {
        **os.environ,
        "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'site'}",
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }
    programs = [
        ["-c", PRINT_VERSIONS, *PACKAGES],
        ["manage.py", "check"],
        ["manage.py", "makemigrations", "--check", "--dry-run"],
        ["-m", "pytest", "-n", "2", "-q", *(tests or FIRST_TO_FAIL)],
    ]
    codes = [
        subprocess.run([str(PYTHON), *program], cwd=REPOSITORY, env=environment).returncode
        for program in programs
    ]
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
