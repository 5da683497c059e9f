"""Private parts of other libraries: each is listed in docs/private-parts.md and still exists."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import wagtail.admin
import wagtail_localize
from django.db import connection
from django.http import HttpRequest
from django.urls import resolve, reverse
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail import hooks
from wagtail.models import Page, PageViewRestriction, ReferenceIndex, Site
from wagtail.url_routing import RouteResult

from newsroom.caching.prepared_queries import PreparedQuery, number
from tests.factories import make_image
from tests.machine import REPOSITORY

FOLDERS = ("newsroom", "search", "home", "site/config")
DOCUMENT = REPOSITORY / "docs" / "private-parts.md"
# Private by their underscore, but documented: of Django's models and of named tuples.
DOCUMENTED = {
    *("_meta", "_default_manager", "_base_manager", "_state"),
    *("_make", "_fields", "_replace", "_asdict"),
}


def check_tree_paths() -> None:
    assert Page._str2int("000Z") == 35
    assert Page._get_path("0001", 2, 35) == "0001000Z"


def check_batched_insert() -> None:
    queryset = Page.objects.all()
    assert queryset._for_write is False
    assert queryset._batched_insert([], Page._meta.local_concrete_fields, batch_size=None) == []


def check_references() -> None:
    root = Page.objects.get(depth=1)
    assert set(ReferenceIndex._extract_references_from_object(root)) == set()
    assert ReferenceIndex._get_content_path_hash("body.item.image").version == 5


def check_cached_parent() -> None:
    root = Page.objects.get(depth=1)
    page = Page(path=f"{root.path}0001", depth=2)
    page._cached_parent_obj = root
    assert page.get_parent() is root


def check_content_security_policy() -> None:
    from csp.middleware import CSPMiddleware
    from django.http import HttpResponse

    for attribute in ("_csp_update", "_csp_replace"):
        response = HttpResponse()
        setattr(response, attribute, {"frame-src": ["https://front.example"]})
        answered = CSPMiddleware(lambda request, response=response: response)(HttpRequest())
        policy = answered["Content-Security-Policy"].split("; ")
        frames = next(directive for directive in policy if directive.startswith("frame-src "))
        assert "https://front.example" in frames.split()


def check_site_of_a_request() -> None:
    request, site = HttpRequest(), Site(hostname="one.example")
    request._wagtail_site = site
    assert Site.find_for_request(request) is site


def check_route_of_a_request() -> None:
    request, route = HttpRequest(), RouteResult(Page(title="Found"))
    request._wagtail_route_for_request = route
    assert Page.route_for_request(request, "anything/") is route


def check_site_roots_of_a_page() -> None:
    roots = Page.objects.get(depth=1)._get_site_root_paths(HttpRequest())
    assert [(root.site_id, root.root_path) for root in roots] == [
        (root.site_id, root.root_path) for root in Site.get_site_root_paths()
    ]


def check_compiled_queries() -> None:
    query = PreparedQuery(Page.objects.filter(pk=number("pk")).select_related("locale"))
    root = Page.objects.get(depth=1)
    (found,) = query.fetch(pk=root.pk)
    assert (found, found.locale) == (root, root.locale)


def check_prefetched_objects() -> None:
    from newsroom.models import NewsroomImage

    make_image()
    (image,) = NewsroomImage.objects.prefetch_related("renditions")
    assert "renditions" in image._prefetched_objects_cache


def check_document_mapping() -> None:
    from search.engines.elasticsearch.documents import StatementDocument

    mapping = StatementDocument._doc_type.mapping.to_dict()
    assert mapping["properties"].keys() == StatementDocument._fields.keys()


def check_title_column() -> None:
    from wagtail.admin.ui.tables import TitleColumn
    from wagtail.snippets.views.snippets import IndexView

    assert issubclass(IndexView()._get_title_column_class(TitleColumn), TitleColumn)


def check_global_permission() -> None:
    from django.contrib.auth import get_user_model
    from wagtail.permission_policies.sites import SitePermissionPolicy

    from newsroom.models import Category

    user = get_user_model().objects.create(username="nobody")
    assert not SitePermissionPolicy(Category)._user_has_global_permission(user, ["change"])


def check_callbacks_on_commit() -> None:
    from django.db import transaction

    def callback() -> None:
        """Do nothing."""

    with transaction.atomic():
        transaction.on_commit(callback, robust=True)
        assert connection.run_on_commit[-1][1] is callback
        transaction.set_rollback(True)


def check_closing_of_connections() -> None:
    assert connection.in_atomic_block
    other = connection.copy()
    other.connect()
    other.close_if_unusable_or_obsolete()
    assert other.connection is not None
    other.close_at = 0
    other.close_if_unusable_or_obsolete()
    assert other.connection is None


def check_sql_of_a_query() -> None:
    sql, values = Page.objects.filter(pk=7).values_list("pk").query.sql_with_params()
    assert "wagtailcore_page" in sql
    assert 7 in values
    field = Page._meta.get_field("first_published_at")
    converters = connection.ops.get_db_converters(field.get_col(Page._meta.db_table))
    assert isinstance(converters, list)


def check_site_roots() -> None:
    Site.clear_site_root_paths_cache()
    root = Site.get_site_root_paths()[0]
    assert {"site_id", "root_path", "root_url", "language_code"} <= {*root._fields}


def check_filters() -> None:
    from django_filters import ModelChoiceFilter, ModelMultipleChoiceFilter

    from newsroom.editing.rights import explorer_filters

    for filter_class in (ModelChoiceFilter, ModelMultipleChoiceFilter):
        assert filter_class.get_queryset.__module__ == explorer_filters.__name__


def check_forms() -> None:
    from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm

    from newsroom.editing.rights import form_rows

    for form_class in (WagtailAdminModelForm, WagtailAdminPageForm):
        assert form_class.full_clean.__module__ == form_rows.__name__


def check_site_history() -> None:
    """The log of an office is this report, with its own entries and choices."""
    from wagtail.admin.views.reports import audit_logging

    view, filters = audit_logging.LogEntriesView, audit_logging.SiteHistoryReportFilterSet
    assert "log_models" in view.decorate_paginated_queryset.__code__.co_names
    assert callable(view.get_filtered_queryset)
    assert {"get_action_choices", "get_users_queryset"} <= set(dir(filters))
    assert {"label", "object_type", "action", "user", "timestamp"} <= set(filters.base_filters)


def check_localize_views() -> None:
    from django.urls import resolve

    update = reverse("wagtail_localize:update_translations", args=(1,))
    page = reverse("wagtail_localize:submit_page_translation", args=(1,))
    snippet = reverse(
        "wagtail_localize:submit_snippet_translation", args=("newsroom", "category", "1")
    )
    report = reverse("wagtail_localize:translations_report")
    for address in (update, page, snippet, report):
        assert resolve(address).func.view_class.__module__.startswith("newsroom.")


def check_localize_template() -> None:
    from django.template.loader import get_template

    template = get_template("wagtail_localize/admin/edit_translation.html")
    assert template.origin.name.startswith(str(REPOSITORY))
    original = Path(wagtail_localize.__file__).parent
    source = (original / "templates/wagtail_localize/admin/edit_translation.html").read_text()
    for part in (
        "{% block content %}",
        "{% if is_page %}",
        "page=instance",
        "js-translation-editor",
    ):
        assert part in source
    script = (original / "static/wagtail_localize/js/wagtail-localize.js").read_text()
    assert "w-dropdown-button" in script


def check_status_panel() -> None:
    from django.template.loader import get_template

    folder = Path(wagtail.admin.__file__).parent / "templates/wagtailadmin/shared"
    names = ("side_panels/includes/status/workflow.html", "human_readable_date.html")
    for name in names:
        template = get_template(f"wagtailadmin/shared/{name}")
        assert template.origin.name.startswith(str(REPOSITORY))
    panel = (folder / names[0]).read_text()
    top, bottom = panel.split("{% block bottom %}")
    assert "{{ live_expire_at }}" in top.partition("{% block content %}")[2]
    for kind in ("scheduled", "draft"):
        for date in ("go_live_at", "expire_at"):
            assert f"{{{{ {kind}_{date} }}}}" in bottom
    assert "{{ date|date:tooltip_format }}" in (folder / names[1]).read_text()


def check_admin_api() -> None:
    if WAGTAIL_VERSION >= (8, 1):  # its admin API answers with pages of the explorer alone
        explorer = reverse("wagtailadmin_api:explorer", args=[1])
        assert resolve(explorer).func.__module__.startswith("ninja.")
        return
    from wagtail.admin.api.urls import admin_api

    for name in ("images", "documents"):
        assert admin_api._endpoints[name].__module__.startswith("newsroom.")


def check_copies_know_their_source() -> None:
    from wagtail.models.copying import _copy

    from newsroom.models import NewsIndexPage

    target, _children = _copy(NewsIndexPage(pk=5, title="News"))
    assert target.copied_from_id == 5


def check_restriction_tables() -> None:
    from newsroom.visibility.restrictions import restricted_paths

    page = Page.objects.get(depth=2)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert restricted_paths() == (page.path,)


def check_disabled_references() -> None:
    from wagtail.signal_handlers import (
        disable_reference_index_auto_update,
        reference_index_auto_update_disabled,
    )

    with disable_reference_index_auto_update():
        assert reference_index_auto_update_disabled.value
    assert not hasattr(reference_index_auto_update_disabled, "value")


def check_hooks() -> None:
    from wagtail import hooks
    from wagtail_localize.wagtail_hooks import page_listing_more_buttons

    for name in ("register_page_header_buttons", "register_page_listing_more_buttons"):
        assert hooks.get_hooks(name)
        assert page_listing_more_buttons not in hooks.get_hooks(name)
        assert len(hooks.get_hooks(name)) == len(hooks._hooks[name])


def check_search_backend() -> None:
    from wagtail.search.backends import get_search_backend

    root = Page.objects.get(depth=1)
    backend = get_search_backend()
    backend.add(root)
    index = backend.get_index_for_model(Page)
    assert type(index).__module__.startswith("newsroom.editing.page_search.")
    # Wagtail would measure all titles here.
    assert "_refresh_title_norms" in dir(type(index).__mro__[1])
    assert root in list(Page.objects.autocomplete(root.title))


def check_format_operation() -> None:
    from wagtail.images.models import Filter

    from newsroom.media.camera_data import FormatWithoutCameraData
    from newsroom.media.pictures import all_filter_specs

    for spec in all_filter_specs():
        operations = Filter(spec=spec).operations
        assert any(isinstance(each, FormatWithoutCameraData) for each in operations), spec


def check_picture_fields() -> None:
    from wagtail.documents.forms import get_document_form
    from wagtail.images.forms import get_image_form

    from newsroom.media.upload_forms import DocumentForm, PictureUploadField
    from newsroom.models import NewsroomDocument, NewsroomImage
    from newsroom.models.media import PictureFile

    assert NewsroomImage._meta.get_field("file").attr_class is PictureFile
    assert isinstance(get_image_form(NewsroomImage)().fields["file"], PictureUploadField)
    assert issubclass(get_document_form(NewsroomDocument), DocumentForm)


# The first column of the document → the check, and the attributes that the scan finds.
def check_page_indexes() -> None:
    with connection.cursor() as cursor:
        indexes = connection.introspection.get_constraints(cursor, Page._meta.db_table)
    assert indexes["newsroom_page_expire_at"]["columns"] == ["expire_at"]
    assert indexes["newsroom_page_go_live_at"]["columns"] == ["go_live_at"]
    of_type = ["content_type_id", "path", "live", "locale_id"]
    assert indexes["newsroom_page_of_type"]["columns"] == of_type
    # Its first column is an expression, which databases name differently or not at all.
    assert indexes["newsroom_page_published"]["columns"][-1] == "first_published_at"


def check_notifier_ids() -> None:
    from wagtail.admin import signal_handlers
    from wagtail.models import TaskState, WorkflowState
    from wagtail.signals import (
        task_submitted,
        workflow_approved,
        workflow_rejected,
        workflow_submitted,
    )

    senders = {
        task_submitted: TaskState,
        workflow_approved: WorkflowState,
        workflow_rejected: WorkflowState,
        workflow_submitted: WorkflowState,
    }
    before = {signal: list(signal.receivers) for signal in senders}
    signal_handlers.register_signal_handlers()
    assert {signal: list(signal.receivers) for signal in senders} == before


def check_codes() -> None:
    from allauth.mfa.adapter import DefaultMFAAdapter
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
    from allauth.mfa.webauthn.internal import auth
    from django.contrib.auth import get_user_model
    from django.contrib.staticfiles import finders

    from tests.home.signin.people import code_of

    secret = generate_totp_secret()
    assert validate_totp_code(secret, code_of(secret))
    user = get_user_model().objects.create(username="nobody")
    assert TOTP.activate(user, secret).validate_code(code_of(secret))
    codes = RecoveryCodes.activate(user)
    assert codes.validate_code(codes.get_unused_codes()[0])
    assert len(codes.get_unused_codes()) == 9
    assert callable(DefaultMFAAdapter._get_site_name)
    assert finders.find("mfa/js/webauthn-json.js")
    names = ("begin_registration", "complete_registration", "begin_authentication")
    names += ("parse_registration_response", "parse_authentication_response")
    assert all(callable(getattr(auth, name)) for name in (*names, "complete_authentication"))


PARTS: dict[str, tuple[Callable[[], None], set[str]]] = {
    "`Page._get_path`, `Page._str2int`": (check_tree_paths, {"_get_path", "_str2int"}),
    "`QuerySet._for_write`, `QuerySet._batched_insert`": (
        check_batched_insert,
        {"_for_write", "_batched_insert"},
    ),
    "`ReferenceIndex._extract_references_from_object`, `ReferenceIndex._get_content_path_hash`": (
        check_references,
        {"_extract_references_from_object", "_get_content_path_hash"},
    ),
    "`Page._cached_parent_obj`": (check_cached_parent, {"_cached_parent_obj"}),
    "`HttpResponse._csp_update`, `HttpResponse._csp_replace`": (
        check_content_security_policy,
        {"_csp_update", "_csp_replace"},
    ),
    "`HttpRequest._wagtail_site`": (check_site_of_a_request, {"_wagtail_site"}),
    "`HttpRequest._wagtail_route_for_request`": (
        check_route_of_a_request,
        {"_wagtail_route_for_request"},
    ),
    "`Page._get_site_root_paths`": (check_site_roots_of_a_page, {"_get_site_root_paths"}),
    "`Query.get_compiler`, `SQLCompiler.as_sql`, `SQLCompiler.get_converters`, "
    "`QuerySet._iterable_class`": (
        check_compiled_queries,
        {"_iterable_class", "get_compiler"},
    ),
    "`Model._prefetched_objects_cache`": (check_prefetched_objects, set()),
    "`Document._doc_type`, `Document._fields`": (check_document_mapping, {"_doc_type"}),
    "`IndexView._get_title_column_class`": (check_title_column, {"_get_title_column_class"}),
    "`SitePermissionPolicy._user_has_global_permission`": (
        check_global_permission,
        {"_user_has_global_permission"},
    ),
    "`connection.run_on_commit`": (check_callbacks_on_commit, {"run_on_commit"}),
    "`connection.close_if_unusable_or_obsolete`": (
        check_closing_of_connections,
        {"close_if_unusable_or_obsolete"},
    ),
    "`Query.sql_with_params`, `DatabaseOperations.get_db_converters`, `Field.get_col`": (
        check_sql_of_a_query,
        {"sql_with_params", "get_db_converters", "get_col"},
    ),
    "`Site.get_site_root_paths`, `Site.clear_site_root_paths_cache`": (
        check_site_roots,
        {"get_site_root_paths", "clear_site_root_paths_cache"},
    ),
    "`QuerySetRequestMixin.get_queryset`": (check_filters, {"get_queryset"}),
    "`WagtailAdminModelForm.full_clean`": (check_forms, {"full_clean"}),
    "`LogEntriesView`, `SiteHistoryReportFilterSet`": (check_site_history, set()),
    "`UpdateTranslationsView`, `SubmitPageTranslationView`, `SubmitSnippetTranslationView`": (
        check_localize_views,
        set(),
    ),
    "`TranslationsReportView`": (check_localize_views, set()),
    "`wagtail_localize/admin/edit_translation.html`": (check_localize_template, set()),
    "`wagtailadmin/shared/side_panels/includes/status/workflow.html`": (check_status_panel, set()),
    "`DocumentsAdminAPIViewSet`, `ImagesAdminAPIViewSet`": (check_admin_api, set()),
    "`ClusterableModel.copy_all_child_relations`": (
        check_copies_know_their_source,
        {"copy_all_child_relations"},
    ),
    "`signal_handlers.reference_index_auto_update_disabled`": (
        check_disabled_references,
        {"reference_index_auto_update_disabled"},
    ),
    "`hooks._hooks`": (check_hooks, {"_hooks"}),
    "`SQLiteIndex`, `ObjectIndexer`, `SQLiteSearchQueryCompiler`, `PostgresIndex`": (
        check_search_backend,
        {"SQLiteIndex", "ObjectIndexer", "SQLiteSearchQueryCompiler", "PostgresIndex"},
    ),
    "SQL indexes on `wagtailcore_page`": (check_page_indexes, set()),
    "SQL on `wagtailcore_pageviewrestriction` and `wagtailcore_page`": (
        check_restriction_tables,
        set(),
    ),
    "`FormatOperation`": (check_format_operation, set()),
    "`WagtailImageField`, `WagtailImageFieldFile`, `get_upload_to`": (check_picture_fields, set()),
    "`dispatch_uid` of the receivers in `wagtail.admin.signal_handlers`": (
        check_notifier_ids,
        {"dispatch_uid"},
    ),
    "`TOTP`, `RecoveryCodes`, `generate_totp_secret`, `validate_totp_code`, "
    "`mfa.webauthn.internal.auth`, `DefaultMFAAdapter._get_site_name`, "
    "its script `webauthn-json.js`": (
        check_codes,
        {"TOTP", "RecoveryCodes", "generate_totp_secret", "validate_totp_code", "_get_site_name"},
    ),
}
# Attributes of our own objects and of libraries' that are public in spite of an underscore.
OWN = {"_newsroom_in_fallback"}


def sources() -> Iterator[Path]:
    """Yield the Python files of the product, without migrations."""
    for folder in FOLDERS:
        for path in (REPOSITORY / folder).rglob("*.py"):
            if "migrations" not in path.parts:
                yield path


def names_of_our_own(trees: list[ast.AST]) -> set[str]:
    """Return the names that our code defines: functions, classes, variables and attributes."""
    names: set[str] = set()
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            is_own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
            names |= {node.attr} if is_own else set()
    return names


def test_no_other_private_part_is_used():
    trees = {path: ast.parse(path.read_text()) for path in sources()}
    own = names_of_our_own(list(trees.values()))
    listed = {name for _check, names in PARTS.values() for name in names}
    found = set()
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [alias.name for alias in node.names] if node.module else []
            elif isinstance(node, ast.Attribute):
                names = [node.attr]
            else:
                continue
            for name in names:
                private = re.match(r"_[a-z]", name) and name not in DOCUMENTED | own | OWN
                if private and name not in listed:
                    found.add(f"{path.relative_to(REPOSITORY)}:{node.lineno} {name}")
    assert not found


def test_the_document_lists_the_same_parts():
    rows = re.findall(r"^\| (`.*?|SQL .*?) \(", DOCUMENT.read_text(), re.MULTILINE)
    assert rows == list(PARTS)


def test_the_document_names_files_that_exist():
    named = re.findall(r"`((?:newsroom|search|home|site)/[\w./]+)`", DOCUMENT.read_text())
    assert [path for path in named if not (REPOSITORY / path).exists()] == []


@pytest.mark.parametrize("part", PARTS)
def test_every_listed_part_is_still_used(part):
    names = PARTS[part][1]
    text = "".join(path.read_text() for path in sources())
    assert all(re.search(rf"\b{name}\b", text) for name in names)


@pytest.mark.django_db
@pytest.mark.parametrize("part", PARTS)
def test_every_listed_part_behaves_as_relied_on(part):
    hooks.search_for_hooks()  # newsroom/wagtail_hooks.py replaces some of the parts
    PARTS[part][0]()
