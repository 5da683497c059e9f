"""Help for translators: memory of earlier translations, glossary, and PO files."""

import io

import polib
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage, GlossaryTerm, MemorySegment
from newsroom.translation.memory import content_of, remember_pairs, suggestions
from newsroom.translation.origins import mark_as_equal
from newsroom.translation.segments import Segment, segments_of, with_segments
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in

pytestmark = pytest.mark.django_db

WORDS = {
    "en": [
        "The bus to Blaenarian runs <b>every hour</b>.",
        "It stops at the school gate.",
        "Thank you.",
    ],
    "cy": [
        "Mae’r bws i Flaenarian yn rhedeg <b>bob awr</b>.",
        "Mae’n stopio wrth giât yr ysgol.",
        "Diolch.",
    ],
}


def html(*paragraphs: str) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def paragraph(*words: str, of: ArticlePage) -> list[dict]:
    """Return a body with other words in the page's only block."""
    return [{"type": "paragraph", "value": html(*words), "id": of.body[0].id}]


def start_translation(office, page) -> ArticlePage:
    locale = office.indexes[other_language(page.locale.language_code)].locale
    return page.copy_for_translation(locale)


def translate(office, page, *, title: str, words: list[str]) -> ArticlePage:
    """Translate a page in the full editor and publish it."""
    translation = start_translation(office, page)
    translation.title = title
    translation.body = paragraph(*words, of=translation)
    translation.save_revision().publish()
    mark_as_equal(translation, other=page)
    return translation


def make_source(office, language: str, **fields) -> ArticlePage:
    page = make_statement(office, language=language, live=False, **fields)
    page.body = [("paragraph", html(*WORDS[language]))]
    page.save_revision().publish()
    page.refresh_from_db()
    return page


@pytest.fixture
def client(office):
    return log_in(office)


@pytest.fixture
def translated(office, language):
    """A public pair, which the memory knows."""
    other = other_language(language)
    page = make_source(office, language, title="Bws")
    translate(office, page, title="Bus", words=WORDS[other])
    remember_pairs()
    return page


def help_url(page) -> str:
    return reverse("newsroom_translation_help", args=[page.pk])


def latest(page) -> ArticlePage:
    return ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()


def text_of(page) -> list[str]:
    return [segment.text for segment in segments_of(content_of(latest(page), live=False))]


def test_paragraphs_are_taken_apart_and_put_together_unchanged(office, language):
    content = content_of(make_source(office, language, summary="Byr."), live=False)

    segments = segments_of(content)
    texts = with_segments(content, lambda segment: segment.text)

    assert [segment.text for segment in segments][-3:] == WORDS[language]
    assert segments_of({**content, **texts}) == segments


def test_the_memory_knows_both_directions_of_a_public_pair(translated, office, language):
    for source, target in (
        (language, other_language(language)),
        (other_language(language), language),
    ):
        segment = Segment(path="x", place="", text=WORDS[source][1], is_html=True)
        (found,) = suggestions([segment], site=office.site, language=source, other_language=target)[
            "x"
        ]
        assert (found.translation, found.percent) == (WORDS[target][1], 100)


def test_similar_words_are_suggested_with_their_likeness(translated, office, language):
    words = WORDS[language][0].replace("Blaenarian", "Llanarian").replace("Flaenarian", "Lanarian")
    segment = Segment(path="x", place="", text=words, is_html=True)
    other = other_language(language)

    (found,) = suggestions([segment], site=office.site, language=language, other_language=other)[
        "x"
    ]

    assert found.translation == WORDS[other][0]
    assert 70 <= found.percent < 100


def test_a_translation_that_is_behind_is_not_remembered(office, language):
    page = make_source(office, language)
    translate(office, page, title="Bus", words=WORDS[other_language(language)])
    page = latest(page)
    page.body = [("paragraph", html("Something else entirely.", "New.", "Thanks."))]
    page.save_revision().publish()

    remember_pairs()

    assert not MemorySegment.objects.exists()


def test_the_job_asks_once_where_nothing_has_changed(office, language):
    page = make_source(office, language)
    translate(office, page, title="Bus", words=WORDS[other_language(language)])
    assert remember_pairs()
    with CaptureQueriesContext(connection) as queries:
        assert remember_pairs() == ""
    assert len(queries) == 1

    page = latest(page)
    page.body = [("paragraph", html("Something else entirely.", "New.", "Thanks."))]
    page.save_revision().publish()
    remember_pairs()
    other = ArticlePage.objects.get(
        translation_key=page.translation_key, locale__language_code=other_language(language)
    )
    mark_as_equal(latest(page), other=other)
    assert remember_pairs()


def test_drafts_are_not_remembered(office, language):
    page = make_source(office, language)
    start_translation(office, page)

    remember_pairs()

    assert not MemorySegment.objects.exists()


def test_nothing_of_another_office_is_suggested(translated, language):
    other_office = make_office(
        hostname="other.example", is_default=False, name_en="Ann Lee", name_cy="Ann Lee"
    )
    page = make_source(other_office, language)
    draft = start_translation(other_office, page)

    client = log_in(other_office)

    text = client.get(help_url(draft)).text

    assert WORDS[other_language(language)][1] not in text
    assert client.get(help_url(translated)).status_code == 302


def test_the_screen_fills_in_what_was_translated_before(translated, office, client, language):
    other = other_language(language)
    page = make_source(office, language, title="Arall")
    draft = start_translation(office, page)

    text = client.get(help_url(draft)).text
    assert f'<p lang="{other}">{WORDS[other][1]}' in text
    client.post(help_url(draft), {"action": "fill"})

    assert text_of(draft) == ["Arall", *WORDS[other]]
    assert not ArticlePage.objects.get(pk=draft.pk).live


