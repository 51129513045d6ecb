"""Units, people and posts become rows; some accounts act in the demo's history, a dozen can sign in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from random import Random

from django.contrib.auth.hashers import make_password
from django.urls import NoReverseMatch, reverse

from linli.accounts.models import Account
from linli.core import audit
from linli.core.actors import SYSTEM, Actor, Right
from linli.core.demo import Context, SignIn
from linli.organisation import queries, rules
from linli.organisation.demo.machines import load_machine
from linli.organisation.demo.staff import Roster
from linli.organisation.demo.units import district_units, local_units, phones
from linli.organisation.models import Person, Post, Unit
from linli.organisation.terms import FACES, RIGHTS, Role, UnitKind
from linli.places.demo.loading import DemoPlaces

PASSWORD = "linli-demo-2026"  # noqa: S105 (public on purpose, and only where LINLI_DEMO=1)

# Sign-in name: the role, and of the units the kind and trade, that somebody looking around may take.
WAYS_IN: dict[str, tuple[Role, str, str]] = {
    "desk": (Role.DISTRICT_DESK, "", ""),
    "street": (Role.SUBDISTRICT_DESK, "", ""),
    "secretary": (Role.COMMUNITY_SECRETARY, "", ""),
    "community": (Role.COMMUNITY_WORKER, "", ""),
    "grid": (Role.GRID_WORKER, "", ""),
    "team": (Role.UNIT_HANDLER, UnitKind.SUBDISTRICT_TEAM, "city_management"),
    "bureau": (Role.UNIT_HANDLER, UnitKind.DEPARTMENT, "municipal"),
    "water": (Role.UNIT_HANDLER, UnitKind.UTILITY, "water"),
    "property": (Role.UNIT_HANDLER, UnitKind.PROPERTY_COMPANY, ""),
    "leader": (Role.DISTRICT_LEADER, "", ""),
    "streetleader": (Role.SUBDISTRICT_LEADER, "", ""),
    "admin": (Role.ADMINISTRATOR, "", ""),
    "auditor": (Role.AUDITOR, "", ""),
}


@dataclass(slots=True)
class DemoStaff:
    """The stored units, and who acts for them and for the places."""

    units: list[Unit] = field(default_factory=list)
    hands: dict[int, Actor] = field(default_factory=dict)  # by key of the unit: who handles its orders
    desks: dict[int, list[Actor]] = field(default_factory=dict)  # by key of the place: who dispatches there
    patrols: dict[int, Actor] = field(default_factory=dict)  # by key of the grid: who walks it
    shown: list[int] = field(default_factory=list)  # keys of the units in which somebody can sign in


def load(context: Context) -> None:
    places, rng = context.take(DemoPlaces), context.rng("organisation")
    above = Unit.objects.bulk_create(district_units(places))
    firms = [unit for unit in above if unit.kind == UnitKind.OTHER]
    below = Unit.objects.bulk_create(local_units(places, firms, rng), batch_size=500)
    units = above + below
    phones(units)
    Unit.objects.bulk_update(units, ["phone"], batch_size=300)
    posts = Roster(places, units, queries.active_needs(), rng).posts()
    _store(posts, rng)
    context.leave(_staff(units, posts))
    load_machine(context)
    counts = {"units": len(units), "posts": len(posts)}
    audit.record(SYSTEM, "organisation.demo_loaded", places.district, now=context.now, **counts)


def _store(posts: Sequence[Post], rng: Random) -> None:
    with_way_in = _ways_in(posts)
    people = list({id(post.person): post.person for post in posts if post.person is not None}.values())
    acting = {id(post.person) for post in posts if _acts(post)}
    accounts: list[Account] = []
    for person in people:
        name = with_way_in.get(id(person), "")
        if name or id(person) in acting:
            person.account = _account(person, name or f"u{len(accounts) + 1:05d}", bool(name), rng)
            accounts.append(person.account)
    Account.objects.bulk_create(accounts, batch_size=500)
    Person.objects.bulk_create(people, batch_size=500)
    Post.objects.bulk_create(posts, batch_size=500)


def _acts(post: Post) -> bool:
    """Somebody who moved cases, or reported one, in the past of the demo."""
    moves = {Right.CASE_DESK, Right.CASE_HANDLE}
    return post.person is not None and bool(RIGHTS[post.role] & moves)


@cache
def _hashed() -> str:
    """Argon2 is slow on purpose; one public password needs one hash."""
    return make_password(PASSWORD)


def _account(person: Person, name: str, opens: bool, rng: Random) -> Account:
    stamp = f"{rng.getrandbits(128):032x}"
    locked = f"!{rng.getrandbits(160):040x}"  # no password fits
    return Account(
        sign_in_name=name,
        display_name=person.name,
        password=_hashed() if opens else locked,
        rights_stamp=stamp,
    )


def _ways_in(posts: Sequence[Post]) -> dict[int, str]:
    """The first person of each kind, near the first building; and the sign-in name they get."""
    found: dict[int, str] = {}
    for name, (role, kind, trade) in WAYS_IN.items():
        for post in posts:
            fits = post.role == role and post.person is not None
            if fits and (not kind or (post.unit is not None and _is(post.unit, kind, trade))):
                found.setdefault(id(post.person), name)
                break
    return found


def _is(unit: Unit, kind: str, trade: str) -> bool:
    return unit.kind == kind and (not trade or unit.trade == trade)


def _staff(units: list[Unit], posts: Sequence[Post]) -> DemoStaff:
    made = DemoStaff(units)
    seats: dict[int, list[Post]] = {}
    for post in posts:
        if post.person is not None and post.person.account_id is not None:
            seats.setdefault(post.person.account_id, []).append(post)
    for own in seats.values():
        actor = _actor(own)
        for post in own:
            _employ(made, post, actor)
    return made


def _employ(made: DemoStaff, post: Post, actor: Actor) -> None:
    rights = RIGHTS[post.role]
    if post.unit_id is not None and Right.CASE_HANDLE in rights:
        made.hands.setdefault(post.unit_id, actor)
    if post.place_id is not None and Right.CASE_DESK in rights:
        made.desks.setdefault(post.place_id, []).append(actor)
    if post.place_id is not None and post.role == Role.GRID_WORKER:
        made.patrols.setdefault(post.place_id, actor)
    if post.unit_id is not None and _name_of(post) in WAYS_IN:
        made.shown.append(post.unit_id)


def _actor(posts: Sequence[Post]) -> Actor:
    """As `queries.actor_of` would give it, without a query for each of a thousand people."""
    person = posts[0].person
    assert person is not None
    assert person.account_id is not None
    seats = tuple(
        rules.seat_of(
            post,
            level=post.place.level if post.place else None,
            place_name=post.place.name if post.place else "",
            unit_name=post.unit.name if post.unit else "",
            standing_in=False,
        )
        for post in sorted(posts, key=lambda post: post.pk)
    )
    return Actor("staff", person.account_id, person.name, seats)


def sign_ins() -> list[SignIn]:
    """Who can sign in, as the rows say it; nobody when the demo was never loaded."""
    posts = Post.objects.filter(person__account__sign_in_name__in=WAYS_IN).select_related(
        "person__account", "place", "unit"
    )
    return list(_lines({_name_of(post): post for post in posts}))


def _name_of(post: Post) -> str:
    account = post.person.account if post.person else None
    return account.sign_in_name if account else ""


def _lines(by_name: dict[str, Post]) -> Iterator[SignIn]:
    for name in WAYS_IN:
        if post := by_name.get(name):
            where = post.unit or post.place
            title = f"{where.name if where else ''} {post.title}"
            yield SignIn(post.role, title.strip(), name, PASSWORD, _start(post.role))


def _start(role: str) -> str:
    for url_name in (FACES.get(role, ""), "organisation:start"):
        try:
            return reverse(url_name)
        except NoReverseMatch:
            continue
    return "/"
