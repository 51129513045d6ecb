"""Where a form says it is."""

from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.cases.forms import ReportForm
from linli.cases.pages import keeping
from linli.core.errors import DomainError
from linli.places import locator
from linli.places.locator import Spot


def spot_of_form(request: HttpRequest, form: ReportForm) -> Spot | None:
    """The chosen place before the scanned door before the phone's position before the last door of today."""
    place, token, lon, lat = (form[name].value() for name in ("place", "door", "lon", "lat"))
    try:
        if place:
            return locator.locate_place(int(place))
        if token:
            return locator.locate_door(token)
        if lon and lat:
            return locator.locate_point(float(lon), float(lat))
    except (DomainError, ValueError) as fault:
        if form.is_bound:
            form.add_error(
                "place_name", getattr(fault, "sentence", "") or _("这个位置认不出来，请写明在哪里。")
            )
        return None
    return keeping.last_spot(request)
