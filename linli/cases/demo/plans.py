"""What will come in: when, where, through which door, in whose words; nothing yet of how it went on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from random import Random

from django.utils import timezone

from linli.cases.demo.arrivals import evening_of, moments
from linli.cases.demo.phrases import Matter, matters, voices
from linli.cases.demo.scene import Scene, Stage
from linli.cases.demo.texts import Writer, voice_for
from linli.cases.terms import DECLINE_REASONS, Channel, Origin
from linli.organisation.demo.names import SURNAMES
from linli.places.models import Place

CASES = 3_000
CHANNELS = {
    Channel.WEB: 46,
    Channel.PHONE: 17,
    Channel.MINI_PROGRAM: 10,
    Channel.HOTLINE_FILE: 9,
    Channel.COUNTER: 6,
    Channel.PAPER: 1,
}
PATROLLED = 0.14  # of what can be seen outdoors
SPOTTED = 0.03
ANONYMOUS = 0.22  # of what residents send themselves
ASTRAY = 0.065
WITHDRAWN = 0.018
DECLINED = 0.0032  # for each of the reasons
IN_CLUSTERS = 0.055
# What property companies and grid teams mostly do.
NEAR_HOME = (
    "housing.",
    "sanitation.stairs",
    "safety.ebike",
    "noise.neighbour",
    "neighbours.shared",
    "animals.dog_mess",
)
CLUSTER = (2, 6)  # followers of one matter


@dataclass(frozen=True, slots=True)
class Plan:
    number: int
    at: datetime
    matter: Matter
    scene: Scene
    channel: str
    origin: str
    text: str
    name: str
    phone: str
    fate: str = ""  # withdraw, or the reason to decline
    astray: bool = False
    follows: int | None = None  # number of the plan that told of the same before
    confidential: bool = False


class Planner:
    def __init__(self, stage: Stage, rng: Random, now: datetime) -> None:
        self.stage, self.rng, self.now = stage, rng, now
        self.writer = Writer()
        self.known = list(matters().values())
        self.numbers = count()

    def plans(self, wanted: int) -> list[Plan]:
        """In the order of arrival; followers right after the matters they are about, as time goes."""
        followers = round(wanted * IN_CLUSTERS)
        firsts = [self._plan(at) for at in moments(wanted - followers, self.now, self.rng)]
        made = self._fated(firsts) + self._clusters(firsts, followers)
        made.sort(key=lambda plan: plan.at)
        place = {plan.number: n for n, plan in enumerate(made)}
        return [
            replace(plan, number=n, follows=None if plan.follows is None else place[plan.follows])
            for n, plan in enumerate(made)
        ]

    def _plan(self, at: datetime) -> Plan:
        month = timezone.localtime(at).month
        fitting = [matter for matter in self.known if not matter.months or month in matter.months]
        grid = self.stage.grid(self.rng)
        matter = self.rng.choices(fitting, [self._weight(matter, grid) for matter in fitting])[0]
        if matter.night and self.rng.random() < 0.75:
            at = evening_of(at, self.now, self.rng)
        return self._drafted(at, matter, grid)

    def _weight(self, matter: Matter, grid: Place) -> float:
        """Where the demo's own sign-ins work, the grid team and the property company have their share."""
        shown = grid.pk in self.stage.places.shown_grids
        return matter.weight * (4 if shown and matter.code.startswith(NEAR_HOME) else 1)

    def _drafted(self, at: datetime, matter: Matter, grid: Place, scene: Scene | None = None) -> Plan:
        rng = self.rng
        origin, channel = self._door(matter)
        scene = scene or self.stage.scene(matter, grid, rng, at_door=channel == Channel.WEB)
        voice = origin if origin in {Origin.PATROL, Origin.SPOTTER} else voice_for(channel, matter, rng)
        text = self.writer.report(matter, voice, scene.words, rng)
        name, phone = self._caller(origin, channel)
        return Plan(
            number=next(self.numbers),
            at=at,
            matter=matter,
            scene=scene,
            channel=channel,
            origin=origin,
            text=text,
            name=name,
            phone=phone,
            astray=rng.random() < ASTRAY,
            confidential=matter.kind == "tip_off" and rng.random() < 0.4,
        )

    def _door(self, matter: Matter) -> tuple[str, str]:
        if matter.outdoors and self.rng.random() < PATROLLED:
            return Origin.PATROL, Channel.WEB
        if matter.spot == "road" and self.rng.random() < SPOTTED:
            return Origin.SPOTTER, Channel.MINI_PROGRAM
        channel = self.rng.choices(list(CHANNELS), list(CHANNELS.values()))[0]
        return (Origin.HOTLINE if channel == Channel.HOTLINE_FILE else Origin.RESIDENT), channel

    def _caller(self, origin: str, channel: str) -> tuple[str, str]:
        """Name and phone, as far as they were told."""
        by_themselves = channel in {Channel.WEB, Channel.MINI_PROGRAM}
        if origin == Origin.PATROL or (by_themselves and self.rng.random() < ANONYMOUS):
            return "", ""
        called = self.rng.choice(SURNAMES) + self.rng.choice(voices()["caller"]["called"])
        return called, f"1990001{self.rng.randrange(10_000):04d}"

    def _fated(self, plans: Sequence[Plan]) -> list[Plan]:
        """Some are not taken on, some are withdrawn; each kind of it at least once."""
        made = list(plans)
        old = [n for n, plan in enumerate(made) if self.now - plan.at > timedelta(days=2)]
        self.rng.shuffle(old)
        for reason in DECLINE_REASONS:
            for _ in range(max(1, round(DECLINED * len(made)))):
                n = old.pop()
                said = voices()["decline"][reason]["text"]
                text = self.writer.plain(said, made[n].scene.words, self.rng)
                made[n] = replace(made[n], fate=reason, text=text, astray=False)
        for _ in range(max(1, round(WITHDRAWN * len(made)))):
            n = old.pop()
            made[n] = replace(made[n], fate="withdraw", astray=False)
        return made

    def _clusters(self, firsts: Sequence[Plan], followers: int) -> list[Plan]:
        """Neighbours who tell of the same thing within a day or two."""
        made: list[Plan] = []
        fit = [plan for plan in firsts if plan.matter.cluster and self.now - plan.at > timedelta(hours=3)]
        self.rng.shuffle(fit)
        for lead in fit:
            for _ in range(min(self.rng.randint(*CLUSTER), followers - len(made))):
                made += [self._follower(lead)]
        return made

    def _follower(self, lead: Plan) -> Plan:
        hours = min(30.0, (self.now - lead.at).total_seconds() / 3600)
        at = lead.at + timedelta(hours=self.rng.uniform(0.1, hours * 0.98))
        building = self.rng.choice(self.stage.places.buildings_of[lead.scene.grid.pk])
        words = {**lead.scene.words, "b": building.name, "f": f"{self.rng.randint(1, 6)}楼"}
        plan = self._drafted(at, lead.matter, lead.scene.grid, replace(lead.scene, words=words))
        return replace(plan, follows=lead.number, astray=False)


def recent(plans: Sequence[Plan]) -> Iterator[Plan]:
    """The newest first, those that stand for themselves."""
    lead = {plan.follows for plan in plans}
    return (
        plan for plan in reversed(plans) if plan.follows is None and plan.number not in lead and not plan.fate
    )
