"""A delegation comments within the window, in its own name; nothing written is lost when the window has passed."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meetings.enums import CommentState, ConsultationKind, ConsultationState
from meetings.forms.desk import CommentForm
from meetings.models import Comment, Consultation
from meetings.services import consulting
from rial.accounts.models import User
from rial.core.bilingual import text_of

from .access import delegations_or_404, person, trail_to


@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request: HttpRequest, slug: str) -> HttpResponse:
    """What is asked, one's own comments with what became of them, and a form while the window is open."""
    user = person(request)
    delegations = delegations_or_404(user)
    visible = Consultation.objects.visible_to(user).exclude(state=ConsultationState.DRAFT)
    found = visible.select_related("document", "meeting__conference").filter(slug=slug).first()
    if found is None:
        raise Http404(slug)
    form = CommentForm(request.POST or None, delegations=delegations, questions=_asks(found))
    if request.method == "POST" and form.is_valid():
        try:
            consulting.comment(found, form.delegation, form.cleaned_data, by=user)
        except consulting.WindowClosed:
            return _too_late(request, found, form)
        messages.success(request, _("Comment received. Your delegation can change it until the closing day."))
        return redirect("delegation:consultation", found.slug)
    if request.method == "POST" and not found.accepts_comments:
        return _too_late(request, found, form)
    return render(request, "meetings/desk/consultation.html", _context(found, user, form))


def _asks(found: Consultation) -> bool:
    return found.kind == ConsultationKind.QUESTIONNAIRE


def _context(found: Consultation, user: User, form: CommentForm) -> dict[str, Any]:
    comments = found.comments.readable_at_desk(user).select_related("institution__country")
    rows = list(comments.prefetch_related("institution__names").order_by("at", "pk"))
    own = [row for row in rows if row.institution_id in user.roles.delegation_ids]
    questions = found.meeting.sessions.all() if _asks(found) and found.meeting and found.meeting.is_public else []
    return {
        "consultation": found,
        "form": form,
        "own": [(row, found.accepts_comments and row.state == CommentState.RECEIVED) for row in own],
        "others": [row for row in rows if row.institution_id not in user.roles.delegation_ids],
        "forum": found.kind == ConsultationKind.FORUM,
        "asks": _asks(found),
        "several": len(user.roles.delegation_ids) > 1,
        "sessions": [row for row in questions if text_of(row, "questions")],
        "document": found.document if found.document and found.document.is_public else None,
        "trail": trail_to((text_of(found, "title").value or found.slug, "")),
    }


def _too_late(request: HttpRequest, found: Consultation, form: CommentForm) -> HttpResponse:
    """The window has passed while somebody was writing: the text is given back, to copy and to send otherwise."""
    context = {
        "consultation": found,
        "passage": form.data.get("passage", ""),
        "text": form.data.get("text", ""),
        "trail": trail_to(
            (text_of(found, "title").value or found.slug, reverse("delegation:consultation", args=[found.slug])),
            (_("Not received"), ""),
        ),
    }
    return render(request, "meetings/desk/too_late.html", context, status=409)


def _own_or_404(user: User, pk: int) -> Comment:
    found = Comment.objects.of_delegations(user).select_related("consultation", "institution__country")
    comment = found.exclude(consultation__state=ConsultationState.DRAFT).filter(pk=pk).first()
    if comment is None:
        raise Http404("no comment of this person's delegations")
    return comment


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words for one's own comment, until the closing day and until it is answered."""
    user = person(request)
    comment = _own_or_404(user, pk)
    found = comment.consultation
    initial = {name: getattr(comment, name) for name in consulting.WORDS}
    form = CommentForm(request.POST or None, initial=initial, delegations=[comment.institution], questions=_asks(found))
    if request.method == "POST" and form.is_valid():
        try:
            consulting.change(comment, form.cleaned_data, by=user)
        except consulting.WindowClosed:
            return _too_late(request, found, form)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Comment changed."))
            return redirect("delegation:consultation", found.slug)
    back = reverse("delegation:consultation", args=[found.slug])
    trail = trail_to((text_of(found, "title").value or found.slug, back), (_("Change the comment"), ""))
    context = {"consultation": found, "form": form, "trail": trail}
    return render(request, "meetings/desk/comment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own comment back, after a page that shows it."""
    user = person(request)
    comment = _own_or_404(user, pk)
    found = comment.consultation
    if request.method == "POST":
        try:
            consulting.delete(comment, by=user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Comment deleted."))
        return redirect("delegation:consultation", found.slug)
    back = reverse("delegation:consultation", args=[found.slug])
    trail = trail_to((text_of(found, "title").value or found.slug, back), (_("Delete the comment"), ""))
    return render(request, "meetings/desk/delete_comment.html", {"comment": comment, "trail": trail})
