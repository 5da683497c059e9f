"""Secrets by file: what is read, and the errors where it cannot be."""

import os

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.environment import database_settings, load_env_file, require
from config.secret_settings import secret, secret_list
from tests.config.test_settings import COMPLETE, manage


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Return a function that writes a secret's file and names it in the environment."""

    def write(content: bytes, name: str = "A_SECRET") -> None:
        (tmp_path / "secret").write_bytes(content)
        monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "secret"))

    return write


def test_a_secret_is_the_variable_the_content_of_the_file_or_the_default(file, monkeypatch):
    assert secret("A_SECRET") == ""
    assert secret("A_SECRET", "default") == "default"
    monkeypatch.setenv("A_SECRET", "value")
    assert secret("A_SECRET", "default") == "value"
    monkeypatch.setenv("A_SECRET", "")  # as compose passes on what is not set
    file("gair cudd ŵ\r\n".encode())
    assert secret("A_SECRET") == "gair cudd ŵ"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"hidden\nhidden", "more than one line"),
        (b"hidden \xff", "UTF-8"),
        (b"hidden" * 20_000, "too large"),
    ],
)
def test_a_file_without_one_value_is_refused_and_not_printed(file, tmp_path, content, reason):
    file(content)
    with pytest.raises(ImproperlyConfigured, match=reason) as error:
        secret("A_SECRET")
    assert "A_SECRET_FILE" in str(error.value)
    assert str(tmp_path / "secret") in str(error.value)
    assert "hidden" not in str(error.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path, monkeypatch):
    for path, reason in ((tmp_path / "no", "No such file"), (tmp_path, "Is a directory")):
        monkeypatch.setenv("A_SECRET_FILE", str(path))
        with pytest.raises(ImproperlyConfigured, match=reason):
            secret("A_SECRET")


def test_variable_and_file_together_are_refused(file, monkeypatch):
    file(b"hidden")
    monkeypatch.setenv("A_SECRET", "hidden")
    for read in (secret, secret_list):
        with pytest.raises(ImproperlyConfigured, match="are both set") as error:
            read("A_SECRET")
        assert "hidden" not in str(error.value)


@pytest.mark.parametrize("content", [b"one\n two \n", b"one,two", b"one,\n\ntwo\n"])
def test_a_file_may_hold_several_secrets(file, content):
    file(content)
    assert secret_list("A_SECRET") == ["one", "two"]


def test_a_list_of_secrets_may_be_empty(file, monkeypatch):
    assert secret_list("A_SECRET") == []
    file(b"")
    assert secret_list("A_SECRET") == []


def test_a_file_counts_as_given(file):
    with pytest.raises(ImproperlyConfigured, match="without A_SECRET"):
        require("A_SECRET")
    file(b"value")
    require("A_SECRET")


@pytest.mark.parametrize("own", ["A_SECRET", "A_SECRET_FILE"])
def test_the_environment_goes_before_the_file_of_settings_in_either_way(tmp_path, monkeypatch, own):
    other = {"A_SECRET": "A_SECRET_FILE", "A_SECRET_FILE": "A_SECRET"}[own]
    (tmp_path / "some.env").write_text(f"{other}=of the file of settings\nB_SECRET_FILE=/path\n")
    monkeypatch.setenv(own, "of the environment")
    monkeypatch.setenv("LECTERN_ENV_FILE", str(tmp_path / "some.env"))
    monkeypatch.setenv("B_SECRET_FILE", "")
    monkeypatch.delenv("B_SECRET_FILE")

    load_env_file()

    assert other not in os.environ
    assert os.environ["B_SECRET_FILE"] == "/path"


def test_the_password_of_the_database_may_stand_by_itself(file, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://lectern@database.example:5432/lectern")
    file(b"p@ss/word\n", "DATABASE_PASSWORD")
    settings = database_settings(default="")
    assert (settings["PASSWORD"], settings["HOST"]) == ("p@ss/word", "database.example")

    monkeypatch.setenv("DATABASE_URL", "postgres://lectern:hidden@database.example/lectern")
    with pytest.raises(ImproperlyConfigured, match="DATABASE_PASSWORD") as error:
        database_settings(default="")
    assert "hidden" not in str(error.value)


@pytest.mark.parametrize(
    "url", ["oracel://lectern:hidden@host/x", "postgres://a:hidden@host:port/"]
)
def test_an_address_that_is_none_of_a_database_is_refused_and_not_printed(monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as error:
        database_settings(default="")
    assert "hidden" not in str(error.value)


# --- A whole installation -------------------------------------------------------------------


def test_an_installation_reads_all_its_secrets_from_files(tmp_path):
    secrets = {name: COMPLETE[name] for name in ("SECRET_KEY", "DATABASE_URL", "EMAIL_URL")} | {
        "READINESS_TOKEN": "word",
        "SECRET_KEY_FALLBACKS": "k" * 10 + COMPLETE["SECRET_KEY"],
    }
    for name, value in secrets.items():
        (tmp_path / name).write_text(value + "\n")
    code = (
        "from django.conf import settings as s;"
        "print(s.SECRET_KEY, s.SECRET_KEY_FALLBACKS, s.READINESS_TOKEN, s.EMAIL_HOST_PASSWORD)"
    )
    given = {f"{name}_FILE": str(tmp_path / name) for name in secrets}
    done = manage(
        *("shell", "--no-imports", "-c", code),
        folder=tmp_path,
        **dict.fromkeys(secrets),
        **given,
    )

    fallbacks = [secrets["SECRET_KEY_FALLBACKS"]]
    assert done.stdout.strip() == f"{secrets['SECRET_KEY']} {fallbacks} word password", done.stderr


def test_a_missing_file_of_a_secret_prevents_the_start_in_one_sentence(tmp_path):
    done = manage(
        "check", folder=tmp_path, SECRET_KEY=None, SECRET_KEY_FILE=str(tmp_path / "secret-key")
    )

    assert done.returncode == 2
    assert "SECRET_KEY_FILE" in done.stderr
    assert "Traceback" not in done.stderr
