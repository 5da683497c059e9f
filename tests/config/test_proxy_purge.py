"""Which hosts a change of public content purges in nginx's cache."""

import datetime
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.contrib.frontend_cache.utils import purge_url_from_cache
from wagtail.models import Site

from config.http import proxy_purge
from config.http.nginx_cache import KEPT_SECONDS, NginxBackend
from config.http.proxy_purge import purge_changed
from home.models import OfficeSettings
from newsroom.models import Category
from tests.factories import make_office, make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path, settings) -> Path:
    """The folder through which nginx is purged."""
    path = tmp_path / "proxy"
    settings.WAGTAILFRONTENDCACHE = {
        "nginx": {"BACKEND": "config.http.nginx_cache.NginxBackend", "FOLDER": str(path)}
    }
    proxy_purge.forget_seen()
    return path


@pytest.fixture
def other(office):
    """A second office."""
    return make_office(hostname="other.example", is_default=False, name_en="Other")


def generations(folder: Path) -> dict[str, str]:
    """Return the generation of each host, as nginx resolves it."""
    links = [folder / "all", *(folder / "hosts").iterdir()]
    return {link.name: link.resolve(strict=True).name for link in links}


def renewed(folder: Path, before: dict[str, str]) -> set[str]:
    """Return the hosts whose generation is another one than before."""
    after = generations(folder)
    return {host for host in after if after[host] != before.get(host)}


def test_the_first_call_gives_each_host_a_generation(office, other, folder):
    assert "other.example" in purge_changed()

    assert set(generations(folder)) == {"all", office.site.hostname, "other.example"}


def test_a_publication_purges_its_office_only(office, other, folder, language):
    purge_changed()
    before = generations(folder)

    make_statement(office, language=language, publish=True)

    assert purge_changed() == f"purged {office.site.hostname}"
    assert renewed(folder, before) == {"all", office.site.hostname}


def test_a_withdrawal_purges_its_office(office, other, folder, language):
    page = make_statement(other, language=language, publish=True)
    purge_changed()
    before = generations(folder)

    page.unpublish()
    purge_changed()

    assert renewed(folder, before) == {"all", "other.example"}


def test_a_term_and_the_settings_of_an_office_purge_it(office, other, folder):
    purge_changed()
    category = Category.objects.filter(site=other.site).first()
    category.name = "Renamed"
    settings = OfficeSettings.objects.get(site=other.site)
    for changed in (category, settings):
        before = generations(folder)
        changed.save()
        purge_changed()
        assert renewed(folder, before) == {"all", "other.example"}


def test_a_draft_purges_nothing(office, folder, language):
    page = make_statement(office, language=language, publish=True)
    purge_changed()
    before = generations(folder)

    page.title = "Not yet"
    page.save_revision()

    assert purge_changed() == ""
    assert renewed(folder, before) == set()


def test_a_new_office_has_a_generation_and_a_deleted_one_has_none(office, folder):
    purge_changed()
    made = make_office(hostname="new.example", is_default=False, name_en="New")
    purge_changed()
    assert "new.example" in generations(folder)

    Site.objects.get(pk=made.site.pk).delete()
    purge_changed()

    assert "new.example" not in generations(folder)


def test_a_date_that_passes_purges_without_a_change(office, folder, language):
    now = datetime.datetime(2026, 6, 16, 9, tzinfo=datetime.UTC)
    with time_machine.travel(now, tick=False) as clock:
        soon = now + datetime.timedelta(minutes=5)
        make_statement(office, language=language, publish=True, expire_at=soon)
        purge_changed()
        before = generations(folder)
        clock.shift(datetime.timedelta(minutes=4))
        assert purge_changed() == ""

        clock.shift(datetime.timedelta(minutes=2))
        purge_changed()

    assert office.site.hostname in renewed(folder, before)


