"""A link opens its draft for the outside front end and nothing else."""

import datetime
import json
import logging
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import GroupPagePermission, PageViewRestriction

from config.logs import logging_settings
from home.models import StandardPage
from newsroom.caching import state_token
from newsroom.models import ArticleTopic, DraftPreview, FrontEnd, Topic
from newsroom.publishing import draft_links
from tests.factories import make_office, make_statement
from tests.newsroom.partners.api.conftest import is_refused, token_in


def test_a_draft_has_the_shape_of_a_public_statement(ask, office, editor, front_end, language):
    locale = office.indexes[language].locale
    topic = Topic.objects.create(site=office.site, locale=locale, name="Rivers", slug="rivers")
    page = make_statement(
        office, language=language, publish=True, categories=office.categories[language][:1]
    )
    ArticleTopic.objects.create(page=page, topic=topic)
    page.refresh_from_db()
    public = ask(f"statements/{page.pk}/").document
    token = token_in(draft_links.create_link(page, user=editor).url)
    assert ask("preview/", token=token).document == public


def test_a_draft_shows_unpublished_edits(ask, office, editor, front_end, language):
    page = make_statement(office, language=language, title="Public", publish=True)
    draft = page.get_latest_revision_as_object()
    draft.title = "Changed"
    draft.slug = "changed"
    draft.body = [("paragraph", "<p>New words</p>")]
    draft.categories = office.categories[language][1:2]
    draft.save_revision()
    token = token_in(draft_links.create_link(page, user=editor).url)
    document = ask("preview/", token=token).document
    assert document["title"] == "Changed"
    assert document["html_path"].endswith("/changed/")
    assert document["body"]["html"] == "<p>New words</p>"
    assert [row["id"] for row in document["categories"]] == [office.categories[language][1].pk]
    assert ask(f"statements/{page.pk}/").document["title"] == "Public"


@pytest.mark.parametrize("kind", ["home", "news_index", "standard"])
def test_pages_other_than_statements_are_previewed(ask, office, editor, front_end, language, kind):
    home = office.homes[language]
    page = {"home": home, "news_index": office.indexes[language]}.get(kind)
    if page is None:
        page = StandardPage(title="About", slug="about", locale=home.locale, live=False)
        page.body = [("paragraph", "<p>About the member</p>")]
        home.add_child(instance=page)
    page.introduction = "Not yet public"
    page.save_revision()
    reply = ask("preview/", token=token_in(draft_links.create_link(page, user=editor).url))
    assert reply.status == 200
    assert reply.document["type"] == kind
    assert reply.document["introduction"] == "Not yet public"
    assert "body" in reply.document


def test_a_link_goes_to_the_front_end_of_the_site(draft, editor):
    parts = urlsplit(draft_links.create_link(draft, user=editor).url)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://front.example.wales/draft"
    assert parse_qs(parts.query)["from"] == ["lectern"]


@pytest.mark.parametrize("as_header", [True, False])
def test_a_draft_is_neither_cached_nor_indexed(client, token, as_header):
    client.logout()
    if as_header:
        headers = {"Authorization": f"Bearer {token}"}
        reply = client.get("/api/v1/preview/", headers=headers)
        refused = client.get("/api/v1/preview/", headers={"Authorization": "Bearer x"})
    else:
        reply = client.get("/api/v1/preview/", {"token": token})
        refused = client.get("/api/v1/preview/", {"token": "x"})
    assert reply.status_code == 200
    assert refused.status_code == 401
    for answer in (reply, refused):
        directives = {part.strip() for part in answer.headers["Cache-Control"].split(",")}
        assert directives == {"private", "no-store"}
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "ETag" not in answer.headers
        assert "Last-Modified" not in answer.headers


@pytest.mark.parametrize("language", ["en"])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: "",
        lambda token: "nonsense",
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: "x" + token,
        lambda token: token.replace(":", ""),
        lambda token: "é" + token,
    ],
)
def test_a_forged_token_is_refused(ask, token, spoil, language):
    reply = ask("preview/", token="")
    assert is_refused(reply)
    assert is_refused(ask(f"preview/?token={spoil(token)}"))


def test_a_token_expires(ask, token, settings, draft):
    assert ask("preview/", token=token).status == 200
    DraftPreview.objects.update(expires_at=timezone.now())
    assert is_refused(ask("preview/", token=token))


def test_the_signature_expires_without_the_database_row(ask, token):
    later = timezone.now() + draft_links.validity() + datetime.timedelta(seconds=5)
    DraftPreview.objects.update(expires_at=later + datetime.timedelta(days=1))
    with time_machine.travel(later, tick=False):
        assert is_refused(ask("preview/", token=token))


def test_a_new_secret_key_invalidates_all_links(ask, token, settings):
    settings.SECRET_KEY = "s" * 60
    assert is_refused(ask("preview/", token=token))


