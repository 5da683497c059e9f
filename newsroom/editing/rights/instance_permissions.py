"""Permission checks on single objects in Wagtail's generic views."""

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest
from wagtail.permissions import policy_registry


class InstancePermissionMixin:
    """Requires a permission on the object itself.

    Wagtail's generic views only check that the user has the permission on some office's site.
    """

    required_permission = "change"
    request: HttpRequest

    def get_object(self, *args: object, **kwargs: object) -> Model:
        """Return the object; raise PermissionDenied without the permission on it."""
        instance: Model = super().get_object(*args, **kwargs)  # type: ignore[misc]  # of Wagtail's views
        policy = policy_registry.get_by_type(type(instance))
        if not policy.user_has_permission_for_instance(
            self.request.user, self.required_permission, instance
        ):
            raise PermissionDenied
        return instance
