"""What exactly does a partner get of sites, pages and menus?"""

from ninja import Schema
from pydantic import Field

from newsroom.api.schemas import Body, Language, Picture, Translation, example


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


class Site(Schema):
    """An office's site."""

    model_config = example(
        {
            "id": 1,
            "hostname": "www.example.wales",
            "url": "https://www.example.wales",
            "api_url": "https://www.example.wales/api/v1/",
            "logo": None,
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
                }
            ],
        }
    )

    id: int
    hostname: str = Field(description="What the parameter `site` takes.")
    url: str
    api_url: str
    logo: Picture | None
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
