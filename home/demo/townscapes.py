"""The demo's pictures of buildings, rooms and roads."""

import math

from home.demo.canvas import (
    BRICK,
    CREAM,
    DEEP,
    GOLD,
    HEIGHT,
    LEAF,
    MIST,
    MOSS,
    NIGHT,
    RUST,
    SAND,
    SEA,
    SLATE,
    TEAL,
    WHITE,
    WIDTH,
    Canvas,
)
from home.demo.shapes import bunting, cloud, hills, house, person, sky, terrace, tree


def chamber(c: Canvas) -> None:
    """A debating chamber: rings of desks below a timber funnel."""
    c.gradient("#7a4a2c", "#d9a566", end=620)
    for rib in range(25):
        x = rib * WIDTH / 24
        c.line([(x, 0), (800 + (x - 800) * 0.3, 470)], "#5c3620", width=7)
    for ring, y in enumerate((90, 200, 300, 390)):
        half = 800 - ring * 145
        c.line([(800 - half, y), (800, y + 46 - ring * 6), (800 + half, y)], "#c98d52", width=6)
    c.oval(610, 420, 380, 110, CREAM)
    c.oval(640, 436, 320, 76, "#f9e6bd")
    c.gradient("#39261c", "#24414a", start=560)
    rings = ((330, 640), (520, 730), (740, 850), (1000, 1010))
    for ring, (half, y) in reversed(list(enumerate(rings))):
        c.oval(800 - half, y - half * 0.26, 2 * half, half * 0.52, "#b9824c")
        c.oval(800 - half * 0.9, y - half * 0.26, 1.8 * half, half * 0.44, "#2b3a3d")
        seats = 9 + ring * 2
        for seat in range(seats):
            angle = math.pi * (0.08 + 0.84 * seat / (seats - 1))
            x = 800 + half * 0.95 * math.cos(angle)
            sy = y + half * 0.22 * math.sin(angle) - 20
            size = 22 + ring * 9
            c.box(x - size / 2, sy - size, size, size * 1.2, TEAL if seat % 4 else RUST, radius=8)
    c.box(725, 560, 150, 60, "#8f5c34", radius=10)
    c.box(745, 520, 110, 60, GOLD, radius=12)


def library(c: Canvas) -> None:
    """Shelves to the ceiling, a ladder and a reading table."""
    c.gradient("#e7d3a8", SAND)
    spines = [RUST, DEEP, TEAL, GOLD, BRICK, MOSS, CREAM, SLATE, SEA]
    for shelf in range(5):
        y = 60 + shelf * 158
        c.box(0, y + 128, WIDTH, 20, "#6b4429")
        x = 12.0
        while x < WIDTH - 20:
            width = c.random.uniform(16, 42)
            height = c.random.uniform(78, 122)
            if c.random.random() < 0.07:
                x += 44
            colour = c.random.choice(spines)
            c.box(x, y + 128 - height, width, height, colour, radius=3)
            c.box(x + 4, y + 128 - height * 0.8, width - 8, 5, SAND)
            x += width + 3
    for x in (0, 520, 1060, 1580):
        c.box(x, 0, 22, 850, "#59371f")
    c.line([(1200, 850), (1270, 60)], CREAM, width=12)
    c.line([(1310, 850), (1350, 60)], CREAM, width=12)
    for rung in range(9):
        share = rung / 9
        c.line(
            [(1204 + 66 * share, 800 - 720 * share), (1312 + 36 * share, 800 - 720 * share)],
            CREAM,
            width=9,
        )
    c.box(0, 850, WIDTH, 217, "#7d5738")
    c.box(180, 806, 880, 34, BRICK, radius=8)
    c.box(240, 840, 26, 180, BRICK)
    c.box(970, 840, 26, 180, BRICK)
    c.polygon([(420, 804), (520, 770), (620, 804)], WHITE)
    c.polygon([(620, 804), (720, 770), (820, 804)], MIST)
    c.line([(900, 804), (900, 720)], NIGHT, width=8)
    c.polygon([(846, 722), (872, 660), (928, 660), (954, 722)], MOSS)


