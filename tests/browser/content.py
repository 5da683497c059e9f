"""Content for browser tests: an office with pages in every state."""

import datetime
import io
import random
import uuid
from dataclasses import dataclass

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFilter

from home.models import Navigation, StandardPage
from home.offices.provisioning import Office
from newsroom.media.renditions import prepare_image
from newsroom.models import ArticlePage, ArticleTopic, NewsroomDocument, NewsroomImage, Topic
from tests import factories

LONG_TITLE = (
    "Calls grow for the rural bus timetable, the community hospital and the village school to be "
    "planned together, so that nobody in the upper valley has to choose between an appointment "
    "and a lesson any more"
)
ENGLISH = [
    ("Buses that meet the train", "An hour's wait on the platform is not a connection."),
    ("A library is more than its books", "Opening hours in the valley fell by a third in a year."),
    ("Flood defences before the winter", ""),
    ("Young carers need a break too", "One in twelve pupils looks after somebody at home."),
    ("The market hall opens its doors again", "Forty stallholders return to the square."),
    ("Question to the Minister on dental places", ""),
]
WELSH = [
    ("Bysiau sy’n cwrdd â’r trên", "Nid yw awr o aros ar y platfform yn gysylltiad."),
    ("Mae llyfrgell yn fwy na’i llyfrau", "Gostyngodd yr oriau agor draean mewn blwyddyn."),
    ("Amddiffynfeydd rhag llifogydd cyn y gaeaf", ""),
    ("Mae angen hoe ar ofalwyr ifanc hefyd", "Mae un disgybl o bob deuddeg yn gofalu am rywun."),
    ("Neuadd y farchnad yn ailagor ei drysau", "Daw deugain o stondinwyr yn ôl i’r sgwâr."),
    ("Cwestiwn i’r Gweinidog am leoedd deintyddol", ""),
]
WORDS = {"en": ENGLISH, "cy": WELSH}
LONGEST_WELSH = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"


@dataclass(frozen=True, kw_only=True)
class Content:
    """The pages that tests visit, by language where there are two."""

    office: Office
    full: dict[str, ArticlePage]
    long_title: ArticlePage
    long_words: ArticlePage
    english_only: ArticlePage
    about: dict[str, StandardPage]


def make_content() -> Content:
    """Create the office with its pictures, statements, topics and menus."""
    office = factories.make_office(
        party_en="Independent",
        party_cy="Annibynnol",
        disclaimer_en="Neither the Senedd nor Mared Puw answers for the content of other websites.",
        disclaimer_cy="Nid yw’r Senedd na Mared Puw yn atebol am gynnwys gwefannau eraill.",
        email="swyddfa@example.org",
        telephone="01970 000000",
        bluesky="https://bsky.app/profile/example.org",
        mastodon="https://example.org/@mared",
    )
    wide, tall = make_landscape(size=(960, 640), seed=4), make_landscape(size=(480, 720), seed=9)
    for picture in (wide, tall):
        prepare_image(picture)
    full = {
        code: _make_full_statement(office, language=code, wide=wide, tall=tall)
        for code in ("en", "cy")
    }
    _link_as_translations(full["en"], full["cy"])
    for number in range(28):
        for code in ("en", "cy"):
            title, summary = WORDS[code][number % 6]
            factories.make_statement(
                office,
                language=code,
                title=title,
                summary=summary,
                slug=f"{code}-{number}",
                date=datetime.date(2026, 9, 20) - datetime.timedelta(days=41 * number),
                categories=office.categories[code][number % 3 : number % 3 + 2],
                lead_image=wide if number % 4 == 1 else tall if number % 7 == 3 else None,
            )
    about = _make_about_pages(office, portrait=tall)
    _make_menus(office, about)
    return Content(
        office=office,
        full=full,
        long_title=factories.make_statement(
            office, title=LONG_TITLE, date=datetime.date(2026, 9, 30), lead_image=tall
        ),
        long_words=factories.make_statement(
            office,
            language="cy",
            title=f"Cyfrifoldebau llywodraethwyr a chyd-ymgynghoriadau {LONGEST_WELSH}",
            summary="Gwrthddatganiadau anghyfansoddiadol a chyfrifoldebau cydgysylltiedig.",
            date=datetime.date(2026, 9, 29),
        ),
        english_only=factories.make_statement(
            office,
            title="Only in English so far",
            summary="Not translated yet.",
            slug="only-english",
        ),
        about=about,
    )


