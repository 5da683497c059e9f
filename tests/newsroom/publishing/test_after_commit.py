"""Calls after the commit, with all pages of the transaction."""

import pytest
from django.db import transaction

from newsroom.publishing.after_commit import call_after_commit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def calls() -> list[list[int]]:
    return []


def test_pages_of_a_transaction_come_in_one_call(calls):
    record = calls.append
    with transaction.atomic():
        call_after_commit(record, [2])
        with transaction.atomic():
            call_after_commit(record, [1, 2])
        assert calls == []

    assert calls == [[1, 2]]


def test_without_a_transaction_the_call_comes_at_once(calls):
    call_after_commit(calls.append, [1])

    assert calls == [[1]]


def test_a_rolled_back_savepoint_does_not_lose_later_pages(calls):
    record = calls.append
    with transaction.atomic():
        with transaction.atomic():
            call_after_commit(record, [1])
            transaction.set_rollback(True)
        call_after_commit(record, [2])

    assert calls == [[2]]


def test_each_function_gets_its_own_call(calls):
    others: list[list[int]] = []
    first, second = calls.append, others.append
    with transaction.atomic():
        call_after_commit(first, [1])
        call_after_commit(second, [2])

    assert (calls, others) == ([[1]], [[2]])


def test_a_rolled_back_transaction_calls_nothing(calls):
    with transaction.atomic():
        call_after_commit(calls.append, [1])
        transaction.set_rollback(True)

    assert calls == []
