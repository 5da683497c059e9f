"""The description of the image and its services, checked without a container engine."""

import json
import os
import re
import subprocess
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.config.deployment import make_secrets

REPOSITORY = Path(__file__).resolve().parents[2]
SCHEMA = Path(__file__).parent / "compose_specification" / "compose-spec.json"
DOCKERFILE = (REPOSITORY / "docker" / "Dockerfile").read_text()
COMPOSE_TEXT = (REPOSITORY / "docker" / "compose.yaml").read_text()


@pytest.fixture(scope="module")
def compose() -> dict:
    """The compose file with its anchors resolved."""
    return yaml.safe_load(COMPOSE_TEXT)


def test_the_compose_file_is_valid(compose):
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))
    assert [error.message for error in validator.iter_errors(compose)] == []


def test_the_schema_rejects_errors(compose):
    validator = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))
    broken = {"services": {"web": {"image": "lectern", "portz": ["8000"]}}}
    assert not validator.is_valid(broken)


def test_the_services_that_lectern_needs(compose):
    assert set(compose["services"]) == {
        *("migrate", "web", "worker", "proxy", "database", "elasticsearch")
    }
    assert compose["services"]["elasticsearch"]["image"].split(":")[1].startswith("9.")
    for name in ("web", "worker"):
        waits = compose["services"][name]["depends_on"]["migrate"]["condition"]
        assert waits == "service_completed_successfully"


def test_no_secret_is_in_the_environment_of_a_service(compose):
    secret = re.compile(r"SECRET|PASSWORD|TOKEN|KEY|EMAIL_URL|CACHE_URL|STORAGE_URL")
    for name, service in compose["services"].items():
        for variable, value in service.get("environment", {}).items():
            if secret.search(variable):
                assert variable.endswith("_FILE"), (name, variable)
                assert str(value).removeprefix("/run/secrets/") in service["secrets"]
            assert not re.search(r"://[^/]*:[^/]*@", str(value)), (name, variable)


def test_each_secret_is_a_file_that_some_service_needs_and_the_script_writes(compose, tmp_path):
    needed = {
        each for service in compose["services"].values() for each in service.get("secrets", [])
    }
    for name, secret in compose["secrets"].items():
        assert secret == {"file": f"${{SECRETS_FOLDER:-./secrets}}/{name}"}
    written = make_secrets(tmp_path, values={"EMAIL_URL": "dummy://"})

    assert {path.name for path in written.iterdir()} == needed == set(compose["secrets"])
    assert written.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o777 == 0o444 for path in written.iterdir())
    assert len(set((written / "secret-key").read_text())) >= 10
    assert compose["services"]["database"]["secrets"] == ["database-password"]
    assert "secrets" not in compose["services"]["proxy"]


def test_the_script_takes_over_what_the_settings_had_and_changes_no_file(tmp_path):
    old = {"SECRET_KEY": '"a key"', "POSTGRES_PASSWORD": "pass=word", "EMAIL_URL": "smtp://host:25"}
    written = make_secrets(tmp_path, values=old)
    make_secrets(tmp_path, values={"SECRET_KEY": "another", "POSTGRES_PASSWORD": "another"})

    assert (written / "secret-key").read_text() == "a key"
    assert (written / "database-password").read_text() == "pass=word"
    assert (written / "email-url").read_text() == "smtp://host:25"


