"""A neighbouring system that is told of events, letters in the mailbox, and mornings' overviews by mail."""

from datetime import timedelta
from email.message import EmailMessage

from linli.channels.digests.actions import set_wish
from linli.channels.hooks.actions import add_hook
from linli.channels.hooks.terms import Event
from linli.channels.mail.actions import take_letter
from linli.channels.mail.letters import read_letter
from linli.core.actors import SYSTEM
from linli.core.demo import Context
from linli.organisation.actions import add_address, add_integration
from linli.organisation.demo.loading import DemoStaff
from linli.organisation.terms import Role, Scope
from linli.places.demo.loading import DemoPlaces

# Names under .example lead nowhere (RFC 2606). Hours before now, writer, subject, words.
LETTERS = (
    (30, "liu@mail.example", "路灯", "{estate}3号楼门口的路灯坏了一个星期，晚上老人下楼看不见台阶。"),
    (26, "liu@mail.example", "Re: 路灯", "补充一下：昨晚又灭了两盏，就在单元门右手边。"),
    (20, "zhou@mail.example", "垃圾桶", "{estate}北门的垃圾桶一直没人清运，苍蝇很多。"),
    (9, "wu@mail.example", "", "？"),
    (3, "he@mail.example", "建议", "{estate}小广场能不能加两把长椅？"),
)


def load(context: Context) -> None:
    _hook(context)
    _letters(context)
    _mornings(context)


def _hook(context: Context) -> None:
    """The city's platform follows what one street does."""
    places = context.take(DemoPlaces)
    integration, _token = add_integration(
        SYSTEM,
        name="市城运平台",
        role=Role.SUBDISTRICT_DESK,
        scopes=[Scope.CASES_READ],
        place=places.subdistricts[0],
        unit=None,
        per_minute=120,
        expires_on=(context.now + timedelta(days=180)).date(),
        now=context.now - timedelta(days=20),
    )
    events = [Event.ORDER_ISSUED, Event.CASE_LATE]
    url = "https://platform.example/linli"
    add_hook(SYSTEM, integration, url=url, events=events, now=context.now - timedelta(days=20))


def _letters(context: Context) -> None:
    """Filed, added to, and one that says nothing and is sent back."""
    estate = context.take(DemoPlaces).estates[0].name
    first: dict[str, str] = {}
    for number, (hours, writer, subject, words) in enumerate(LETTERS):
        letter = EmailMessage()
        letter["From"], letter["To"], letter["Subject"] = writer, "desk@linli.example", subject
        letter["Message-ID"] = f"<demo-{number}@mail.example>"
        if writer in first:
            letter["In-Reply-To"] = first[writer]
        first.setdefault(writer, letter["Message-ID"])
        letter.set_content(words.format(estate=estate))
        take_letter(read_letter(letter.as_bytes()), now=context.now - timedelta(hours=hours))


def _mornings(context: Context) -> None:
    """Two units want the overview by mail."""
    staff = context.take(DemoStaff)
    for unit in [unit for unit in staff.units if unit.pk in staff.shown][:2]:
        to = f"morning-{unit.code.lower()}@unit.example"
        address = add_address(SYSTEM, unit, channel="mail", to=to, now=context.now)
        set_wish(SYSTEM, address, wanted=True, now=context.now)
