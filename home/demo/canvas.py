"""The canvas of the demo's pictures: flat shapes in one palette, with a grain over them."""

import math
import random

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 1067
OVERSAMPLING = 1.5  # edges are drawn larger and scaled down, which smooths them

NIGHT, DEEP, TEAL, SEA, MIST = "#14242d", "#1d4f5c", "#2f7a80", "#6fb0a8", "#c9dfd6"
CREAM, SAND, GOLD, RUST, BRICK = "#f6edda", "#e5cf9f", "#e0a63c", "#c2603a", "#8a3d2c"
MOSS, LEAF, SLATE, WHITE = "#3f6b46", "#7a9f5a", "#4c5f68", "#fffaf0"

Point = tuple[float, float]


class Canvas:
    """A picture of 1600 × 1067 units, in which scenes give their coordinates."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)  # noqa: S311 (the same picture each time, no secret)
        self.image = Image.new("RGB", (self._px(WIDTH), self._px(HEIGHT)), CREAM)
        self.draw = ImageDraw.Draw(self.image)

    @staticmethod
    def _px(value: float) -> int:
        return round(value * OVERSAMPLING)

    def _points(self, points: list[Point]) -> list[tuple[int, int]]:
        return [(self._px(x), self._px(y)) for x, y in points]

    def polygon(self, points: list[Point], colour: str) -> None:
        """Fill the outline through `points`."""
        self.draw.polygon(self._points(points), fill=colour)

    def box(
        self, x: float, y: float, width: float, height: float, colour: str, *, radius: float = 0
    ) -> None:
        """Fill a rectangle given by its upper left corner and its size."""
        corners = self._points([(x, y), (x + width, y + height)])
        self.draw.rounded_rectangle(corners, radius=self._px(radius), fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        """Fill a circle around (x, y)."""
        self.oval(x - radius, y - radius, 2 * radius, 2 * radius, colour)

    def oval(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill an ellipse given by its surrounding rectangle."""
        self.draw.ellipse(self._points([(x, y), (x + width, y + height)]), fill=colour)

    def line(self, points: list[Point], colour: str, *, width: float = 4) -> None:
        """Draw a line through `points`."""
        self.draw.line(self._points(points), fill=colour, width=self._px(width), joint="curve")

    def arch(self, x: float, y: float, radius: float, colour: str, foot: float) -> None:
        """Fill an opening with a round top whose centre is (x, y), down to `foot`."""
        self.disc(x, y, radius, colour)
        self.box(x - radius, y, 2 * radius, foot - y, colour)

    def gradient(self, top: str, bottom: str, *, start: float = 0, end: float = HEIGHT) -> None:
        """Fill the rows from `start` to `end` with a vertical gradient."""
        rows = self._px(end) - self._px(start)
        ramp = Image.linear_gradient("L").resize((self.image.width, rows))
        light = Image.new("RGB", ramp.size, top)
        dark = Image.new("RGB", ramp.size, bottom)
        self.image.paste(Image.composite(dark, light, ramp), (0, self._px(start)))

    def ridge(self, base: float, height: float, colour: str, *, rough: float = 0.5) -> None:
        """Fill a range of hills down to the lower edge of the picture."""
        waves = [
            (self.random.uniform(0.5, 1.3) * step, self.random.uniform(0, math.tau), rough**order)
            for order, step in enumerate((1, 2.1, 4.3, 8.7))
        ]
        points = []
        for x in range(0, WIDTH + 20, 20):
            lift = sum(a * math.sin(f * x / WIDTH * math.tau + p) for f, p, a in waves)
            points.append((x, base - height * (0.5 + lift / 3)))
        self.polygon([(0, HEIGHT), *points, (WIDTH + 20, HEIGHT)], colour)

    def finished(self) -> Image.Image:
        """Return the picture at its final size with a fine grain."""
        picture = self.image.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
        noise = Image.frombytes("L", (WIDTH, HEIGHT), self.random.randbytes(WIDTH * HEIGHT))
        grain = Image.merge("RGB", (noise, noise, noise))
        return Image.blend(picture, grain, 0.035)
