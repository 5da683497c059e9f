"""The services of the compose file, run on PostgreSQL without a container engine.

Migrations, collected static files, gunicorn and the worker run as processes of their own under
production settings, with nothing shared but the database and the data folder, as in containers.
"""

import json
import os
import re
import signal
import socket
import time
from collections.abc import Iterator

import pytest

from tests.config.deployment import Deployment, deployed, wait_for

TOKEN = "a-token-for-the-probe"
pytestmark = pytest.mark.needs("postgresql")

MAKE_AN_OFFICE = """
from tests.factories import make_office, make_statement, make_image
from django.contrib.auth import get_user_model
office = make_office(hostname="localhost")
make_statement(office, title="Read by everyone")
get_user_model().objects.create_superuser("nia", "nia@example.wales", "a long native sentence")
picture = make_image()
make_statement(office, title="Pictured", lead_image=picture, lead_image_alt="A")
print("PICTURE", picture.file.url)
"""
SCHEDULE = """
from datetime import timedelta
from django.utils import timezone
from newsroom.models import NewsIndexPage, ArticlePage
index = NewsIndexPage.objects.get(locale__language_code="en")
page = ArticlePage(title={title!r}, slug={slug!r}, date="2026-01-01", live=False,
                   locale=index.locale, body=[("paragraph", "<p>Words.</p>")])
index.add_child(instance=page)
page.go_live_at = timezone.now() + timedelta(seconds={seconds})
page.save_revision(approved_go_live_at=page.go_live_at).publish()
"""


@pytest.fixture(scope="module")
def deployment(postgresql_server, tmp_path_factory) -> Iterator[Deployment]:
    """A migrated database, static files collected, an office made, web and worker running."""
    folder = tmp_path_factory.mktemp("deployment")
    variables = {"READINESS_TOKEN": TOKEN, "WEB_CONCURRENCY": "1", "SECOND_FACTOR": ""}
    with deployed(postgresql_server, folder=folder, **variables) as made:
        made.picture = re.search(r"PICTURE (\S+)", made.shell(MAKE_AN_OFFICE)).group(1)
        made.start("web")
        made.start("worker")
        assert wait_for(lambda: made.get("/readyz")[0] == 200, seconds=60), made.log("web")
        yield made


def test_probes_answer_without_a_public_host_name(deployment):
    assert deployment.get("/healthz", Host="10.0.0.7")[0] == 200
    assert deployment.get("/readyz", Host="10.0.0.7")[2] == b'{"status": "ok"}'


def test_the_worker_reports_itself(deployment):
    def is_reported() -> bool:
        body = deployment.get("/readyz", Authorization=f"Bearer {TOKEN}")[2]
        return b'"worker": "ok"' in body

    assert wait_for(is_reported, seconds=60), deployment.log("worker")


def test_the_log_is_one_object_a_line_with_the_id_that_the_proxy_gave(deployment):
    given, words = "0123456789abcdef0123456789abcdef", "marker-words"
    _, headers, _ = deployment.get(f"/search/?q={words}", X_Request_ID=given, User_Agent=words)
    assert headers["X-Request-ID"] == given
    with socket.create_connection(("127.0.0.1", deployment.port), timeout=20) as connection:
        connection.sendall(f"GET /?q={words} {words}\r\n\r\n".encode())
        connection.recv(1_000)  # gunicorn refuses it and writes a line

    # Before gunicorn starts, the container prints what `check --deploy` says.
    lines = [line for line in deployment.log("web").splitlines() if line.startswith("{")]
    read = [json.loads(line) for line in lines]
    (request,) = [line for line in read if line.get("request_id") == given]
    assert (request["path"], request["view"], request["status"]) == ("/search/", "search", 200)
    assert any(line["logger"] == "gunicorn.error" for line in read)
    assert words not in deployment.log("web")
    written = deployment.log("worker").splitlines()
    jobs = [json.loads(line) for line in written if line.startswith("{")]
    assert any("worker runs" in line["event"] for line in jobs)


@pytest.mark.parametrize("path", ["/", "/cy/", "/news/", "/cy/newyddion/"])
def test_pages_are_served_with_the_headers_of_production(deployment, path):
    status, headers, _ = deployment.get(path)

    assert status == 200
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "upgrade-insecure-requests" in headers["Content-Security-Policy"]
    assert "Set-Cookie" not in headers