def make_landscape(*, size: tuple[int, int], seed: int) -> NewsroomImage:
    """Create a picture of hills, so that screenshots look like pages with photographs."""
    rng = random.Random(seed)
    width, height = size
    canvas = Image.new("RGB", size, (206, 219, 222))
    drawing = ImageDraw.Draw(canvas)
    for layer in range(5):
        base = height * (0.35 + 0.14 * layer)
        shade = 150 - 26 * layer
        points = [(0, height)]
        level = base
        for step in range(0, width + 80, 80):
            level += rng.uniform(-0.035, 0.035) * height
            points.append((step, level))
        drawing.polygon([*points, (width, height)], fill=(shade - 20, shade + 8, shade))
    buffer = io.BytesIO()
    canvas.filter(ImageFilter.GaussianBlur(1.2)).save(buffer, "JPEG", quality=88)
    return NewsroomImage.objects.create(
        title="Hills above the valley",
        credit="Lectern",
        file=ContentFile(buffer.getvalue(), name=f"{uuid.uuid4().hex}.jpg"),
    )


def block(kind: str, value: object) -> dict:
    """Return one block as stored JSON."""
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def items(values: list) -> list[dict]:
    """Return a list block's items as stored JSON."""
    return [{"type": "item", "value": value, "id": str(uuid.uuid4())} for value in values]


def every_block(
    *, language: str, wide: NewsroomImage, tall: NewsroomImage, related: list[int]
) -> list[dict]:
    """Return a body with one of each block, in the language."""
    texts = BODY[language]
    document = NewsroomDocument.objects.create(
        title=texts["document"], file=ContentFile(b"%PDF-1.4 " + b" " * 48_000, name="evidence.pdf")
    )
    figure = {
        "image": {"image": wide.pk, "alt_text": texts["alt"], "decorative": False},
        "caption": texts["caption"],
        "credit": "",
    }
    portrait = {
        **figure,
        "image": {"image": tall.pk, "alt_text": texts["alt"], "decorative": False},
    }
    return [
        block("paragraph", f"<p>{texts['paragraph']}</p><p>{texts['second']}</p>"),
        block("heading", {"text": texts["heading"], "level": "2"}),
        block(
            "quotation",
            {
                "words": f"<p>{texts['quotation']}</p>",
                "speaker": "Mared Puw",
                "role": texts["role"],
                "language": language,
                "source": "https://record.example.org/12345",
            },
        ),
        block(
            "paragraph",
            f"<p>{texts['list']}</p><ul><li>{texts['one']}</li><li>{texts['two']}</li></ul>",
        ),
        block("figure", figure),
        block("key_figure", {"figure": "28%", "meaning": texts["meaning"], "source": "StatsCymru"}),
        block("heading", {"text": texts["numbers"], "level": "3"}),
        block(
            "table",
            {
                "table": {
                    "columns": [
                        {"type": "text", "heading": texts["year"]},
                        {"type": "number", "heading": texts["journeys"]},
                    ],
                    "rows": [
                        {"values": ["2023", "418,200"]},
                        {"values": ["2024", "402,950"]},
                        {"values": ["2025", "301,100"]},
                    ],
                    "caption": texts["table"],
                },
                "source": "StatsCymru",
            },
        ),
        block("callout", {"heading": texts["callout"], "text": f"<p>{texts['paragraph']}</p>"}),
        block(
            "gallery", {"heading": texts["gallery"], "pictures": items([figure, portrait, figure])}
        ),
        block("document", {"document": document.pk, "title": "", "description": texts["caption"]}),
        block(
            "video",
            {
                "url": "https://www.youtube.com/watch?v=aqz-KE-bpKQ",
                "title": texts["film"],
                "transcript": texts["second"],
            },
        ),
        block("related", {"heading": "", "statements": items(related)}),
    ]


