"""View of the builder, a form that generates the HTML of an embed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from newsroom.languages.configured import active_language
from newsroom.partners.api.sites import PublicSite, site_directory
from newsroom.partners.embeds.frames import list_url
from newsroom.partners.embeds.lookup import statement_at_url
from newsroom.partners.embeds.markup import Component, Frame, card_frame, list_frame_url
from newsroom.partners.embeds.options import DEFAULT_COUNT, BuilderForm, CardForm, ListForm
from newsroom.partners.embeds.responses import site_of_request

# Heights in pixels: the frame's own lines and each statement's. Longer content scrolls.
BASE_HEIGHT, TITLE_HEIGHT, SUMMARY_HEIGHT, PICTURE_HEIGHT = 160, 80, 55, 15
MAX_HEIGHT = 900


@require_safe
def builder(request: HttpRequest) -> HttpResponse:
    """Show a form for the options, a preview and the HTML to copy. Works without JavaScript."""
    site = site_of_request(request)
    language = request.GET.get("language", "")
    language = language if language in site.roots else active_language()
    form = BuilderForm(request.GET, site=site, language=language)
    card_form = CardForm(request.GET if "statement" in request.GET else None)
    context: dict[str, object] = {"form": form, "card_form": card_form, "language": language}
    if form.is_valid():
        context["component"] = _component(form, site=site, language=language, request=request)
        context["frame"] = _frame(form, site=site, language=language, request=request)
    if card_form.is_valid():
        context["card"] = _card(card_form, request=request)
    is_valid = form.is_valid() and (not card_form.is_bound or card_form.is_valid())
    status = 200 if is_valid else 400
    response = render(request, "newsroom/embeds/builder.html", context, status=status)
    if request.GET:
        response["X-Robots-Tag"] = "noindex"  # search engines index the empty form only
    return response


def _card(form: CardForm, *, request: HttpRequest) -> Frame | None:
    page = statement_at_url(form.cleaned_data["statement"], request=request)
    site = site_directory(request).site_of(page) if page is not None else None
    if page is None or site is None:
        form.add_error("statement", _("There is no public statement at this address."))
        return None
    return card_frame(page, root_url=site.root_url)


def _options(form: ListForm) -> list[tuple[str, str]]:
    """Return the options that differ from their defaults, as URL parameters and attributes."""
    values = {
        "category": ",".join(form.cleaned_data["category"]),
        "topic": ",".join(form.cleaned_data["topic"]),
        "count": str(form.count_value) if form.count_value != DEFAULT_COUNT else "",
        "heading": form.text("heading"),
    }
    return [(name, value) for name, value in values.items() if value]


def _component(
    form: ListForm, *, site: PublicSite, language: str, request: HttpRequest
) -> Component:
    attributes = [("language", language), *_options(form)]
    if form.cleaned_data["theme"]:
        attributes.append(("theme", form.cleaned_data["theme"]))
    attributes += [(name, "") for name in ("summaries", "pictures") if form.cleaned_data[name]]
    with override(language):
        link_text = _("The latest statements of %(name)s") % {"name": site.roots[language].title}
    url = list_url(form, site=site, language=language, request=request)
    return Component(
        script_url=request.build_absolute_uri(reverse("newsroom_embed_script", args=("1",))),
        attributes=attributes,
        link_url=request.build_absolute_uri(url or site.roots[language].html_path),
        link_text=link_text,
    )


def _frame(form: ListForm, *, site: PublicSite, language: str, request: HttpRequest) -> Frame:
    options = _options(form)
    if form.cleaned_data["theme"] in ("dark", "auto"):
        options.append(("theme", form.cleaned_data["theme"]))
    options += [(name, "on") for name in ("summaries", "pictures") if form.cleaned_data[name]]
    row_height = TITLE_HEIGHT
    row_height += SUMMARY_HEIGHT if form.cleaned_data["summaries"] else 0
    row_height += PICTURE_HEIGHT if form.cleaned_data["pictures"] else 0
    with override(language):
        title = _("The latest statements of %(name)s") % {"name": site.roots[language].title}
    return Frame(
        url=list_frame_url(
            root_url=request.build_absolute_uri("/").rstrip("/"), language=language, choices=options
        ),
        title=form.text("heading") or title,
        language=language,
        width="100%",
        height=min(MAX_HEIGHT, BASE_HEIGHT + row_height * form.count_value),
    )
