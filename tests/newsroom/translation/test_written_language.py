"""Published pages whose words are in the other language, as readers see them."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.actions.convert_alias import ConvertAliasPageAction

from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage, WrittenLanguage
from newsroom.publishing.gate import consent_to_publication
from newsroom.translation.counterparts import counterpart
from newsroom.translation.written_language import paragraphs_of, written_in
from tests.factories import make_statement
from tests.newsroom.publishing.test_gate import TEXTS


@pytest.fixture
def source(office, language) -> ArticlePage:
    """Return a statement in the other language than the test's."""
    other = other_language(language)
    return make_statement(office, language=other, title="Pont", text=TEXTS[other], publish=True)


def consented(source, index) -> ArticlePage:
    copy = source.copy_for_translation(index.locale)
    copy.slug = "by-consent"
    with consent_to_publication():
        copy.save_revision().publish()
    return copy


def added_live_in_code(source, index) -> ArticlePage:
    page = ArticlePage(
        title="Pont",
        slug="in-code",
        locale=index.locale,
        translation_key=source.translation_key,
        body=source.body,
    )
    index.add_child(instance=page)
    return page


def untranslated_copy(source, index) -> ArticlePage:
    return source.create_alias(
        parent=index,
        update_locale=index.locale,
        update_slug="alias",
        reset_translation_key=False,
    )


def converted_copy(source, index) -> ArticlePage:
    alias = untranslated_copy(source, index)
    ConvertAliasPageAction(alias).execute()
    return alias


ROADS = [consented, added_live_in_code, untranslated_copy, converted_copy]


@pytest.fixture(params=ROADS, ids=lambda road: road.__name__)
def misplaced(request, office, language, source) -> ArticlePage:
    page = request.param(source, office.indexes[language])
    return ArticlePage.objects.get(pk=page.pk)


def test_it_is_marked_as_not_translated_at_its_own_address(client, language, source, misplaced):
    response = client.get(misplaced.url)
    html = response.content.decode()
    other = other_language(language)

    assert f'<html lang="{language}"' in html
    assert f'<h1 class="page-title" lang="{other}">' in html
    assert f'<div class="statement__main" lang="{other}">' in html
    assert '<p class="untranslated">' in html
    assert f'<link rel="canonical" href="http://localhost{source.url}">' in html
    assert f'"inLanguage": "{other}"' in html.replace('":"', '": "')
    assert 'hreflang="' not in html.split("</head>")[0]
    assert f'href="{source.url}"' in html  # the language switch


def test_the_original_has_no_translation(client, source, misplaced):
    html = client.get(source.url).content.decode()

    assert counterpart(ArticlePage.objects.get(pk=source.pk)) is None
    assert 'hreflang="' not in html.split("</head>")[0]
    assert misplaced.url not in html


def test_lists_feeds_sitemap_and_api_leave_it_out(client, office, language, misplaced):
    index = office.indexes[language]
    addresses = [
        index.url,
        *(link.url for link in client.get(index.url).context["listing"].feeds),
        reverse("newsroom_sitemap_part", args=[language, 1]),
        f"/api/v1/statements/?language={language}",
    ]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200
        assert f"/{misplaced.slug}/" not in response.content.decode()
    assert misplaced not in ArticlePage.objects.public_now()


def test_a_copy_within_the_language_is_marked_as_well(client, office, language, source):
    index = office.indexes[language]
    page = consented(source, index)
    copy = ArticlePage.objects.get(pk=page.pk).create_alias(parent=index, update_slug="again")

    html = client.get(copy.url).content.decode()

    assert '<p class="untranslated">' in html
    assert copy not in ArticlePage.objects.public_now()


def test_a_translation_that_follows_is_public(client, office, language, source):
    page = consented(source, office.indexes[language])
    page.body = [("paragraph", f"<p>{TEXTS[language]}</p>")]
    page.save_revision().publish()

    assert not WrittenLanguage.objects.exists()
    assert '<p class="untranslated">' not in client.get(page.url).content.decode()
    assert page in ArticlePage.objects.public_now()


def test_pages_that_were_public_before_are_marked_by_a_command(office, language, source, capsys):
    page = consented(source, office.indexes[language])
    WrittenLanguage.objects.all().delete()
    assert page in ArticlePage.objects.public_now()

    call_command("mark_written_languages")

    assert page.slug in capsys.readouterr().out
    assert page not in ArticlePage.objects.public_now()


def test_a_draft_in_the_other_language_changes_nothing_for_readers(office, language):
    page = make_statement(office, language=language, text=TEXTS[language], publish=True)
    page.body = [("paragraph", f"<p>{TEXTS[other_language(language)]}</p>")]
    page.save_revision()

    assert page in ArticlePage.objects.public_now()


@pytest.mark.parametrize("language", ["en", "cy"])
class TestRule:
    """The judgement itself, without pages."""

    def judged(self, language, *texts, same=()):
        body = [{"type": "paragraph", "value": f"<p>{text}</p>"} for text in texts]
        paragraphs = paragraphs_of({"body": body})
        return written_in(paragraphs, language=language, other_paragraphs=lambda: set(same))

    def test_words_tell(self, language):
        other = other_language(language)
        assert self.judged(language, TEXTS[other]) == other
        assert self.judged(language, TEXTS[language]) == ""

    def test_the_larger_part_decides(self, language):
        other = other_language(language)
        assert self.judged(language, TEXTS[other], TEXTS[language][:100]) == other
        assert self.judged(language, TEXTS[other][:100], TEXTS[language]) == ""

    def test_short_paragraphs_that_the_other_page_has_too(self, language):
        words = "Xylo bren quel avort mundi selar ploc"
        assert self.judged(language, words) == ""
        assert self.judged(language, words, same={words.lower()}) == other_language(language)

    def test_nothing_to_judge(self, language):
        assert self.judged(language) == ""
        assert self.judged(language, "Ie.", "No.") == ""
