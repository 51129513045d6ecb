"""What a stranger is told while typing: danger, the guessed category, how many neighbours said the same."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from linli.cases.forms import ReportForm
from linli.cases.models import Category
from linli.cases.pages.places import spot_of_form
from linli.cases.queries.rulebook import RuleBook, rule_book
from linli.cases.rules import danger_number
from linli.cases.terms import TEXT_MAX
from linli.core.pages import Request, public_page, render_page
from linli.places.locator import Spot
from linli.triage.pages.pacing import Pace
from linli.triage.queries.accuracy import category_names
from linli.triage.queries.alike import neighbour_hints
from linli.triage.queries.classifier import suggested_category
from linli.triage.queries.topics import public_topics
from linli.triage.terms import HINTS_A_MINUTE, LEAST_PUBLIC

TAKEN = ("door", "place", "lon", "lat")
PACE = Pace(HINTS_A_MINUTE)


@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def hints(request: Request) -> HttpResponse:
    """The report page posts here, so that what somebody writes stands in no address and no access log."""
    if not PACE.allows(request.META.get("REMOTE_ADDR", "")):
        return HttpResponse(status=204)
    sent = request.POST if request.method == "POST" else request.GET
    text, spot = typed(request)
    book = rule_book()
    context = guesses(text, sent.get("category", ""), book)
    about = context.pop("about")
    known = neighbour_hints(text, about.code if about else "", spot, timezone.now()) if spot else []
    return render_page(request, "triage/_hints.html", context=context | {"neighbours": known})


def typed(request: Request) -> tuple[str, Spot | None]:
    """The words of a form that is being filled in, and the place."""
    sent = request.POST if request.method == "POST" else request.GET
    form = ReportForm(initial={name: sent[name] for name in TAKEN if sent.get(name)})
    return sent.get("text", "")[:TEXT_MAX], spot_of_form(request, form)


def guesses(text: str, chosen: str, book: RuleBook) -> dict[str, Any]:
    """Danger and category: what was chosen, else the words of the rule book, else the model if it is sure."""
    guess = book.guess(text)
    guessed = book.categories[guess.category_id] if guess else None
    learned = suggested_category(text, book) if guess is None else None
    return {
        "danger": danger_number(text),
        "typed": len(text.strip()) > 1,
        "guessed": guessed,
        "words": guess.words if guess else (),
        "learned": learned,
        "chosen": chosen if chosen in book.by_code else "",
        "groups": _groups(book),
        "about": book.by_code.get(chosen) or guessed or (learned.category if learned else None),
    }


def _groups(book: RuleBook) -> list[tuple[str, list[Category]]]:
    """For a select: the kinds of every group that has some."""
    kinds: dict[int | None, list[Category]] = {}
    for category in book.categories.values():
        kinds.setdefault(category.parent_id, []).append(category)
    return [(group.name, kinds[group.pk]) for group in kinds.get(None, []) if group.pk in kinds]


@public_page
@require_GET
def open_topics(request: Request) -> HttpResponse:
    """What many raise now: counts of at least ten, nothing below a community, no words of callers."""
    rows = public_topics()
    names = category_names(row.topic.category_code for row in rows)
    context = {"rows": rows, "names": names, "least": LEAST_PUBLIC}
    return render_page(request, "triage/open_topics.html", context=context)
