"""The demo's pictures of country, coast and weather."""

import itertools
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
from home.demo.shapes import (
    cloud,
    fields,
    hills,
    house,
    person,
    pine,
    sheep,
    sky,
    terrace,
    tree,
    turbine,
    water,
)


def harbour(c: Canvas) -> None:
    """Painted houses above a quay, three boats."""
    sky(c, sun=(1240, 210, 76))
    cloud(c, 210, 170, 46)
    hills(c, 420)
    c.ridge(560, 120, MOSS)
    terrace(c, 60, 640, 14)
    c.box(0, 636, WIDTH, 54, SLATE)
    c.box(0, 628, WIDTH, 14, SAND)
    water(c, 690)
    for x, y, size, hull in (
        (300, 800, 1.0, RUST),
        (820, 900, 1.45, WHITE),
        (1290, 780, 0.9, GOLD),
    ):
        c.polygon(
            [
                (x, y),
                (x + 250 * size, y),
                (x + 215 * size, y + 62 * size),
                (x + 40 * size, y + 62 * size),
            ],
            hull,
        )
        c.box(x + 60 * size, y - 48 * size, 84 * size, 48 * size, CREAM)
        c.box(x + 74 * size, y - 36 * size, 22 * size, 20 * size, DEEP)
        c.line([(x + 170 * size, y), (x + 170 * size, y - 170 * size)], NIGHT, width=6 * size)
        c.line([(x + 170 * size, y - 160 * size), (x + 246 * size, y - 4)], NIGHT, width=3)


def valley(c: Canvas) -> None:
    """A river winding through a broad valley at evening."""
    sky(c, top="#f3cf96", bottom=CREAM, sun=(520, 330, 92))
    hills(c, 470, warm=True)
    c.ridge(640, 110, LEAF)
    c.gradient(LEAF, MOSS, start=690)
    bends = [(760, 690, 8), (900, 740, 22), (700, 810, 44), (980, 900, 84), (640, 1067, 170)]
    left, right = [], []
    for (x0, y0, w0), (x1, y1, w1) in itertools.pairwise(bends):
        for step in range(13):
            ease = (1 - math.cos(math.pi * step / 12)) / 2
            x, y = x0 + (x1 - x0) * ease, y0 + (y1 - y0) * step / 12
            w = w0 + (w1 - w0) * step / 12
            left.append((x - w, y))
            right.append((x + w, y))
    c.polygon(left + right[::-1], SEA)
    c.polygon([(x + 14, y) for x, y in left] + [(x - 40, y) for x, y in right[::-1]], MIST)
    for x, foot, size in ((180, 820, 150), (330, 770, 110), (1230, 830, 170), (1420, 760, 120)):
        tree(c, x, foot, size)
    house(c, 1080, 762, 96, 74, wall=WHITE, roof=SLATE)


def bridge(c: Canvas) -> None:
    """A stone bridge of three arches."""
    sky(c)
    cloud(c, 1040, 150, 52)
    hills(c, 430)
    c.ridge(600, 90, MOSS)
    water(c, 690)
    c.polygon([(0, 610), (800, 520), (WIDTH, 610), (WIDTH, 800), (0, 800)], "#9c958a")
    c.polygon([(0, 596), (800, 504), (WIDTH, 596), (WIDTH, 622), (0, 622)], SAND)
    for x in (330, 800, 1270):
        c.arch(x, 730, 152, "#7fb6ae", 800)
    for x in (96, 565, 1035, 1504):
        c.polygon([(x - 44, 800), (x - 30, 640), (x + 30, 640), (x + 44, 800)], SLATE)
    water(c, 800, shallow=TEAL)


