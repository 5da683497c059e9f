"""Descriptions of pages in JSON-LD, with the vocabulary of schema.org.

The functions are pure: they take the data of a head and return JSON-LD that is safe inside a script
element.
"""

import json
from urllib.parse import urljoin

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from newsroom.models import ArticlePage
from newsroom.pages.corrections import shown_corrections
from newsroom.pages.head import Head
from newsroom.translation.counterparts import text_language

# A title with "</script>" must not end the element, nor "<!--" comment it out.
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
SOCIAL = ("mastodon", "bluesky", "facebook", "x", "instagram", "youtube")


def as_json_ld(graph: list[dict]) -> SafeString:
    """Return the graph as a JSON-LD document that is safe in HTML."""
    document = {"@context": "https://schema.org", "@graph": graph}
    text = json.dumps(document, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(text)  # noqa: S308  (the three characters that matter in HTML are escaped)


def person(office, *, language: str, root_url: str) -> dict:
    """Describe the member from the office's settings; empty without settings."""
    if not office:
        return {}
    about = {
        "@type": "Person",
        "@id": f"{root_url}/#member",
        "name": getattr(office, f"name_{language}", ""),
        "jobTitle": getattr(office, f"role_{language}", ""),
        "url": f"{root_url}/",
        "sameAs": [address for name in SOCIAL if (address := getattr(office, name, ""))],
    }
    return {key: value for key, value in about.items() if value}


def organisation(office_person: dict, *, root_url: str) -> dict:
    """Describe the publishing office, which has the member's name."""
    return {
        "@type": "Organization",
        "@id": f"{root_url}/#office",
        "name": office_person.get("name", ""),
        "url": f"{root_url}/",
    }


def news_article(page: ArticlePage, *, head: Head, person: dict) -> dict:
    """Describe a statement: its language, dates, author and publisher."""
    root_url = urljoin(head.canonical_url, "/").rstrip("/")
    categories = [category.name for category in page.shown_categories]
    published = page.first_published_at
    article = {
        "@type": "NewsArticle",
        "@id": head.canonical_url,
        "mainEntityOfPage": head.canonical_url,
        "headline": page.title,
        "description": head.description,
        "inLanguage": text_language(page),
        "dateCreated": page.date.isoformat(),
        "datePublished": timezone.localtime(published).isoformat() if published else "",
        "dateModified": (
            timezone.localtime(page.last_published_at).isoformat() if page.last_published_at else ""
        ),
        "articleSection": categories,
        "keywords": [topic.name for topic in page.topics],
        "isAccessibleForFree": True,
    }
    article["correction"] = [
        {"@type": "CorrectionComment", "text": row.note, "datePublished": row.at.isoformat()}
        for row in shown_corrections(page, page.corrections)
    ]
    if head.image:
        article["image"] = [head.image.url]
    if person:
        article["author"] = person
        article["publisher"] = organisation(person, root_url=root_url)
    translated = [row for row in head.alternates if row.url != head.canonical_url]
    if translated:
        article["workTranslation"] = {"@id": translated[0].url}
    return {key: value for key, value in article.items() if value not in ("", [])}


def breadcrumbs(trail: list[tuple[str, str]]) -> dict:
    """Describe the path from the home page, given names and full addresses in that order."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": url}
            for position, (name, url) in enumerate(trail, start=1)
        ],
    }
