"""What a stranger is told while typing: danger, the guessed category, how many neighbours said the same."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.cases.forms import ReportForm
from linli.cases.models import Category
from linli.cases.pages.places import spot_of_form
from linli.cases.queries.rulebook import RuleBook, rule_book
from linli.cases.rules import danger_number
from linli.cases.terms import TEXT_MAX
from linli.core.pages import Request, public_page, render_page
from linli.triage.queries.alike import neighbour_hints

TAKEN = ("door", "place", "lon", "lat")


@public_page
@never_cache
@require_http_methods(["GET", "POST"])
def hints(request: Request) -> HttpResponse:
    """The report page posts here, so that what somebody writes stands in no address and no access log."""
    sent = request.POST if request.method == "POST" else request.GET
    text, chosen = sent.get("text", "")[:TEXT_MAX], sent.get("category", "")
    spot = spot_of_form(request, ReportForm(initial={name: sent[name] for name in TAKEN if sent.get(name)}))
    book = rule_book()
    guess = book.guess(text)
    guessed = book.categories[guess.category_id] if guess else None
    about = book.by_code.get(chosen) or guessed
    known = neighbour_hints(text, about.code if about else "", spot, timezone.now()) if spot else []
    context = {
        "danger": danger_number(text),
        "typed": len(text.strip()) > 1,
        "guessed": guessed,
        "words": guess.words if guess else (),
        "chosen": chosen if chosen in book.by_code else "",
        "groups": _groups(book),
        "neighbours": known,
    }
    return render_page(request, "triage/_hints.html", context=context)


def _groups(book: RuleBook) -> list[tuple[str, list[Category]]]:
    """For a select: the kinds of every group that has some."""
    kinds: dict[int | None, list[Category]] = {}
    for category in book.categories.values():
        kinds.setdefault(category.parent_id, []).append(category)
    return [(group.name, kinds[group.pk]) for group in kinds.get(None, []) if group.pk in kinds]