def river(c: Canvas) -> None:
    """A river bank with a sampling pole and a heron."""
    sky(c, top="#bcd8cf")
    hills(c, 400)
    c.ridge(560, 80, LEAF)
    for number in range(13):
        pine(c, 40 + number * 128, 600 + (number % 3) * 8, 150 + (number % 4) * 22)
    water(c, 610)
    c.polygon([(0, 880), (360, 900), (760, 985), (980, HEIGHT), (0, HEIGHT)], MOSS)
    for _ in range(90):
        x = c.random.uniform(0, 760)
        foot = 915 + x * 0.13 + c.random.uniform(0, 60)
        c.line([(x, foot), (x + c.random.uniform(-16, 16), foot - c.random.uniform(60, 150))], LEAF)
    c.line([(1180, 960), (1180, 780)], NIGHT, width=7)
    c.line([(1204, 960), (1204, 800)], NIGHT, width=7)
    c.oval(1120, 690, 150, 120, SLATE)
    c.line([(1140, 730), (1106, 640), (1130, 590)], SLATE, width=20)
    c.polygon([(1124, 574), (1124, 598), (1040, 596)], GOLD)
    c.disc(1130, 586, 19, SLATE)


def farm(c: Canvas) -> None:
    """Sheep, hedges and a farmhouse."""
    sky(c, sun=(300, 190, 70))
    cloud(c, 920, 160, 50)
    hills(c, 410)
    c.gradient(LEAF, MOSS, start=560)
    fields(c, 560)
    house(c, 1150, 610, 130, 92, wall=WHITE, roof=SLATE)
    c.box(1300, 540, 190, 70, BRICK)
    c.polygon([(1290, 544), (1395, 492), (1500, 544)], SLATE)
    tree(c, 1090, 620, 130)
    for x, foot, size in (
        (260, 860, 120),
        (470, 780, 84),
        (700, 950, 150),
        (960, 820, 96),
        (590, 700, 60),
    ):
        sheep(c, x, foot, size)


def energy(c: Canvas) -> None:
    """Turbines on a ridge, panels on the slope below."""
    sky(c, top="#a8cfd0", sun=(1340, 180, 64))
    hills(c, 480)
    for number, x in enumerate((220, 520, 830, 1120, 1400)):
        turbine(c, x, 610 - (number % 2) * 30, 300 + (number % 3) * 26, turn=17 + number * 41)
    c.ridge(690, 90, MOSS)
    c.gradient(LEAF, MOSS, start=730)
    for row in range(3):
        for column in range(6):
            x, y, size = 90 + column * 250 - row * 24, 770 + row * 96, 1 + row * 0.12
            c.polygon(
                [
                    (x + 40, y),
                    (x + 40 + 170 * size, y),
                    (x + 150 * size, y + 62 * size),
                    (x, y + 62 * size),
                ],
                DEEP,
            )
            for stripe in (0.33, 0.66):
                c.line(
                    [(x + 40 + 170 * size * stripe, y), (x + 150 * size * stripe, y + 62 * size)],
                    SEA,
                    width=3,
                )


def mast(c: Canvas) -> None:
    """A mast above scattered farms, its waves over the valley."""
    sky(c, top=DEEP, bottom="#e9b77a")
    for radius in (330, 250, 170, 90):
        c.disc(1130, 260, radius + 4, "#8fa9a0")
        c.disc(1130, 260, radius - 6, "#41696f" if radius > 200 else "#5d807f")
    c.ridge(600, 200, TEAL)
    c.ridge(720, 160, DEEP)
    c.line([(1090, 640), (1130, 240), (1170, 640)], NIGHT, width=9)
    for level in range(6):
        y, half = 320 + level * 54, 7 + level * 5.6
        c.line([(1130 - half, y), (1130 + half + 5, y + 52)], NIGHT, width=5)
        c.line([(1130 + half, y), (1130 - half - 5, y + 52)], NIGHT, width=5)
    c.disc(1130, 236, 15, RUST)
    c.ridge(900, 150, NIGHT)
    for x, y in ((180, 800), (420, 860), (690, 815), (1280, 850), (1460, 800)):
        c.box(x, y, 74, 46, SLATE)
        c.polygon([(x - 8, y + 2), (x + 37, y - 32), (x + 82, y + 2)], DEEP)
        c.box(x + 14, y + 14, 16, 18, GOLD)
        c.box(x + 44, y + 14, 16, 18, GOLD)


