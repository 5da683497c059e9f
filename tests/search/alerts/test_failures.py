"""Failures while digests are sent: none is lost, and none sent without need."""

import datetime
import smtplib

import pytest
import time_machine
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from search.alerts import digests, emails
from search.alerts.delivery import MailUnavailableError
from search.alerts.subscriptions import delete_expired
from search.engines.base import EngineUnavailableError
from search.models.alerts import SavedSearch
from search.querying.answers import SearchUnavailableError
from tests.factories import make_statement
from tests.search.alerts.subscriptions import follow, only_embedded, send, settle

DAY = datetime.timedelta(days=1)


class Server(EmailBackend):
    """A mail server that raises the errors in `failures`, by address."""

    failures: dict[str, Exception] = {}

    def send_messages(self, messages):
        for message in messages:
            error = self.failures.get(message.to[0]) or self.failures.get("*")
            if error is not None:
                raise error
        return super().send_messages(messages)


@pytest.fixture
def server(settings):
    """The failures of a mail server, by address, "*" for all."""
    settings.EMAIL_BACKEND = f"{Server.__module__}.Server"
    Server.failures = {}
    yield Server.failures
    Server.failures = {}


def refused(address: str, code: int) -> smtplib.SMTPRecipientsRefused:
    return smtplib.SMTPRecipientsRefused({address: (code, f"{address} no".encode())})


@only_embedded
def test_without_an_engine_no_digest_is_lost(office, engine, mailoutbox, monkeypatch):
    saved = follow(office)
    make_statement(office, title="rail")
    settle()
    with monkeypatch.context() as patched:

        def fail(*args, **kwargs):
            raise EngineUnavailableError("gone")

        patched.setattr(type(engine), "search", fail)
        with pytest.raises(SearchUnavailableError):
            digests.run()
    assert mailoutbox == []
    assert SavedSearch.objects.get().next_digest_at == saved.next_digest_at

    digests.run()

    assert len(mailoutbox) == 1


@only_embedded
def test_a_failing_address_does_not_stop_the_others(office, engine, mailoutbox, server, caplog):
    for name in ("a", "b", "c"):
        follow(office, email=f"{name}@example.org")
    make_statement(office, title="rail")
    server["b@example.org"] = refused("b@example.org", 450)

    send()

    assert [message.to[0] for message in mailoutbox] == ["a@example.org", "c@example.org"]
    failed = SavedSearch.objects.get(email="b@example.org")
    assert failed.failures == 1
    assert failed.last_error == "SMTPRecipientsRefused 450"
    assert failed.next_digest_at > timezone.now()
    assert "example.org" not in caplog.text + failed.last_error

    del server["b@example.org"]
    send()
    assert mailoutbox[-1].to == ["b@example.org"]
    assert SavedSearch.objects.get(email="b@example.org").failures == 0


@only_embedded
def test_a_digest_that_cannot_be_made_does_not_stop_the_others(
    office, engine, mailoutbox, monkeypatch
):
    for name in ("a", "b"):
        follow(office, email=f"{name}@example.org")
    make_statement(office, title="rail")
    make = emails.digest_email

    def broken(saved, **kwargs):
        if saved.email == "a@example.org":
            raise ValueError(saved.email)
        return make(saved, **kwargs)

    monkeypatch.setattr(digests, "digest_email", broken)
    send()

    assert [message.to[0] for message in mailoutbox] == ["b@example.org"]
    assert SavedSearch.objects.get(email="a@example.org").last_error == "ValueError"


@only_embedded
def test_an_address_that_keeps_refusing_is_disabled_and_deleted(office, engine, mailoutbox, server):
    follow(office, email="gone@example.org")
    make_statement(office, title="rail")
    server["gone@example.org"] = refused("gone@example.org", 550)

    for _day in range(5):
        send()

    saved = SavedSearch.objects.get()
    assert saved.refusals == digests.MAX_REFUSALS
    assert not saved.is_active
    assert mailoutbox == []
    SavedSearch.objects.update(disabled_at=timezone.now() - 31 * DAY)
    delete_expired()
    assert not SavedSearch.objects.exists()


@only_embedded
@pytest.mark.parametrize(
    "error", [ConnectionRefusedError(), smtplib.SMTPAuthenticationError(535, b"no"), TimeoutError()]
)
def test_without_a_mail_server_all_digests_wait(office, engine, mailoutbox, server, error):
    for name in ("a", "b"):
        follow(office, email=f"{name}@example.org")
    make_statement(office, title="rail")
    server["*"] = error

    with pytest.raises(MailUnavailableError):
        send()
    assert not SavedSearch.objects.filter(failures__gt=0).exists()
    assert digests.due_alerts().count() == 2

    server.clear()
    digests.run()
    assert len(mailoutbox) == 2


@only_embedded
def test_a_worker_that_dies_while_sending_repeats_one_e_mail(
    office, engine, mailoutbox, monkeypatch
):
    """The statement is not lost, and the repeated e-mail has the same Message-ID."""
    follow(office)
    make_statement(office, title="rail")
    settle()

    class Died(BaseException):
        pass

    def die(*args, **kwargs):
        raise Died

    with monkeypatch.context() as patched:
        patched.setattr(digests, "_mark_done", die)
        with pytest.raises(Died):
            digests.run()
    digests.run()
    assert len(mailoutbox) == 1  # held by whoever was sending
    with time_machine.travel(timezone.now() + digests.LEASE, tick=True):
        digests.run()

    first, second = mailoutbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


@only_embedded
def test_a_digest_claimed_by_another_worker_is_skipped(office, engine, mailoutbox):
    saved = follow(office)

    assert digests._claim(saved.pk, due_at=saved.next_digest_at)
    assert not digests._claim(saved.pk, due_at=saved.next_digest_at)


@only_embedded
def test_a_reader_who_unsubscribes_during_a_run_gets_nothing(
    office, engine, mailoutbox, monkeypatch
):
    for name in ("a", "b"):
        follow(office, email=f"{name}@example.org")
    make_statement(office, title="rail")
    send_it = digests.MailConnection.send

    def leave(post, message):
        send_it(post, message)
        SavedSearch.objects.filter(email="b@example.org").delete()

    monkeypatch.setattr(digests.MailConnection, "send", leave)
    send()

    assert [message.to[0] for message in mailoutbox] == ["a@example.org"]
    assert SavedSearch.objects.count() == 1
