"""Tests for `make release`: its conditions, the contents of sdist and wheel, the demo, the tag."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
VERSION = "1.2.3"
IDENTITY = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "Release test"), ("EMAIL", "release@example.org"))
}
pytestmark = pytest.mark.needs("git")


def git(folder: Path, *arguments: str) -> str:
    """Run git in a repository; return what it writes."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **IDENTITY},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def release(folder: Path, *options: str) -> subprocess.CompletedProcess:
    """Run the release of a repository without its tests."""
    return subprocess.run(
        [sys.executable, "site/release.py", "--without-tests", *options],
        cwd=folder,
        env={**os.environ, **IDENTITY},
        capture_output=True,
        text=True,
    )


def commit_with_version(folder: Path, *, changelog: str) -> None:
    """Make the folder a repository with one commit, in which the project has VERSION."""
    project = folder / "pyproject.toml"
    project.write_text(project.read_text().replace('version = "0.1.0"', f'version = "{VERSION}"'))
    (folder / "CHANGELOG.md").write_text(f"# Changelog\n\n{changelog}\n")
    git(folder, "init", "-q")
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", "Prepare the release")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A repository that holds only what the conditions of a release need."""
    (tmp_path / "site" / "config").mkdir(parents=True)
    programs = ("release.py", "installation.py", "supply_chain.py")
    for name in (*programs, "config/__init__.py", "config/processes.py"):
        shutil.copy(REPOSITORY / "site" / name, tmp_path / "site" / name)
    (tmp_path / ".gitignore").write_text("__pycache__/\n")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "lectern"\nversion = "0.1.0"\n')
    return tmp_path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the files of this one, as they are in the working tree."""
    folder = tmp_path_factory.mktemp("release") / "lectern"
    listed = git(REPOSITORY, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, listed.split("\0")):
        if (REPOSITORY / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / name, folder / name)
    commit_with_version(folder, changelog=f"## [{VERSION}] - 2026-01-01")
    return folder


@pytest.mark.parametrize("changelog", ["## [Unreleased]", "## [1.2.30]", f"Fixed in {VERSION}"])
def test_a_version_without_a_section_in_the_changelog_is_refused(small, changelog):
    commit_with_version(small, changelog=changelog)

    done = release(small)

    assert done.returncode == 1
    assert f"no section for {VERSION}" in done.stderr


@pytest.mark.parametrize("name", ["new.txt", "pyproject.toml"])
def test_a_tree_with_changes_is_refused(small, name):
    commit_with_version(small, changelog=f"## [{VERSION}]")
    with (small / name).open("a") as file:
        file.write("# changed\n")

    done = release(small)

    assert done.returncode == 1
    assert "not clean" in done.stderr
    assert name in done.stderr


def test_a_version_that_has_a_tag_is_refused(small):
    commit_with_version(small, changelog=f"## {VERSION}")
    git(small, "tag", f"v{VERSION}")

    done = release(small)

    assert done.returncode == 1
    assert f"v{VERSION} exists already" in done.stderr


def test_a_project_that_cannot_be_built_gets_no_tag(small):
    commit_with_version(small, changelog=f"## [{VERSION}]")

    done = release(small)

    assert done.returncode == 1
    assert "build" in done.stderr
    assert git(small, "tag") == ""


def test_the_tag_names_the_version_and_the_commit(small):
    commit_with_version(small, changelog=f"## [{VERSION}]")
    commit = git(small, "rev-parse", "HEAD").strip()
    code = f"import release; release.create_tag('{VERSION}', release.check_state('{VERSION}'))"

    subprocess.run(
        [sys.executable, "-c", code],
        cwd=small / "site",
        env={**os.environ, **IDENTITY, "PYTHONPATH": "."},
        check=True,
    )

    assert git(small, "rev-parse", f"v{VERSION}^{{commit}}").strip() == commit
    assert git(small, "cat-file", "-t", f"v{VERSION}").strip() == "tag"


def test_a_dry_run_builds_the_release_and_runs_the_demo_from_its_wheel(whole):
    done = release(whole, "--dry-run", "--share-packages")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "/cy/newyddion/" in done.stdout
    assert git(whole, "tag") == ""
    assert git(whole, "status", "--porcelain") == ""
    check_sdist(whole)
    check_wheel(whole)


def check_sdist(repository: Path) -> None:
    """Assert that the sdist holds every file of the repository, the tests included."""
    with tarfile.open(repository / "dist" / f"lectern-{VERSION}.tar.gz") as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    tracked = set(git(repository, "ls-files", "-z").split("\0")) - {""}
    assert tracked - names == set()
    assert "tests/conftest.py" in names
    assert names - tracked == {"PKG-INFO"}


def check_wheel(repository: Path) -> None:
    """Assert that the wheel holds every file of the product and nothing else."""
    with zipfile.ZipFile(repository / "dist" / f"lectern-{VERSION}-py3-none-any.whl") as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    expected = {"config/gunicorn.conf.py"}
    for name in filter(None, git(repository, "ls-files", "-z").split("\0")):
        folder, _, rest = name.partition("/")
        if folder in ("home", "newsroom", "search"):
            expected.add(name)
        elif name.startswith("site/config/"):
            expected.add(rest)
        elif folder == "site" and "/" in rest:
            expected.add(f"config/site/{rest}")
    assert names == expected
