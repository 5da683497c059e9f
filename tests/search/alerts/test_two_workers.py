"""Two workers at once send each e-mail once."""

import threading

import pytest
from django.core import mail
from django.db import connections

from search.alerts import confirmations, digests
from search.models.alerts import SavedSearch
from tests.factories import make_office, make_statement
from tests.search.alerts.subscriptions import follow, make_all_due, settle

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("engine", ["embedded"], indirect=True),
]
READERS = 60


def run_twice(work) -> None:
    """Run a job in two threads at the same time."""
    begin, troubles = threading.Barrier(2), []

    def run() -> None:
        try:
            begin.wait(timeout=20)
            work()
        except Exception as error:
            troubles.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert troubles == []


def test_each_digest_is_sent_once(transactional_db, engine):
    office = make_office()
    for number in range(READERS):
        follow(office, email=f"r{number}@example.org")
    make_statement(office, title="rail")
    settle()
    make_all_due()
    mail.outbox = []

    run_twice(digests.run)

    assert sorted(message.to[0] for message in mail.outbox) == sorted(
        f"r{number}@example.org" for number in range(READERS)
    )
    assert not digests.due_alerts().exists()


def test_each_confirmation_is_sent_once(transactional_db, engine):
    office = make_office()
    for number in range(READERS):
        follow(office, email=f"r{number}@example.org", confirmed_at=None)
    SavedSearch.objects.update(letter_due_at=SavedSearch.objects.first().asked_at)
    mail.outbox = []

    run_twice(confirmations.run)

    assert len(mail.outbox) == len({message.to[0] for message in mail.outbox}) == READERS
    assert not SavedSearch.objects.filter(letter_due_at__isnull=False).exists()
