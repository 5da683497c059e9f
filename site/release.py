"""Build a release, run the demo from its wheel and create the tag.

    python site/release.py [--dry-run] [--without-tests] [--share-packages]

The steps, each of which stops the release if it fails:

1. CHANGELOG.md has a section for the version in pyproject.toml, the working tree is clean and the
   tag does not exist.
2. sdist and wheel are built into dist/.
3. The wheel is installed into an empty environment outside of the repository, with the locked
   packages. The demo runs from it and serves its pages in both languages.
   The list of its parts (SBOM) is written beside the wheel.
4. `make test-deep` passes.
5. The tag is created. Nothing is pushed.
"""

import argparse
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from config.processes import say
from supply_chain import ToolsMissingError, write_bill

REPOSITORY = Path(__file__).resolve().parent.parent
START_LIMIT = 300.0  # seconds for migrations, demo content and the start of the web server
STOP_LIMIT = 60.0  # seconds
# What the demo inherits. Settings and source folders of the caller must not reach it.
INHERITED = ("PATH", "LANG", "LC_ALL", "TMPDIR")


class ReleaseError(Exception):
    """The reason why there is no release, as a sentence."""


def release(*, dry_run: bool, with_tests: bool, share_packages: bool) -> None:
    """Execute all steps; a dry run executes all but the tag."""
    version = project_version()
    commit = check_state(version)
    say(f"Lectern {version} from commit {commit[:12]}")
    with tempfile.TemporaryDirectory(prefix="lectern-release-") as name:
        folder = Path(name)
        wheel = build(version)
        environment = install(wheel, folder / "environment", share_packages=share_packages)
        run_demo(environment, folder / "demo")
        if not share_packages:
            write_parts(environment, version)
    if with_tests:
        _run("make", "test-deep", folder=REPOSITORY)
    if dry_run:
        say(f"Dry run: the tag {tag_name(version)} is not created.")
    else:
        create_tag(version, commit)


def project_version() -> str:
    """Return the version in pyproject.toml."""
    return tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]["version"]


def tag_name(version: str) -> str:
    """Return the name of the tag of a version."""
    return f"v{version}"


def check_state(version: str) -> str:
    """Raise ReleaseError unless this state can be released; return its commit."""
    changelog = (REPOSITORY / "CHANGELOG.md").read_text()
    if not re.search(rf"^## \[?{re.escape(version)}(?:\]|\s|$)", changelog, re.MULTILINE):
        raise ReleaseError(f"CHANGELOG.md has no section for {version}, the version to release.")
    if changed := _git("status", "--porcelain"):
        raise ReleaseError(f"The working tree is not clean:\n{changed}")
    if _git("tag", "--list", tag_name(version)):
        raise ReleaseError(f"The tag {tag_name(version)} exists already.")
    return _git("rev-parse", "HEAD")


def build(version: str) -> Path:
    """Build the sdist, and from it the wheel, into dist/; return the wheel."""
    say("Building sdist and wheel …")
    folder = REPOSITORY / "dist"
    shutil.rmtree(folder, ignore_errors=True)
    # The build backend is one of the locked packages, so building needs no network.
    options = ("--no-isolation", "--outdir", str(folder))
    _run(sys.executable, "-P", "-m", "build", *options, str(REPOSITORY), folder=REPOSITORY)
    return folder / f"lectern-{version}-py3-none-any.whl"


def install(wheel: Path, environment: Path, *, share_packages: bool) -> Path:
    """Install the wheel into a new environment; return the environment.

    With `share_packages`, the packages of the running Python are used. Otherwise the locked ones
    are installed, which needs a network.
    """
    say("Installing the wheel …")
    uv = shutil.which("uv")
    python = str(environment / "bin" / "python")
    if uv:
        _run(uv, "venv", "-q", "--python", sys.executable, str(environment))
        pip = [uv, "pip", "install", "-q", "--python", python]
    else:
        # This Python's pip installs into the environment, which needs none of its own.
        _run(sys.executable, "-m", "venv", "--without-pip", str(environment))
        pip = [sys.executable, "-m", "pip", "--python", python, "install"]
        pip += ["-q", "--disable-pip-version-check"]
    if share_packages:
        shared = f"{sysconfig.get_path('purelib')}\n{sysconfig.get_path('platlib')}\n"
        site_packages = f"lib/python{sys.version_info.major}.{sys.version_info.minor}/site-packages"
        (environment / site_packages / "shared.pth").write_text(shared)
    else:
        _run(*pip, "--require-hashes", "-r", str(REPOSITORY / "requirements.txt"))
    _run(*pip, "--no-deps", "--no-index", str(wheel))
    return environment


def write_parts(environment: Path, version: str) -> None:
    """Write the parts of the installed release into dist/ (SBOM, CycloneDX)."""
    say("Writing the list of parts …")
    try:
        bill = REPOSITORY / "dist" / f"lectern-{version}.cdx.json"
        write_bill(environment / "bin" / "python", bill)
    except (ToolsMissingError, subprocess.CalledProcessError) as error:
        raise ReleaseError(f"The list of parts could not be written: {error}") from error


