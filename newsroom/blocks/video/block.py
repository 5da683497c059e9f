"""The block of a film on another site."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, StructBlock, StructValue, TextBlock, URLBlock

from newsroom.blocks.video.players import host_of, player_address


class VideoValue(StructValue):
    """A film with the addresses that its template needs."""

    @property
    def player(self) -> str:
        """Return the address of a player that may be framed, "" for a plain link."""
        return player_address(self["url"])

    @property
    def host(self) -> str:
        """Return the host of the film."""
        return host_of(self["url"])


class VideoBlock(StructBlock):
    """A film on another site; pages load nothing from there until the reader asks for it."""

    url = URLBlock(
        label=_("Address"), help_text=_("A YouTube, Vimeo or Senedd.tv address, for instance.")
    )
    title = CharBlock(
        label=_("Title"), max_length=200, help_text=_("What the film shows; read out to the blind.")
    )
    transcript = TextBlock(label=_("Transcript"), required=False, rows=6)

    class Meta:
        icon = "media"
        label = _("Video")
        template = "blocks/video/template.html"
        value_class = VideoValue
