"""The builder generates working HTML and needs no JavaScript."""

import re
from html import unescape

import pytest

from tests.factories import make_statement
from tests.newsroom.partners.embeds.conftest import address

pytestmark = pytest.mark.any_database(
    "renders code from a form; the frames that it names are tested on their own"
)


def codes(response) -> dict[str, str]:
    """Return the code in each text box by the box's name."""
    rows = re.findall(
        r'<textarea[^>]* id="([^"]+)"[^>]*>([^<]*)</textarea>', response.content.decode()
    )
    return {name: unescape(code) for name, code in rows}


def source(code: str) -> str:
    return unescape(re.search(r'src="([^"]+)"', code)[1])


def build(client, interface_language, **parameters):
    return client.get(address("builder", language=interface_language), parameters)


def test_it_starts_with_the_defaults(client, office, language):
    found = codes(build(client, language))
    assert found.keys() == {"part-code", "frame-code"}
    assert found["part-code"].startswith(
        '<script src="http://testserver/embed/v1.js" async></script>'
    )
    assert f'<lectern-statements language="{language}">' in found["part-code"]
    assert office.indexes[language].url in found["part-code"]
    assert source(found["frame-code"]) == "http://testserver" + address(
        "statements", language=language
    )


def test_the_options_are_in_the_code(client, office, language):
    slug = office.categories[language][0].slug
    make_statement(
        office, language=language, title="Shown", categories=office.categories[language][:1]
    )
    found = codes(
        build(
            client,
            language,
            category=slug,
            count=3,
            theme="dark",
            heading='A "heading" & <b>',
            summaries="on",
            pictures="on",
        )
    )
    assert (
        f'language="{language}" category="{slug}" count="3" '
        'heading="A &quot;heading&quot; &amp; &lt;b&gt;" theme="dark" summaries pictures>'
    ) in found["part-code"]
    framed = client.get(source(found["frame-code"]))
    assert framed.status_code == 200
    assert "Shown" in framed.content.decode()
    assert 'class="theme-dark"' in framed.content.decode()
    assert "A &quot;heading&quot; &amp; &lt;b&gt;" in framed.content.decode()


def test_the_list_may_be_in_the_other_language(client, office, language):
    other = {"en": "cy", "cy": "en"}[language]
    response = build(client, language, language=other)
    found = codes(response)
    assert f'<html lang="{language}">' in response.content.decode()
    assert f'language="{other}"' in found["part-code"]
    assert source(found["frame-code"]).endswith(address("statements", language=other))
    assert office.indexes[other].url in found["part-code"]


@pytest.mark.parametrize(
    "wrong", [{"count": "99"}, {"category": "zz"}, {"theme": "pink"}, {"language": "fr"}]
)
def test_an_error_is_shown_beside_its_field(client, office, language, wrong):
    response = build(client, language, **wrong)
    (name,) = wrong
    assert response.status_code == 400
    assert f'id="id_{name}_error"' in response.content.decode()
    assert not codes(response)


def test_one_statement_gets_a_frame(client, office, language):
    page = make_statement(office, language=language, title="This one")
    found = codes(build(client, language, statement=page.get_full_url()))
    path = source(found["card-code"]).removeprefix("http://localhost")
    assert "This one" in client.get(path).content.decode()


def test_a_hidden_statement_gets_no_frame(client, office, language):
    draft = make_statement(office, language=language, title="Canary", live=False)
    for url in (draft.get_full_url(), "http://localhost/nonsense/", "nonsense", ""):
        response = build(client, language, statement=url)
        assert response.status_code == 400
        assert "card-code" not in codes(response)
        assert "Canary" not in response.content.decode()


def test_pages_link_to_the_builder(client, office, language):
    page = make_statement(office, language=language)
    path = address("builder", language=language)
    assert f'href="{path}"' in client.get(office.homes[language].url).content.decode()
    link = re.search(rf'href="({path}\?statement=[^"]+)"', client.get(page.url).content.decode())[1]
    assert "card-code" in codes(client.get(unescape(link)))


def test_unknown_parameters_are_ignored(client, office, language):
    assert build(client, language, utm_source="letter").status_code == 200


def test_only_the_empty_form_is_indexed(client, office, language):
    assert not build(client, language).has_header("X-Robots-Tag")
    assert build(client, language, count=3)["X-Robots-Tag"] == "noindex"
