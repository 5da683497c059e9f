"""The view in which a person sees and ends their sessions."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from home.signin.browsers import browser_name
from home.signin.own_views import OwnLoginView
from home.signin.session_times import end_sessions, list_session


class SessionsView(OwnLoginView):
    """Lists a person's sessions; each of the others can be ended, or all of them."""

    template_name = "home/signin/sessions.html"
    needs_confirmation = False

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Show the sessions, this one first."""
        list_session(request, self.person)  # a new password gives the session another key
        sessions = UserSession.objects.purge_and_list(self.person)
        own = request.session.session_key
        sessions.sort(key=lambda each: (each.session_key == own, each.last_seen_at), reverse=True)
        for session in sessions:
            session.browser = browser_name(session.user_agent)
        return self.render_to_response(self.get_context_data(sessions=sessions, own=own))

    def post(self, request: HttpRequest) -> HttpResponse:
        """End one session, or all others."""
        wanted = request.POST.get("end", "")
        ended = 0
        if wanted == "others":
            ended = end_sessions(self.person, but=request.session.session_key)
        elif wanted.isdigit():
            found = UserSession.objects.filter(user=self.person, pk=wanted)
            for session in found.exclude(session_key=request.session.session_key):
                session.end()
                ended += 1
        if ended:
            text = ngettext("%(count)s session is ended.", "%(count)s sessions are ended.", ended)
            messages.success(request, text % {"count": ended})
        else:
            messages.info(request, _("There was no other session to end."))
        return HttpResponseRedirect(reverse("signin_sessions"))
