"""The office's log: who did what, when and to what, for its managers and for nobody else."""

import csv
import io

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail.users.models import UserProfile

from home.models import OfficeSettings, User
from newsroom.models import CalendarFeed, PartnerKey, Role, WebhookEndpoint
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in_as

INDEX = "newsroom_office_log"


@pytest.fixture
def manager(office) -> Client:
    return log_in_as(office, Role.MANAGER)


@pytest.fixture
def other(office):
    return make_office(hostname="other.example", is_default=False, name_en="Other", name_cy="Arall")


def messages(client: Client, **filters) -> list[str]:
    """Return what the log says, the oldest first."""
    answer = client.get(reverse(INDEX), filters)
    assert answer.status_code == 200
    return [str(entry.message) for entry in reversed(answer.context["object_list"])]


def person_form(*groups, **changes) -> dict:
    return {
        "username": "elin",
        "first_name": "Elin",
        "last_name": "Rhys",
        "language": "cy",
        "email": "elin@secret.example",
        "roles": [group.pk for group in groups],
        "is_active": "on",
        **changes,
    }


def test_people_and_their_roles_are_logged_without_their_addresses(office, manager):
    manager.post(reverse("newsroom_people_add"), person_form(office.writers))
    elin = User.objects.get(username="elin")
    address = reverse("newsroom_person", args=[elin.pk])
    manager.post(address, person_form(office.writers, office.editors, email="new@secret.example"))
    manager.post(address, person_form(office.writers, office.editors, is_active=""))
    manager.post(address, person_form(office.writers, office.editors))

    told = messages(manager)

    assert "Roles: Writer" in told
    assert "Roles: Writer; now: Writer, Editor" in told
    assert told.index("May not log in any more") < told.index("May log in again")
    stored = str(list(ModelLogEntry.objects.values()))
    assert "secret.example" not in stored
    assert elin.password not in stored
    assert "secret.example" not in manager.get(reverse(INDEX)).text


def test_keys_webhooks_and_calendars_are_logged_without_their_secrets(office, manager):
    key = {"name": "The Echo", "site": office.site.pk, "contact": "", "scopes": ["read"]}
    made = manager.post(
        reverse("newsroom_partner_keys:add"), {**key, "limit_per_minute": "300", "expires_at": ""}
    )
    token = made.context["token"]
    row = PartnerKey.objects.get()
    manager.post(reverse("newsroom_partner_keys:delete", args=[row.pk]))
    endpoint = WebhookEndpoint.objects.create(
        site=office.site, name="The Cymro", url="https://partner.example/"
    )
    manager.post(reverse("newsroom_webhook", args=[endpoint.pk]), {"action": "rotate"})
    calendar = reverse("newsroom_calendar_subscriptions")
    address = manager.post(calendar, {"site": office.site.pk}).context["address"]
    manager.post(calendar, {"action": "end", "feed": CalendarFeed.objects.get().pk})

    told = messages(manager)

    for words in (
        *("Created", "Revoked the key", "Renewed the secret"),
        *("Made an address of the calendar", "Ended an address of the calendar"),
    ):
        assert words in told
    endpoint.refresh_from_db()
    text, stored = manager.get(reverse(INDEX)).text, str(list(ModelLogEntry.objects.values()))
    for secret in (token, endpoint.secret, address.split("/")[-1] or address.split("/")[-2]):
        assert secret
        assert secret not in text
        assert secret not in stored


