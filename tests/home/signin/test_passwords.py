"""New passwords: guessable, common and breached ones are refused without asking anybody."""

import hashlib
import random

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext, override

from home.checks import check_log_in
from home.models import User
from home.signin.password_strength import is_listed
from tests.home.signin.people import PASSWORD, log_in, make_person

GOOD = ["a long sentence that nobody guesses", "cragen pedol lleuad menyn", "x8Kq-Vr2w-Lm5t"]
BAD = [
    *("password1234", "Password12345!", "qwertyuiop12", "liverpool2024", "P@ssw0rdP@ssw0rd"),
    *("aaaaaaaaaaaaaaaa", "abcdefghijkl", "july1984july1984", "1234567890123"),
]


@pytest.mark.parametrize("password", GOOD)
def test_several_words_or_many_signs_are_accepted(password):
    validate_password(password, User(username="nia"))


@pytest.mark.parametrize("password", BAD)
def test_what_can_be_guessed_is_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password)


def test_the_persons_own_names_are_guessed():
    user = User(username="nia", first_name="Gwenllian", last_name="Tudurbach")
    with pytest.raises(ValidationError):
        validate_password("GwenllianTudurbach", user)


def test_a_very_long_password_is_judged_quickly():
    validate_password("a long sentence that nobody guesses " * 100)


@pytest.fixture
def breached(tmp_path, settings):
    """A list with a good password and two thousand others."""
    passwords = [GOOD[0], *(str(random.random()) for _number in range(2_000))]
    hashes = sorted(
        hashlib.sha1(each.encode(), usedforsecurity=False).hexdigest().upper() for each in passwords
    )
    path = tmp_path / "breached.txt"
    path.write_text("".join(f"{each}:{number}\r\n" for number, each in enumerate(hashes)))
    settings.BREACH_LIST = str(path)
    return path, passwords


def test_every_password_of_the_operators_list_is_found_and_no_other(breached):
    path, passwords = breached
    assert all(is_listed(each, path=path) for each in passwords)
    assert not any(is_listed(f"{each} not", path=path) for each in passwords)
    path.write_text("")
    assert not is_listed(GOOD[0], path=path)


def test_the_form_says_so_in_both_languages(breached, office, client, language):
    person = make_person(group=office.editors)
    log_in(client)
    form = {
        "password-old_password": PASSWORD,
        "password-new_password1": GOOD[0],
        "password-new_password2": GOOD[0],
    }
    with override(language):
        with pytest.raises(ValidationError) as refusal:
            validate_password(GOOD[0], person)
        wanted = gettext("This password is on a list of stolen passwords. Choose another one.")
        assert refusal.value.messages == [wanted]
    client.post(reverse("wagtailadmin_account"), form)
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_list_that_cannot_be_read_is_reported(settings, tmp_path):
    settings.SECOND_FACTOR = "publishers"
    assert check_log_in(None) == []
    settings.BREACH_LIST = str(tmp_path / "missing")
    assert [each.id for each in check_log_in(None)] == ["home.E003"]
    (tmp_path / "missing").write_text("not a list\n")
    assert [each.id for each in check_log_in(None)] == ["home.E003"]
