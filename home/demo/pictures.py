"""The demo's pictures with their alternative texts, and their rendering as JPEG files."""

import io
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from home.demo import scenes, townscapes
from home.demo.canvas import CREAM, DEEP, GOLD, LEAF, MIST, MOSS, NIGHT, SEA, WIDTH, Canvas

CREDIT = "Lectern"
JPEG_QUALITY = 84


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A drawing: the function that draws it, and its alternative texts by language."""

    draw: Callable[[Canvas], None]
    title: str
    alt: dict[str, str]


def _emblem(c: Canvas) -> None:
    """Hills, a river and a rising sun in a round seal; used as the portrait."""
    c.gradient(DEEP, NIGHT)
    c.disc(800, 533, 500, CREAM)
    c.disc(800, 533, 476, MIST)
    c.disc(800, 430, 150, GOLD)
    c.polygon(
        [(360, 700), (560, 470), (700, 610), (850, 420), (1240, 700), (1160, 850), (440, 850)], SEA
    )
    c.polygon(
        [(335, 640), (520, 600), (800, 700), (1080, 590), (1266, 640), (1200, 790), (400, 790)],
        LEAF,
    )
    c.polygon([(345, 730), (800, 760), (1255, 730), (1120, 890), (800, 1008), (480, 890)], MOSS)
    c.polygon(
        [
            (800, 700),
            (816, 700),
            (870, 780),
            (800, 850),
            (980, 965),
            (700, 985),
            (730, 850),
            (820, 780),
        ],
        MIST,
    )
    for x, y, size in ((560, 780, 100), (640, 820, 74), (1050, 790, 110)):
        c.polygon([(x - size * 0.32, y), (x, y - size), (x + size * 0.32, y)], NIGHT)
    ring = c.draw
    ring.ellipse([450, 50, 1950, 1550], outline=GOLD, width=14)


PICTURES: dict[str, Picture] = {
    "harbour": Picture(
        draw=scenes.harbour,
        title="Porthwylan harbour",
        alt={
            "en": "Drawing of painted houses above a quay, with three small boats on the water.",
            "cy": "Darlun o dai lliwgar uwchben cei, a thri chwch bach ar y dŵr.",
        },
    ),
    "valley": Picture(
        draw=scenes.valley,
        title="The Arian valley",
        alt={
            "en": "Drawing of a river winding through a wide green valley at sunset.",
            "cy": "Darlun o afon yn ymdroelli drwy ddyffryn gwyrdd, llydan ar fachlud haul.",
        },
    ),
    "bridge": Picture(
        draw=scenes.bridge,
        title="A stone bridge",
        alt={
            "en": "Drawing of an old stone bridge with three arches over a wide river.",
            "cy": "Darlun o hen bont garreg â thri bwa dros afon lydan.",
        },
    ),
    "river": Picture(
        draw=scenes.river,
        title="A heron on the river",
        alt={
            "en": "Drawing of a heron standing in a river, with pine trees on the far bank.",
            "cy": "Darlun o grëyr glas yn sefyll mewn afon, a choed pinwydd ar y lan bellaf.",
        },
    ),
    "farm": Picture(
        draw=scenes.farm,
        title="An upland farm",
        alt={
            "en": "Drawing of sheep in fields divided by hedges, below a white farmhouse.",
            "cy": "Darlun o ddefaid mewn caeau rhwng y cloddiau, islaw ffermdy gwyn.",
        },
    ),
    "energy": Picture(
        draw=scenes.energy,
        title="Turbines and solar panels",
        alt={
            "en": "Drawing of five wind turbines on a ridge and rows of solar panels below.",
            "cy": "Darlun o bum tyrbin gwynt ar gefnen a rhesi o baneli solar oddi tanynt.",
        },
    ),
    "mast": Picture(
        draw=scenes.mast,
        title="A mast above the valley",
        alt={
            "en": "Drawing of a communications mast above scattered farmhouses at dusk.",
            "cy": "Darlun o fast cyfathrebu uwchben ffermdai gwasgaredig gyda'r nos.",
        },
    ),
    "flood": Picture(
        draw=scenes.flood,
        title="High water",
        alt={
            "en": "Drawing of brown flood water against a wall that shelters a row of houses.",
            "cy": "Darlun o lifddwr brown yn erbyn wal sy'n cysgodi rhes o dai.",
        },
    ),
    "lighthouse": Picture(
        draw=scenes.lighthouse,
        title="The lifeboat goes out",
        alt={
            "en": "Drawing of a lifeboat heading out to sea past a lighthouse at dusk.",
            "cy": "Darlun o fad achub yn mynd allan i'r môr heibio i oleudy gyda'r nos.",
        },
    ),
    "garden": Picture(
        draw=scenes.garden,
        title="A community garden",
        alt={
            "en": "Drawing of three people among raised vegetable beds behind a terrace.",
            "cy": "Darlun o dri o bobl yng nghanol gwelyau llysiau y tu ôl i res o dai.",
        },
    ),
    "chamber": Picture(
        draw=townscapes.chamber,
        title="A debating chamber",
        alt={
            "en": "Drawing of a debating chamber with rings of desks beneath a timber ceiling.",
            "cy": "Darlun o siambr drafod â chylchoedd o ddesgiau dan nenfwd pren.",
        },
    ),
    "library": Picture(
        draw=townscapes.library,
        title="A library",
        alt={
            "en": "Drawing of full library shelves, a ladder and an open book on a table.",
            "cy": "Darlun o silffoedd llyfrgell llawn, ysgol a llyfr agored ar fwrdd.",
        },
    ),
    "bus": Picture(
        draw=townscapes.bus,
        title="A country bus",
        alt={
            "en": "Drawing of a red single-decker bus waiting at a stop in the hills.",
            "cy": "Darlun o fws coch unllawr yn aros wrth arhosfan yn y bryniau.",
        },
    ),
    "school": Picture(
        draw=townscapes.school,
        title="A school yard",
        alt={
            "en": "Drawing of children playing in front of a low school with a clock.",
            "cy": "Darlun o blant yn chwarae o flaen ysgol isel â chloc arni.",
        },
    ),
    "surgery": Picture(
        draw=townscapes.surgery,
        title="A health centre",
        alt={
            "en": "Drawing of a small white health centre with two people at the door.",
            "cy": "Darlun o ganolfan iechyd fach wen a dau berson wrth y drws.",
        },
    ),
    "railway": Picture(
        draw=townscapes.railway,
        title="A train on the viaduct",
        alt={
            "en": "Drawing of a two-coach train crossing a stone viaduct.",
            "cy": "Darlun o drên dau gerbyd yn croesi traphont garreg.",
        },
    ),
    "high-street": Picture(
        draw=townscapes.high_street,
        title="Market day",
        alt={
            "en": "Drawing of five shops with striped awnings and a market stall.",
            "cy": "Darlun o bum siop â chanopïau streipiog a stondin farchnad.",
        },
    ),
    "pavilion": Picture(
        draw=townscapes.pavilion,
        title="The festival pavilion",
        alt={
            "en": "Drawing of a crowd on a field in front of a large red pavilion with flags.",
            "cy": "Darlun o dyrfa ar gae o flaen pafiliwn mawr coch â baneri arno.",
        },
    ),
    "workshop": Picture(
        draw=townscapes.workshop,
        title="Apprentices at work",
        alt={
            "en": "Drawing of three apprentices behind a workbench, tools on the wall.",
            "cy": "Darlun o dri phrentis y tu ôl i fainc waith, ac offer ar y wal.",
        },
    ),
    "hall": Picture(
        draw=townscapes.hall,
        title="The village hall",
        alt={
            "en": "Drawing of a village hall at night with light in its windows.",
            "cy": "Darlun o neuadd bentref gyda'r nos a golau yn ei ffenestri.",
        },
    ),
    "homes": Picture(
        draw=townscapes.street_of_homes,
        title="New homes",
        alt={
            "en": "Drawing of four new houses with solar panels beside an older terrace.",
            "cy": "Darlun o bedwar tŷ newydd â phaneli solar wrth ymyl rhes hŷn o dai.",
        },
    ),
    "emblem": Picture(
        draw=_emblem,
        title="The office's emblem",
        alt={
            "en": "Round emblem with hills, a river and a rising sun.",
            "cy": "Arwyddlun crwn ac arno fryniau, afon a haul yn codi.",
        },
    ),
}


def draw(name: str) -> bytes:
    """Return the named picture as a JPEG file; the same bytes for the same Pillow release."""
    canvas = Canvas(name)
    PICTURES[name].draw(canvas)
    return _jpeg(canvas.finished())


def draw_logo(name: str) -> bytes:
    """Return the emblem with `name` beside it, on a dark ground, as a JPEG file 960 wide."""
    canvas = Canvas("emblem")
    PICTURES["emblem"].draw(canvas)
    picture = canvas.finished()
    left = (WIDTH - picture.height) // 2
    seal = picture.crop((left, 0, left + picture.height, picture.height))
    logo = Image.new("RGB", (960, 240), DEEP)
    logo.paste(seal.resize((200, 200)), (20, 20), _round_mask(200))
    font = ImageFont.load_default(92)
    ImageDraw.Draw(logo).text((250, 120), name, fill=CREAM, font=font, anchor="lm")
    return _jpeg(logo)


def _round_mask(size: int) -> Image.Image:
    """Return a mask that leaves the seal's own circle, smooth at its edge."""
    large = Image.new("L", (size * 4, size * 4), 0)
    margin = round(size * 4 * 0.03)
    ImageDraw.Draw(large).ellipse((margin, margin, size * 4 - margin, size * 4 - margin), fill=255)
    return large.resize((size, size), Image.Resampling.LANCZOS)


def _jpeg(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=JPEG_QUALITY, optimize=False)
    return buffer.getvalue()