def _make_full_statement(
    office: Office, *, language: str, wide: NewsroomImage, tall: NewsroomImage
) -> ArticlePage:
    texts = BODY[language]
    other = factories.make_statement(office, language=language, title=texts["other"])
    page = factories.make_statement(
        office,
        language=language,
        title=texts["title"],
        summary=texts["summary"],
        date=datetime.date(2026, 10, 1),
        categories=office.categories[language][:2],
        lead_image=wide,
        lead_image_alt=texts["alt"],
        lead_image_caption=texts["caption"],
        source_url="https://old.example.org/news/another-winter",
        source_captured_at=datetime.datetime(2025, 3, 12, 9, tzinfo=datetime.UTC),
    )
    page.body = every_block(language=language, wide=wide, tall=tall, related=[other.pk])
    locale = page.locale
    for name, slug in texts["topics"]:
        topic, _ = Topic.objects.get_or_create(
            site=office.site, locale=locale, slug=slug, defaults={"name": name}
        )
        page.article_topics.add(ArticleTopic(topic=topic))
    page.save()
    return page


def _link_as_translations(english: ArticlePage, welsh: ArticlePage) -> None:
    ArticlePage.objects.filter(pk=welsh.pk).update(translation_key=english.translation_key)
    welsh.refresh_from_db()


def _make_about_pages(office: Office, *, portrait: NewsroomImage) -> dict[str, StandardPage]:
    about: dict[str, StandardPage] = {}
    for code, title in (("en", "About Mared"), ("cy", "Am Mared")):
        home = office.homes[code]
        home.introduction = BODY[code]["summary"]
        home.about_heading = title
        home.about = f"<p>{BODY[code]['paragraph']}</p><p>{BODY[code]['second']}</p>"
        home.portrait, home.portrait_alt = portrait, BODY[code]["alt"]
        home.save()
        page = StandardPage(
            title=title,
            introduction=BODY[code]["summary"],
            locale=home.locale,
            show_in_menus=True,
            body=[("paragraph", f"<p>{BODY[code]['paragraph']}</p>")],
        )
        if about:
            page.translation_key = about["en"].translation_key
        about[code] = home.add_child(instance=page)
    return about


def _make_menus(office: Office, about: dict[str, StandardPage]) -> None:
    navigation = Navigation.objects.get(site=office.site)

    def link(page=None, **fields) -> dict:
        empty = {"page": None, "url": "", "label_en": "", "label_cy": ""}
        return block("link", {**empty, "page": page and page.pk, **fields})

    navigation.main_menu = [
        link(about["en"]),
        link(office.indexes["en"]),
        link(
            url="https://senedd.example.org/", label_en="The Welsh Parliament", label_cy="Y Senedd"
        ),
    ]
    navigation.footer_menu = [link(about["en"]), link(office.indexes["en"])]
    navigation.save()


