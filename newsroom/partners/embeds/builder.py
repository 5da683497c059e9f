"""How does somebody get the HTML that shows an office's statements on another page?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsroom.partners.api.sites import Place, places_for
from newsroom.partners.embeds.cards import Component, Frame, card_frame, list_frame_url
from newsroom.partners.embeds.frames import list_address
from newsroom.partners.embeds.lookup import statement_named
from newsroom.partners.embeds.options import USUAL, BuilderForm, CardForm, ListForm
from newsroom.partners.embeds.responses import place_of

# What a frame needs, in pixels: its own lines, and each statement's. What is longer scrolls.
AROUND, TITLE, SUMMARY, PICTURE = 160, 80, 55, 15
TALLEST = 900


@require_safe
def builder(request: HttpRequest) -> HttpResponse:
    """Show a form for the choices, what comes of them, and the HTML to copy. Needs no script."""
    place = place_of(request)
    language = request.GET.get("language", "")
    language = language if language in place.roots else get_language() or "en"
    form = BuilderForm(request.GET, place=place, language=language)
    card_form = CardForm(request.GET if "statement" in request.GET else None)
    context = {"form": form, "card_form": card_form, "language": language}
    if form.is_valid():
        made = {"place": place, "language": language, "request": request}
        context |= {"component": _component(form, **made), "frame": _frame(form, **made)}
    if card_form.is_valid():
        context["card"] = _card(card_form, request=request)
    is_right = form.is_valid() and (not card_form.is_bound or card_form.is_valid())
    status = 200 if is_right else 400
    response = render(request, "newsroom/embeds/builder.html", context, status=status)
    if request.GET:
        response["X-Robots-Tag"] = "noindex"  # a choice is nobody's page to find
    return response


def _card(form: CardForm, *, request: HttpRequest) -> Frame | None:
    page = statement_named(form.cleaned_data["statement"], request=request)
    place = places_for(request).of(page) if page is not None else None
    if page is None or place is None:
        form.add_error("statement", _("There is no public statement at this address."))
        return None
    return card_frame(page, root_url=place.root_url)


def _choices(form: ListForm) -> list[tuple[str, str]]:
    """Return what differs from the usual; the same names in an address and as attributes."""
    named = {
        "category": ",".join(form.cleaned_data["category"]),
        "topic": ",".join(form.cleaned_data["topic"]),
        "count": str(form.value("count")) if form.value("count") != USUAL else "",
        "heading": form.value("heading"),
    }
    return [(name, value) for name, value in named.items() if value]


def _component(form: ListForm, *, place: Place, language: str, request: HttpRequest) -> Component:
    attributes = [("language", language), *_choices(form)]
    if form.cleaned_data["theme"]:
        attributes.append(("theme", form.cleaned_data["theme"]))
    attributes += [(name, "") for name in ("summaries", "pictures") if form.cleaned_data[name]]
    with override(language):
        words = _("The latest statements of %(name)s") % {"name": place.roots[language].title}
    url = list_address(form, place=place, language=language, request=request)
    return Component(
        script_url=request.build_absolute_uri(reverse("newsroom_embed_script", args=("1",))),
        attributes=attributes,
        link_url=request.build_absolute_uri(url or place.roots[language].html_path),
        link_text=words,
    )


def _frame(form: ListForm, *, place: Place, language: str, request: HttpRequest) -> Frame:
    choices = _choices(form)
    if form.cleaned_data["theme"] in ("dark", "auto"):
        choices.append(("theme", form.cleaned_data["theme"]))
    choices += [(name, "on") for name in ("summaries", "pictures") if form.cleaned_data[name]]
    each = TITLE
    each += SUMMARY if form.cleaned_data["summaries"] else 0
    each += PICTURE if form.cleaned_data["pictures"] else 0
    with override(language):
        title = _("The latest statements of %(name)s") % {"name": place.roots[language].title}
    return Frame(
        url=list_frame_url(
            root_url=request.build_absolute_uri("/").rstrip("/"), language=language, choices=choices
        ),
        title=form.value("heading") or title,
        language=language,
        width="100%",
        height=min(TALLEST, AROUND + each * form.value("count")),
    )
