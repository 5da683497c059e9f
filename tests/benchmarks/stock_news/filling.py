"""Content of the stock site: the statements of the benchmark, written quickly or the usual way."""

import io
import json
import time
from pathlib import Path

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify
from news.models import ArticlePage, Category, NewsIndexPage
from news.statement_values import PICTURES, category_numbers, has_whole_body, statement_values
from PIL import Image as PillowImage
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page

from home.models import HomePage

CATEGORIES = ("Senedd News", "Local News", "Speeches")
BATCH = 500


def fill(sizes: list[int], *, folder: str) -> None:
    """Write a database of each size to `folder`, and what the benchmark must know as JSON."""
    index = HomePage.objects.get().add_child(
        instance=NewsIndexPage(title="News", slug="news", show_in_menus=True)
    )
    pictures = [_picture(f"Picture {number}") for number in range(PICTURES)]
    document = Document.objects.create(title="A paper", file="documents/paper.pdf").pk
    categories = [Category.objects.create(name=name, slug=slugify(name)).pk for name in CATEGORIES]
    about = {"session": _session_of_administrator(), "index": index.pk}
    done = 0
    for size in sizes:
        while done < size:
            numbers = range(done, min(size, done + BATCH))
            _write(index, numbers, pictures=pictures, document=document, categories=categories)
            done = numbers.stop
        call_command("update_index", verbosity=0)
        _copy_database(Path(folder) / f"stock-{size}.sqlite3")
    about["last_id"] = ArticlePage.objects.order_by("pk").last().pk
    (Path(folder) / "stock.json").write_text(json.dumps(about))


def publication_times(count: int) -> list[float]:
    """Return the seconds of processor time of publications of changed articles."""
    times = []
    for page in ArticlePage.objects.order_by("-date")[:count]:
        page.title += "."
        started = time.process_time()
        page.save_revision().publish()
        times.append(time.process_time() - started)
    return times


def import_time(count: int, *, folder: str) -> float:
    """Return the seconds of processor time of an import in Wagtail's usual way, per article.

    Each article brings the picture of its number in `folder`, or none where `folder` is empty.
    """
    index = NewsIndexPage.objects.get()
    categories = list(Category.objects.all())
    picture, document = Image.objects.first().pk, Document.objects.first().pk
    started = time.process_time()
    for number in range(count):
        values = statement_values(number, pictures=[picture] * PICTURES, document=document)
        values["slug"] = f"imported-{number}-{'with' if folder else 'without'}"
        if folder:
            name = f"{number}.jpg"
            content = ContentFile((Path(folder) / name).read_bytes(), name=name)
            image = Image.objects.create(title=f"Imported {number}", file=content)
            values["lead_image_id"] = image.pk
        values["body"] = json.dumps(values["body"])
        page = index.add_child(instance=ArticlePage(**values))
        page.categories = [categories[position] for position in category_numbers(number)]
        page.save_revision().publish()
    return (time.process_time() - started) / count


@transaction.atomic
def _write(
    index: NewsIndexPage,
    numbers: range,
    *,
    pictures: list[int],
    document: int,
    categories: list[int],
) -> None:
    """Insert the rows of articles, which the usual way would take hours for."""
    index.refresh_from_db()
    now = timezone.now()
    pages = []
    for number in numbers:
        values = statement_values(
            number, pictures=pictures, document=document, whole=has_whole_body(number)
        )
        page = ArticlePage(
            **{**values, "body": json.dumps(values["body"])},
            draft_title=values["title"],
            path=Page._get_path(index.path, index.depth + 1, number + 1),
            depth=index.depth + 1,
            url_path=f"{index.url_path}{values['slug']}/",
            first_published_at=now,
            last_published_at=now,
        )
        page.locale_id = index.locale_id
        pages.append(page)
    names = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    bases = [Page(**{name: getattr(page, name) for name in names}) for page in pages]
    Page.objects.bulk_create(bases)
    for page, base in zip(pages, bases, strict=True):
        page.pk = page.page_ptr_id = base.pk
    queryset = ArticlePage._base_manager.all()
    queryset._for_write = True
    queryset._batched_insert(pages, ArticlePage._meta.local_concrete_fields, batch_size=None)
    through = ArticlePage.categories.through
    through.objects.bulk_create(
        through(articlepage_id=page.pk, category_id=categories[position])
        for page, number in zip(pages, numbers, strict=True)
        for position in category_numbers(number)
    )
    Page.objects.filter(pk=index.pk).update(numchild=index.numchild + len(pages))


def _picture(title: str) -> int:
    buffer = io.BytesIO()
    PillowImage.new("RGB", (1200, 800), (40, 90, 110)).save(buffer, "JPEG")
    content = ContentFile(buffer.getvalue(), name=f"{slugify(title)}.jpg")
    return Image.objects.create(title=title, file=content).pk


def _session_of_administrator() -> str:
    user = get_user_model().objects.create_superuser("bench", "bench@example.wales", None)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key


def _copy_database(path: Path) -> None:
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