def test_what_an_editor_wrote_is_not_filled_over(translated, office, client, language):
    page = make_source(office, language)
    draft = start_translation(office, page)
    draft.body = paragraph("Mine.", *WORDS[language][1:], of=draft)
    draft.save_revision()

    client.post(help_url(draft), {"action": "fill"})

    assert text_of(draft)[-3:] == ["Mine.", *WORDS[other_language(language)][1:]]


def test_the_glossary_is_shown_beside_the_paragraph(office, client, language):
    GlossaryTerm.objects.create(site=office.site, term_en="bus", term_cy="bws", note="Not “coach”")
    GlossaryTerm.objects.create(site=office.site, term_en="us", term_cy="ni")
    draft = start_translation(office, make_source(office, language))

    text = client.get(help_url(draft)).text

    assert text.count("Not “coach”") == 1
    assert '<span lang="cy">ni</span>' not in text


def po_of(client, page) -> polib.POFile:
    response = client.get(reverse("newsroom_translation_file", args=[page.pk]))
    assert response["Content-Disposition"].endswith('.po"')
    return polib.pofile(response.content.decode())


def upload(client, page, file: polib.POFile | bytes | str):
    data = file if isinstance(file, bytes) else str(file).encode()
    upload = io.BytesIO(data)
    upload.name = "words.po"
    response = client.post(help_url(page), {"action": "read", "file": upload}, follow=True)
    return response.text


def test_a_po_file_goes_out_and_comes_back(office, client, language):
    other = other_language(language)
    draft = start_translation(office, make_source(office, language, title="Bws"))
    file = po_of(client, draft)
    assert [entry.msgid for entry in file] == ["Bws", *WORDS[language]]
    assert [entry.msgstr for entry in file] == [""] * 4
    for entry, words in zip(file, ["Bus", *WORDS[other]], strict=True):
        entry.msgstr = words

    upload(client, draft, file)

    assert text_of(draft) == ["Bus", *WORDS[other]]
    assert [entry.msgstr for entry in po_of(client, draft)] == ["Bus", *WORDS[other]]


def test_a_file_brings_no_markup_of_its_own(office, client, language):
    draft = start_translation(office, make_source(office, language))
    before = text_of(draft)
    file = po_of(client, draft)
    file[1].msgstr = '<a href="https://evil.example">x</a>'
    file[2].msgstr = "<script>alert(1)</script>"
    file[3].msgstr = "a <img src=x onerror=alert(1)"

    upload(client, draft, file)

    assert text_of(draft) == before


def test_paragraphs_that_changed_since_are_left_out(office, client, language):
    page = make_source(office, language)
    draft = start_translation(office, page)
    file = po_of(client, draft)
    for entry in file:
        entry.msgstr = entry.msgid + "!"
    changed = latest(page)
    changed.title = "Changed since"
    changed.save_revision()

    text = upload(client, draft, file)

    assert latest(draft).title == page.title
    assert text_of(draft)[-1].endswith("!")
    assert "1 paragraph was left out, because its source has changed since." in text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"not a po file",
        b'msgid "',
        b'msgid "a"\nmsgstr "b"\n',
        b"msgid" + b"x" * 2_100_000,
    ],
    ids=["empty", "binary", "text", "broken", "foreign", "large"],
)
def test_other_files_are_refused_in_words(office, client, language, data):
    draft = start_translation(office, make_source(office, language))
    before = text_of(draft)

    text = upload(client, draft, data)

    assert text_of(draft) == before
    assert "PO file" in text or "2 MB" in text


def test_a_locked_page_is_not_written(translated, office, client, language):
    draft = start_translation(office, make_source(office, language))
    draft.locked = True
    draft.save()
    before = text_of(draft)

    text = client.post(help_url(draft), {"action": "fill"}, follow=True).text

    assert text_of(draft) == before
    assert "The page is locked" in text


def test_the_glossary_is_edited_by_its_office_only(office, client):
    url = reverse("newsroom_glossary")
    data = {"site": office.site.pk, "term_en": "bus", "term_cy": "bws", "note": ""}
    client.post(url, data)
    term = GlossaryTerm.objects.get()
    assert "bws" in client.get(url).text
    assert "already" in client.post(url, data).text

    other = make_office(
        hostname="other.example", is_default=False, name_en="Ann Lee", name_cy="Ann Lee"
    )
    theirs = log_in(other)
    term_url = reverse("newsroom_glossary_term", args=[term.pk])
    assert "bws" not in theirs.get(url).text
    assert theirs.get(term_url).url == reverse("wagtailadmin_home")
    assert theirs.post(term_url, {"action": "delete"}).url == reverse("wagtailadmin_home")
    theirs.post(url, {**data, "term_cy": "x"})
    assert GlossaryTerm.objects.get() == term

    client.post(term_url, {**data, "term_cy": "bỳs"})
    term.refresh_from_db()
    assert term.term_cy == "bỳs"
    client.post(term_url, {"action": "delete"})
    assert not GlossaryTerm.objects.exists()


def test_the_queries_do_not_grow_with_paragraphs_or_memory(
    translated, office, client, language, django_assert_max_num_queries
):
    def count(page) -> int:
        with django_assert_max_num_queries(70) as captured:
            assert client.get(help_url(page)).status_code == 200
        return len(captured)

    short = start_translation(office, make_source(office, language))
    few = count(short)
    page = make_source(office, language)
    page.body = [("paragraph", html(*WORDS[language] * 5))] * 3
    page.save_revision().publish()
    assert count(start_translation(office, page)) == few
