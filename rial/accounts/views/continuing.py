"""Going on after a session ended in the middle of a form."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from rial.core import held_post


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def continue_writing(request: HttpRequest) -> HttpResponse:
    """The kept form with one button that sends it where it was going; a POST here throws it away."""
    if request.method == "POST":
        response = redirect("people:list")
        held_post.forget(request, response)
        return response
    context = {"held": held_post.held_for(request), "sign_in_first": False, "continues": True}
    return render(request, "people/continue.html", context)
