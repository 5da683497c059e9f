"""Can an office's colour be read, and what does it become on a dark page?

Contrast is the ratio of WCAG 2.2, 1.4.3. Lightness is changed in OKLCH, in which equal steps look
equal and the hue stays (Björn Ottosson, "A perceptual color space for image processing", 2020).
"""

import math
from dataclasses import dataclass

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
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def worst_contrast(colour: str, surfaces: tuple[str, ...]) -> float:
    """Return the lowest ratio of `colour` to any of `surfaces`."""
    return min(contrast(colour, surface) for surface in surfaces)


def readable_on_light(colour: str) -> bool:
    """Return whether words in `colour` can be read on every light surface."""
    return worst_contrast(colour, LIGHT_SURFACES) >= READABLE


def palette(accent: str) -> Palette:
    """Return the accent with its twin for dark pages, which is as light as it must be."""
    return Palette(accent=accent, accent_dark=_lightened(accent))


def darker_shade(colour: str) -> str:
    """Return the nearest darker shade of the same hue that can be read on light pages."""
    return _moved(colour, step=-STEP, surfaces=LIGHT_SURFACES, ratio=READABLE)


def _lightened(colour: str) -> str:
    return _moved(colour, step=STEP, surfaces=DARK_SURFACES, ratio=CLEAR_ON_DARK)


def _moved(colour: str, *, step: float, surfaces: tuple[str, ...], ratio: float) -> str:
    """Change the lightness until the colour can be read; white and black always can."""
    lightness, chroma, hue = _to_oklch(colour)
    while worst_contrast(colour, surfaces) < ratio and 0 < lightness + step < 1:
        lightness += step
        colour = _in_gamut(lightness, chroma, hue)
    return colour


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return red, green, blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _encoded(channel: float) -> float:
    return 12.92 * channel if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _to_oklch(colour: str) -> tuple[float, float, float]:
    red, green, blue = (_linear(channel) for channel in _channels(colour))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _from_oklch(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    """Return linear red, green and blue, outside 0 to 1 where no screen can show them."""
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _in_gamut(lightness: float, chroma: float, hue: float) -> str:
    """Give up as much chroma as it takes for a screen to show the colour."""
    channels = _from_oklch(lightness, chroma, hue)
    while chroma > 0 and not all(-0.0001 <= channel <= 1.0001 for channel in channels):
        chroma = max(0.0, chroma - 0.005)
        channels = _from_oklch(lightness, chroma, hue)
    values = (round(_encoded(min(1.0, max(0.0, channel))) * 255) for channel in channels)
    return "#" + "".join(f"{value:02x}" for value in values)
