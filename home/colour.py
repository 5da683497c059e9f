"""Contrast of an office's accent colour, and its shades for light and dark pages.

Contrast is the ratio of WCAG 2.2, 1.4.3. Lightness is changed in OKLCH, which is perceptually
uniform and preserves the hue. This module imports nothing of Lectern.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coloraide import Color

# Background colours of text, the same as in site/static/lectern/lectern.css.
LIGHT_SURFACES = ("#fdfcfa", "#f4f2ed")
DARK_SURFACES = ("#171614", "#22201d")
MIN_CONTRAST = 4.5
# Thin strokes appear fainter on dark backgrounds, hence more than the minimum.
MIN_CONTRAST_ON_DARK = 5.5
LIGHTNESS_STEP = 0.01


@dataclass(frozen=True, kw_only=True)
class Palette:
    """The accent colours for light and dark pages, as `#rrggbb`."""

    accent: str
    accent_dark: str


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two `#rrggbb` colours, from 1 to 21."""
    return _colour(first).contrast(second, method="wcag21")


def _colour(value: str) -> Color:
    # Imported here because it computes tables, a twentieth of a command's time to start.
    from coloraide import Color

    return Color(value)


def lowest_contrast(colour: str, surfaces: tuple[str, ...]) -> float:
    """Return the lowest ratio of `colour` to any of `surfaces`."""
    return min(contrast(colour, surface) for surface in surfaces)


def readable_on_light(colour: str) -> bool:
    """Return whether text in `colour` has enough contrast on every light surface."""
    return lowest_contrast(colour, LIGHT_SURFACES) >= MIN_CONTRAST


@lru_cache(maxsize=256)
def accent_palette(accent: str) -> Palette:
    """Return the accent and its shade for dark pages, lightened as far as contrast requires.

    Cached, since every page needs it and computing it takes milliseconds.
    """
    return Palette(accent=accent, accent_dark=_lightened(accent))


def darker_shade(colour: str) -> str:
    """Return the nearest darker shade of the same hue with enough contrast on light pages."""
    return _adjusted(colour, step=-LIGHTNESS_STEP, surfaces=LIGHT_SURFACES, ratio=MIN_CONTRAST)


def _lightened(colour: str) -> str:
    return _adjusted(
        colour, step=LIGHTNESS_STEP, surfaces=DARK_SURFACES, ratio=MIN_CONTRAST_ON_DARK
    )


def _adjusted(colour: str, *, step: float, surfaces: tuple[str, ...], ratio: float) -> str:
    """Return the colour with its lightness changed until the contrast is at least `ratio`.

    Black and white always have enough contrast.
    """
    adjusted = _colour(colour).convert("oklch")
    while lowest_contrast(colour, surfaces) < ratio and 0 < adjusted["lightness"] + step < 1:
        adjusted["lightness"] += step
        colour = _in_gamut(adjusted)
    return colour


def _in_gamut(colour: Color) -> str:
    """Return the colour as `#rrggbb`, its chroma reduced until it is within sRGB."""
    reduced = colour.clone()
    while reduced["chroma"] > 0 and not reduced.in_gamut("srgb", tolerance=0.0001):
        reduced["chroma"] = max(0.0, reduced["chroma"] - 0.005)
    return reduced.convert("srgb").clip().to_string(hex=True)