def test_a_token_of_one_page_never_opens_another(ask, token, draft, editor, office, language):
    from django.core import signing

    other = make_statement(office, language=language, title="Other", live=False)
    other.save_revision()
    row = draft_links.create_link(other, user=editor).preview
    own = DraftPreview.objects.get(page_id=draft.pk)
    for parts in (
        [row.pk, draft.pk, row.site_id, row.key],
        [row.pk, other.pk, row.site_id, own.key],
        [own.pk, other.pk, own.site_id, own.key],
        [row.pk, other.pk, row.site_id],
        {"pk": row.pk},
    ):
        forged = signing.dumps(parts, salt=draft_links.SALT)
        assert is_refused(ask("preview/", token=forged))
    foreign = signing.dumps([row.pk, other.pk, row.site_id, row.key], salt="elsewhere")
    assert is_refused(ask("preview/", token=foreign))
    assert ask("preview/", token=token).document["id"] == draft.pk


def test_a_token_is_refused_at_another_site(client, token):
    make_office(hostname="other.example.wales", is_default=False, name_en="Other")
    state_token.renew()
    headers = {"host": "other.example.wales"}
    answer = client.get("/api/v1/preview/", {"token": token}, headers=headers)
    assert answer.status_code == 401
    assert "canarydraft" not in answer.text


@pytest.mark.parametrize(
    "change",
    [
        lambda draft, user: draft.delete(),
        lambda draft, user: PageViewRestriction.objects.create(
            page=draft, restriction_type="login"
        ),
        lambda draft, user: type(user).objects.filter(pk=user.pk).update(is_active=False),
        lambda draft, user: user.groups.clear(),
        lambda draft, user: user.delete(),
        lambda draft, user: GroupPagePermission.objects.all().delete(),
        lambda draft, user: FrontEnd.objects.update(preview_address=""),
        lambda draft, user: draft_links.valid_links(draft).delete(),
    ],
    ids=[
        *("deleted", "restricted", "maker inactive", "maker without rights", "maker deleted"),
        *("rights gone", "no front end", "revoked"),
    ],
)
def test_later_events_invalidate_a_link(ask, token, draft, editor, change):
    assert ask("preview/", token=token).status == 200
    change(draft, editor)
    state_token.renew()
    reply = ask("preview/", token=token)
    assert is_refused(reply)
    assert "canarydraft" not in reply.text


def test_a_new_front_end_address_invalidates_links(ask, token, front_end):
    front_end.preview_address = "https://elsewhere.example.wales/"
    front_end.save()
    assert not DraftPreview.objects.exists()
    assert is_refused(ask("preview/", token=token))


def test_a_partner_key_opens_no_draft(ask, office, draft):
    from tests.newsroom.partners.api.conftest import make_key

    _key, secret = make_key(office)
    assert is_refused(ask("preview/", token=secret))


def test_wrong_tokens_are_rate_limited(ask, draft, settings):
    settings.API_REQUESTS_PER_MINUTE = 3
    statuses = [ask("preview/", token="guess").status for _ in range(5)]
    assert statuses == [401, 401, 401, 429, 429]


def test_a_previewed_draft_is_in_no_list(ask, token):
    state_token.renew()
    for address in ("statements/", "pages/", "changes/", "search/?q=canarydraft"):
        reply = ask(address)
        items = reply.document["items"] if reply.status == 200 else []
        assert "canarydraft" not in json.dumps(items)


@pytest.mark.parametrize(
    "address",
    [
        *("http://front.example.wales/", "https://", "ftp://front.example.wales/", "/draft"),
        *("https://me:secret@front.example.wales/", "https://front.example.wales/#there"),
        *("https://front.example.wales; script-src *", "https://front.example/?token=1"),
        *("javascript:alert(1)", "https://front.example.wales:99999999/"),
    ],
)
def test_an_unsafe_front_end_address_is_refused(office, address):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        FrontEnd(site=office.site, preview_address=address).full_clean()


@pytest.mark.parametrize(
    "address",
    [
        *("https://front.example.wales/draft", "http://localhost:3000/", "http://127.0.0.1:3000"),
        *("http://[::1]:3000/draft", "https://front.example.wales:8443/?page=draft", ""),
    ],
)
def test_a_safe_front_end_address_is_accepted(office, address):
    FrontEnd(site=office.site, preview_address=address).full_clean()


def test_the_worker_deletes_expired_links(token):
    assert draft_links.prune_previews() == ""
    DraftPreview.objects.update(expires_at=timezone.now())
    assert draft_links.prune_previews() == "1 previews deleted"
    assert not DraftPreview.objects.exists()


@pytest.mark.parametrize("as_json", [True, False])
def test_no_token_is_logged(as_json):
    wanted = logging_settings(as_json=as_json, level="INFO")["formatters"]["structured"]
    formatter = wanted["()"](**{name: value for name, value in wanted.items() if name != "()"})
    record = logging.LogRecord(
        *("django.server", logging.INFO, "", 0),
        *('"%s" %s', ("GET /api/v1/preview/?token=SECRET:1x:abc&a=1 HTTP/1.1", 200), None),
    )
    line = formatter.format(record)
    assert "SECRET" not in line
    assert "/api/v1/preview/?[hidden]" in line
