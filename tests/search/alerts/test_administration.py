"""The alerts as the office and the operator see them."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from home.models import User
from newsroom.worker.jobs import registered_jobs
from search.checks import check_alerts
from search.models.alerts import SavedSearch
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in
from tests.search.alerts.subscriptions import READER, follow, settle

pytestmark = pytest.mark.parametrize("engine", ["embedded"], indirect=True)


def command(capsys, *arguments: str) -> str:
    call_command("search_alerts", *arguments)
    return capsys.readouterr().out


def test_the_jobs_are_registered(engine):
    names = {job.name for job in registered_jobs()}

    assert {"search_alerts", "search_alert_letters", "search_alerts_upkeep"} <= names


def test_the_state(office, engine, capsys):
    follow(office)
    follow(office, query="", frequency="weekly", failures=1)
    follow(office, query="q=a", confirmed_at=None)
    follow(office, query="q=b", disabled_at=timezone.now())

    state = json.loads(command(capsys, "--json"))

    assert state == {
        "daily": 1,
        "weekly": 1,
        "unconfirmed": 1,
        "due": 2,
        "failing": 1,
        "switched_off": 1,
    }
    assert "1 daily, 1 weekly" in command(capsys)


def test_a_dry_run_sends_and_changes_nothing(office, engine, capsys, mailoutbox):
    saved = follow(office)
    make_statement(office, title="rail")
    settle()

    assert "1 digests with 1 statements" in command(capsys, "--send-due", "--dry-run")
    assert mailoutbox == []
    assert SavedSearch.objects.get().next_digest_at == saved.next_digest_at

    assert "1 digests sent" in command(capsys, "--send-due")
    assert len(mailoutbox) == 1


def test_the_alerts_of_an_address_are_deleted_on_request(office, engine, capsys):
    follow(office)
    follow(office, query="q=other", confirmed_at=None)
    follow(office, email="other@example.org")

    out = command(capsys, "--forget", READER.upper())

    assert out == "2 alerts deleted.\n"
    assert SavedSearch.objects.get().email == "other@example.org"


def test_a_dry_run_alone_is_refused(office, engine):
    with pytest.raises(CommandError):
        call_command("search_alerts", "--dry-run")


def test_the_office_sees_searches_and_no_addresses(office, engine):
    """Lines of one or two readers are counted and not shown; filters are always shown."""
    other = make_office(hostname="other.example", is_default=False, name_en="Other")
    for number in range(3):
        follow(office, query="q=rail", email=f"r{number}@example.org", frequency="weekly")
    follow(office, query="q=rare")
    follow(office, query="year=2016")
    for number in range(3):
        follow(office, query="q=unsure", email=f"r{number}@example.org", confirmed_at=None)
        follow(other, query="q=elsewhere", email=f"r{number}@example.org")

    answer = log_in(office, approves=False).get(reverse("search_alerts_admin"))

    rows = {row.words: (row.daily, row.weekly) for row in answer.context["rows"]}
    assert rows == {"“rail”": (0, 3), "2016": (1, 0)}
    assert answer.context["hidden_count"] == 1
    page = answer.content.decode()
    for hidden in ("example.org", "“rare”", "unsure", "elsewhere"):
        assert hidden not in page


def test_users_without_an_office_see_nothing(office, engine, client):
    client.force_login(User.objects.create_user("stranger", password="x" * 12))
    assert client.get(reverse("search_alerts_admin")).status_code in (302, 403)


def test_an_invalid_hour_fails_the_check(engine, settings):
    settings.SEARCH_ALERTS_HOUR = 24
    assert [message.id for message in check_alerts()] == ["search.E007"]
    settings.SEARCH_ALERTS_HOUR = 7
    assert check_alerts() == []
