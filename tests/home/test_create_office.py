"""The command `create_office`."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation

from home.checks import check_offices
from home.models import Navigation, OfficeSettings, StandardPage
from home.offices.new_office import PRESETS, read_specification
from newsroom.models import Category

COMPLETE = {
    "name_en": "Mared Puw",
    "name_cy": "Mared Puw",
    "funding_en": "Paid for by the public.",
    "funding_cy": "Telir gan y cyhoedd.",
    "imprint_en": "Promoted by Mared Puw.",
    "imprint_cy": "Hyrwyddir gan Mared Puw.",
}


def create(hostname: str, *more: str, **changes: str) -> str:
    out = io.StringIO()
    settings = {**COMPLETE, **changes}
    options = [f"--{key.replace('_', '-')}={value}" for key, value in settings.items() if value]
    with translation.override("en"):
        call_command("create_office", f"--hostname={hostname}", *options, *more, stdout=out)
    return out.getvalue()


def test_two_offices_side_by_side(db, language):
    create("a.example")
    create("b.example", name_en="Cyngor Arian Council", name_cy="Cyngor Arian")

    assert OfficeSettings.objects.count() == 2
    assert Navigation.objects.count() == 2
    assert StandardPage.objects.filter(locale__language_code=language).count() == 8
    path = {"en": "/cookies/", "cy": "/cy/cwcis/"}[language]
    for host in ("a.example", "b.example"):
        response = Client(headers={"host": host}).get(path)
        assert response.status_code == 200
    contact = {"en": "contact", "cy": "cysylltu"}[language]
    bodies = [str(page.body) for page in StandardPage.objects.filter(slug=contact)]
    assert sorted("office@a.example" in body for body in bodies) == [False, True]
    assert sorted("office@b.example" in body for body in bodies) == [False, True]


def test_pages_with_something_to_add_are_drafts_that_no_menu_shows(db, language):
    output = create("a.example")

    pages = StandardPage.objects.filter(locale__language_code=language)
    unfinished = {"en": "Before you publish this page", "cy": "Cyn cyhoeddi’r dudalen hon"}
    for page in pages:
        assert page.live != (unfinished[language] in str(page.body)), page.title
        assert not page.live or page.live_revision
        assert page.get_latest_revision().object_id == str(page.pk)
    drafts = set(pages.filter(live=False).values_list("title", flat=True))
    response = Client(headers={"host": "a.example"}).get({"en": "/", "cy": "/cy/"}[language])
    links = response.context["menu"] + response.context["footer_menu"]
    assert drafts
    assert drafts.isdisjoint(link.label for link in links)
    assert "Drafts    Accessibility statement, Contact, Privacy" in output


def test_a_completed_draft_is_in_the_menu(db, language):
    create("a.example")
    slug = {"en": "contact", "cy": "cysylltu"}[language]
    page = StandardPage.objects.get(slug=slug)
    page.get_latest_revision().publish()

    response = Client(headers={"host": "a.example"}).get({"en": "/", "cy": "/cy/"}[language])

    assert page.title in [link.label for link in response.context["menu"]]
    assert Client(headers={"host": "a.example"}).get(page.url).status_code == 200


def test_printed_addresses_and_groups(db):
    output = create("a.example")

    assert "https://a.example/cy/" in output
    assert "Mared Puw: editors" in output


def test_incomplete_office_is_refused_with_what_is_missing(db):
    with pytest.raises(CommandError, match=r"Missing: funding_cy, imprint_cy\.") as refusal:
        create("a.example", funding_cy="", imprint_cy="")

    assert refusal.value.returncode == 2
    assert not OfficeSettings.objects.exists()


@pytest.mark.parametrize(
    ("hostname", "name", "sentence"),
    [
        ("a.example", "Somebody Else", "an office at a.example:443 already"),
        ("b.example", "Mared Puw", "an office named Mared Puw already"),
    ],
)
def test_taken_address_or_name_is_refused(db, hostname, name, sentence):
    create("a.example")

    with pytest.raises(CommandError, match=sentence) as refusal:
        create(hostname, name_en=name)

    assert refusal.value.returncode == 2
    assert OfficeSettings.objects.count() == 1


def test_wrong_colour_is_refused(db):
    with pytest.raises(CommandError, match="accent"):
        create("a.example", accent="blue")


def test_settings_file_gives_settings_and_categories(db, tmp_path):
    file = tmp_path / "office.toml"
    file.write_text(
        '[settings]\nrole_en = "Councillor"\n\n[[categories]]\nen = "Notices"\ncy = "Hysbysiadau"\n'
    )

    create("a.example", f"--settings-file={file}")

    assert OfficeSettings.objects.get().role_en == "Councillor"
    assert set(Category.objects.values_list("name", flat=True)) == {"Notices", "Hysbysiadau"}


@pytest.mark.parametrize("text", ["[settings]\nrole = 1", "not toml"])
def test_faulty_settings_file_is_refused(db, tmp_path, text):
    file = tmp_path / "office.toml"
    file.write_text(text)

    with pytest.raises(CommandError) as refusal:
        create("a.example", f"--settings-file={file}")

    assert refusal.value.returncode == 2


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_preset_completes_an_office_and_says_it_is_not_advice(preset):
    specification = read_specification(
        given={"name_en": "A. Member", "name_cy": "A. Aelod"}, preset=preset
    )

    assert "A. Aelod" in specification.settings["imprint_cy"]
    assert specification.settings["funding_en"] != specification.settings["funding_cy"]
    assert "not legal advice" in specification.note


def test_office_without_imprint_fails_the_check(office):
    assert check_offices(None, databases=["default"]) == []
    OfficeSettings.objects.update(imprint_cy=" ")

    errors = check_offices(None, databases=["default"])

    assert [error.id for error in errors] == ["home.E002"]
    assert "imprint_cy" in errors[0].msg
    assert errors[0].hint


def test_office_without_settings_fails_the_check(office):
    OfficeSettings.objects.all().delete()

    assert [error.id for error in check_offices(None, databases=["default"])] == ["home.E001"]


def test_check_asks_no_database_unless_told_to(office, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert check_offices(None) == []
