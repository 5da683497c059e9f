"""The documentation names every setting, command, check and link, and none that does not exist."""

import functools
import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
OUR_APPS = ("home", "newsroom", "search", "site/config")
OPERATORS = (REPOSITORY / "docs" / "operators.md").read_text()
EXAMPLE = (REPOSITORY / ".env.example").read_text()
DOCUMENTS = [
    REPOSITORY / "README.md",
    REPOSITORY / "SECURITY.md",
    *sorted((REPOSITORY / "docs").rglob("*.md")),
]
ALL_DOCUMENTS = "\n".join(path.read_text() for path in DOCUMENTS)
READS = re.compile(
    r"""(?:\benv\.\w+|environ(?:\.get|\.setdefault)?|\brequire|\bsecret(?:_list)?|surroundings)[(\[]\s*"([A-Z][A-Z_]+)\""""
)


def sources() -> list[Path]:
    """Return the files that may read the environment of an installation."""
    folders = [REPOSITORY / "site", *(REPOSITORY / app for app in OUR_APPS[:3])]
    found = [path for folder in folders for path in folder.rglob("*.py")]
    return [*found, REPOSITORY / "manage.py", REPOSITORY / "docker" / "gunicorn.conf.py"]


@functools.cache
def variables() -> set[str]:
    """Return the names of all variables that the source reads."""
    return {name for path in sources() for name in READS.findall(path.read_text())}


def test_the_search_for_variables_finds_some():
    assert {"SECRET_KEY", "LECTERN_DATA_DIR", "PORT", "READINESS_TOKEN"} <= variables()


def test_every_variable_is_in_the_example_and_in_the_manual():
    missing = {name for name in variables() if not re.search(rf"^#?{name}=", EXAMPLE, re.MULTILINE)}
    assert missing == set(), "not in .env.example"
    missing = {name for name in variables() if f"`{name}`" not in ALL_DOCUMENTS}
    assert missing == set(), "not in docs/"


def test_the_manual_names_no_variable_that_nothing_reads():
    compose = (REPOSITORY / "docker" / "compose.yaml").read_text()
    tests = "\n".join(path.read_text() for path in (REPOSITORY / "tests").rglob("*.py"))
    for name in re.findall(r"^#?([A-Z][A-Z_]+)=", EXAMPLE, re.MULTILINE):
        if name == "COMPOSE_PROFILES":
            continue  # docker compose reads it by itself
        assert name in variables() or f"${{{name}" in compose or f'"{name}"' in tests, name


def test_every_secret_may_lie_in_a_file_and_the_manual_says_so():
    code = "\n".join(path.read_text() for path in sources())
    secrets = set(re.findall(r'\bsecret(?:_list)?\(\s*"([A-Z][A-Z_]+)"', code))
    files = {f"{name}_FILE" for name in secrets}
    others = {"LECTERN_ENV_FILE", "ELASTICSEARCH_CA_FILE"}
    assert "SECRET_KEY_FILE" in files
    assert set(re.findall(r"`([A-Z_]+_FILE)`", OPERATORS)) - others == files
    assert set(re.findall(r"\b([A-Z_]+[A-Z]_FILE)\b", EXAMPLE)) - others - {"NAME_FILE"} == files
    hidden = r"SECRET|PASSWORD|TOKEN|_KEY|DATABASE_URL|EMAIL_URL|CACHE_URL|STORAGE_URL"
    assert {name for name in variables() if re.search(hidden, name)} <= secrets


def test_every_command_is_in_the_documentation():
    for app in OUR_APPS:
        for path in (REPOSITORY / app).glob("management/commands/[a-z]*.py"):
            assert path.stem in ALL_DOCUMENTS, path.stem


def test_every_command_that_the_manual_names_is_there():
    ours = {
        path.stem
        for app in OUR_APPS
        for path in (REPOSITORY / app).glob("management/commands/[a-z]*.py")
    }
    others = {"check", "collectstatic", "changepassword", "createsuperuser", "migrate", "shell"}
    others.add("axes_reset")
    named = set(re.findall(r"manage\.py ([a-z][a-z_]+[a-z])\b", ALL_DOCUMENTS))
    assert named - ours - others == set()


def test_every_check_is_in_the_manual():
    source = (REPOSITORY / "site" / "config" / "checks.py").read_text()
    for identifier in re.findall(r'"(lectern\.[EW]\d+)"', source):
        assert f"`{identifier}`" in OPERATORS, identifier


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text()):
        assert (document.parent / target).exists(), target