def flood(c: Canvas) -> None:
    """High water against a wall with its gate shut."""
    sky(c, top=SLATE, bottom="#b9c4c0")
    cloud(c, 160, 150, 70, "#8c9a9c")
    cloud(c, 820, 210, 90, "#7c8b8f")
    c.ridge(470, 150, "#6d8587")
    terrace(c, 30, 640, 14)
    c.box(0, 600, WIDTH, 150, "#a39b8e")
    c.box(0, 584, WIDTH, 24, SAND)
    c.box(660, 590, 280, 160, TEAL)
    for x in (660, 728, 796, 864, 932):
        c.box(x, 590, 10, 160, NIGHT)
    water(c, 715, shallow="#8a8a6c", deep="#46533f")
    c.box(1330, 520, 26, 420, WHITE)
    for mark in range(7):
        c.box(1330, 530 + mark * 54, 26, 24, RUST)
    for _ in range(130):
        x, y = c.random.uniform(0, WIDTH), c.random.uniform(0, 900)
        c.line([(x, y), (x - 12, y + 44)], "#d5dcd8", width=2)


def lighthouse(c: Canvas) -> None:
    """A lighthouse on its headland at dusk, the lifeboat going out."""
    c.gradient(NIGHT, "#c9856a", end=690)
    for _ in range(60):
        c.disc(c.random.uniform(0, WIDTH), c.random.uniform(0, 330), c.random.uniform(1, 3), CREAM)
    c.polygon([(392, 262), (WIDTH, 60), (WIDTH, 330)], "#8f7a6b")
    c.polygon([(392, 262), (WIDTH, 110), (WIDTH, 270)], "#c6a97c")
    water(c, 640, shallow="#9a6f66", deep=NIGHT)
    c.polygon([(0, 560), (250, 540), (520, 590), (700, 740), (610, 880), (0, 960)], "#22383c")
    c.polygon([(340, 580), (362, 290), (424, 290), (446, 580)], WHITE)
    c.polygon([(350, 455), (355, 385), (431, 385), (436, 455)], RUST)
    c.box(350, 270, 86, 24, NIGHT)
    c.box(366, 226, 54, 46, GOLD)
    c.polygon([(356, 230), (393, 184), (430, 230)], NIGHT)
    c.polygon([(960, 800), (1270, 776), (1230, 856), (1000, 860)], GOLD)
    c.polygon([(960, 830), (1250, 816), (1230, 856), (1000, 860)], DEEP)
    c.polygon([(1050, 796), (1070, 730), (1160, 726), (1180, 786)], RUST)
    c.box(1084, 744, 34, 26, MIST)
    c.box(1126, 742, 34, 26, MIST)


def garden(c: Canvas) -> None:
    """Raised beds and neighbours at work."""
    sky(c, sun=(1360, 170, 66))
    hills(c, 380)
    terrace(c, 20, 600, 15, width=102)
    c.gradient(LEAF, MOSS, start=590)
    for row, (y, height) in enumerate(((650, 60), (760, 84), (900, 116))):
        for column in range(4):
            x = 60 + column * (350 + row * 22) - row * 50
            c.box(x, y, 290 + row * 30, height, BRICK, radius=6)
            c.box(x + 10, y + 8, 270 + row * 30, height - 26, "#4a3428", radius=4)
            for plant in range(6):
                px = x + 40 + plant * (42 + row * 5)
                c.disc(px, y + 14, 17 + row * 4, (LEAF, "#94b06a", MOSS)[(plant + column) % 3])
                if (plant + column + row) % 3 == 0:
                    c.disc(px, y + 8, 6 + row * 2, (RUST, GOLD, WHITE)[column % 3])
    person(c, 440, 775, 190, RUST)
    person(c, 1010, 890, 235, DEEP)
    person(c, 1290, 760, 180, GOLD)