def bus(c: Canvas) -> None:
    """A country bus at its stop."""
    sky(c)
    cloud(c, 260, 150, 56)
    hills(c, 420)
    c.ridge(640, 90, LEAF)
    c.box(0, 690, WIDTH, 60, MOSS)
    c.box(0, 750, WIDTH, 317, SLATE)
    for x in range(-40, WIDTH, 220):
        c.box(x, 960, 130, 14, CREAM)
    c.box(330, 470, 900, 380, RUST, radius=34)
    c.box(330, 690, 900, 40, CREAM)
    c.box(360, 510, 840, 130, NIGHT, radius=18)
    for pane in range(6):
        c.box(372 + pane * 138, 522, 122, 106, MIST, radius=10)
    c.box(1096, 522, 92, 290, SEA, radius=10)
    c.box(1139, 522, 6, 290, NIGHT)
    c.box(780, 430, 330, 56, NIGHT, radius=10)
    for stroke in range(9):
        c.box(800 + stroke * 33, 448, 22, 20, GOLD)
    for x in (520, 990):
        c.disc(x, 850, 72, NIGHT)
        c.disc(x, 850, 34, SAND)
    c.box(1380, 420, 16, 430, NIGHT)
    c.box(1330, 400, 116, 92, TEAL, radius=10)
    c.box(1346, 418, 84, 14, CREAM)
    c.box(1346, 446, 60, 12, CREAM)
    person(c, 1460, 855, 240, GOLD)
    person(c, 1310, 850, 210, DEEP)


def school(c: Canvas) -> None:
    """A low school with tall windows, children in the yard."""
    sky(c, sun=(1400, 180, 66))
    hills(c, 400)
    c.gradient(LEAF, MOSS, start=640)
    c.box(140, 430, 1000, 280, "#d98e5f")
    c.polygon([(110, 440), (300, 320), (990, 320), (1170, 440)], SLATE)
    c.box(1140, 360, 300, 350, CREAM)
    c.polygon([(1120, 366), (1290, 250), (1460, 366)], DEEP)
    for x in range(200, 1080, 150):
        c.box(x, 490, 104, 150, WHITE)
        c.box(x + 7, 497, 42, 136, TEAL)
        c.box(x + 55, 497, 42, 136, SEA)
    c.arch(1290, 600, 58, NIGHT, 710)
    c.disc(1290, 450, 44, WHITE)
    c.line([(1290, 450), (1290, 420)], NIGHT, width=6)
    c.line([(1290, 450), (1314, 462)], NIGHT, width=6)
    c.polygon([(0, 712), (WIDTH, 712), (WIDTH, HEIGHT), (0, HEIGHT)], "#cfc2a4")
    for number, colour in enumerate((GOLD, RUST, WHITE, TEAL, LEAF, DEEP)):
        x, y = 300 + number * 120, 800 + number * 6
        c.box(x, y, 96, 96, colour, radius=8)
    for x, foot, size, coat in (
        (240, 900, 130, RUST),
        (390, 1010, 150, TEAL),
        (1120, 940, 140, GOLD),
        (1260, 900, 128, DEEP),
        (1380, 1000, 150, RUST),
    ):
        person(c, x, foot, size, coat)
    tree(c, 70, 740, 210)


def surgery(c: Canvas) -> None:
    """A small health centre with a car at the door."""
    sky(c, top="#d7e6df")
    hills(c, 400)
    c.gradient(LEAF, "#8ea77a", start=600)
    c.box(230, 400, 1140, 300, WHITE)
    c.box(200, 370, 1200, 44, TEAL)
    c.box(640, 300, 320, 400, SAND)
    c.box(616, 270, 368, 40, DEEP)
    c.box(774, 345, 52, 120, RUST, radius=6)
    c.box(740, 379, 120, 52, RUST, radius=6)
    c.box(716, 510, 168, 190, NIGHT)
    c.box(726, 520, 70, 180, SEA)
    c.box(804, 520, 70, 180, SEA)
    for x in (290, 460, 1030, 1200):
        c.box(x, 490, 120, 110, SLATE, radius=6)
        c.box(x + 8, 498, 48, 94, MIST)
        c.box(x + 64, 498, 48, 94, MIST)
    c.box(0, 700, WIDTH, 367, "#b8ad98")
    c.polygon([(680, 700), (920, 700), (1060, HEIGHT), (540, HEIGHT)], SAND)
    c.box(1090, 780, 330, 90, GOLD, radius=30)
    c.polygon([(1150, 786), (1190, 718), (1330, 718), (1370, 786)], GOLD)
    c.polygon([(1172, 782), (1202, 732), (1250, 732), (1250, 782)], MIST)
    c.polygon([(1264, 782), (1264, 732), (1322, 732), (1346, 782)], MIST)
    for x in (1160, 1350):
        c.disc(x, 872, 36, NIGHT)
        c.disc(x, 872, 15, SAND)
    person(c, 600, 880, 210, DEEP)
    person(c, 480, 860, 190, RUST)
    tree(c, 120, 730, 230)


