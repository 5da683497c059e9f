"""No admin URL names anything of another office.

The walk opens every URL pattern of the admin, of Wagtail, Wagtail Localize and ours, as a member
of each group of one office, with the ids of another office wherever an address can hold an id.
Every word of the other office contains a marker, which no response may contain: not its body, its
headers, its messages or its address. A pattern with a parameter that `KINDS` does not know fails.
Addresses with ids are asked with HEAD too: a view may check rights for GET only.
"""

import itertools
import json
import re
from collections.abc import Iterator

import pytest
from django.contrib.messages import get_messages
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import Page, Revision
from wagtail.snippets.models import get_snippet_models
from wagtail.test.utils.form_data import rich_text, streamfield

from newsroom.models import ArticlePage
from tests.newsroom.editing.two_offices import MARKER, SEARCHED, Ids, TwoOffices, make_two_offices
from tests.newsroom.editors import statement_form

pytestmark = pytest.mark.office_content(make_two_offices, "two")

# Kind of id by parameter; for `pk` and a few others by the beginning of the route as well.
KINDS = {
    **dict.fromkeys(
        ("page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk"), "page"
    ),
    **dict.fromkeys(("revision_id", "revision_id_a", "revision_id_b"), "revision"),
    "task_state_id": "task_state",
    "workflow_state_id": "workflow_state",
    "workflow_pk": "workflow",
    "task_id": "task",
    "collection_id": "collection",
    "image_id": "image",
    **dict.fromkeys(("document_id", "doc_id"), "document"),
    "uploaded_file_id": "upload",
    "redirect_id": "redirect",
    "endpoint_id": "webhook",
    "period_id": "nothing",
    "translation_id": "translation",
    "translation_source_id": "translation_source",
    "string_segment_id": "string_segment",
    "overridable_segment_id": "override",
    "session_id": "session",
    "use_id": "link_use",
    "person_id": "user",
    "site_id": "site",
    "term_id": "glossary_term",
    "replacement_id": "replacement",
}
KINDS_BY_ROUTE = {
    "api/main/documents/": "document",
    "api/main/images/": "image",
    "api/main/pages/": "page",
    "archive-search/corrections/": "nothing",
    "archive-search/recommended/": "promotion",
    "archive-search/synonyms/": "synonyms",
    "collections/": "collection",
    "documents/chooser/": "document",
    "groups/": "group",
    "images/chooser/": "image",
    "locales/": "nothing",
    "newsroom_election_periods/": "nothing",
    "newsroom_partner_keys/": "key",
    "newsroom_webhooks/": "webhook",
    "pages/": "page",
    "settings/": "site",
    "sites/": "site",
    "snippets/choose/newsroom/category/": "category",
    "snippets/choose/newsroom/topic/": "topic",
    "snippets/newsroom/category/": "category",
    "snippets/newsroom/topic/": "topic",
    "users/": "user",
    "workflows/tasks/": "task",
    "workflows/": "workflow",
}
WORDS = {  # parameters that hold no id
    "number": ["1"],
    "block_id": ["q1"],
    "action_name": ["approve", "reject", "publish", "copy", "delete"],
    "filter_spec": ["fill-10x10"],
    "mode": ["default"],
    "uidb64": ["x"],
    "token": ["x"],
}
TYPES = {
    "content_type_app_name": [("newsroom", "articlepage"), ("newsroom", "newsindexpage")],
    "app_name": [("home", "officesettings"), ("home", "navigation"), ("taggit", "tag")],
}
BULK = {
    **{name: name for name in ("page", "category", "topic", "user")},
    "newsroomimage": "image",
    "newsroomdocument": "document",
}
# These end the session, or raise an error on purpose.
NOT_OPENED = {"wagtailadmin_logout", "wagtailadmin_error_test"}
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>((?:[^()]|\([^()]*\))*)\)")


@pytest.fixture
def two(office_content) -> TwoOffices:
    return office_content


@pytest.fixture(autouse=True)
def _no_contexts(monkeypatch) -> None:
    """Do not copy the context of each template for the tests: nothing here reads it."""
    monkeypatch.setattr(
        "django.test.client.store_rendered_templates", lambda *_args, **_kwargs: None
    )


