"""Contrast of accent colours, and rejection of colours with too little."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from home import colour
from home.models import OfficeSettings

CSS = Path(__file__).resolve().parents[2] / "site/static/lectern/lectern.css"
COLOURS = st.integers(min_value=0, max_value=0xFFFFFF).map(lambda number: f"#{number:06x}")


def test_contrast_is_that_of_wcag():
    assert colour.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colour.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@given(COLOURS)
def test_any_colour_has_a_readable_shade_for_light_and_for_dark_pages(accent):
    assert colour.readable_on_light(colour.darker_shade(accent))
    assert (
        colour.lowest_contrast(colour.accent_palette(accent).accent_dark, colour.DARK_SURFACES)
        >= 4.5
    )


def test_the_surfaces_are_those_of_the_stylesheet():
    declared = dict(
        re.findall(r"--(paper|raised|ink|muted|edge): light-dark\(([^)]+)\);", CSS.read_text())
    )
    paper, raised = (declared[name].split(", ") for name in ("paper", "raised"))

    assert (paper[0], raised[0]) == colour.LIGHT_SURFACES
    assert (paper[1], raised[1]) == colour.DARK_SURFACES
    for index, surfaces in enumerate((colour.LIGHT_SURFACES, colour.DARK_SURFACES)):
        for name, least in (("ink", 7), ("muted", 4.5), ("edge", 3)):
            assert colour.lowest_contrast(declared[name].split(", ")[index], surfaces) >= least


def test_a_colour_that_cannot_be_read_is_refused_with_one_that_can(office):
    settings = OfficeSettings.objects.get(site=office.site)
    settings.accent = "#ffd700"

    with pytest.raises(ValidationError) as refusal:
        settings.full_clean()

    assert colour.darker_shade("#ffd700") in refusal.value.message_dict["accent"][0]


def test_the_stylesheet_of_each_site_holds_its_own_colour(office, client):
    OfficeSettings.objects.filter(site=office.site).update(accent="#7a1f5c")
    page = client.get(office.homes["en"].url)
    address = re.search(rb'href="(/office\.css\?v=[0-9a-f]+)"', page.content)[1].decode()

    response = client.get(address)

    assert "--accent:#7a1f5c" in response.text
    assert "immutable" in response["Cache-Control"]
    assert "immutable" not in client.get("/office.css?v=old").get("Cache-Control", "")
