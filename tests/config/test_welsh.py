"""The Welsh catalogues: complete, compiled, and with Django's mistakes corrected."""

import datetime
import gettext as standard_gettext
import json
import re
from html import unescape
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.template import Context, Template
from django.urls import reverse
from django.utils import dateformat, formats, timesince, translation
from django.utils.translation import gettext, ngettext
from wagtail.users.models import UserProfile

from newsroom.languages.data import LANGUAGES
from tests.config.messages import own_messages, unknown_aliases, upstream_messages
from tests.factories import make_statement

COUNTS = (0, 1, 2, 3, 6, 11, 100)
PLURALS = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 5);"
CATALOGUES = sorted(
    path for folder in settings.LOCALE_PATHS for path in Path(folder).glob("cy/LC_MESSAGES/*.po")
)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-zA-Z]|%[sd]|\{\w*\}|</?[a-z]+\b")
# Words that Welsh shares with English, names, and patterns without words.
SAME = re.compile(
    r"^(?:[\W\d_]|%\(\w+\)s|logo|algorithm|IPv[46]|URL|HTML|RSS|JSON|Lectern|system|tag|partner|person|embargo)*$",
    re.I,
)

MONTHS = (
    "Ionawr",
    "Chwefror",
    "Mawrth",
    "Ebrill",
    "Mai",
    "Mehefin",
    "Gorffennaf",
    "Awst",
    "Medi",
    "Hydref",
    "Tachwedd",
    "Rhagfyr",
)
# How a heading, a point of a list and a row of a table begin.
MARKS = {"# ", "##", "- ", "1.", "2.", "3.", "4.", "5.", "| "}
WEEKDAYS = (
    "Dydd Llun",
    "Dydd Mawrth",
    "Dydd Mercher",
    "Dydd Iau",
    "Dydd Gwener",
    "Dydd Sadwrn",
    "Dydd Sul",
)

# Wagtail's plural of these speaks of child pages, of which there are none where it is shown.
WRONG_PLURAL = {
    "Deleting this page will also delete %(translation_count)s translation of this page.",
}


def name_of(path: Path) -> str:
    return f"{path.parts[-4]}/{path.name}"


@pytest.fixture(params=CATALOGUES, ids=name_of)
def catalogue(request) -> polib.POFile:
    """Each of the Welsh catalogues of this project."""
    return polib.pofile(request.param)


def words_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def key_of(entry: polib.POEntry) -> tuple[str | None, str]:
    return entry.msgctxt, entry.msgid


class TestCatalogues:
    def test_there_is_one_for_us_one_for_wagtail_and_one_for_django(self):
        assert {path.parts[-4] for path in CATALOGUES} == {
            "locale",
            "locale_django",
            "locale_wagtail",
        }

    def test_every_message_is_translated(self, catalogue):
        untranslated = [entry.msgid for entry in catalogue if not all(words_of(entry))]
        assert untranslated == []
        assert [entry.msgid for entry in catalogue if entry.obsolete or entry.fuzzy] == []

    def test_all_have_the_six_forms_of_welsh(self, catalogue):
        assert catalogue.metadata["Plural-Forms"] == PLURALS
        counted = [entry for entry in catalogue if entry.msgid_plural]
        assert [entry.msgid for entry in counted if len(entry.msgstr_plural) != 6] == []

    def test_placeholders_and_tags_are_those_of_the_message(self, catalogue):
        for entry in catalogue:
            model = entry.msgid if entry.msgid in WRONG_PLURAL else entry.msgid_plural
            asked = sorted(PLACEHOLDER.findall(model or entry.msgid))
            for words in words_of(entry):
                assert sorted(PLACEHOLDER.findall(words)) == asked, entry.msgid

    def test_lines_begin_and_end_as_in_the_message(self, catalogue):
        for entry in catalogue:
            for words in words_of(entry):
                assert words.startswith("\n") == entry.msgid.startswith("\n"), entry.msgid
                assert words.endswith("\n") == entry.msgid.endswith("\n"), entry.msgid

    def test_no_message_was_left_in_english(self, catalogue):
        same = [
            entry.msgid
            for entry in catalogue
            if entry.msgid in words_of(entry) and not SAME.match(entry.msgid)
        ]
        assert sorted(set(same)) == []

    def test_what_is_compiled_is_what_is_written(self, catalogue):
        compiled = polib.mofile(str(Path(catalogue.fpath).with_suffix(".mo")))
        assert {key_of(entry): words_of(entry) for entry in compiled} == {
            key_of(entry): words_of(entry) for entry in catalogue
        }
        assert compiled.metadata["Plural-Forms"] == PLURALS


class TestCoverage:
    def test_every_message_in_our_code_and_templates_has_welsh(self):
        known = {
            key_of(entry)
            for entry in polib.pofile(str(settings.LOCALE_PATHS[0] / "cy/LC_MESSAGES/django.po"))
        }
        missing = {message for message in own_messages() if message not in known}
        assert missing == set(), "run `make messages`, then write the Welsh (docs/welsh.md)"

    @pytest.mark.parametrize(
        ("folder", "package"),
        [("locale_django", "django"), ("locale_wagtail", "wagtail")],
    )
    def test_messages_of_others_still_exist_where_they_came_from(self, folder, package):
        path = Path(settings.SITE_FOLDER) / folder / "cy/LC_MESSAGES"
        for catalogue in sorted(path.glob("*.po")):
            known = upstream_messages(package, domain=catalogue.stem)
            stale = [key_of(e) for e in polib.pofile(str(catalogue)) if key_of(e) not in known]
            assert stale == []