def test_the_script_says_that_the_mail_server_is_missing(tmp_path):
    script = REPOSITORY / "docker" / "make-secrets.sh"
    done = subprocess.run(
        ["sh", str(script), str(tmp_path / "secrets"), str(tmp_path / "no.env")],
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert str(tmp_path / "secrets" / "email-url") in done.stderr


def test_elasticsearch_gets_its_password_from_the_file(compose, tmp_path):
    service = compose["services"]["elasticsearch"]
    (tmp_path / "elasticsearch-password").write_text("word\n")
    (tmp_path / "entrypoint.sh").write_text('echo "$ELASTIC_PASSWORD for $1"\n')
    (tmp_path / "curl").write_text('#!/bin/sh\ncat\necho " $*"\n')
    (tmp_path / "curl").chmod(0o755)

    def output(script: str) -> str:
        script = script.replace("/run/secrets", str(tmp_path)).replace("$$", "$")
        script = script.replace("exec /usr/local/bin/docker-", f"exec sh {tmp_path}/")
        path = f"{tmp_path}:{os.environ['PATH']}"
        return subprocess.run(
            ["sh", "-c", script], capture_output=True, text=True, check=True, env={"PATH": path}
        ).stdout

    assert output(service["entrypoint"][-1]) == "word for eswrapper\n"
    probe = output(service["healthcheck"]["test"][-1])
    assert probe.startswith('user = "elastic:word" --silent')


def test_every_service_that_serves_has_a_probe_and_bounded_logs(compose):
    for name in ("web", "proxy", "database", "elasticsearch"):
        assert compose["services"][name]["healthcheck"]["test"], name
    for name, service in compose["services"].items():
        assert service["logging"]["options"]["max-size"], name


def test_only_the_proxy_has_public_ports_and_the_web_server_a_local_one(compose):
    targets = [port.rpartition(":")[2] for port in compose["services"]["proxy"]["ports"]]
    assert targets == ["80", "443"]
    assert all(port.startswith("127.0.0.1:") for port in compose["services"]["web"]["ports"])
    for name in ("database", "elasticsearch", "worker", "migrate"):
        assert "ports" not in compose["services"][name]


def test_lectern_runs_without_privileges(compose):
    for name in ("web", "worker", "migrate", "proxy"):
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]


def test_all_volumes_are_declared_and_used(compose):
    used = {
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
        if not volume.startswith((".", "$"))
    }
    assert used == set(compose["volumes"])


def test_the_proxy_has_every_file_of_its_configuration_and_changes_no_data(compose):
    volumes = compose["services"]["proxy"]["volumes"]
    mounted = {}
    for volume in volumes:
        if volume.startswith("./nginx/"):
            source, target, mode = volume.split(":")
            assert mode == "ro"
            mounted[target] = (REPOSITORY / "docker" / source).read_text()
    assert "data:/var/lib/lectern:ro" in volumes
    configuration = "\n".join(mounted.values())
    for included in re.findall(
        r"^ *include (/etc/nginx/(?:lectern|conf\.d)/[^*;]+);", configuration, re.M
    ):
        assert included in mounted, included
    targets = {volume.split(":")[-2] for volume in volumes if volume.count(":") >= 2}
    for path in ("/etc/lectern/tls", "/var/www/acme"):
        assert path in configuration
        assert path in targets
    assert "server web:8000 resolve" in configuration
    assert compose["services"]["proxy"]["image"].startswith("nginx:1.")


def test_the_application_purges_the_proxy_and_trusts_it(compose):
    for name in ("web", "worker"):
        assert compose["services"][name]["environment"]["PROXY_PURGE"] == "true"
        assert "1" in compose["services"][name]["environment"]["TRUSTED_PROXIES"]


def test_each_variable_of_compose_is_explained():
    names = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", COMPOSE_TEXT))
    example = (REPOSITORY / ".env.example").read_text()
    assert {name for name in names if f"{name}=" not in example} == set()


def test_the_image_builds_in_stages_and_runs_without_root():
    stages = re.findall(r"^FROM (\S+) AS (\S+)$", DOCKERFILE, re.MULTILINE)
    assert [name for _, name in stages] == ["packages", "lectern"]
    assert all(re.fullmatch(r"python:3\.11-slim-\w+", image) for image, _ in stages)
    last_user = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)[-1]
    assert last_user not in ("root", "0")


def test_packages_are_installed_by_hash():
    assert "--require-hashes -r /tmp/requirements.txt" in DOCKERFILE


def test_the_image_has_no_secret_and_copies_named_files_only():
    assert not re.search(r"^(ENV|ARG).*(SECRET|PASSWORD|TOKEN)", DOCKERFILE, re.MULTILINE)
    assert not re.search(r"^(COPY|ADD) \. ", DOCKERFILE, re.MULTILINE)
    assert not re.search(r"^ADD ", DOCKERFILE, re.MULTILINE)
    ignored = (REPOSITORY / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    assert not any(line.startswith(("!.env", "!var")) for line in ignored)


def test_every_copied_file_exists_and_is_not_ignored():
    allowed = {
        line[1:]
        for line in (REPOSITORY / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        *sources, _ = line.split()
        for source in sources:
            assert (REPOSITORY / source).exists(), source
            assert source in allowed, source


def test_every_app_is_copied():
    for app in ("home", "newsroom", "search", "site"):
        assert re.search(rf"^COPY {app} {app}$", DOCKERFILE, re.MULTILINE)