def admin_patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield the route, without `admin/` and signs of regular expressions, and each pattern."""
    for pattern in resolver.url_patterns:
        route = prefix + re.sub(r"[\^$\\]", "", str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            if route.startswith("admin/"):
                yield route.removeprefix("admin/"), pattern
        elif not prefix and not route.startswith("admin/"):
            continue
        else:
            yield from admin_patterns(pattern, route)


def parameters(route: str) -> list[str]:
    return [first or second for first, second, _rest in PARAMETER.findall(route)]


def kind_of(route: str, parameter: str) -> str:
    if parameter in KINDS:
        return KINDS[parameter]
    for beginning, kind in KINDS_BY_ROUTE.items():
        if parameter == "pk" and route.startswith(beginning):
            return kind
    raise AssertionError(f"admin/{route}: how to fill {parameter}? Name its kind in KINDS.")


def models_in(route: str) -> list[dict[str, str]]:
    """Return the values of a route's parameters that name a model and an action on it."""
    names = parameters(route)
    if route.startswith("bulk/"):
        return [
            {"app_label": app, "model_name": model, "action": action}
            for app, models in _bulk_actions().items()
            for model, actions in models.items()
            for action in actions
        ]
    if "content_type_app_name" in names:
        return [
            {"content_type_app_name": app, "content_type_model_name": model}
            for app, model in TYPES["content_type_app_name"]
        ]
    if "app_name" in names:
        return [{"app_name": app, "model_name": model} for app, model in TYPES["app_name"]]
    if route.startswith("workflows/tasks/"):
        return [{"app_label": "wagtailcore", "model_name": "groupapprovaltask"}]
    if route.startswith("pages/create"):
        return [{"app_label": "newsroom", "model_name": "articlepage"}]
    if "app_label" in names:
        return [
            {"app_label": model._meta.app_label, "model_name": model._meta.model_name}
            for model in (*get_snippet_models(), Page)
        ]
    return [{}]


def _bulk_actions() -> dict:
    bulk_action_registry.get_bulk_actions_for_model("wagtailcore", "page")
    return bulk_action_registry.actions


def addresses(route: str, own: Ids, theirs: Ids, *, all_own: bool = False) -> Iterator[str]:
    """Yield addresses of a route, with at least one id of the other office if it holds ids.

    `all_own` adds the address with ids of the first office only.
    """
    for models in models_in(route):
        choices = []
        for name in parameters(route):
            if name in models:
                choices.append([(models[name], False)])
            elif name in WORDS:
                choices.append([(word, False) for word in WORDS[name]])
            else:
                if models and name in ("pk", "object_id"):
                    named = models.get("model_name", "")
                    kind = named if named in ("category", "topic", "page") else "site"
                else:
                    kind = kind_of(route, name)
                foreign = [(value, True) for value in theirs.get(kind) or [1]]
                ours = [(value, False) for value in own.get(kind, [])[:1]]
                choices.append(foreign + ours)
        can_be_foreign = any(foreign for values in choices for _value, foreign in values)
        for values in itertools.product(*choices):
            has_foreign = any(foreign for _value, foreign in values)
            if can_be_foreign and not has_foreign and not models and not all_own:
                continue
            filled = iter(values)
            yield "/admin/" + PARAMETER.sub(lambda _match, f=filled: str(next(f)[0]), route)


def queries(route: str, address: str, own: Ids, theirs: Ids) -> Iterator[str]:
    """Yield query strings with ids of the other office, and with a word of its texts.

    The results of a list have a URL of their own, without the frame: filters are tried there.
    """
    if not route.startswith("bulk/"):  # without ids, these show nothing
        yield ""
    if route.startswith("bulk/"):
        kind = BULK[address.split("/")[4]]
        ids = "&".join(f"id={value}" for value in [*own[kind][:1], *theirs[kind]])
        yield f"?{ids}&next=/admin/"
        yield "?id=all"
        yield f"?id=all&childOf={theirs['index' if kind == 'page' else 'collection'][0]}"
    elif "chosen-multiple" in route:
        kind = "page" if "page" in route else kind_of(route.split("chosen-multiple")[0], "pk")
        yield "?" + "&".join(f"id={value}" for value in [*own[kind][:1], *theirs[kind]])
    elif not parameters(route):
        yield f"?q={SEARCHED}&term={MARKER[:5]}&search={SEARCHED}&label={SEARCHED}"
        user, collection = theirs["user"][0], theirs["collection"][0]
        yield (
            f"?owner={user}&edited_by={user}&locked_by={user}&requested_by={user}&user={user}"
            f"&site={theirs['site'][0]}&collection_id={collection}&collection={collection}"
            f"&workflow={theirs['workflow'][0]}&task={theirs['task'][0]}&id={theirs['page'][0]}"
            f"&child_of={theirs['index'][0]}&parent={theirs['index'][0]}&page={theirs['page'][0]}"
            f"&category={theirs['category'][0]}&group={theirs['group'][0]}"
        )
        if route.startswith("reports/") and "results" in route:
            yield "?export=csv"


def words_of(response) -> str:
    """Return everything that a response tells: body, headers, messages."""
    body = b"".join(response) if response.streaming else response.content
    headers = json.dumps(dict(response.headers))
    messages = [str(message) for message in get_messages(response.wsgi_request)]
    return "\n".join([body.decode("utf-8", "replace"), headers, *messages]).lower()


