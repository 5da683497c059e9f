"""Production does not start with missing or unsafe settings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
COMPLETE = {
    "SECRET_KEY": "b7Q2mZx9LkT4wYv1RcN8sJ6dFhG3pAe5uKiOo0Xq-ZzE_yHtW5nB8vC",
    "ALLOWED_HOSTS": "www.example.wales",
    "DATABASE_URL": "sqlite://",
    "BASE_URL": "https://www.example.wales",
    "EMAIL_URL": "submission://name:password@mail.example.wales:587",
    "DEFAULT_FROM_EMAIL": "Newsroom <newsroom@example.wales>",
}


def manage(*arguments: str, folder: Path, **changes: str | None) -> subprocess.CompletedProcess:
    """Run manage.py with complete production settings and `changes`; None removes a variable."""
    wanted = {**COMPLETE, **changes}
    surroundings = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "LECTERN_DATA_DIR": str(folder),
        "LECTERN_ENV_FILE": str(folder / "no.env"),
        **{name: value for name, value in wanted.items() if value is not None},
    }
    return subprocess.run(
        [sys.executable, str(REPOSITORY / "manage.py"), *arguments],
        cwd=folder,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_error_names_all_missing_variables(tmp_path):
    missing = dict.fromkeys(("SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "BASE_URL"))
    done = manage("check", folder=tmp_path, **missing, EMAIL_URL="")

    assert done.returncode == 2
    assert "SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL, BASE_URL, EMAIL_URL" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "key",
    ["development-only-not-secret-" + "x" * 32, "short", "a" * 60],
    ids=["of development", "short", "one letter"],
)
def test_a_known_or_weak_key_is_refused(tmp_path, key):
    done = manage("check", folder=tmp_path, SECRET_KEY=key)

    assert done.returncode == 2
    assert "SECRET_KEY" in done.stderr
    assert key not in done.stderr


def test_a_complete_installation_passes_the_deployment_checks(tmp_path):
    done = manage("check", "--deploy", "--fail-level", "WARNING", folder=tmp_path)

    assert done.returncode == 0, done.stderr


def test_every_host_is_refused_by_the_deployment_checks(tmp_path):
    done = manage("check", "--deploy", folder=tmp_path, ALLOWED_HOSTS="*")

    assert done.returncode == 1
    assert "lectern.E011" in done.stderr


@pytest.mark.parametrize(
    ("changes", "identifier"),
    [
        ({"BASE_URL": "http://localhost:8000"}, "lectern.W010"),
        ({"EMAIL_URL": "console://"}, "lectern.W011"),
        ({"DEFAULT_FROM_EMAIL": None}, "lectern.W012"),
        ({"BASE_URL": "www.example.wales"}, "lectern.E003"),
    ],
)
def test_the_deployment_checks_report_wrong_settings(tmp_path, changes, identifier):
    assert identifier in manage("check", "--deploy", folder=tmp_path, **changes).stderr


def test_uploads_inside_static_files_are_refused(tmp_path):
    done = manage("check", folder=tmp_path, STATIC_ROOT=str(tmp_path))

    assert "lectern.E002" in done.stderr


def test_the_error_names_a_folder_that_cannot_be_created(tmp_path):
    (tmp_path / "file").touch()
    done = manage("check", folder=tmp_path, LECTERN_DATA_DIR=str(tmp_path / "file" / "var"))

    assert done.returncode == 2
    assert "LECTERN_DATA_DIR" in done.stderr


def test_an_invalid_number_is_no_traceback(tmp_path):
    done = manage("check", folder=tmp_path, TRUSTED_PROXIES="one")

    assert done.returncode == 2
    assert "TRUSTED_PROXIES" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_example_file_works_for_development(tmp_path):
    example = (REPOSITORY / ".env.example").read_text()
    (tmp_path / "copied.env").write_text(example)
    done = manage(
        "check",
        folder=tmp_path,
        **dict.fromkeys(COMPLETE),
        DJANGO_SETTINGS_MODULE="config.settings.development",
        LECTERN_ENV_FILE=str(tmp_path / "copied.env"),
    )

    assert done.returncode == 0, done.stderr


def test_the_file_sets_variables_that_the_environment_lacks(tmp_path):
    lines = [f"{name}={value}" for name, value in COMPLETE.items()]
    (tmp_path / "complete.env").write_text("\n".join(lines))
    done = manage(
        "check",
        folder=tmp_path,
        **dict.fromkeys(COMPLETE),
        LECTERN_ENV_FILE=str(tmp_path / "complete.env"),
    )

    assert done.returncode == 0, done.stderr
