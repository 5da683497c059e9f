"""How are pictures, files and films shown?"""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, StructBlock, StructValue, TextBlock, URLBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from newsroom.blocks.players import host_of, player_address


class FigureValue(StructValue):
    """A picture with what the template must decide about it."""

    @property
    def shown_credit(self) -> str:
        """Return the credit written here, else the one kept with the picture."""
        return self.get("credit") or getattr(self.get("image"), "credit", "")


class DocumentValue(StructValue):
    """A file with what the template must decide about it."""

    @property
    def shown_title(self) -> str:
        """Return the title written here, else the file's own."""
        return self.get("title") or self["document"].title

    @property
    def size(self) -> int | None:
        """Return the file's size in bytes, None where the file is gone."""
        document = self["document"]
        try:
            return document.file_size or document.file.size
        except OSError:
            return None


class VideoValue(StructValue):
    """A film with what the template must decide about it."""

    @property
    def player(self) -> str:
        """Return the address of a player that may be framed, "" for a plain link."""
        return player_address(self["url"])

    @property
    def host(self) -> str:
        """Return whose site the reader would go to."""
        return host_of(self["url"])


class FigureBlock(StructBlock):
    """A picture with its caption and credit."""

    image = ImageBlock(label=_("Picture"))
    caption = TextBlock(label=_("Caption"), required=False, rows=2, max_length=400)
    credit = CharBlock(
        label=_("Credit"),
        required=False,
        max_length=255,
        help_text=_("Leave empty to show the credit kept with the picture."),
    )

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "newsroom/blocks/figure.html"
        value_class = FigureValue


class GalleryBlock(StructBlock):
    """Several pictures that belong together."""

    heading = CharBlock(label=_("Heading"), required=False, max_length=200)
    pictures = ListBlock(FigureBlock(), label=_("Pictures"), min_num=2, max_num=24)

    class Meta:
        icon = "image"
        label = _("Gallery")
        template = "newsroom/blocks/gallery.html"


class DocumentBlock(StructBlock):
    """A file to download."""

    document = DocumentChooserBlock(label=_("Document"))
    title = CharBlock(
        label=_("Title"),
        required=False,
        max_length=255,
        help_text=_("Leave empty to show the document's own title."),
    )
    description = TextBlock(label=_("Description"), required=False, rows=2, max_length=400)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "newsroom/blocks/document.html"
        value_class = DocumentValue


class VideoBlock(StructBlock):
    """A film elsewhere; nothing is fetched from there before the reader asks for it."""

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
        template = "newsroom/blocks/video.html"
        value_class = VideoValue
