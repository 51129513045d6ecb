"""How well units are suggested: learn from earlier orders, predict the units of later ones, count."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from linli.solvers.dispatching import (
    DEFAULT,
    Facts,
    Learner,
    Settings,
    evidence,
    majority,
    shares,
)
from linli.triage.rules.roles import ANYWHERE, AREA, Role, role_of
from linli.triage.terms import OFFER_SHARE, SAME_AT_LEAST


@dataclass(frozen=True, slots=True)
class Past:
    """One past order: what was known, and which unit really had it. `day` sorts by time; "" is unknown."""

    unit: str  # one unit under several names has one key
    unit_name: str
    facts: Facts
    day: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts, of which the shares are made."""

    orders: int
    right: int
    right_in_three: int
    offered: int
    right_when_offered: int


class MajorityTable:
    """The line to beat: the unit most orders had, by category and community, else category, else group."""

    def __init__(self, past: Sequence[Past]) -> None:
        self._learner = Learner()
        for order in past:
            if order.unit:
                for context in _cells(order.facts):
                    own = self._learner.counts.setdefault(context, {})
                    own[order.unit] = own.get(order.unit, 0) + 1

    def right(self, order: Past) -> bool:
        return bool(order.unit) and majority(_cells(order.facts), self._learner.counts) == order.unit


def _cells(facts: Facts) -> list[str]:
    finest, *groups = facts.categories
    return [f"{finest} in {facts.spot}", finest, *groups[:1]]


class Suggester:
    """The product's learner over files: roles are read from the names of units and places."""

    def __init__(self, past: Sequence[Past], settings: Settings = DEFAULT) -> None:
        self._settings = settings
        self._learner = Learner()
        self._roles = _roles(past)
        self._units = _units(self._roles, past)
        for order in past:
            self.learn(order)

    def learn(self, order: Past) -> None:
        if order.unit:
            self._learner.learn(order.facts, self._answer(order))

    def _answer(self, order: Past) -> str:
        role = self._roles.get(order.unit)
        if role is None or role.level == ANYWHERE or self._units.get(role) != order.unit:
            return f"unit {order.unit}"
        here = order.facts.area if role.level == AREA else order.facts.spot
        return f"{role.level} {role.name}" if role.place == here else f"unit {order.unit}"

    def _unit(self, answer: str, facts: Facts) -> str | None:
        level, _, name = answer.partition(" ")
        if level == "unit":
            return name
        return self._units.get(Role(level, facts.area if level == AREA else facts.spot, name))

    def ranked(self, facts: Facts) -> list[tuple[str, float]]:
        """Units with their shares, the likeliest first. What no unit here answers to is left out."""
        found: Counter[str] = Counter()
        for answer, share in shares(facts, self._learner.counts, self._settings).items():
            unit = self._unit(answer, facts)
            if unit is not None:
                found[unit] += share  # type: ignore[assignment]
        total = sum(found.values()) or 1
        return [(unit, share / total) for unit, share in found.most_common()]

    def offers(self, facts: Facts, share: float) -> bool:
        """Would the desk be shown it, or would we rather be silent?"""
        known = evidence(facts, self._learner.counts, (), SAME_AT_LEAST)
        return known is not None and share >= OFFER_SHARE


def _roles(past: Sequence[Past]) -> dict[str, Role]:
    names: dict[str, Counter[str]] = {}
    for order in past:
        if order.unit:
            names.setdefault(order.unit, Counter())[order.unit_name or order.unit] += 1
    areas = {order.facts.area for order in past} - {""}
    spots = {order.facts.spot for order in past} - {""}
    return {unit: role_of(usual.most_common(1)[0][0], areas, spots) for unit, usual in names.items()}


def _units(roles: dict[str, Role], past: Sequence[Past]) -> dict[Role, str]:
    """Who has a role at its place; of two with the same, the one with more orders."""
    orders = Counter(order.unit for order in past)
    return {role: unit for unit, role in sorted(roles.items(), key=lambda pair: (orders[pair[0]], pair[0]))}


def measured(suggester: Suggester, orders: Sequence[Past]) -> Figures:
    """Predict every order from what was learned before them all. An order without a unit counts as missed."""
    return _sum(_judged(suggester, order) for order in orders)


def measured_learning_on(suggester: Suggester, orders: Sequence[Past]) -> Figures:
    """The same, but after each day the suggester learns what really happened, as it does in use."""
    judged = []
    for _day, of_day in groupby(sorted(orders, key=lambda order: order.day), key=lambda order: order.day):
        today = list(of_day)
        judged += [_judged(suggester, order) for order in today]
        for order in today:
            suggester.learn(order)
    return _sum(iter(judged))


def _judged(suggester: Suggester, order: Past) -> tuple[bool, bool, bool]:
    """(right, right in three, offered)"""
    ranked = suggester.ranked(order.facts)
    if not ranked:
        return False, False, False
    first, share = ranked[0]
    in_three = order.unit in [unit for unit, _share in ranked[:3]]
    return first == order.unit, in_three, suggester.offers(order.facts, share)


def _sum(judged: Iterator[tuple[bool, bool, bool]]) -> Figures:
    every = list(judged)
    return Figures(
        orders=len(every),
        right=sum(right for right, _three, _offered in every),
        right_in_three=sum(three for _right, three, _offered in every),
        offered=sum(offered for _right, _three, offered in every),
        right_when_offered=sum(right and offered for right, _three, offered in every),
    )


def cross_validated(past: Sequence[Past], settings: Settings, folds: int = 4) -> float:
    """The share right inside one file: each fold is predicted from what came before it, never from after."""
    ordered = sorted(past, key=lambda order: order.day)
    cuts = [
        len(ordered) * (2 * folds + 3 * fold) // (5 * folds) for fold in range(folds + 1)
    ]  # 40 % to 100 %
    found = [
        measured(Suggester(ordered[:start], settings), ordered[start:end]) for start, end in pairwise(cuts)
    ]
    return sum(one.right for one in found) / max(sum(one.orders for one in found), 1)
