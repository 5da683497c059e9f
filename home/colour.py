"""Checks the contrast of an office's colour and derives its variant for dark pages.

Contrast is the ratio of WCAG 2.2, 1.4.3. Lightness is changed in OKLCH, in which equal steps look
equal and the hue stays.
"""

from dataclasses import dataclass
from functools import lru_cache

from coloraide import Color

# The surfaces that coloured words stand on, the same as in site/static/lectern/lectern.css.
LIGHT_SURFACES = ("#fdfcfa", "#f4f2ed")
DARK_SURFACES = ("#171614", "#22201d")
READABLE = 4.5
# Thin strokes shine less on dark; the twin is made a little clearer than it must be.
CLEAR_ON_DARK = 5.5
STEP = 0.01


@dataclass(frozen=True, kw_only=True)
class Palette:
    """The colours that one accent gives, as `#rrggbb`."""

    accent: str
    accent_dark: str


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two `#rrggbb` colours, 1 to 21."""
    return Color(one).contrast(other, method="wcag21")


def worst_contrast(colour: str, surfaces: tuple[str, ...]) -> float:
    """Return the lowest ratio of `colour` to any of `surfaces`."""
    return min(contrast(colour, surface) for surface in surfaces)


def readable_on_light(colour: str) -> bool:
    """Return whether words in `colour` can be read on every light surface."""
    return worst_contrast(colour, LIGHT_SURFACES) >= READABLE


@lru_cache(maxsize=256)
def palette(accent: str) -> Palette:
    """Return the accent with its twin for dark pages, which is as light as it must be.

    Every page asks for it, and computing it takes milliseconds.
    """
    return Palette(accent=accent, accent_dark=_lightened(accent))


def darker_shade(colour: str) -> str:
    """Return the nearest darker shade of the same hue that can be read on light pages."""
    return _moved(colour, step=-STEP, surfaces=LIGHT_SURFACES, ratio=READABLE)


def _lightened(colour: str) -> str:
    return _moved(colour, step=STEP, surfaces=DARK_SURFACES, ratio=CLEAR_ON_DARK)


def _moved(colour: str, *, step: float, surfaces: tuple[str, ...], ratio: float) -> str:
    """Change the lightness until the colour can be read; white and black always can."""
    moved = Color(colour).convert("oklch")
    while worst_contrast(colour, surfaces) < ratio and 0 < moved["lightness"] + step < 1:
        moved["lightness"] += step
        colour = _in_gamut(moved)
    return colour


def _in_gamut(colour: Color) -> str:
    """Reduce the chroma until the colour lies within sRGB; return it as `#rrggbb`."""
    reduced = colour.clone()
    while reduced["chroma"] > 0 and not reduced.in_gamut("srgb", tolerance=0.0001):
        reduced["chroma"] = max(0.0, reduced["chroma"] - 0.005)
    return reduced.convert("srgb").clip().to_string(hex=True)
