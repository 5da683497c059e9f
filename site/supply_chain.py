"""Ask about known vulnerabilities of the locked packages, and write the list of a release's parts.

    python site/supply_chain.py audit            known vulnerabilities, as far as the registry tells
    python site/supply_chain.py bill [OUTPUT]    the parts of .venv in CycloneDX, validated

The tools are installed into an environment of their own, because some of their packages change how
libraries of Lectern behave where they are found. Standard library only.
"""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config.processes import say
from installation import PYTHON, REPOSITORY

LOCKED = REPOSITORY / ".ci" / "supply-chain.txt"
TOOLS = REPOSITORY / "var" / "supply-chain"
AUDIT_LIMIT = 300  # seconds


class ToolsMissingError(Exception):
    """The tools could not be installed, as where no registry is reachable."""


@dataclass(frozen=True, kw_only=True)
class Audit:
    """The packages by what the registry tells of them."""

    judged: int
    unknown: tuple[str, ...]
    vulnerable: dict[str, tuple[str, ...]]

    def __str__(self) -> str:
        total = self.judged + len(self.unknown)
        lines = [f"Known vulnerabilities were looked up for {self.judged} of {total} packages."]
        if self.unknown:
            lines.append(
                f"The registry that is used here tells nothing about {len(self.unknown)} of them,"
                " so these were not judged: ask again where the public registry is reachable."
            )
        lines += [f"{name}: {', '.join(found)}" for name, found in self.vulnerable.items()]
        if self.judged and not self.vulnerable:
            lines.append("None is known in the packages that were judged.")
        return "\n".join(lines)


def read_audit(report: str) -> Audit:
    """Return what the JSON report of pip-audit says; it counts skipped packages as in order."""
    packages = json.loads(report)["dependencies"]
    judged = [package for package in packages if "skip_reason" not in package]
    return Audit(
        judged=len(judged),
        unknown=tuple(package["name"] for package in packages if "skip_reason" in package),
        vulnerable={
            f"{package['name']} {package['version']}": tuple(
                f"{found['id']} (fixed in {', '.join(found['fix_versions']) or 'no version'})"
                for found in package["vulns"]
            )
            for package in judged
            if package["vulns"]
        },
    )


def audit() -> Audit:
    """Ask the registry about all locked packages; raises `ToolsMissingError`."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        options = ("--disable-pip", "--no-deps", "--progress-spinner", "off", "--format", "json")
        command = [_tool("pip-audit"), *options, "--output", report]
        try:
            # It ends with 1 where it knows of a vulnerability.
            subprocess.run(
                [*command, "--requirement", REPOSITORY / "requirements.txt"],
                capture_output=True,
                timeout=AUDIT_LIMIT,
                check=False,
            )
            return read_audit(report.read_text())
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            raise ToolsMissingError(f"The audit came to no end: {error}") from error


def write_bill(python: Path, output: Path) -> None:
    """Write the parts of an environment in CycloneDX; raises `ToolsMissingError`.

    The tool checks what it writes against the schema, and `subprocess.CalledProcessError` is raised
    where that fails.
    """
    options = ("--pyproject", REPOSITORY / "pyproject.toml", "--output-format", "JSON")
    command = [_tool("cyclonedx-py"), "environment", *options, "--validate"]
    subprocess.run([*command, "--output-reproducible", "-o", output, python], check=True)


def _tool(name: str) -> Path:
    """Return the path of a tool; all are installed at the first call."""
    stamp = TOOLS / "installed.txt"
    if not stamp.exists() or stamp.read_bytes() != LOCKED.read_bytes():
        try:
            subprocess.run([sys.executable, "-m", "venv", "--clear", TOOLS], check=True)
            pip = (TOOLS / "bin" / "python", "-m", "pip", "install", "-q")
            options = ("--disable-pip-version-check", "--require-hashes", "-r", LOCKED)
            subprocess.run([*pip, *options], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise ToolsMissingError(f"The tools cannot be installed: {error}") from error
        stamp.write_bytes(LOCKED.read_bytes())
    return TOOLS / "bin" / name


def main(arguments: list[str]) -> int:
    """Execute the command line; return the exit code, which is 1 for a known vulnerability."""
    try:
        if arguments[:1] == ["audit"]:
            found = audit()
            say(str(found))
            return 1 if found.vulnerable else 0
        if arguments[:1] == ["bill"]:
            output = Path(arguments[1] if len(arguments) > 1 else "var/lectern.cdx.json")
            write_bill(PYTHON, output)
            say(f"Written and validated: {output}")
            return 0
    except ToolsMissingError as error:
        say(f"Not judged. {error}")
        return 0
    say(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
