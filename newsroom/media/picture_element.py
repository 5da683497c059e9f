"""The HTML of a `<picture>` element."""

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from newsroom.media.pictures import Picture


def picture_element(
    picture: Picture, *, alt: str, sizes: str, css_class: str = "", lazy: bool = True
) -> SafeString:
    """Return the element. Written without a template, because a list shows many pictures."""
    sizes = conditional_escape(sizes)
    sources = "".join(
        f'<source type="{source.media_type}" srcset="{conditional_escape(source.srcset)}"'
        f' sizes="{sizes}">'
        for source in picture.sources
    )
    srcset = (
        f' srcset="{conditional_escape(picture.srcset)}" sizes="{sizes}"' if picture.srcset else ""
    )
    named = f' class="{conditional_escape(css_class)}"' if css_class else ""
    loading = ' loading="lazy"' if lazy else ' fetchpriority="high"'
    fallback = picture.fallback
    return mark_safe(  # noqa: S308  (each value is escaped or a number)
        f'<picture>{sources}<img src="{conditional_escape(fallback.url)}"{srcset}'
        f' width="{fallback.width}" height="{fallback.height}"'
        f' alt="{conditional_escape(alt)}"{named}{loading} decoding="async"></picture>'
    )
