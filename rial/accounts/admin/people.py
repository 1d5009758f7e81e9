"""Users, memberships and invitations: people come by invitation, roles end by a dated act, nobody is deleted."""

from typing import Any, ClassVar

from allauth.account import admin as account_admin
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa import admin as mfa_admin
from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rial.accounts import services
from rial.accounts.enums import InvitationState, Role
from rial.accounts.forms import InviteForm
from rial.accounts.models import Invitation, Membership, User
from rial.accounts.views import person
from rial.accounts.views.invitations import announce
from rial.core.admin import PortalAdmin, tag
from rial.directory.models import Institution

from .confirm import Act, confirmed

BREAK = mark_safe("<br>")

# allauth's lists show the same as a user's page, without its rules.
assert account_admin  # noqa: S101 - both imported so that they have registered before they are removed
assert mfa_admin  # noqa: S101
for model in (EmailAddress, EmailConfirmation, Authenticator):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


class CountryFilter(admin.SimpleListFilter):
    """The country of an institution, by name; `path` leads from the list's model to the institution."""

    title = gettext_lazy("country")
    parameter_name = "country"
    path = "institution"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Countries that have an institution."""
        rows = Institution.objects.filter(country__isnull=False).select_related("country").order_by("country")
        return sorted({(row.country.code, row.country.name) for row in rows if row.country}, key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Rows of that country."""
        if not self.value():
            return queryset
        rows: QuerySet[Any] = queryset.filter(**{f"{self.path}__country": self.value()}).distinct()
        return rows


class UserCountryFilter(CountryFilter):
    """The country of the institutions a person belongs or belonged to."""

    path = "memberships__institution"


class InForceFilter(admin.SimpleListFilter):
    """Memberships in force today, or ended."""

    title = gettext_lazy("in force")
    parameter_name = "in_force"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Yes or no."""
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Rows that hold today, or the others."""
        held = Membership.objects.in_force().values("pk")
        match self.value():
            case "yes":
                return queryset.filter(pk__in=held)
            case "no":
                return queryset.exclude(pk__in=held)
        return queryset


class InvitationStateFilter(admin.SimpleListFilter):
    """Where invitations stand."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The states."""
        return [(str(state.value), state.label) for state in InvitationState]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Rows in that state."""
        unanswered = queryset.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
        match self.value():
            case InvitationState.ACCEPTED:
                return queryset.filter(accepted_at__isnull=False)
            case InvitationState.WITHDRAWN:
                return queryset.filter(withdrawn_at__isnull=False)
            case InvitationState.OPEN:
                return unanswered.filter(expires_at__gt=timezone.now())
            case InvitationState.EXPIRED:
                return unanswered.filter(expires_at__lte=timezone.now())
        return queryset


@admin.register(User)
class UserAdmin(PortalAdmin):
    """People and what they may do; they change their own name, language and password themselves."""

    list_display = ("who", "roles_now", "second_factor", "is_active", "last_login")
    list_filter = ("is_active", "language", "memberships__role", UserCountryFilter)
    search_fields = ("email", "full_name", "memberships__institution__acronym")
    ordering = ("email",)
    fields = (
        "email",
        "full_name",
        "language",
        "receives_mail",
        "is_active",
        "all_roles",
        "second_factor_state",
        "date_joined",
        "last_login",
    )
    readonly_fields = ("email", "all_roles", "second_factor_state", "date_joined", "last_login")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With memberships and second factor, in a constant number of queries."""
        held = Membership.objects.select_related("institution__country").prefetch_related("institution__names")
        factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        rows = super().get_queryset(request).annotate(has_factor=Exists(factor))
        with_roles: QuerySet[User] = rows.prefetch_related(Prefetch("memberships", held.order_by("started_on", "pk")))
        return with_roles

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People come by invitation."""
        return False

    @admin.display(description=gettext_lazy("person"), ordering="email")
    def who(self, user: User) -> str:
        """Name and address."""
        return format_html('{}<span class="hint">{}</span>', user, user.email)

    @admin.display(description=gettext_lazy("roles"))
    def roles_now(self, user: User) -> str:
        """Roles in force, one line each."""
        today = timezone.localdate()
        held = [m for m in user.memberships.all() if m.ended_on is None or m.ended_on > today]
        rows = ((m.get_role_display(), m.institution.country or m.institution) for m in held)
        return format_html_join(BREAK, "{}, {}", rows)

    @admin.display(description=gettext_lazy("roles, now and before"))
    def all_roles(self, user: User) -> str:
        """Every role with its dates, each leading to its page."""
        rows = (
            (reverse("admin:accounts_membership_change", args=[m.pk]), m.get_role_display(), m.institution, _period(m))
            for m in user.memberships.all()
        )
        return format_html_join(BREAK, '<a href="{}">{}</a>, {} ({})', rows) or "–"

    @admin.display(description=gettext_lazy("second factor"), boolean=True)
    def second_factor(self, user: User) -> bool:
        """Whether an authenticator app is set up."""
        return bool(getattr(user, "has_factor", False))

    @admin.display(description=gettext_lazy("second factor"))
    def second_factor_state(self, user: User) -> str:
        """On, with the way to remove it, or off."""
        if not getattr(user, "has_factor", False):
            return tag(_("Off"))
        url = reverse("admin:accounts_user_remove_factor", args=[user.pk])
        return format_html('{} <a href="{}">{}</a>', tag(_("On"), "ok"), url, _("Remove it (lost phone)"))

    def get_urls(self) -> list[URLPattern]:
        """With the page that removes a lost second factor."""
        view = self.admin_site.admin_view(self.remove_factor)
        own = [path("<int:pk>/remove-second-factor/", view, name="accounts_user_remove_factor")]
        return [*own, *super().get_urls()]

    def remove_factor(self, request: HttpRequest, pk: int) -> HttpResponse:
        """For somebody who lost phone and recovery codes; never one's own."""
        user = get_object_or_404(User, pk=pk)
        if user.pk == person(request).pk:
            raise PermissionDenied("own second factor")

        def do(form: forms.Form) -> None:
            services.remove_second_factor(user, by=person(request))

        act = Act(
            _("Remove the second factor"),
            _("Check first, by telephone, that it is really this person. They are told by mail."),
            danger=True,
        )
        back = reverse("admin:accounts_user_change", args=[pk])
        done = _("The second factor is removed: the password alone is enough until a new one is set up.")
        return confirmed(request, act=act, obj=user, opts=self.opts, back=back, do=do, done=done)