def test_plain_http_is_sent_to_https(deployment):
    status, headers, _ = deployment.get("/", X_Forwarded_Proto="http")

    assert status == 301
    assert headers["Location"] == "https://localhost/"


def test_other_host_names_are_refused(deployment):
    assert deployment.get("/", Host="evil.example")[0] == 400


def test_static_files_have_hashed_names_kept_for_ever_and_are_compressed(deployment):
    _, _, page = deployment.get("/")
    stylesheets = re.findall(r'href="(/static/[^"]+\.css)"', page.decode())
    assert stylesheets
    for path in stylesheets:
        assert re.search(r"\.[0-9a-f]{12}\.css$", path)
        status, headers, _ = deployment.get(path, Accept_Encoding="br")
        assert status == 200
        assert headers["Content-Encoding"] == "br"
        assert "immutable" in headers["Cache-Control"]


def test_pictures_are_served_and_folders_are_not(deployment):
    status, headers, body = deployment.get(deployment.picture)

    assert status == 200
    assert headers["Content-Type"] == "image/jpeg"
    assert body.startswith(b"\xff\xd8")
    assert deployment.get("/media/original_images/")[0] == 404


def test_an_editor_logs_in_with_cookies_that_only_this_host_may_set(deployment):
    status, headers, page = deployment.get("/admin/login/")
    assert status == 200
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1).decode()
    csrf = headers["Set-Cookie"].split(";")[0]
    assert csrf.startswith("__Host-csrf=")

    status, headers, _ = deployment.post(
        "/admin/login/",
        {"csrfmiddlewaretoken": token, "username": "nia", "password": "a long native sentence"},
        Cookie=csrf,
    )
    assert status == 302
    cookies = headers["Set-Cookie"].splitlines()
    session = next(cookie for cookie in cookies if cookie.startswith("__Host-session="))
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(session.split("; "))
    status, headers, _ = deployment.get("/admin/", Cookie=session.split(";")[0])
    # In production whoever publishes needs a second factor.
    assert (status, headers["Location"]) == (302, "/admin/own-login/app/")
    status, headers, _ = deployment.get(headers["Location"], Cookie=session.split(";")[0])
    assert status == 200
    assert "no-store" in headers["Cache-Control"]


def test_the_worker_publishes_when_the_time_has_come(deployment):
    deployment.shell(SCHEDULE.format(title="On time", slug="on-time", seconds=6))

    assert deployment.get("/news/on-time/")[0] == 404
    assert wait_for(lambda: deployment.get("/news/on-time/")[0] == 200, seconds=40)


def test_a_killed_worker_is_followed_by_one_that_catches_up(deployment):
    os.killpg(deployment.processes["worker"].pid, signal.SIGKILL)
    deployment.processes["worker"].wait()
    # Far enough ahead that a slow machine has saved the schedule before it is due.
    deployment.shell(SCHEDULE.format(title="While away", slug="while-away", seconds=10))
    time.sleep(11)
    assert deployment.get("/news/while-away/")[0] == 404
    assert deployment.get("/")[0] == 200  # readers do not notice

    deployment.start("worker")

    assert wait_for(lambda: deployment.get("/news/while-away/")[0] == 200, seconds=60)


def test_the_web_server_stops_with_exit_code_0(deployment):
    web = deployment.processes["web"]
    web.terminate()
    assert web.wait(timeout=30) == 0
    deployment.start("web")
    assert wait_for(lambda: deployment.get("/readyz")[0] == 200, seconds=60)


@pytest.mark.parametrize("service", ["web", "worker", "migrate"])
def test_without_a_secret_nothing_starts(deployment, service):
    done = deployment.entrypoint(service, SECRET_KEY="")

    assert done.returncode == 2
    assert "SECRET_KEY" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_log_is_one_json_object_a_line_without_names(deployment):
    lines = [line for line in deployment.log("worker").splitlines() if line.startswith("{")]
    assert lines
    assert all("event" in json.loads(line) for line in lines)
    assert "nia@example.wales" not in deployment.log("web") + deployment.log("worker")
