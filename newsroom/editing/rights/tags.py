"""Tags of pictures and documents in the admin, limited to those of the user's offices."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Model
from django.http import Http404, HttpRequest, JsonResponse
from taggit.models import Tag, TaggedItem
from wagtail.admin.auth import require_admin_access
from wagtail.documents.views import documents
from wagtail.images.views import chooser as image_chooser
from wagtail.images.views import images

from newsroom.editing.rights.visible_rows import visible_rows

SUGGESTIONS = 10


def popular_tags(user, model: type[Model]) -> list[Tag]:
    """Return the tags used most often on rows of the model that the user may see."""
    rows = visible_rows(user, model._default_manager.all())
    items = TaggedItem.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id__in=rows.values("pk")
    )
    counts = items.values("tag").annotate(uses=Count("pk")).order_by("-uses", "tag")[:SUGGESTIONS]
    tags = Tag.objects.in_bulk([row["tag"] for row in counts])
    return [tags[row["tag"]] for row in counts]


class OfficeTagsMixin:
    """A filter set that offers the tags of the user's offices."""

    def __init__(self, *args, request: HttpRequest | None = None, **kwargs) -> None:
        super().__init__(*args, request=request, **kwargs)
        if "tag" not in self.filters:
            return
        tags = popular_tags(request.user, self._meta.model)
        if tags:
            self.filters["tag"].extra["choices"] = [(tag.name, tag.name) for tag in tags]
        else:
            del self.filters["tag"]


class OfficeImagesFilterSet(OfficeTagsMixin, images.ImagesFilterSet):
    """Filters of the list of pictures."""


class OfficeDocumentsFilterSet(OfficeTagsMixin, documents.DocumentsFilterSet):
    """Filters of the list of documents."""


class OfficeImageChooseView(image_chooser.ImageChooseView):
    """The chooser of pictures, which suggests tags of the user's offices."""

    def get_context_data(self, **kwargs) -> dict:
        """Replace the tags of the whole installation."""
        context: dict = super().get_context_data(**kwargs)
        return {**context, "popular_tags": popular_tags(self.request.user, self.model)}


def limit_tags() -> None:
    """Replace Wagtail's filter sets and its chooser of pictures."""
    images.IndexView.filterset_class = OfficeImagesFilterSet
    documents.IndexView.filterset_class = OfficeDocumentsFilterSet
    image_chooser.viewset.choose_view_class = OfficeImageChooseView


@require_admin_access
def autocomplete(
    request: HttpRequest, app_name: str = "taggit", model_name: str = "tag"
) -> JsonResponse:
    """Answer with the visible tags that begin with `term`. Replaces Wagtail's view."""
    if (app_name, model_name) != ("taggit", "tag"):
        raise Http404
    term = request.GET.get("term", "")
    tags = visible_rows(request.user, Tag.objects.filter(name__istartswith=term)) if term else []
    names = [tag.name for tag in tags.order_by("name")[:SUGGESTIONS]] if term else []
    return JsonResponse(names, safe=False)