def test_statements_settings_redirects_and_imports_are_logged(office, manager, tmp_path):
    page = make_statement(office, title="Bus to the hospital", live=False)
    page.save_revision(log_action=True)
    manager.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    settings = OfficeSettings.objects.get(site=office.site)
    settings.has_checking = True
    settings.save()
    data = {"old_path": "/mine", "redirect_page": office.homes["en"].pk, "is_permanent": "on"}
    manager.post(reverse("wagtailredirects:add"), {**data, "site": office.site.pk})
    (tmp_path / "a.html").write_text("<html><body><p>Nothing</p></body></html>")
    with pytest.raises(Exception, match="could not be imported"):
        call_command("import_archive", str(tmp_path), "--apply", verbosity=0)

    answer = manager.get(reverse(INDEX))
    told = {(entry.label, str(entry.message)) for entry in answer.context["object_list"]}

    assert ("Bus to the hospital", "Deleted") in told
    assert ("Mared Puw", "Switched the editors’ check on") in told
    assert any(message.startswith("Imported: 0 new") for _label, message in told)
    assert "/mine" in answer.text


def test_it_shows_nothing_of_another_office(office, other, manager):
    stranger = log_in_as(other, Role.MANAGER)
    theirs = make_statement(other, title="Their statement")
    log(instance=theirs, action="wagtail.publish", user=other.managers.user_set.get())
    log(instance=theirs, action="wagtail.delete", deleted=True)
    theirs.delete()
    log(instance=other.writers, action="wagtail.edit")
    mine = make_statement(office, title="My statement")
    PageLogEntry.objects.filter(action="wagtail.create").delete()
    log(instance=mine, action="wagtail.publish", user=office.managers.user_set.get())

    def labels(client: Client, **filters) -> set[str]:
        return {row.label for row in client.get(reverse(INDEX), filters).context["object_list"]}

    assert labels(manager) == {"My statement"}
    assert labels(stranger) == {"Their statement", "Other: writers"}
    text = manager.get(reverse(INDEX)).text
    assert other.managers.user_set.get().username not in text
    exported = manager.get(reverse(INDEX), {"export": "csv"})
    assert b"Their" not in b"".join(exported.streaming_content)


@pytest.mark.parametrize("role", [Role.WRITER, Role.TRANSLATOR, Role.EDITOR])
def test_only_managers_and_operators_read_it(office, admin_client, role):
    client = log_in_as(office, role)

    for name in (INDEX, f"{INDEX}_results"):
        assert client.get(reverse(name)).status_code == 302
        assert admin_client.get(reverse(name)).status_code == 200
    assert reverse(INDEX) not in client.get(reverse("wagtailadmin_home")).text


def test_it_is_filtered_and_exported(office, manager, language):
    user = office.managers.user_set.get()
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    page = make_statement(office, language=language, title="Y bws")
    PageLogEntry.objects.all().delete()
    log(instance=page, action="wagtail.publish", user=user)
    log(instance=page, action="wagtail.unpublish")

    assert len(messages(manager)) == 2
    assert len(messages(manager, action="wagtail.publish")) == 1
    assert len(messages(manager, user=user.pk)) == 1
    assert len(messages(manager, label="bws")) == 2
    assert messages(manager, label="trên") == []
    heading = {"en": "What was done", "cy": "Beth a wnaed"}[language]
    assert heading in manager.get(reverse(INDEX)).text
    answer = manager.get(reverse(INDEX), {"export": "csv"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert heading in rows[0]
    assert len(rows) == 3
    assert user.username in rows[2]
    spreadsheet = manager.get(reverse(INDEX), {"export": "xlsx"})
    assert spreadsheet.status_code == 200


def test_it_needs_as_many_queries_for_many_entries(office, manager, django_assert_max_num_queries):
    page = make_statement(office, title="Bus")
    manager.get(reverse(INDEX))

    def add(number: int) -> None:
        for _number in range(number):
            log(instance=page, action="wagtail.publish", user=office.managers.user_set.get())
            log(instance=office.writers, action="wagtail.edit")

    def count() -> int:
        with django_assert_max_num_queries(200) as queries:
            manager.get(reverse(INDEX))
        return len(queries)

    add(2)
    few = count()
    add(6)
    assert count() == few
    assert PageLogEntry.objects.filter(action="wagtail.publish").count() == 8
