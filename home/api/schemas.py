"""Schemas of the documents of sites, pages, menus and addresses."""

from ninja import Schema
from pydantic import Field

from newsroom.partners.api.schemas import Body, Language, Picture, Translation, example


class Words(Schema):
    """What a site says of itself in one language."""

    language: Language
    title: str
    url: str = Field(description="The home page.")
    html_path: str
    statements_url: str | None = Field(description="The list of statements, if it is public.")
    name: str = Field(description="The member's name.")
    role: str
    region: str
    party: str
    funding: str = Field(description="Who pays for the site; show it where the site is copied.")
    imprint: str
    copyright: str
    disclaimer: str = Field(description="What the site says of links to elsewhere.")
    address: str = Field(description="Postal address, in lines.")
    logo_alt: str = Field(description="What the logo shows, in this language.")


class Site(Schema):
    """An office's site."""

    model_config = example(
        {
            "id": 1,
            "hostname": "www.example.wales",
            "url": "https://www.example.wales",
            "api_url": "https://www.example.wales/api/v1/",
            "logo": None,
            "accent": "#1d4f5c",
            "email": "",
            "telephone": "",
            "elsewhere": {"mastodon": "https://toot.wales/@maredpuw"},
            "languages": [
                {
                    "language": "en",
                    "title": "Mared Puw",
                    "url": "https://www.example.wales/",
                    "html_path": "/",
                    "statements_url": "https://www.example.wales/news/",
                    "name": "Mared Puw",
                    "role": "Member of the Senedd",
                    "region": "Dyffryn Arian",
                    "party": "",
                    "funding": "The costs of this website have been met from public funds.",
                    "imprint": "Promoted by Mared Puw on her own behalf.",
                    "copyright": "",
                    "disclaimer": "",
                    "address": "",
                    "logo_alt": "",
                }
            ],
        }
    )

    id: int
    hostname: str = Field(description="What the parameter `site` takes.")
    url: str
    api_url: str
    logo: Picture | None
    accent: str = Field(description="The site's colour, as # and six hexadecimal digits.")
    email: str
    telephone: str
    elsewhere: dict[str, str] = Field(
        description="Addresses by `mastodon`, `bluesky`, `facebook`, `x`, `instagram`, `youtube`."
    )
    languages: list[Words]


class SitePage(Schema):
    """A page that is not a statement."""

    model_config = example(
        {
            "id": 5,
            "type": "standard",
            "language": "en",
            "title": "About",
            "introduction": "",
            "url": "https://www.example.wales/about/",
            "html_path": "/about/",
            "api_url": "https://www.example.wales/api/v1/pages/5/",
            "parent_id": 3,
            "image": None,
            "updated_at": "2026-01-05T10:00:00+00:00",
            "translations": [],
            "body": {"blocks": [], "html": ""},
        }
    )

    id: int
    type: str = Field(description="`home`, `standard` or `news_index`.")
    language: Language
    title: str
    introduction: str
    url: str
    html_path: str
    api_url: str
    parent_id: int | None = Field(description="The public page above it, null at the top.")
    image: Picture | None = Field(None, description="The home page's portrait of the member.")
    updated_at: str | None
    translations: list[Translation]
    body: Body | None = Field(None, description="In lists only with `body=true`.")


class Link(Schema):
    """An entry of a menu."""

    label: str
    url: str
    language: Language | None = Field(description="Of the page behind it; null for elsewhere.")
    label_language: Language


class Navigation(Schema):
    """The menus of a site in one language."""

    model_config = example(
        {
            "language": "en",
            "main": [
                {
                    "label": "News",
                    "url": "https://www.example.wales/news/",
                    "language": "en",
                    "label_language": "en",
                }
            ],
            "footer": [],
        }
    )

    language: Language
    main: list[Link]
    footer: list[Link]


class OtherAddress(Schema):
    """The same in the other language."""

    language: Language
    html_path: str
    url: str


ROUTE_EXAMPLE = {
    "kind": "statement",
    "language": "en",
    "html_path": "/news/last-bus/",
    "url": "https://www.example.wales/news/last-bus/",
    "id": 42,
    "title": "A last bus for Blaenarian",
    "api_url": "https://www.example.wales/api/v1/statements/42/",
    "statements_url": None,
    "translations": [
        {
            "language": "cy",
            "html_path": "/cy/newyddion/bws-olaf/",
            "url": "https://www.example.wales/cy/newyddion/bws-olaf/",
        }
    ],
    "untranslated_path": None,
    "feeds": [],
    "updated_at": "2016-06-14T09:00:00+01:00",
}


class Route(Schema):
    """One address of a site."""

    model_config = example(ROUTE_EXAMPLE)

    kind: str = Field(
        description="`home`, `standard`, `news_index`, `statement`, `category`, `topic`, `year`, "
        "`feeds` (the page that lists all feeds) or `search`."
    )
    language: Language = Field(description="Of the words at the address.")
    html_path: str = Field(description="The address without scheme and host.")
    url: str
    id: int | None = Field(description="Of the page, category or topic; null for other lists.")
    title: str = Field(description="Empty where the words are yours: for `feeds` and `search`.")
    api_url: str | None = Field(description="Where to fetch what is shown there.")
    statements_url: str | None = Field(description="Where to fetch the statements of a list.")
    translations: list[OtherAddress]
    untranslated_path: str | None = Field(
        description="The address at which readers of the other language get the same words, as "
        "there is no translation; its canonical address is `url`."
    )
    feeds: list[str] = Field(description="The `html_path` of each feed of a list.")
    updated_at: str | None = Field(description="Last publication of a page.")


class Resolved(Route):
    """What is at an address: a route, or where it leads."""

    model_config = example({**ROUTE_EXAMPLE, "redirects_to": None, "is_permanent": None})

    kind: str = Field(description="As in `/routes/`; besides, `feed` and `redirect`.")
    redirects_to: str | None = Field(description="The full address that it leads to, if any.")
    is_permanent: bool | None = Field(description="Whether it leads there for good.")


class MovedAddress(Schema):
    """An address that leads to another. Where a page has the address by now, the page counts."""

    model_config = example(
        {
            "html_path": "/news/bus",
            "redirects_to": "https://www.example.wales/news/last-bus/",
            "is_permanent": True,
        }
    )

    html_path: str = Field(description="Without a slash at its end; perhaps with a query.")
    redirects_to: str
    is_permanent: bool
