"""Production does not start with missing or unsafe settings."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from config.environment import media_storage
from tests.config.deployment import environment
from tests.config.test_observatory import PRODUCTION

REPOSITORY = Path(__file__).resolve().parents[2]
COMPLETE = {
    "SECRET_KEY": "b7Q2mZx9LkT4wYv1RcN8sJ6dFhG3pAe5uKiOo0Xq-ZzE_yHtW5nB8vC",
    "ALLOWED_HOSTS": "www.example.wales",
    "DATABASE_URL": "sqlite://",
    "BASE_URL": "https://www.example.wales",
    "EMAIL_URL": "submission://name:password@mail.example.wales:587",
    "DEFAULT_FROM_EMAIL": "Newsroom <newsroom@example.wales>",
    "TRUSTED_PROXIES": "1",
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


def test_the_deployment_checks_report_wrong_settings(tmp_path):
    wrong: dict[str, str | None] = {
        "ALLOWED_HOSTS": "*",
        "BASE_URL": "http://localhost:8000",
        "EMAIL_URL": "console://",
        "DEFAULT_FROM_EMAIL": None,
        "TRUSTED_PROXIES": None,
    }
    done = manage("check", "--deploy", folder=tmp_path, **wrong)

    assert done.returncode == 1
    found = set(re.findall(r"lectern\.([EW]0[01]\d)\)", done.stderr))
    assert found == {"E011", "W010", "W011", "W012", "W015"}


SHARED = {
    "SEVERAL_HOSTS": "true",
    "DATABASE_URL": "postgres://lectern:word@database.example/lectern",
    "MEDIA_STORAGE_URL": "s3://key:se%2Fcret@store.example.wales:9000/uploads/lectern?region=cy-1",
    "CACHE_URL": "valkeys://:word@cache.example/0",
    "ELASTICSEARCH_URL": "https://search.example:9200",
}


@pytest.mark.parametrize(
    ("changes", "identifiers"),
    [
        ({}, []),
        ({"CACHE_URL": "locmem://x"}, ["E022"]),
        (
            dict.fromkeys(SHARED, "") | {"SEVERAL_HOSTS": "true", "DATABASE_URL": "sqlite://"},
            ["E020", "E021", "E022", "E023"],
        ),
        ({"SEVERAL_HOSTS": "false"}, ["W014"]),
    ],
)
def test_several_hosts_share_everything_or_are_refused(tmp_path, changes, identifiers):
    done = manage("check", "--deploy", folder=tmp_path, **{**SHARED, **changes})

    found = re.findall(r"lectern\.([EW]0[12]\d)\)", done.stderr)
    assert found == identifiers
    assert done.returncode == (1 if any(name.startswith("E") for name in found) else 0)


@pytest.mark.parametrize("url", ["s3://store.example", "https://store.example/uploads", "uploads"])
def test_an_address_without_a_bucket_is_refused(tmp_path, url):
    done = manage("check", folder=tmp_path, MEDIA_STORAGE_URL=url)

    assert done.returncode == 2
    assert "MEDIA_STORAGE_URL names no bucket" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("url", "options"),
    [
        (
            SHARED["MEDIA_STORAGE_URL"],
            {
                "endpoint_url": "https://store.example.wales:9000",
                "bucket_name": "uploads",
                "location": "lectern",
                "region_name": "cy-1",
                "addressing_style": "path",
                "access_key": "key",
                "secret_key": "se/cret",
            },
        ),
        (
            "s3://s3.eu-west-2.amazonaws.com/uploads?region=eu-west-2",
            {
                "endpoint_url": "https://s3.eu-west-2.amazonaws.com",
                "bucket_name": "uploads",
                "location": "",
                "region_name": "eu-west-2",
                "addressing_style": "virtual",
                "access_key": None,
                "secret_key": None,
            },
        ),
    ],
)
def test_the_parts_of_an_object_stores_address(monkeypatch, url, options):
    monkeypatch.setenv("MEDIA_STORAGE_URL", url)

    assert media_storage()["OPTIONS"] == options


def test_one_machine_loads_no_client_of_a_shared_service(tmp_path):
    code = "import sys; print(sorted({'boto3', 'redis', 'storages'} & set(sys.modules)))"
    done = manage("shell", "--no-imports", "-c", code, folder=tmp_path)

    assert done.stdout.strip() == "[]"


def test_uploads_inside_static_files_and_an_address_without_a_scheme_are_refused(tmp_path):
    done = manage("check", folder=tmp_path, STATIC_ROOT=str(tmp_path), BASE_URL="www.example.wales")

    assert done.returncode == 1
    assert "lectern.E002" in done.stderr
    assert "lectern.E003" in done.stderr


def test_the_error_names_a_folder_that_cannot_be_created(tmp_path):
    (tmp_path / "file").touch()
    done = manage("check", folder=tmp_path, LECTERN_DATA_DIR=str(tmp_path / "file" / "var"))

    assert done.returncode == 2
    assert "LECTERN_DATA_DIR" in done.stderr


def test_a_database_host_that_does_not_answer_is_given_up_soon(tmp_path):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"postgres://lectern@127.0.0.1:{silent.getsockname()[1]}/lectern"

        done = manage("migrate", "--check", folder=tmp_path, DATABASE_URL=url)

    assert done.returncode != 0
    assert "timeout" in done.stderr


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


def test_production_has_the_headers_and_cookies_that_the_tests_of_pages_set(tmp_path):
    names = [*PRODUCTION]
    code = f"from django.conf import settings as s; print({{n: getattr(s, n) for n in {names}}})"
    done = manage("shell", "--no-imports", "-c", code, folder=tmp_path)

    assert done.stdout.strip() == str(PRODUCTION), done.stderr


def test_the_services_of_compose_pass_the_deployment_checks(tmp_path):
    """With the secrets in the files that the script of the installation writes."""
    given = {name: COMPLETE[name] for name in ("ALLOWED_HOSTS", "BASE_URL", "DEFAULT_FROM_EMAIL")}
    secrets = {"EMAIL_URL": COMPLETE["EMAIL_URL"]}
    surroundings = environment("web", values={**given, **secrets}, folder=tmp_path)
    done = manage(
        *("check", "--deploy", "--fail-level", "WARNING"),
        folder=tmp_path,
        **{**dict.fromkeys(COMPLETE), **surroundings},
    )

    assert done.returncode == 0, done.stderr
    assert "SECRET_KEY_FILE" in surroundings


def test_a_complete_installation_by_a_file_passes_the_deployment_checks(tmp_path):
    """The file sets the variables that the environment lacks."""
    lines = [f"{name}={value}" for name, value in COMPLETE.items()]
    (tmp_path / "complete.env").write_text("\n".join(lines))
    done = manage(
        *("check", "--deploy", "--fail-level", "WARNING"),
        folder=tmp_path,
        **dict.fromkeys(COMPLETE),
        LECTERN_ENV_FILE=str(tmp_path / "complete.env"),
    )

    assert done.returncode == 0, done.stderr