def test_a_full_hour_purges_nothing(office, folder, language):
    """Otherwise no page would be readable after it while the web server is away."""
    now = datetime.datetime(2026, 6, 16, 9, 59, tzinfo=datetime.UTC)
    with time_machine.travel(now, tick=False) as clock:
        make_statement(office, language=language, publish=True)
        purge_changed()
        clock.shift(datetime.timedelta(minutes=2))
        assert purge_changed() == ""


def test_another_process_purges_only_what_changed_since(office, other, folder):
    purge_changed()
    make_statement(office, publish=True)
    before = generations(folder)
    proxy_purge.forget_seen()  # as a process that has just started

    purge_changed()

    assert renewed(folder, before) == {"all", office.site.hostname}


def test_a_call_without_a_change_costs_one_query(office, folder, django_assert_num_queries):
    purge_changed()

    with django_assert_num_queries(1):
        assert purge_changed() == ""


def test_a_folder_that_was_emptied_is_filled_again(office, folder):
    purge_changed()
    (folder / "states.json").unlink()

    assert office.site.hostname in purge_changed()


def test_a_damaged_file_of_states_purges_everything(office, folder):
    purge_changed()
    (folder / "states.json").write_text("{")
    proxy_purge.forget_seen()

    assert office.site.hostname in purge_changed()


def test_nothing_is_done_without_a_proxy(office, settings, django_assert_num_queries):
    settings.WAGTAILFRONTENDCACHE = {}

    with django_assert_num_queries(0):
        assert purge_changed() == ""


def test_the_command_purges_where_there_is_no_worker(office, folder, settings, capsys):
    call_command("purge_proxy", "--once")

    assert office.site.hostname in generations(folder)
    assert office.site.hostname in capsys.readouterr().out
    settings.WAGTAILFRONTENDCACHE = {}
    with pytest.raises(CommandError, match="PROXY_PURGE"):
        call_command("purge_proxy", "--once")


def test_a_request_that_changes_something_purges_before_it_is_answered(
    office, folder, language, admin_client
):
    page = make_statement(office, language=language, publish=True)
    purge_changed()
    before = generations(folder)

    answer = admin_client.post(f"/admin/pages/{page.pk}/unpublish/")
    assert answer.status_code == 302, answer.content

    assert office.site.hostname in renewed(folder, before)


def test_a_folder_that_cannot_be_written_does_not_fail_the_request(
    office, tmp_path, settings, caplog
):
    blocked = tmp_path / "file"
    blocked.write_text("")
    settings.WAGTAILFRONTENDCACHE = {
        "nginx": {"BACKEND": "config.http.nginx_cache.NginxBackend", "FOLDER": str(blocked)}
    }

    assert Client().post("/").status_code == 200

    assert "could not be purged" in caplog.text


def test_wagtail_s_front_end_cache_module_purges_an_address(folder):
    purge_url_from_cache("https://www.example.wales/news/")
    before = generations(folder)
    purge_url_from_cache("https://www.example.wales/cy/newyddion/")

    assert renewed(folder, before) == {"all", "www.example.wales"}


@pytest.mark.parametrize("url", ["https://../x", "https:///x", "https://a/../../b", "x"])
def test_a_strange_address_makes_no_strange_link(folder, url):
    NginxBackend({"FOLDER": str(folder)}).purge(url)

    assert set(generations(folder)) <= {"all", "a"}


def test_old_generations_are_removed_but_not_at_once(folder):
    backend = NginxBackend({"FOLDER": str(folder)})
    with time_machine.travel(datetime.datetime.now(datetime.UTC)) as clock:
        for _ in range(5):
            backend.purge("https://www.example.wales/")
        assert len(list((folder / "generations").iterdir())) == 10
        clock.shift(KEPT_SECONDS + 5)
        backend.purge("https://www.example.wales/")

    assert len(list((folder / "generations").iterdir())) == 2


def test_links_are_relative_so_that_a_container_may_have_another_path(folder, tmp_path):
    NginxBackend({"FOLDER": str(folder)}).purge("https://www.example.wales/")
    folder.rename(tmp_path / "elsewhere")

    assert set(generations(tmp_path / "elsewhere")) == {"all", "www.example.wales"}
