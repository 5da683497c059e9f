"""What each of the four roles of an office may do: roles × acts."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import TaskState

from home.models import Navigation, OfficeSettings
from home.offices.provisioning import Office
from home.offices.workflow import set_checking
from newsroom.editing.rights.page_access import editable_pages
from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage, PartnerKey, Role, Topic
from tests.factories import make_statement
from tests.newsroom.editing.test_statement_form import edit_url
from tests.newsroom.editors import log_in_as, statement_form

W, T, E, M = Role
LATER = "2099-06-16 09:30"
TITLES = {"en": "The evening bus", "cy": "Y bws gyda’r nos"}
WORDS = {
    "en": "The evening bus to the valley will run until the end of March, and we fight for it.",
    "cy": "Bydd y bws gyda’r nos i’r cwm yn rhedeg tan ddiwedd mis Mawrth, a brwydrwn drosto.",
}


@dataclass
class Person:
    """Somebody with one role, who tries an act in one language."""

    office: Office
    language: str
    role: Role
    client: Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = log_in_as(self.office, self.role)

    @property
    def user(self):
        return self.office.groups[self.role].user_set.get()

    def page(self, *, own: bool = False, live: bool = False) -> ArticlePage:
        page = make_statement(
            self.office,
            language=self.language,
            title=f"{TITLES[self.language]} {self.role} {ArticlePage.objects.count()}",
            text=WORDS[self.language],
            live=live,
            publish=live,
            owner=self.user if own else None,
        )
        page.save_revision(user=self.user if own else None)
        return page

    def post_form(self, page: ArticlePage, **changes) -> int:
        return self.client.post(edit_url(page), statement_form(page, **changes)).status_code


def adds(person: Person) -> bool:
    index = person.office.indexes[person.language]
    address = reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", index.pk])
    person.client.post(address, statement_form(title="New", slug=f"new-{person.role}"))
    return ArticlePage.objects.filter(slug=f"new-{person.role}").exists()


def changes(person: Person, page: ArticlePage) -> bool:
    person.post_form(page, title="Changed")
    listed = page.pk in editable_pages(type("R", (), {"user": person.user})).values_list(
        "pk", flat=True
    )
    latest = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    changed = latest.title == "Changed"
    assert listed == changed, "lists offer what may be changed, and nothing else"
    return changed


def translates(person: Person) -> bool:
    """Start the other language of a statement of somebody else."""
    page = person.page(live=True)
    person.client.post(reverse("newsroom_translation", args=[page.pk]), {"action": "start"})
    copy = ArticlePage.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)
    if not copy.exists():
        return False
    return changes(person, copy.get())


def submits(person: Person, page: ArticlePage) -> bool:
    person.post_form(page, **{"action-submit": "yes"})
    return ArticlePage.objects.get(pk=page.pk).workflow_in_progress


def decides(person: Person, *, checking: bool, action: str = "approve") -> bool:
    """Decide about what somebody else submitted, at the check or at the approval."""
    set_checking(person.office.site, is_on=checking)
    page = person.page()
    page.get_workflow().start(page, None)
    person.post_form(page, **{"action-workflow-action": "true", "workflow-action-name": action})
    state = page.workflow_states.get().task_states.order_by("pk").first()
    return state.status != TaskState.STATUS_IN_PROGRESS


def publishes(person: Person, **times: str) -> bool:
    page = person.page(own=True)
    person.post_form(page, **{"action-publish": "yes", **times})
    page.refresh_from_db()
    return page.live or page.scheduled_revision is not None


def takes_down(person: Person) -> bool:
    page = person.page(own=True, live=True)
    person.client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    page.refresh_from_db()
    return not page.live


def deletes(person: Person, **kinds: bool) -> bool:
    page = person.page(**kinds)
    person.client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    return not ArticlePage.objects.filter(pk=page.pk).exists()


def deletes_in_bulk(person: Person) -> bool:
    page = person.page()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    person.client.post(f"{address}?id={page.pk}")
    return not ArticlePage.objects.filter(pk=page.pk).exists()


def opens(name: str, *args: object) -> Callable[[Person], bool]:
    def act(person: Person) -> bool:
        return person.client.get(reverse(name, args=args)).status_code == 200

    return act


def opens_setting(model: type) -> Callable[[Person], bool]:
    def act(person: Person) -> bool:
        names = [model._meta.app_label, model._meta.model_name]
        address = reverse("wagtailsettings:edit", args=[*names, person.office.site.pk])
        return person.client.get(address).status_code == 200

    return act


def adds_a_person(person: Person) -> bool:
    name = f"new-{person.role}"
    person.client.post(
        reverse("newsroom_people_add"),
        {
            "username": name,
            "first_name": "A",
            "last_name": "B",
            "language": "cy",
            "email": "a@b.example",
            "roles": [person.office.managers.pk],
        },
    )
    return get_user_model().objects.filter(username=name).exists()


def adds_a_redirect(person: Person) -> bool:
    office = person.office
    data = {
        "old_path": f"/{person.role}",
        "redirect_page": office.homes["en"].pk,
        "site": office.site.pk,
        "is_permanent": "on",
    }
    person.client.post(reverse("wagtailredirects:add"), data)
    return Redirect.objects.filter(old_path=f"/{person.role}").exists()


def adds_a_key(person: Person) -> bool:
    data = {
        "name": person.role,
        "site": person.office.site.pk,
        "contact": "",
        "expires_at": "",
        "scopes": ["read"],
        "limit_per_minute": "300",
    }
    person.client.post(reverse("newsroom_partner_keys:add"), data)
    return PartnerKey.objects.filter(name=person.role).exists()


def adds_a_topic(person: Person) -> bool:
    data = {
        "site": person.office.site.pk,
        "slug": "",
        "other_slug": "",
        "order": 1,
        "name": f"Buses {person.role}",
        "other_name": f"Bysiau {person.role}",
    }
    person.client.post(reverse("wagtailsnippets_newsroom_topic:add"), data)
    return Topic.objects.filter(name=f"Buses {person.role}").exists()


APPROVED = {"checking": False}
CHECKED = {"checking": True}
ON_PAGES = {
    "add a statement": (adds, {W, E, M}),
    "change the own": (lambda who: changes(who, who.page(own=True)), {W, T, E, M}),
    "change another's": (lambda who: changes(who, who.page()), {T, E, M}),
    "translate another's": (translates, {T, E, M}),
    "submit the own": (lambda who: submits(who, who.page(own=True)), {W, T, E, M}),
    "submit another's": (lambda who: submits(who, who.page()), {T, E, M}),
    "pass on at the check": (lambda who: decides(who, **CHECKED), {E, M}),
    "return at the check": (lambda who: decides(who, **CHECKED, action="reject"), {E, M}),
    "approve": (lambda who: decides(who, **APPROVED), {M}),
    "return at the approval": (lambda who: decides(who, **APPROVED, action="reject"), {M}),
    "publish": (publishes, {M}),
    "schedule": (lambda who: publishes(who, go_live_at=LATER), {M}),
    "take down": (takes_down, {M}),
    "delete the own draft": (lambda who: deletes(who, own=True), {W, T, E, M}),
    "delete another's draft": (deletes, {E, M}),
    "delete several drafts": (deletes_in_bulk, {E, M}),
    "delete what is public": (lambda who: deletes(who, own=True, live=True), {M}),
}
OTHERS = {
    "add people": (adds_a_person, {M}),
    "add redirects": (adds_a_redirect, {M}),
    "change settings": (opens_setting(OfficeSettings), {M}),
    "change menus": (opens_setting(Navigation), {M}),
    "add keys": (adds_a_key, {M}),
    "add webhooks": (opens("newsroom_webhooks:add"), {M}),
    "add topics": (adds_a_topic, {W, E, M}),
    "add pictures": (opens("wagtailimages:add"), {W, T, E, M}),
    "open the calendar": (opens("newsroom_calendar"), {W, T, E, M}),
    "open the list": (opens("newsroom_statements:index"), {W, T, E, M}),
    "open the dashboard": (opens("wagtailadmin_home"), {W, T, E, M}),
}


@pytest.mark.parametrize("role", Role)
def test_each_role_does_with_pages_what_it_is_for_and_nothing_else(office, language, role):
    person = Person(office, language, role)

    done = {act for act, (perform, _allowed) in ON_PAGES.items() if perform(person)}

    assert done == {act for act, (_perform, allowed) in ON_PAGES.items() if role in allowed}


@pytest.mark.parametrize("role", Role)
def test_each_role_manages_what_it_is_for_and_nothing_else(office, role):
    person = Person(office, "en", role)

    done = {act for act, (perform, _allowed) in OTHERS.items() if perform(person)}

    assert done == {act for act, (_perform, allowed) in OTHERS.items() if role in allowed}


def test_a_person_with_two_roles_has_the_rights_of_both(office, language):
    person = Person(office, language, T)
    person.user.groups.add(office.writers)

    assert adds(person)
    assert translates(person)


def test_the_dashboard_of_a_writer_names_no_form_that_they_may_not_open(office, language):
    person = Person(office, language, W)
    mine, theirs = person.page(own=True), person.page()

    text = person.client.get(reverse("wagtailadmin_home")).text

    assert edit_url(mine) in text
    assert edit_url(theirs) not in text


def test_a_translation_that_was_started_is_submitted_by_its_translator(office, language):
    person = Person(office, language, T)
    source = person.page(live=True)
    person.client.post(reverse("newsroom_translation", args=[source.pk]), {"action": "start"})
    other = other_language(language)
    copy = ArticlePage.objects.get(
        translation_key=source.translation_key, locale__language_code=other
    )

    assert copy.owner == person.user
    assert submits(person, copy)
