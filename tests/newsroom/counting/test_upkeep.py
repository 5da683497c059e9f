"""Counting by the worker while editors of two offices work."""

import datetime
import random

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsroom.counting import upkeep
from newsroom.counting.changes import read_changes
from newsroom.counting.contributions import CountKey, current_contributions, differences
from newsroom.models import ArticlePage, CountedStatement, ListCount, StatementToCount
from newsroom.worker.jobs import registered_jobs
from tests.factories import make_office, make_statement
from tests.newsroom.partners.changes.editors import Editor, run_worker
from tests.property_tests import examples


def counts_read() -> dict[CountKey, int]:
    """Return all stored counts with the differences that a reader adds."""
    changes = read_changes(now=timezone.now())
    assert changes is not None
    found = {
        CountKey(*row[:-1]): row[-1]
        for row in ListCount.objects.values_list(*CountKey._fields, "number")
    }
    for key, number in changes.differences.items():
        found[key] = found.get(key, 0) + number
    return {key: number for key, number in found.items() if number}


def counts_now() -> dict[CountKey, int]:
    """Count everything afresh."""
    ids = ArticlePage.objects.values_list("pk", flat=True)
    return dict(differences({}, current_contributions(ids, now=timezone.now())))


@pytest.mark.property
@settings(
    max_examples=examples(6),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 10**6), countings=st.sets(st.integers(0, 11)))
def test_counts_equal_fresh_ones_after_random_editing(office, seed, countings):
    with transaction.atomic(), time_machine.travel(timezone.now(), tick=False) as clock:
        second = make_office(
            hostname="second.example", is_default=False, name_en="Second", name_cy="Ail"
        )
        editor = Editor(offices=[office, second], dice=random.Random(seed))
        upkeep.count_changes()
        for step in range(12):
            editor.act()
            clock.shift(datetime.timedelta(seconds=editor.dice.randrange(40)))
            if editor.dice.random() < 0.2:
                run_worker()
            if step in countings:
                upkeep.count_changes()
        assert counts_read() == counts_now(), editor.done
        upkeep.count_changes()
        assert not StatementToCount.objects.exists()
        assert counts_read() == counts_now(), editor.done
        assert upkeep.reconcile() == "", editor.done
        transaction.set_rollback(True)


def test_the_first_counting_counts_all(office, language):
    page = make_statement(office, language=language, publish=True)
    assert read_changes(now=timezone.now()) is None

    assert "first time" in upkeep.count_changes()

    assert counts_read() == counts_now()
    assert CountedStatement.objects.filter(pk=page.pk).exists()


def test_large_numbers_are_counted_in_batches(office, language, monkeypatch):
    monkeypatch.setattr(upkeep, "BATCH", 2)
    for number in range(5):
        make_statement(office, language=language, title=f"Statement {number}", publish=True)

    upkeep.count_changes()
    ArticlePage.objects.child_of(office.indexes[language]).first().unpublish()
    upkeep.count_changes()

    assert counts_read() == counts_now()
    assert upkeep.reconcile() == ""


def test_a_deleted_statement_leaves_no_row(office, language):
    page = make_statement(office, language=language, publish=True)
    upkeep.count_changes()
    number = page.pk

    page.delete()
    upkeep.count_changes()

    assert not CountedStatement.objects.filter(pk=number).exists()


def test_a_failed_counting_changes_nothing(office, language):
    page = make_statement(office, language=language, publish=True)
    upkeep.count_changes()
    before = list(ListCount.objects.order_by("pk").values())
    page.unpublish()
    CountedStatement.objects.filter(pk=page.pk).update(contribution="no JSON")

    with pytest.raises(ValueError, match="Expecting value"):
        upkeep.count_changes()

    assert list(ListCount.objects.order_by("pk").values()) == before
    assert StatementToCount.objects.filter(page_id=page.pk).exists()


def test_the_worker_counts_every_few_seconds():
    job = next(job for job in registered_jobs() if job.name == "counts")

    assert job.every <= datetime.timedelta(seconds=10)
    assert job.run == upkeep.count_changes