def run_demo(environment: Path, folder: Path) -> None:
    """Run `lectern run` in an empty folder; raise ReleaseError unless the demo is served."""
    say("Running the demo from the wheel …")
    folder.mkdir()
    port = _free_port()
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    surroundings = {**inherited, "HOME": str(folder), "HOST": "127.0.0.1", "PORT": str(port)}
    _check_origin(environment, folder, surroundings)
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [environment / "bin" / "lectern", "run"],
            cwd=folder,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}", process)
        _wait_for_pictures(f"http://127.0.0.1:{port}")
        check_pages(f"http://127.0.0.1:{port}")
        process.send_signal(signal.SIGINT)
        if process.wait(timeout=STOP_LIMIT) != 0:
            raise ReleaseError(f"The demo ended with exit code {process.returncode}.")
    except (ReleaseError, OSError, subprocess.TimeoutExpired) as error:
        raise ReleaseError(f"{error}\n{log.read_text()}") from error
    finally:
        _end(process)


def check_pages(site: str) -> None:
    """Raise ReleaseError unless the home pages, a statement and its files are served."""
    for path, language, word in (("/", "en", "Search"), ("/cy/", "cy", "Chwilio")):
        home = _fetch(site + path)
        _expect(f'lang="{language}"' in home, f"{path} is not in the language {language}")
        _expect(word in home, f"{path} does not show the word {word}")
        statements = re.findall(rf'href="({_news(language)}[a-z0-9-]+/)"', home)
        _expect(bool(statements), f"{path} shows no statement")
        statement = _fetch(site + statements[0])
        _expect("<article" in statement, f"{statements[0]} shows no article")
        files = re.findall(r'(?:href|src)="(/(?:static|media)/[^"]+)"', home + statement)
        _expect(any("/media/" in file for file in files), f"{path} shows no picture")
        for file in sorted(set(files)):
            _fetch(site + file)
        say(f"  {path} and {statements[0]} with {len(set(files))} files")
    # Finds "bont" and "phont": the mutations and the Welsh dictionary are part of the wheel.
    found = _fetch(f"{site}/cy/chwilio/?q=pont")
    _expect(f'href="{_news("cy")}' in found, "The Welsh search finds no statement")


def create_tag(version: str, commit: str) -> None:
    """Create the annotated tag of a version."""
    _git("tag", "--annotate", tag_name(version), "--message", f"Lectern {version}", commit)
    say(f"Created the tag {tag_name(version)}. `git push origin {tag_name(version)}` publishes it.")


def _news(language: str) -> str:
    """Return the path of the demo's news index."""
    return {"en": "/news/", "cy": "/cy/newyddion/"}[language]


def _check_origin(environment: Path, folder: Path, surroundings: Mapping[str, str]) -> None:
    """Raise ReleaseError unless the code comes from the environment, not from the checkout."""
    code = "import config, home, newsroom, search; print(config.__file__, home.__file__)"
    done = subprocess.run(
        [environment / "bin" / "python", "-P", "-c", code],
        cwd=folder,
        env=surroundings,
        capture_output=True,
        text=True,
    )
    _expect(done.returncode == 0, f"The packages cannot be imported:\n{done.stderr}")
    for path in done.stdout.split():
        _expect(Path(path).is_relative_to(environment.resolve()), f"{path} is not from the wheel")


def _expect(fulfilled: bool, otherwise: str) -> None:
    if not fulfilled:
        raise ReleaseError(otherwise)


def _fetch(address: str) -> str:
    """Return the body of an answer with status 200; undecodable bytes are replaced."""
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        raise ReleaseError(f"{address} answers {error.code}") from error


def _wait_until_ready(site: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline:
        _expect(process.poll() is None, "The demo did not start.")
        try:
            _fetch(f"{site}/readyz")
        except (ReleaseError, OSError):
            time.sleep(0.5)
        else:
            return
    raise ReleaseError(f"The demo did not answer within {START_LIMIT:.0f} seconds.")


def _wait_for_pictures(site: str) -> None:
    """Wait until the home page shows pictures, which the worker prepares after the start."""
    deadline = time.monotonic() + START_LIMIT
    while "/media/" not in _fetch(f"{site}/"):
        _expect(time.monotonic() < deadline, f"/ shows no picture after {START_LIMIT:.0f} seconds")
        time.sleep(0.5)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the demo if it still runs; `lectern run` stops its own processes when terminated."""
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(timeout=STOP_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=REPOSITORY, capture_output=True, text=True)  # noqa: S607  (from PATH)
    if done.returncode != 0:
        raise ReleaseError(f"git {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout.strip()


def _run(*command: str, folder: Path | None = None) -> None:
    """Run a program to its end; raise ReleaseError if it fails."""
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=folder, env=surroundings, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        shown = " ".join([Path(command[0]).name, *command[1:]])
        raise ReleaseError(f"`{shown}` failed with exit code {done.returncode}.")


def main() -> int:
    """Execute the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dry-run", action="store_true", help="do all but create the tag")
    parser.add_argument("--without-tests", action="store_true", help="skip `make test-deep`")
    parser.add_argument(
        "--share-packages",
        action="store_true",
        help="use the packages of this environment instead of installing the locked ones",
    )
    arguments = parser.parse_args()
    try:
        release(
            dry_run=arguments.dry_run,
            with_tests=not arguments.without_tests,
            share_packages=arguments.share_packages,
        )
    except ReleaseError as reason:
        sys.stderr.write(f"\nNo release. {reason}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