class TestCounts:
    @pytest.mark.parametrize(
        ("count", "expected"),
        list(
            zip(
                COUNTS,
                (
                    "0 canlyniad yn Gymraeg",
                    "1 canlyniad yn Gymraeg",
                    "2 ganlyniad yn Gymraeg",
                    "3 chanlyniad yn Gymraeg",
                    "6 chanlyniad yn Gymraeg",
                    "11 canlyniad yn Gymraeg",
                    "100 canlyniad yn Gymraeg",
                ),
                strict=True,
            )
        ),
    )
    def test_our_own_messages_mutate_after_numbers(self, count, expected):
        with translation.override("cy"):
            text = ngettext("%(total)s result in Welsh", "%(total)s results in Welsh", count)
            assert text % {"total": count} == expected

    @pytest.mark.parametrize(
        ("years", "expected"),
        [(1, "1 flwyddyn"), (2, "2 flynedd"), (3, "3 blynedd"), (5, "5 mlynedd")],
    )
    def test_years_have_their_own_forms(self, years, expected):
        then = datetime.datetime(2010, 6, 16)
        with translation.override("cy"):
            assert timesince.timesince(then, then.replace(year=2010 + years)) == expected.replace(
                " ", "\xa0"
            )

    @pytest.mark.parametrize("count", COUNTS)
    def test_every_counted_message_answers_every_count(self, count):
        for path in CATALOGUES:
            with path.with_suffix(".mo").open("rb") as file:
                compiled = standard_gettext.GNUTranslations(file)
            for entry in polib.pofile(str(path)):
                if entry.msgid_plural and not entry.msgctxt:
                    text = compiled.ngettext(entry.msgid, entry.msgid_plural, count)
                    assert text in words_of(entry)


class TestDates:
    @pytest.mark.parametrize("month", range(1, 13))
    def test_months_are_spelt_right(self, month):
        day = datetime.date(2016, month, 1)
        with translation.override("cy"):
            assert dateformat.format(day, "F") == MONTHS[month - 1]
            assert dateformat.format(day, "E") == MONTHS[month - 1]
            assert MONTHS[month - 1].startswith(dateformat.format(day, "N").rstrip("."))
            assert MONTHS[month - 1].startswith(dateformat.format(day, "M").rstrip(".").title())

    @pytest.mark.parametrize("weekday", range(7))
    def test_weekdays_are_spelt_right(self, weekday):
        day = datetime.date(2016, 8, 1 + weekday)  # the first of August was a Monday
        with translation.override("cy"):
            assert dateformat.format(day, "l") == WEEKDAYS[weekday]
            assert WEEKDAYS[weekday].removeprefix("Dydd ").startswith(dateformat.format(day, "D"))

    def test_dates_in_templates_are_welsh(self):
        with translation.override("cy"):
            context = Context({"day": datetime.date(2016, 7, 16)})
            assert Template("{{ day|date }}").render(context) == "16 Gorffennaf 2016"
            assert formats.date_format(datetime.date(2016, 7, 16)) == "16 Gorffennaf 2016"

    def test_statement_dates_use_the_same_names(self):
        assert LANGUAGES["cy"].months == MONTHS
        assert LANGUAGES["cy"].weekdays == WEEKDAYS


class TestDjangosMistakes:
    @pytest.mark.parametrize(
        ("message", "welsh"),
        [
            ("Enter a valid date.", "Rhowch ddyddiad dilys."),
            ("Enter a whole number.", "Rhowch gyfanrif."),
            ("This field is required.", "Mae angen llenwi’r maes hwn."),
            ("Enter a valid email address.", "Rhowch gyfeiriad e-bost dilys."),
        ],
    )
    def test_messages_of_forms_are_corrected(self, message, welsh):
        with translation.override("cy"):
            assert gettext(message) == welsh

    def test_less_is_not_called_more(self):
        with translation.override("cy"):
            text = gettext("Ensure this value is less than or equal to %(limit_value)s.")
            assert "llai na %(limit_value)s" in text
            assert "fwy" not in text


class TestEditorsScreens:
    @pytest.fixture
    def welsh_editor(self, client, office):
        user = get_user_model().objects.create_superuser("mared", "mared@example.org", "x" * 20)
        UserProfile.objects.create(user=user, preferred_language="cy")
        client.force_login(user)
        return client

    def test_the_page_editor_speaks_welsh(self, welsh_editor, office):
        statement = make_statement(office, language="cy", title="Datganiad")
        page = welsh_editor.get(reverse("wagtailadmin_pages:edit", args=[statement.pk]))
        text = unescape(page.content.decode())
        for words in ("Cadw drafft", "Cyhoeddi", "Gosodiadau", "Dyddiad y datganiad", "Rhagolwg"):
            assert words in text
        assert "Save draft" not in text

    def test_the_scripts_of_the_admin_speak_welsh(self, welsh_editor):
        script = welsh_editor.get(reverse("wagtailadmin_javascript_catalog"))
        messages = json.loads(script_catalog(script))
        assert messages["Add a comment"] == "Ychwanegu sylw"
        assert messages["Are you sure?"] == "Ydych chi’n siŵr?"  # Wagtail's own says "ti"
        assert messages["%(num)s error"][2] == "%(num)s wall"


class TestGuides:
    def test_the_welsh_guide_for_editors_has_the_sections_of_the_english_one(self):
        folder = Path(settings.SITE_FOLDER).parent / "docs"
        shapes = [
            [line[:2] for line in (folder / name).read_text().splitlines() if line[:2] in MARKS]
            for name in ("editors.md", "golygyddion.md")
        ]
        assert shapes[0] == shapes[1]


def script_catalog(response) -> str:
    """Return the JSON object of messages in Django's JavaScript catalogue."""
    source = response.content.decode()
    start = source.index("{", source.index("const newcatalog"))
    return source[start : source.index("};", start) + 1]


def test_every_message_can_be_collected():
    assert unknown_aliases() == []
