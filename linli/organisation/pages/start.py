"""After signing in: the face that fits the posts."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse

from linli.core.pages import Request, staff_page
from linli.organisation import rules


@staff_page()
def start(request: Request) -> HttpResponse:
    for name in rules.faces_of(request.actor):
        try:
            return redirect(reverse(name))
        except NoReverseMatch:  # that face is not installed here
            continue
    return redirect("accounts:me")
