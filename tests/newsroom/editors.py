"""Log-in as an editor, and the data of an editor's form, for tests."""

from django.contrib.auth import get_user_model
from django.test import Client
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from home.offices.provisioning import Office
from newsroom.models import ArticlePage, Role


def log_in(office: Office, *, name: str = "approver", approves: bool = True) -> Client:
    """Return a client that is logged in as an approver or an editor of the office."""
    user = get_user_model().objects.create_user(username=f"{name}-{office.site.pk}")
    user.groups.add(office.managers if approves else office.editors)
    client = Client()
    client.force_login(user)
    return client


def log_in_as(office: Office, role: Role) -> Client:
    """Return a client that is logged in as a new person of the office with one role."""
    user = get_user_model().objects.create_user(
        username=f"{role}-{office.site.pk}", email=f"{role}@office.example"
    )
    user.groups.add(office.groups[role])
    client = Client()
    client.force_login(user)
    return client


def statement_form(page: ArticlePage | None = None, **changes) -> dict:
    """Return the form data of a statement with one paragraph."""
    data = {
        "title": page.title if page else "A new statement",
        "slug": page.slug if page else "a-new-statement",
        "date": "2026-06-16",
        "summary": "",
        "lead_image": "",
        "lead_image_alt": "",
        "lead_image_caption": "",
        "lead_image_credit": "",
        "title_capitals": "",
        "body": streamfield([("paragraph", rich_text("<p>Words</p>"))]),
        "article_topics": {
            "TOTAL_FORMS": 0,
            "INITIAL_FORMS": 0,
            "MIN_NUM_FORMS": 0,
            "MAX_NUM_FORMS": 1000,
        },
        "comments": {
            "TOTAL_FORMS": 0,
            "INITIAL_FORMS": 0,
            "MIN_NUM_FORMS": 0,
            "MAX_NUM_FORMS": 1000,
        },
        "source_url": "",
        "source_captured_at": "",
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
    }
    topics = data["article_topics"]
    flat = {f"article_topics-{key}": value for key, value in topics.items()}
    comments = {f"comments-{key}": value for key, value in data.pop("comments").items()}
    data.pop("article_topics")
    return nested_form_data({**data, **changes}) | flat | comments
