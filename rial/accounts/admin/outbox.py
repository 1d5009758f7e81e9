"""The outbox: what the portal wrote, to whom, whether it left; a message can be corrected and sent again."""

from typing import Any, ClassVar

from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from post_office import admin as post_office_admin
from post_office.fields import CommaSeparatedEmailField
from post_office.models import STATUS, Attachment, Email, EmailTemplate, Log

from rial.core import mail
from rial.core.admin import PortalAdmin, tag

from .confirm import Act, confirmed

# post_office's own pages bring inline styles, which the portal's security policy refuses.
for model in (Email, Log, EmailTemplate, Attachment):
    admin.site.unregister(model)

# Names in menus and lists: post_office's own call the outbox a post office, and its Spanish messages addressees.
apps.get_app_config("post_office").verbose_name = gettext_lazy("Outbox")
Email._meta.verbose_name = gettext_lazy("mail")
Email._meta.verbose_name_plural = gettext_lazy("mails")

STATUS_LABELS: dict[int, Any] = {
    STATUS.queued: gettext_lazy("Waiting"),
    STATUS.requeued: gettext_lazy("To be tried again"),
    STATUS.failed: gettext_lazy("Given up"),
    STATUS.sent: gettext_lazy("Sent"),
}
TONES: dict[int, str] = {STATUS.sent: "ok", STATUS.failed: "er", STATUS.queued: "in", STATUS.requeued: "wa"}


class EventFilter(admin.SimpleListFilter):
    """Which event messages tell about."""

    title = gettext_lazy("event")
    parameter_name = "event"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The events of the messages there are."""
        events = Email.objects.annotate(event=KeyTextTransform(mail.EVENT_HEADER, "headers"))
        names = events.exclude(event=None).order_by("event").values_list("event", flat=True).distinct()
        return [(name, name) for name in names]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Messages about that event."""
        value = self.value()
        return queryset.filter(headers__contains={mail.EVENT_HEADER: value}) if value else queryset


class StatusFilter(admin.SimpleListFilter):
    """Waiting, sent, to be tried again, given up."""

    title = gettext_lazy("state")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The states, in our words."""
        return [(str(status), label) for status, label in STATUS_LABELS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Messages in that state; anything else that is asked for is no state."""
        value = self.value() or ""
        return queryset.filter(status=int(value)) if value in map(str, STATUS_LABELS) else queryset