def leak(client: Client, method: str, address: str, data: dict | None = None) -> str:
    """Return what a response reveals with what stands around it, or nothing."""
    with transaction.atomic():
        response = (
            getattr(client, method)(address, data or {})
            if data
            else getattr(client, method)(address)
        )
        told = words_of(response)
        transaction.set_rollback(True)
    client.cookies.pop("messages", None)
    assert method != "get" or response.status_code not in (500, 503), address
    found = told.find(MARKER)
    if found < 0:
        return ""
    around = told[max(0, found - 90) : found + 60].replace("\n", " ")
    return f"{method.upper()} {address} ({response.status_code}): …{around}…"


def test_every_parameter_of_an_admin_url_has_a_kind(two):
    for route, _pattern in admin_patterns(get_resolver()):
        assert list(addresses(route, two.own, two.theirs))


def walk(client: Client, two: TwoOffices, *, with_queries: bool) -> Iterator[str]:
    """Yield what the URLs of the admin reveal of the other office."""
    patterns = list(admin_patterns(get_resolver()))
    routes = {route for route, _pattern in patterns}
    for route, pattern in patterns:
        if pattern.name in NOT_OPENED:
            continue
        for address in addresses(route, two.own, two.theirs):
            for query in queries(route, address, two.own, two.theirs):
                in_results = f"{route}results/" in routes
                if query and (in_results or not (with_queries or route.startswith("bulk/"))):
                    continue
                if found := leak(client, "get", address + query):
                    yield found
            if with_queries and parameters(route) and (found := leak(client, "head", address)):
                yield found


@pytest.mark.parametrize("role", ["managers", "editors", "writers", "nobody"])
def test_no_url_tells_a_word_of_another_office(two: TwoOffices, role):
    client = Client(raise_request_exception=False)
    client.force_login(two.users[role])

    leaks = list(walk(client, two, with_queries=role == "managers"))

    assert not leaks, f"{len(leaks)} leaks:\n" + "\n".join(leaks)


def edit(client: Client, two: TwoOffices, **changes):
    """Post the form of a draft of the first office with changes."""
    page = ArticlePage.objects.get(pk=two.own["page"][0])
    data = statement_form(page, **changes)
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


@pytest.mark.parametrize("kind", ["lead_image", "gallery", "link"])
def test_a_draft_cannot_refer_to_another_office(two: TwoOffices, kind):
    client = Client()
    client.force_login(two.users["editors"])
    picture, page = two.theirs["image"][0], two.theirs["page"][0]
    link = rich_text(f'<p><a linktype="page" id="{page}">Read</a></p>')
    changes = {
        "lead_image": {"lead_image": picture},
        "gallery": {"body": streamfield([("document", {"document": two.theirs["document"][0]})])},
        "link": {"body": streamfield([("paragraph", link)])},
    }[kind]
    revisions = Revision.objects.count()

    edit(client, two, **changes)

    assert Revision.objects.count() == revisions
    own = {"lead_image": two.own["image"][0]}
    edit(client, two, **own)
    assert Revision.objects.count() == revisions + 1


def form_data(theirs: Ids) -> dict[str, object]:
    """Return ids of the other office under the names of fields that hold ids."""
    page, index = theirs["page"][0], theirs["index"][0]
    return {
        **statement_form(),
        **dict.fromkeys(("page", "redirect_page", "lead_page", "chooser"), index),
        **dict.fromkeys(("new_parent_page", "parent_page"), index),
        "id": page,
        "site": theirs["site"][0],
        "collection": theirs["collection"][0],
        **dict.fromkeys(
            ("lead_image", "image", "logo", "image-chooser-upload-image"), theirs["image"][0]
        ),
        "groups": theirs["group"][0],
        "role": theirs["group"][0],
        "restriction_type": "groups",
        "new_title": "A copy",
        "new_slug": "a-copy",
        "title": "A title",
        "old_path": "/a-path",
        "tags": "a",
        "action": "default",
    }


def test_no_form_tells_a_word_of_another_office(two: TwoOffices):
    client = Client(raise_request_exception=False)
    client.force_login(two.users["managers"])
    data = form_data(two.theirs)
    leaks = []
    for route, pattern in admin_patterns(get_resolver()):
        if pattern.name in NOT_OPENED or "results/" in route:
            continue
        for address in addresses(route, two.own, two.theirs, all_own=True):
            if route.startswith("bulk/"):
                kind = BULK[address.split("/")[4]]
                address += f"?id={two.own[kind][0]}&id={two.theirs[kind][0]}"
            leaks.append(leak(client, "post", address, data))
    leaks = list(filter(None, leaks))
    assert not leaks, f"{len(leaks)} leaks:\n" + "\n".join(leaks)
