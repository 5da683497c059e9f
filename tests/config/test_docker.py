"""The description of the image and its services, checked without a container engine."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

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


def test_no_secret_has_a_default_or_a_value(compose):
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "ELASTIC_PASSWORD", "ALLOWED_HOSTS"):
        assert re.search(rf"\$\{{{name}:\?[^}}]+\}}", COMPOSE_TEXT), name
        assert f"${{{name}:-" not in COMPOSE_TEXT


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
