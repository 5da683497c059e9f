"""The guide on the first page says what the person can do, once, in their language."""

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

from tests.newsroom.editors import log_in

HEADINGS = {"en": "What you can do here", "cy": "Beth allwch chi ei wneud yma"}
HOME = "wagtailadmin_home"


@pytest.mark.parametrize("approves", [True, False])
def test_the_guide_names_what_the_role_can_do_until_it_is_put_away(office, language, approves):
    client = log_in(office, approves=approves)
    profile = UserProfile.get_for_user(
        (office.managers if approves else office.editors).user_set.get()
    )
    profile.preferred_language = language
    profile.save()

    text = client.get(reverse(HOME)).text

    assert HEADINGS[language] in text
    assert (reverse("newsroom_people") in text) == approves
    assert reverse("newsroom_languages_report") in text
    client.post(reverse("newsroom_dismiss_guide"))
    assert HEADINGS[language] not in client.get(reverse(HOME)).text


def test_an_operator_is_not_guided(office, admin_client):
    assert HEADINGS["en"] not in admin_client.get(reverse(HOME)).text
