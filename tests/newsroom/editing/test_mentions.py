"""A comment tells the people whom it mentions, each once and in their own language."""

import pytest
from django.contrib.auth import get_user_model
from wagtail.models import Comment, CommentReply, PageSubscription
from wagtail.users.models import UserProfile

from newsroom.editing.mail.mentions import mentioned
from tests.factories import make_office, make_statement


def person(group, username: str, *, language: str = "en", **fields):
    user = get_user_model().objects.create_user(
        username=username, email=f"{username}@example.org", **fields
    )
    user.groups.add(group)
    UserProfile.objects.create(user=user, preferred_language=language)
    return user


@pytest.fixture
def page(office):
    return make_statement(office, title="Harbour dues", live=False)


def comment(page, user, text: str) -> Comment:
    return Comment.objects.create(page=page, user=user, text=text, contentpath="title")


def test_each_person_is_told_once_in_their_language(
    office, page, mailoutbox, django_capture_on_commit_callbacks
):
    author = person(office.editors, "author")
    person(office.managers, "elin", language="cy", first_name="Elin")
    person(office.editors, "tom")

    with django_capture_on_commit_callbacks(execute=True):
        made = comment(page, author, "@elin, is this right? @Elin @author @nobody tom@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        made.text += " @tom"
        made.save()  # an old comment: nobody is told again

    [message] = mailoutbox
    assert message.to == ["elin@example.org"]
    assert message.subject == "Soniwyd amdanoch: “Harbour dues” (Saesneg), Mared Puw"
    assert "is this right?" in message.body
    assert f"/admin/pages/{page.pk}/edit/" in message.body


def test_nobody_else_is_told(office, page, mailoutbox, django_capture_on_commit_callbacks):
    other = make_office(hostname="o.example", is_default=False, name_en="Other", name_cy="Arall")
    author = person(office.editors, "author")
    person(other.managers, "stranger")
    person(office.editors, "gone", is_active=False)
    follower = person(office.editors, "follower")
    PageSubscription.objects.create(page=page, user=follower, comment_notifications=True)
    thread = person(office.editors, "thread")

    with django_capture_on_commit_callbacks(execute=True):
        made = comment(page, thread, "@stranger @gone @follower")
        CommentReply.objects.create(comment=made, user=author, text="@thread @stranger yes")

    assert mailoutbox == []


def test_a_reply_tells_those_who_are_not_in_the_thread(
    office, page, mailoutbox, django_capture_on_commit_callbacks
):
    author, thread = person(office.editors, "author"), person(office.editors, "thread")
    made = comment(page, thread, "A question")
    with django_capture_on_commit_callbacks(execute=True):
        CommentReply.objects.create(comment=made, user=thread, text="@author")
        person(office.editors, "asked")
        CommentReply.objects.create(comment=made, user=author, text="@asked.")
    assert [message.to for message in mailoutbox] == [["asked@example.org"]]


def test_a_first_name_of_two_people_names_nobody(office):
    first = person(office.editors, "a", first_name="Elin")
    second = person(office.editors, "b", first_name="Elin")

    assert mentioned("@elin", [first, second]) == []
    assert mentioned("@a and @b", [first, second]) == [first, second]
