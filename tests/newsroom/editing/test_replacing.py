"""Find and replace: what is found, what is changed, what stays, and undoing it."""

import json
import re

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from newsroom.blocks.base import ExampleObjects
from newsroom.blocks.body import BLOCK_TYPES
from newsroom.editing.replacing.search_term import SearchTerm
from newsroom.editing.replacing.statement_texts import find, replaced
from newsroom.models import ArticlePage, Replacement
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in

URL = "/admin/find-and-replace/"


def content(*blocks: tuple[str, object], **fields: str) -> dict:
    body = [{"type": kind, "value": value, "id": str(n)} for n, (kind, value) in enumerate(blocks)]
    return {"title": "", **fields, "body": json.dumps(body)}


def replace_all(stored: dict, words: str, by: str, **options) -> list:
    pattern = SearchTerm(words=words, **options).pattern()
    numbers = {hit.number for hit in find(stored, pattern)}
    return json.loads(replaced(stored, pattern, by=by, numbers=numbers)["body"])


@pytest.mark.parametrize(
    ("words", "options", "text", "matches"),
    [
        ("assembly", {}, "The Assembly and the assembly", 2),
        ("Assembly", {"match_case": True}, "The Assembly and the assembly", 1),
        ("cat", {"whole_words": True}, "cat, category, Cat", 2),
        ("i'r", {}, "i’r dref, i'r wlad", 2),
        ("Llywodraeth Cymru", {}, "Llywodraeth\u00a0Cymru a Llywodraeth\n Cymru", 2),
        ("ŵyl", {"whole_words": True}, "Ŵyl, ŵyl, yr ŵylan", 2),
        ("a.b", {}, "axb a.b", 1),
    ],
)
def test_words_are_compared_as_people_write_them(words, options, text, matches):
    assert len(SearchTerm(words=words, **options).pattern().findall(text)) == matches


def test_only_texts_are_changed_not_addresses_or_markup():
    stored = content(
        ("paragraph", '<p>See <a href="https://bus.example/bus">the bus</a> &amp; bus.</p>'),
        (
            "quotation",
            {"words": "<p>A bus.</p>", "speaker": "Bus", "source": "https://bus.example/"},
        ),
    )

    paragraph, quotation = replace_all(stored, "bus", "train")

    assert paragraph["value"] == (
        '<p>See <a href="https://bus.example/bus">the train</a> &amp; train.</p>'
    )
    assert quotation["value"] == {
        "words": "<p>A train.</p>",
        "speaker": "train",
        "source": "https://bus.example/",
    }


def test_what_is_written_instead_is_text_not_markup():
    stored = content(("paragraph", "<p>Fish and chips</p>"))

    (paragraph,) = replace_all(stored, "and", "<b>&")

    assert paragraph["value"] == "<p>Fish &lt;b&gt;&amp; chips</p>"


def test_every_text_of_every_block_is_reached():
    """Each word that search finds in a block's examples can be replaced."""
    objects = ExampleObjects(image=1, document=2, statement=3)
    for name, block_type in BLOCK_TYPES.items():
        for example in block_type.examples:
            stored = content((name, example.stored(objects)))
            for text in example.search:
                word = max(re.findall(r"\w+", text), key=len, default="")
                if word and word in stored["body"]:
                    hits = find(stored, SearchTerm(words=word).pattern())
                    assert hits, f"{name}: {word}"


def test_chosen_places_only_are_replaced():
    stored = content(("paragraph", "<p>bus bus</p>"), title="bus")
    pattern = SearchTerm(words="bus").pattern()

    texts = replaced(stored, pattern, by="train", numbers={0, 2})

    assert texts["title"] == "train"
    assert json.loads(texts["body"])[0]["value"] == "<p>bus train</p>"


@pytest.fixture
def client(office):
    return log_in(office)


def places(response) -> list[str]:
    return re.findall(r'name="place" value="([^"]+)"', response.content.decode())


def latest(page) -> ArticlePage:
    return ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()


@pytest.mark.django_db
def test_a_replacement_is_shown_chosen_made_published_and_undone(office, client, language):
    page = make_statement(
        office, language=language, title="Hen air", text="Yr hen air.", publish=True
    )
    form = {"find": "hen air", "replace": "gair newydd", "language": language}

    preview = client.get(URL, form)
    assert "<del>hen air</del><ins>gair newydd</ins>" in preview.content.decode()
    assert f'lang="{language}"' in preview.content.decode()
    assert latest(page).title == "Hen air"

    response = client.post(URL, {**form, "place": places(preview), "publish": "1"}, follow=True)
    page.refresh_from_db()
    assert page.title == "gair newydd"
    assert "Yr gair newydd." in str(page.body)
    assert not page.has_unpublished_changes
    run = Replacement.objects.get()
    undo_url = reverse("newsroom_replacing_undo", args=[run.pk])
    assert undo_url in response.content.decode()

    client.post(undo_url)
    page.refresh_from_db()
    assert page.title == "Hen air"
    assert "Yr hen air." in str(page.body)
    assert undo_url not in client.get(URL).content.decode()