def railway(c: Canvas) -> None:
    """A short train on a viaduct."""
    sky(c, top="#b6d3cf", sun=(260, 200, 70))
    hills(c, 420)
    c.ridge(720, 90, LEAF)
    c.box(0, 520, WIDTH, 60, SAND)
    c.box(0, 506, WIDTH, 18, BRICK)
    for number in range(6):
        x = 60 + number * 290
        c.box(x, 576, 70, 400, "#b9a184")
        c.box(x + 56, 576, 14, 400, "#8f7b62")
    for number in range(6):
        x = 60 + number * 290
        for step in range(9):
            angle = math.pi * step / 9
            following = math.pi * (step + 1) / 9
            c.polygon(
                [
                    (x + 180 + 112 * math.cos(angle), 690 - 112 * math.sin(angle)),
                    (x + 180 + 112 * math.cos(following), 690 - 112 * math.sin(following)),
                    (x + 180 + 112 * math.cos(following), 576),
                    (x + 180 + 112 * math.cos(angle), 576),
                ],
                "#b9a184",
            )
    c.gradient(MOSS, "#2f5236", start=930)
    for coach in range(2):
        x = 360 + coach * 430
        c.box(x, 372, 416, 126, DEEP, radius=22)
        c.box(x, 440, 416, 18, GOLD)
        for pane in range(5):
            c.box(x + 28 + pane * 76, 394, 56, 36, MIST, radius=6)
        for wheel in (70, 140, 280, 350):
            c.disc(x + wheel, 500, 20, NIGHT)
    for x, size in ((120, 170), (420, 130), (980, 150), (1440, 190)):
        tree(c, x, 970, size)


def high_street(c: Canvas) -> None:
    """Shops with awnings and a market stall."""
    sky(c)
    cloud(c, 640, 90, 44)
    c.box(0, 690, WIDTH, 377, "#c8bca3")
    walls = [CREAM, RUST, MIST, SAND, "#b7c7a0"]
    for shop in range(5):
        x, width = 10 + shop * 318, 306
        top = 250 - (shop % 3) * 44
        c.box(x, top, width, 700 - top, walls[shop])
        c.box(x - 6, top - 18, width + 12, 26, SLATE)
        for column in (0.14, 0.58):
            c.box(x + width * column, top + 50, 84, 120, WHITE)
            c.box(x + width * column + 7, top + 57, 70, 106, SLATE)
        c.box(x + 14, 512, width - 28, 44, (DEEP, NIGHT, BRICK, TEAL, MOSS)[shop])
        c.box(x + 40, 528, width - 110, 10, CREAM)
        c.box(x + 20, 570, width - 130, 130, NIGHT)
        c.box(x + 28, 578, width - 146, 114, SEA if shop % 2 else GOLD)
        c.box(x + width - 96, 570, 76, 130, BRICK)
        for stripe in range(8):
            left = x + 14 + stripe * (width - 28) / 8
            colour = WHITE if stripe % 2 else (RUST, TEAL, GOLD, DEEP, MOSS)[shop]
            c.polygon([(left, 556), (left + 35, 556), (left + 30, 604), (left - 5, 604)], colour)
    bunting(c, (0, 120), (820, 90))
    bunting(c, (780, 90), (1600, 140))
    c.box(520, 800, 560, 120, BRICK)
    for crate in range(5):
        c.box(536 + crate * 108, 770, 96, 44, SAND)
        for fruit in range(4):
            c.disc(552 + crate * 108 + fruit * 22, 768, 14, (RUST, GOLD, LEAF, BRICK, MOSS)[crate])
    for x, foot, coat in ((420, 930, DEEP), (1140, 920, RUST), (1290, 980, TEAL), (250, 990, GOLD)):
        person(c, x, foot, 220, coat)


def pavilion(c: Canvas) -> None:
    """A festival pavilion with flags, people on the field."""
    sky(c, top="#9fcbd0", sun=(1380, 190, 70))
    cloud(c, 180, 140, 54)
    hills(c, 430)
    c.gradient(LEAF, MOSS, start=640)
    c.polygon([(240, 720), (360, 430), (800, 250), (1240, 430), (1360, 720)], RUST)
    c.polygon([(520, 720), (600, 400), (800, 250), (1000, 400), (1080, 720)], "#d97d4f")
    c.polygon([(700, 720), (740, 480), (800, 400), (860, 480), (900, 720)], NIGHT)
    c.line([(800, 250), (800, 130)], NIGHT, width=7)
    c.polygon([(804, 132), (930, 156), (804, 196)], GOLD)
    for x, y in ((360, 430), (1240, 430)):
        c.line([(x, y), (x, y - 110)], NIGHT, width=6)
        c.polygon([(x, y - 110), (x + 84, y - 92), (x, y - 66)], WHITE)
    bunting(c, (20, 600), (360, 440), 8)
    bunting(c, (1240, 440), (1580, 600), 8)
    coats = [DEEP, GOLD, WHITE, TEAL, RUST, SAND]
    for number in range(17):
        x = 70 + number * 92 + c.random.uniform(-20, 20)
        foot = 800 + c.random.uniform(0, 210)
        person(c, x, foot, 110 + (foot - 780) * 0.5, coats[number % 6])