def _period(membership: Membership) -> str:
    start = date_format(membership.started_on)
    if membership.ended_on:
        return _("%(start)s to %(end)s") % {"start": start, "end": date_format(membership.ended_on)}
    return _("since %(start)s") % {"start": start}


@admin.register(Membership)
class MembershipAdmin(PortalAdmin):
    """Who holds which role, since when; rows end, they are never deleted."""

    list_display = ("user", "role", "institution", "post", "started_on", "ended_on")
    list_filter = (InForceFilter, "role", CountryFilter)
    search_fields = ("user__email", "user__full_name", "institution__acronym", "institution__code", "post")
    list_select_related = ("user", "institution__country")
    fields = ("user", "institution", "role", "post", "started_on", "ended_on", "acts")
    readonly_fields = ("user", "institution", "role", "started_on", "ended_on", "acts")

    def get_ordering(self, request: HttpRequest) -> list[Any]:
        """Those in force first, then the latest."""
        return [F("ended_on").desc(nulls_first=True), "-started_on", "pk"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        """With the institutions' names."""
        return super().get_queryset(request).prefetch_related("institution__names")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A role begins with an invitation, also for somebody who has an account."""
        return False

    @admin.display(description=gettext_lazy("what can be done"))
    def acts(self, membership: Membership) -> str:
        """End it, or hand the coordination over."""
        if membership.ended_on is not None:
            return "–"
        links = [(reverse("admin:accounts_membership_end", args=[membership.pk]), _("End this role"))]
        if membership.role == Role.COORDINATOR:
            links.append((reverse("people:hand_over", args=[membership.pk]), _("Hand over the coordination")))
        return format_html_join(" · ", '<a href="{}">{}</a>', links)

    def get_urls(self) -> list[URLPattern]:
        """With the page that ends a role."""
        own = [path("<int:pk>/end/", self.admin_site.admin_view(self.end), name="accounts_membership_end")]
        return [*own, *super().get_urls()]

    def end(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End a role today."""
        membership = get_object_or_404(Membership.objects.select_related("user", "institution__country"), pk=pk)
        act = Act(_("End this role"), _("The person loses this access at once. What they wrote stays."), danger=True)
        return confirmed(
            request,
            act=act,
            obj=membership,
            opts=self.opts,
            back=reverse("admin:accounts_membership_change", args=[pk]),
            do=lambda form: services.end_membership(membership, by=person(request)),
            done=_("The role has ended."),
        )


class InviteAnyForm(InviteForm):
    """An invitation to any role in any institution."""

    institution = forms.ModelChoiceField(label=gettext_lazy("Institution"), queryset=Institution.objects.none())
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
    replaces = forms.ModelChoiceField(
        label=gettext_lazy("Takes over from"),
        queryset=Membership.objects.none(),
        required=False,
        help_text=gettext_lazy("Only for a new coordinator: the present one’s access ends when it is accepted."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        institutions, replaces = self.fields["institution"], self.fields["replaces"]
        if isinstance(institutions, forms.ModelChoiceField) and isinstance(replaces, forms.ModelChoiceField):
            institutions.queryset = Institution.objects.filter(active=True).with_names().in_reading_order()
            coordinators = Membership.objects.in_force().filter(role=Role.COORDINATOR)
            replaces.queryset = coordinators.select_related("user", "institution__country").prefetch_related(
                "institution__names"
            )

    def clean(self) -> dict[str, Any]:
        """A successor takes the coordination of the same ministry."""
        data: dict[str, Any] = super().clean() or {}
        replaced = data.get("replaces")
        if replaced and (data.get("role") != Role.COORDINATOR or data.get("institution") != replaced.institution):
            self.add_error(
                "replaces", _("A successor becomes coordinator of the same ministry. Check role and institution.")
            )
        return data


@admin.register(Invitation)
class InvitationAdmin(PortalAdmin):
    """Invitations of everybody: send, send again, withdraw."""

    list_display = ("email", "role", "institution", "state_tag", "invited_by", "sent_at", "expires_at", "acts")
    list_filter = (InvitationStateFilter, "role", CountryFilter)
    search_fields = ("email", "full_name", "institution__acronym", "institution__code", "invited_by__email")
    list_select_related = ("institution__country", "invited_by", "accepted_by", "replaces__user")
    ordering = ("-sent_at", "-pk")
    fields = (
        "email",
        "full_name",
        "language",
        "institution",
        "role",
        "replaces",
        "invited_by",
        "created_at",
        "sent_at",
        "expires_at",
        "accepted_at",
        "accepted_by",
        "withdrawn_at",
        "acts",
    )
    readonly_fields = fields
    tones: ClassVar[dict[str, str]] = {
        InvitationState.OPEN: "in",
        InvitationState.ACCEPTED: "ok",
        InvitationState.EXPIRED: "wa",
        InvitationState.WITHDRAWN: "line",
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        """With the institutions' names."""
        return super().get_queryset(request).prefetch_related("institution__names")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is edited: a wrong invitation is withdrawn and sent anew."""
        return False

    @admin.display(description=gettext_lazy("state"))
    def state_tag(self, invitation: Invitation) -> str:
        """Where it stands."""
        return tag(invitation.state.label, self.tones[invitation.state])

    @admin.display(description=gettext_lazy("what can be done"))
    def acts(self, invitation: Invitation) -> str:
        """Send again and withdraw, while unanswered."""
        if invitation.state in {InvitationState.ACCEPTED, InvitationState.WITHDRAWN}:
            return "–"
        links = (
            (reverse("admin:accounts_invitation_resend", args=[invitation.pk]), _("Send again")),
            (reverse("admin:accounts_invitation_withdraw", args=[invitation.pk]), _("Withdraw")),
        )
        return format_html_join(" · ", '<a href="{}">{}</a>', links)

    def get_urls(self) -> list[URLPattern]:
        """With the pages that send again and withdraw."""
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/resend/", wrap(self.resend), name="accounts_invitation_resend"),
            path("<int:pk>/withdraw/", wrap(self.withdraw), name="accounts_invitation_withdraw"),
        ]
        return [*own, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Invite anyone to any role."""

        def do(form: forms.Form) -> None:
            announce(request, services.invite(by=person(request), **form.cleaned_data))

        return confirmed(
            request,
            act=Act(_("Send the invitation"), _("They receive a link by mail; with it they make their account.")),
            obj=_("New invitation"),
            opts=self.opts,
            back=reverse("admin:accounts_invitation_changelist"),
            do=do,
            done="",
            form_class=InviteAnyForm,
        )

    def resend(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send again with a new link."""
        invitation = get_object_or_404(Invitation, pk=pk)

        def do(form: forms.Form) -> None:
            announce(request, services.resend(invitation, by=person(request)))

        act = Act(_("Send again"), _("A new link leaves; the earlier one stops working."))
        back = reverse("admin:accounts_invitation_changelist")
        return confirmed(request, act=act, obj=invitation, opts=self.opts, back=back, do=do, done="")

    def withdraw(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make the link useless."""
        invitation = get_object_or_404(Invitation, pk=pk)
        return confirmed(
            request,
            act=Act(_("Withdraw"), _("The link stops working. The person is not told."), danger=True),
            obj=invitation,
            opts=self.opts,
            back=reverse("admin:accounts_invitation_changelist"),
            do=lambda form: services.withdraw(invitation, by=person(request)),
            done=_("The invitation is withdrawn."),
        )