BODY = {
    "en": {
        "title": "Another winter without a bus to the hospital",
        "summary": "Since March the last bus from the upper valley has left before the afternoon "
        "clinic opens. The office asked why, and was told to wait for a review.",
        "paragraph": "Mared Puw has asked the Government to restore the evening service between "
        "Pont Arian and the district hospital, after a survey of 340 households found that one "
        "in four had missed an appointment since the timetable changed in March.",
        "second": "“Nobody chose this,” the survey’s authors write. “It is what is left when three "
        "bodies each save a little, and none of them looks at the whole journey.”",
        "heading": "What was asked",
        "quotation": "A timetable is a promise. When we print a bus that nobody can rely on, we "
        "tell people that their time is worth less than ours.",
        "role": "Member for Dyffryn Arian",
        "list": "The office has asked for two things before the new year:",
        "one": "an evening bus on the three days when the clinic is open late;",
        "two": "one public body that answers for the whole journey, door to door.",
        "alt": "Hills fold into one another above a valley in the early morning",
        "caption": "The road over the top, an hour on foot from the last stop.",
        "meaning": "fewer journeys by bus in the upper valley than two years ago",
        "numbers": "Journeys in the upper valley",
        "year": "Year",
        "journeys": "Journeys",
        "table": "Journeys by bus, upper valley",
        "callout": "Have you missed an appointment?",
        "gallery": "Along the route",
        "document": "Evidence to the transport committee",
        "film": "Mared Puw’s question in the chamber",
        "other": "Evidence heard on rural transport",
        "topics": [("Buses", "buses"), ("Rural health", "rural-health")],
    },
    "cy": {
        "title": "Gaeaf arall heb fws i’r ysbyty",
        "summary": "Ers mis Mawrth mae bws olaf y cwm uchaf wedi gadael cyn i glinig y prynhawn "
        "agor. Gofynnodd y swyddfa pam, a chael cyngor i aros am adolygiad.",
        "paragraph": "Mae Mared Puw wedi gofyn i’r Llywodraeth adfer y gwasanaeth gyda’r nos rhwng "
        "Pont Arian a’r ysbyty, ar ôl i arolwg o 340 o gartrefi ddangos bod un o bob pedwar wedi "
        "colli apwyntiad ers i’r amserlen newid ym mis Mawrth. Tŷ, dŵr, gŵyl, Ŵyr, ŷd, pêl, môr, "
        "sŵn, tân, tê, cŵn, crëwyd, copïau, mẁg, ẁyr, tîm, ffôn, ffŵl, llyfr.",
        "second": "“Ddewisodd neb hyn,” meddai awduron yr arolwg. “Dyma sydd ar ôl pan fydd tri "
        "chorff yn arbed ychydig yr un, a neb yn edrych ar y daith gyfan.”",
        "heading": "Yr hyn y gofynnwyd amdano",
        "quotation": "Addewid yw amserlen. Pan fyddwn yn argraffu bws na all neb ddibynnu arno, "
        "rydym yn dweud wrth bobl fod eu hamser yn werth llai na’n hamser ni.",
        "role": "Aelod dros Ddyffryn Arian",
        "list": "Mae’r swyddfa wedi gofyn am ddau beth cyn y flwyddyn newydd:",
        "one": "bws gyda’r nos ar y tri diwrnod pan fydd y clinig ar agor yn hwyr;",
        "two": "un corff cyhoeddus sy’n atebol am y daith gyfan, o ddrws i ddrws.",
        "alt": "Bryniau’n plygu i’w gilydd uwchben cwm yn gynnar yn y bore",
        "caption": "Y ffordd dros y top, awr ar droed o’r arhosfan olaf.",
        "meaning": "yn llai o deithiau bws yn y cwm uchaf nag oedd ddwy flynedd yn ôl",
        "numbers": "Teithiau yn y cwm uchaf",
        "year": "Blwyddyn",
        "journeys": "Teithiau",
        "table": "Teithiau ar fws, y cwm uchaf",
        "callout": "A ydych wedi colli apwyntiad?",
        "gallery": "Ar hyd y daith",
        "document": "Tystiolaeth i’r pwyllgor trafnidiaeth",
        "film": "Cwestiwn Mared Puw yn y siambr",
        "other": "Clywed tystiolaeth am drafnidiaeth wledig",
        "topics": [("Bysiau", "bysiau"), ("Iechyd gwledig", "iechyd-gwledig")],
    },
}
