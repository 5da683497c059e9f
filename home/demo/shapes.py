"""Shapes that several of the demo's scenes use."""

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


def sky(c: Canvas, *, top: str = MIST, bottom: str = CREAM, sun: tuple | None = None) -> None:
    """Fill the background; `sun` is (x, y, radius)."""
    c.gradient(top, bottom, end=760)
    if sun:
        x, y, radius = sun
        c.disc(x, y, radius * 1.35, "#f8e3b4")
        c.disc(x, y, radius, GOLD)


def cloud(c: Canvas, x: float, y: float, size: float, colour: str = WHITE) -> None:
    """A cloud of three discs on a flat base."""
    c.box(x, y, 4 * size, size, colour, radius=size / 2)
    c.disc(x + 1.3 * size, y, 0.95 * size, colour)
    c.disc(x + 2.6 * size, y + 0.15 * size, 0.7 * size, colour)


def hills(c: Canvas, horizon: float, *, warm: bool = False) -> None:
    """Three ranges, the farthest the palest."""
    colours = [SAND, "#c9b98a", "#8fa57a"] if warm else ["#a9cbc4", "#78aaa4", "#4e8a86"]
    for step, colour in enumerate(colours):
        c.ridge(horizon + 60 * step, 260 - 60 * step, colour)


def water(c: Canvas, top: float, *, shallow: str = SEA, deep: str = DEEP, end: float = HEIGHT):
    """Water with broken lines of light that grow towards the viewer."""
    c.gradient(shallow, deep, start=top, end=end)
    y = top + 14
    while y < end - 6:
        near = (y - top) / (HEIGHT - top)
        for _ in range(7):
            x = c.random.uniform(-50, WIDTH)
            length = c.random.uniform(30, 90) * (0.5 + 1.6 * near)
            c.box(x, y, length, 2 + 4 * near, MIST if c.random.random() < 0.35 else TEAL, radius=2)
        y += 18 + 30 * near


def house(c: Canvas, x: float, foot: float, width: float, height: float, *, wall: str, roof: str):
    """A house with a pitched roof, a door and windows."""
    top = foot - height
    c.box(x, top, width, height, wall)
    c.polygon(
        [(x - 8, top + 4), (x + width / 2, top - width * 0.34), (x + width + 8, top + 4)], roof
    )
    c.box(x + width * 0.68, top - width * 0.33, width * 0.11, width * 0.26, BRICK)
    pane = width * 0.2
    for row in range(max(1, int(height // 85))):
        for column in (0.16, 0.62):
            y = top + 24 + row * 78
            c.box(x + width * column, y, pane, pane * 1.2, WHITE)
            c.box(x + width * column + 3, y + 3, pane - 6, pane * 1.2 - 6, SLATE)
    c.box(x + width * 0.4, foot - 54, width * 0.2, 54, NIGHT)


def terrace(c: Canvas, x: float, foot: float, count: int, *, width: float = 105) -> None:
    """A row of painted houses."""
    walls = [SAND, CREAM, RUST, MIST, GOLD, WHITE, SEA]
    for number in range(count):
        height = c.random.choice((120, 150, 170, 190))
        wall = walls[(number * 3 + c.random.randrange(2)) % len(walls)]
        house(c, x + number * (width + 4), foot, width, height, wall=wall, roof=SLATE)


def tree(c: Canvas, x: float, foot: float, size: float, colour: str = MOSS) -> None:
    """A broad tree."""
    c.box(x - size * 0.06, foot - size * 0.5, size * 0.12, size * 0.5, BRICK)
    c.disc(x, foot - size * 0.75, size * 0.36, colour)
    c.disc(x - size * 0.26, foot - size * 0.55, size * 0.26, colour)
    c.disc(x + size * 0.27, foot - size * 0.57, size * 0.25, colour)


def pine(c: Canvas, x: float, foot: float, size: float, colour: str = MOSS) -> None:
    """A conifer of three tiers."""
    c.box(x - size * 0.04, foot - size * 0.2, size * 0.08, size * 0.2, BRICK)
    for tier in range(3):
        low = foot - size * (0.15 + 0.25 * tier)
        half = size * (0.28 - 0.06 * tier)
        c.polygon([(x - half, low), (x, low - size * 0.4), (x + half, low)], colour)


def person(c: Canvas, x: float, foot: float, size: float, coat: str) -> None:
    """A figure without a face."""
    c.box(x - size * 0.13, foot - size * 0.42, size * 0.11, size * 0.42, NIGHT)
    c.box(x + size * 0.02, foot - size * 0.42, size * 0.11, size * 0.42, NIGHT)
    c.box(x - size * 0.19, foot - size * 0.84, size * 0.38, size * 0.5, coat, radius=size * 0.1)
    c.disc(x, foot - size * 0.94, size * 0.125, "#c99a73")


def sheep(c: Canvas, x: float, foot: float, size: float) -> None:
    """A sheep, seen from the side."""
    for leg in (-0.3, -0.15, 0.15, 0.3):
        c.box(x + size * leg, foot - size * 0.3, size * 0.06, size * 0.3, NIGHT)
    c.oval(x - size * 0.5, foot - size * 0.75, size, size * 0.55, WHITE)
    c.oval(x + size * 0.36, foot - size * 0.8, size * 0.26, size * 0.32, NIGHT)


def fields(c: Canvas, horizon: float) -> None:
    """A patchwork of fields, its hedges running to the horizon."""
    colours = [LEAF, MOSS, "#94b06a", GOLD, "#5d8a52", SAND]
    for number in range(9):
        left, right = -900 + number * 380, -900 + (number + 1) * 380
        far_left, far_right = 300 + number * 112, 300 + (number + 1) * 112
        c.polygon(
            [(far_left, horizon), (far_right, horizon), (right, HEIGHT), (left, HEIGHT)],
            colours[number % len(colours)],
        )
        c.line([(far_left, horizon), (left, HEIGHT)], "#2f5236", width=7)
    for share in (0.18, 0.45):
        y = horizon + (HEIGHT - horizon) * share
        c.line([(0, y + 24), (WIDTH, y - 16)], "#2f5236", width=5 + 10 * share)


def turbine(c: Canvas, x: float, foot: float, height: float, *, turn: float) -> None:
    """A wind turbine with its blades turned by `turn` degrees."""
    c.polygon([(x - 7, foot), (x - 3, foot - height), (x + 3, foot - height), (x + 7, foot)], WHITE)
    for blade in range(3):
        angle = math.radians(turn + 120 * blade)
        tip = (x + math.sin(angle) * height * 0.5, foot - height - math.cos(angle) * height * 0.5)
        c.line([(x, foot - height), tip], WHITE, width=9)
    c.disc(x, foot - height, 11, SAND)


def bunting(c: Canvas, left: tuple, right: tuple, count: int = 14) -> None:
    """Small flags on a hanging cord."""
    colours = [RUST, GOLD, WHITE, TEAL]
    cord = []
    for step in range(count + 1):
        share = step / count
        sag = 60 * math.sin(math.pi * share)
        x = left[0] + (right[0] - left[0]) * share
        cord.append((x, left[1] + (right[1] - left[1]) * share + sag))
    c.line(cord, SLATE, width=3)
    for step, (x, y) in enumerate(cord[:-1]):
        c.polygon([(x + 6, y), (x + 46, y + 2), (x + 26, y + 44)], colours[step % 4])