class FailureInline(admin.TabularInline):
    """What went wrong at each attempt."""

    model = Log
    fields = ("tried", "exception_type", "message")
    readonly_fields = fields
    extra = 0
    can_delete = False
    verbose_name_plural = gettext_lazy("attempts that failed")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only the portal writes here."""
        return False

    @admin.display(description=gettext_lazy("when"))
    def tried(self, log: Any) -> Any:
        """When it was tried."""
        return log.date


def is_private(email: Any) -> bool:
    """Whether its text carries a link that is a key."""
    return mail.PRIVATE.items() <= (email.headers or {}).items()


@admin.register(Email)
class OutboxAdmin(PortalAdmin):
    """Messages newest first; the text of those with a personal link is shown to nobody."""

    list_display = ("plain_subject", "recipient", "status_tag", "written")
    list_filter = (StatusFilter, EventFilter)
    search_fields = ("to", "subject")
    date_hierarchy = "created"
    ordering = ("-created", "-pk")
    actions = ["requeue"]
    # Not post_office’s own, whose button sends without asking.
    change_form_template = "admin/change_form.html"
    inlines = (FailureInline,)
    formfield_overrides: ClassVar[dict[Any, Any]] = {
        CommaSeparatedEmailField: {"widget": post_office_admin.CommaSeparatedEmailWidget},
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 16})},
    }
    always_read_only = ("written", "event", "status_tag", "acts")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Messages come from what happens in the portal."""
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The text only where it may be read."""
        text = ("private_text",) if obj is not None and is_private(obj) else ("message",)
        return ("status_tag", "to", "subject", *text, "scheduled_time", "event", "written", "acts")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What was sent is not rewritten."""
        frozen: tuple[str, ...] = ("private_text",)
        if obj is not None and obj.status == STATUS.sent:
            frozen += ("to", "subject", "message", "scheduled_time")
        return self.always_read_only + frozen

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The HTML part follows the text."""
        if not is_private(obj):
            obj.html_message = render_to_string("emails/message.html", {"subject": obj.subject, "body": obj.message})
        super().save_model(request, obj, form, change)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One message under the name people know."""
        return super().change_view(request, object_id, form_url, {"title": _("Message"), **(extra_context or {})})

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list under the name people know."""
        return super().changelist_view(request, {"title": _("Outbox"), **(extra_context or {})})

    @admin.display(description=gettext_lazy("subject"), ordering="subject")
    def plain_subject(self, email: Any) -> str:
        """Without the prefix all of them have; below it, what it tells about."""
        subject = email.subject.removeprefix(settings.ACCOUNT_EMAIL_SUBJECT_PREFIX)
        return format_html('{}<span class="hint">{}</span>', subject, self.event(email))

    @admin.display(description=gettext_lazy("written"), ordering="created")
    def written(self, email: Any) -> Any:
        """When."""
        return email.created

    @admin.display(description=gettext_lazy("recipients"), ordering="to")
    def recipient(self, email: Any) -> str:
        """Addresses."""
        return ", ".join(email.to)

    @admin.display(description=gettext_lazy("event"))
    def event(self, email: Any) -> str:
        """What it tells about."""
        return str((email.headers or {}).get(mail.EVENT_HEADER, "–"))

    @admin.display(description=gettext_lazy("state"), ordering="status")
    def status_tag(self, email: Any) -> str:
        """Waiting, sent, to be tried again, given up."""
        status = STATUS.queued if email.status is None else email.status
        return tag(STATUS_LABELS[status], TONES[status])

    @admin.display(description=gettext_lazy("message"))
    def private_text(self, email: Any) -> str:
        """Why the text is not shown."""
        return _("Not shown: it carries a personal link.")

    @admin.display(description=gettext_lazy("what can be done"))
    def acts(self, email: Any) -> str:
        """Send (again)."""
        if email.status == STATUS.sent and is_private(email):
            return _("Its link was not kept. Send the invitation again instead, or let the person ask for a new link.")
        url = reverse("admin:outbox_send", args=[email.pk])
        label = _("Send again") if email.status in {STATUS.sent, STATUS.failed} else _("Send with the next round")
        return format_html('<a href="{}">{}</a>', url, label)

    @admin.action(description=gettext_lazy("Send again"))
    def requeue(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Put the chosen messages back into the outbox, those without their text excepted."""
        kept = [email for email in queryset if not (is_private(email) and email.status == STATUS.sent)]
        for email in kept:
            put_back(email)
        text = ngettext(
            "%(count)s message leaves with the next round.", "%(count)s messages leave with the next round.", len(kept)
        )
        messages.success(request, text % {"count": len(kept)})

    def get_urls(self) -> list[URLPattern]:
        """With the page that sends again."""
        own = [path("<int:pk>/send/", self.admin_site.admin_view(self.send), name="outbox_send")]
        return [*own, *super().get_urls()]

    def send(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put one message back into the outbox."""
        email = get_object_or_404(Email, pk=pk)
        if not self.has_change_permission(request, email):
            raise PermissionDenied("outbox")

        def do(form: forms.Form) -> None:
            if is_private(email) and email.status == STATUS.sent:
                raise ValidationError(_("Its link was not kept. It cannot be sent again."))
            put_back(email)
            mail.deliver_soon()

        return confirmed(
            request,
            act=Act(_("Send again"), _("It leaves with the next round, within the hour, as it reads now.")),
            obj=email.subject,
            opts=self.opts,
            back=reverse("admin:post_office_email_change", args=[pk]),
            do=do,
            done=_("It leaves with the next round."),
        )


def put_back(email: Any) -> None:
    """Let the next round send it, with all its attempts ahead."""
    Email.objects.filter(pk=email.pk).update(
        status=STATUS.queued, scheduled_time=None, number_of_retries=0, last_updated=timezone.now()
    )