def workshop(c: Canvas) -> None:
    """Apprentices at a bench below a wall of tools."""
    c.gradient("#3a5c63", DEEP, end=700)
    c.box(120, 90, 620, 330, MIST)
    for pane in range(4):
        c.box(132 + pane * 152, 102, 140, 306, "#e7f0e6")
    c.box(860, 90, 620, 330, "#b98a58")
    for tool in range(8):
        x = 910 + tool * 70
        c.line([(x, 130), (x, 320 - (tool % 3) * 50)], SLATE, width=13)
        if tool % 2:
            c.box(x - 24, 300 - (tool % 3) * 50, 48, 56, NIGHT, radius=8)
        else:
            c.disc(x, 320 - (tool % 3) * 50, 26, RUST)
    c.box(0, 700, WIDTH, 367, "#8a9a94")
    person(c, 380, 800, 470, GOLD)
    person(c, 830, 790, 450, RUST)
    person(c, 1240, 800, 480, TEAL)
    c.box(120, 640, 1360, 50, "#c98d52", radius=6)
    for x in (170, 780, 1390):
        c.box(x, 690, 46, 300, "#8f5c34")
    for x, y, radius in ((560, 590, 56), (1040, 600, 44)):
        for tooth in range(12):
            angle = math.tau * tooth / 12
            c.disc(x + radius * math.cos(angle), y + radius * math.sin(angle), 12, SAND)
        c.disc(x, y, radius, SAND)
        c.disc(x, y, radius * 0.4, DEEP)
    c.box(640, 610, 130, 30, NIGHT)
    c.box(200, 596, 110, 44, BRICK, radius=6)


def hall(c: Canvas) -> None:
    """A village hall in the evening, its windows lit."""
    c.gradient("#22343f", "#b5785e", end=700)
    c.disc(1290, 190, 58, CREAM)
    c.ridge(560, 160, "#33505a")
    c.gradient("#2f4a3c", NIGHT, start=640)
    c.box(420, 420, 760, 300, "#b9a184")
    c.polygon([(380, 430), (800, 230), (1220, 430)], NIGHT)
    c.disc(800, 360, 34, GOLD)
    for x in (500, 630, 970, 1100):
        c.arch(x, 540, 42, GOLD, 650)
        c.box(x - 3, 498, 6, 152, BRICK)
    c.arch(800, 570, 62, CREAM, 720)
    c.polygon([(738, 720), (862, 720), (1010, HEIGHT), (590, HEIGHT)], "#d9a566")
    house(c, 130, 720, 150, 130, wall="#5d6f73", roof=NIGHT)
    house(c, 1330, 720, 150, 130, wall="#5d6f73", roof=NIGHT)
    for x, foot, coat in ((700, 850, RUST), (900, 880, TEAL), (820, 980, GOLD)):
        person(c, x, foot, 190, coat)


def street_of_homes(c: Canvas) -> None:
    """New homes beside an old terrace."""
    sky(c)
    cloud(c, 1000, 130, 50)
    hills(c, 400)
    c.gradient(LEAF, MOSS, start=640)
    terrace(c, 30, 700, 7)
    for number in range(4):
        x = 840 + number * 186
        house(
            c,
            x,
            700,
            168,
            200,
            wall=(WHITE, SAND, MIST, CREAM)[number],
            roof=(DEEP, RUST)[number % 2],
        )
        c.polygon([(x + 10, 490), (x + 76, 448), (x + 76, 470), (x + 10, 510)], NIGHT)
    c.polygon([(0, 716), (WIDTH, 716), (WIDTH, HEIGHT), (0, HEIGHT)], "#bdb29b")
    c.polygon([(0, 830), (WIDTH, 830), (WIDTH, 990), (0, 990)], SLATE)
    for x in range(30, WIDTH, 230):
        c.box(x, 903, 120, 12, CREAM)
    for x in (180, 620, 1060, 1490):
        tree(c, x, 800, 150, LEAF)
    person(c, 380, 826, 150, RUST)
    person(c, 450, 824, 110, GOLD)