@pytest.mark.django_db
def test_a_draft_stays_a_draft(office, client):
    page = make_statement(office, title="The bus", publish=True)
    page.summary = "Not public yet: bus"
    page.save_revision()

    preview = client.get(URL, {"find": "bus"})
    client.post(URL, {"find": "bus", "replace": "tram", "place": places(preview), "publish": "1"})

    page.refresh_from_db()
    assert page.title == "The bus"
    assert page.has_unpublished_changes
    assert latest(page).title == "The tram"
    assert latest(page).summary == "Not public yet: tram"


@pytest.mark.django_db
def test_what_changed_after_the_preview_is_left_alone(office, client):
    page = make_statement(office, title="The bus", publish=True)
    preview = client.get(URL, {"find": "bus"})
    page.title = "The bus of a colleague"
    page.save_revision()

    response = client.post(
        URL, {"find": "bus", "replace": "tram", "place": places(preview)}, follow=True
    )

    assert latest(page).title == "The bus of a colleague"
    assert "Somebody has changed it meanwhile." in response.content.decode()
    assert not Replacement.objects.exists()


@pytest.mark.django_db
def test_a_later_change_is_not_undone(office, client):
    page = make_statement(office, title="The bus", publish=True)
    preview = client.get(URL, {"find": "bus"})
    client.post(URL, {"find": "bus", "replace": "tram", "place": places(preview)})
    changed = latest(page)
    changed.title = "The tram of a colleague"
    changed.save_revision()

    client.post(reverse("newsroom_replacing_undo", args=[Replacement.objects.get().pk]))

    assert latest(page).title == "The tram of a colleague"


@pytest.mark.django_db
def test_locked_waiting_and_scheduled_statements_are_shown_but_not_changed(office, client):
    locked = make_statement(office, title="A locked bus", live=False)
    locked.locked = True
    locked.save()
    waiting = make_statement(office, title="A waiting bus", live=False)
    waiting.save_revision()
    editor = get_user_model().objects.create_user("writer")
    waiting.get_workflow().start(waiting, editor)

    preview = client.get(URL, {"find": "bus"})
    client.post(URL, {"find": "bus", "replace": "tram", "place": places(preview)})

    text = preview.content.decode()
    assert "It is locked." in text
    assert "It waits for approval." in text
    assert latest(locked).title == "A locked bus"
    assert latest(waiting).title == "A waiting bus"


@pytest.mark.django_db
def test_a_text_that_becomes_too_long_is_refused_in_words(office, client):
    page = make_statement(office, title="The bus", live=False)
    page.body = [("heading", {"text": "bus " * 30, "level": "h2"})]
    page.save_revision()
    preview = client.get(URL, {"find": "bus"})

    response = client.post(
        URL, {"find": "bus", "replace": "x" * 200, "place": places(preview)}, follow=True
    )

    assert latest(page).title == "The bus"
    assert "would be longer than" in response.content.decode()


@pytest.mark.django_db
def test_an_editor_without_the_right_to_publish_makes_drafts(office):
    client = log_in(office, name="writer", approves=False)
    page = make_statement(office, title="The bus", publish=True)

    preview = client.get(URL, {"find": "bus"})
    client.post(URL, {"find": "bus", "replace": "tram", "place": places(preview), "publish": "1"})

    page.refresh_from_db()
    assert page.title == "The bus"
    assert latest(page).title == "The tram"


@pytest.mark.django_db
def test_another_office_is_neither_shown_nor_changed(office, client):
    other = make_office(
        hostname="other.example", is_default=False, name_en="Ann Lee", name_cy="Ann Lee"
    )
    foreign = make_statement(other, title="A foreign bus", publish=True)
    form = {"find": "bus", "replace": "tram", "office": other.site.pk}

    assert "foreign" not in client.get(URL, form).content.decode()
    client.post(URL, {**form, "place": f"{foreign.pk}-{foreign.latest_revision_id}-0"})
    assert latest(foreign).title == "A foreign bus"

    theirs = log_in(other)
    preview = theirs.get(URL, {"find": "bus"})
    theirs.post(URL, {"find": "bus", "replace": "tram", "place": places(preview)})
    run = Replacement.objects.get()
    assert "tram" not in client.get(URL).content.decode()
    response = client.post(reverse("newsroom_replacing_undo", args=[run.pk]))
    assert response.status_code in (302, 403)
    assert latest(foreign).title == "A foreign tram"


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["", "1", "1-2", "x-y-z", "²-1-1", f"{'9' * 40}-1-1", "-1-0-0"])
def test_malformed_places_change_nothing(office, client, place):
    page = make_statement(office, title="The bus", publish=True)

    response = client.post(URL, {"find": "bus", "replace": "tram", "place": place})

    assert response.status_code in (200, 302)
    assert latest(page).title == "The bus"


@pytest.mark.django_db
def test_the_queries_do_not_grow_with_the_statements(office, client, django_assert_max_num_queries):
    def count() -> int:
        with django_assert_max_num_queries(80) as captured:
            client.get(URL, {"find": "bus"})
        return len(captured)

    make_statement(office, title="The bus", publish=True)
    few = count()
    for number in range(8):
        make_statement(office, title=f"Bus {number}", publish=True)
    assert count() == few
