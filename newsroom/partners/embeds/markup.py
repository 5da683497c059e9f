"""HTML that puts an embed into a page of another site."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from newsroom.addresses.citations import encode_citation
from newsroom.models import ArticlePage
from newsroom.translation.locales import language_of

# Frames have an opaque origin; they may only report their height and follow a clicked link.
SANDBOX = (
    "allow-popups allow-popups-to-escape-sandbox allow-scripts "
    "allow-top-navigation-by-user-activation"
)

# In pixels: enough for most texts at this width; longer content scrolls.
CARD_WIDTH = 600
CARD_HEIGHTS = {"words": 300, "picture": 560}


@dataclass(frozen=True, kw_only=True)
class Frame:
    """An `iframe` element for a page of another site."""

    url: str
    title: str
    language: str
    width: str
    height: int

    @property
    def html(self) -> SafeString:
        """Return the element. It has no style attribute, which a strict policy would ignore."""
        return format_html(
            '<iframe src="{}" title="{}" lang="{}" width="{}" height="{}" loading="lazy" '
            'frameborder="0" referrerpolicy="no-referrer" sandbox="{}"></iframe>',
            self.url,
            self.title,
            self.language,
            self.width,
            self.height,
            SANDBOX,
        )


@dataclass(frozen=True, kw_only=True)
class Component:
    """The script and its custom element for a page of another site."""

    script_url: str
    attributes: list[tuple[str, str]]
    link_url: str
    link_text: str

    @property
    def html(self) -> SafeString:
        """Return both elements, with a link for readers without JavaScript."""
        return format_html(
            '<script src="{}" async></script>\n<lectern-statements{}>\n'
            '  <a href="{}">{}</a>\n</lectern-statements>',
            self.script_url,
            format_html_join("", "{}", ((_attribute(*pair),) for pair in self.attributes)),
            self.link_url,
            self.link_text,
        )


def _attribute(name: str, value: str) -> SafeString:
    return format_html(' {}="{}"', name, value) if value else format_html(" {}", name)


def list_frame_url(*, root_url: str, language: str, choices: list[tuple[str, str]]) -> str:
    """Return the full URL of the frame with the latest statements."""
    with translation.override(language):
        path = reverse("newsroom_embed_statements")
    return f"{root_url}{path}" + (f"?{urlencode(choices)}" if choices else "")


def card_frame(page: ArticlePage, *, root_url: str) -> Frame:
    """Return the frame that shows one statement, in the statement's own language."""
    language = language_of(page)
    with translation.override(language):
        path = reverse("newsroom_embed_statement", args=(encode_citation(page.translation_key),))
    return Frame(
        url=root_url + path,
        title=page.title,
        language=language,
        width=str(CARD_WIDTH),
        height=CARD_HEIGHTS["picture" if page.lead_image_id else "words"],
    )
