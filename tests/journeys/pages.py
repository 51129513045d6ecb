"""Every page of the house and somebody who opens it. `tests/test_urls.py` fails for a page missing here."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from linli.organisation.terms import RIGHTS

# Asked in this order who may open a page whose address says everything.
FIRST_ABLE = ("street", "grid", "leader", "admin", "auditor", "desk", "community", "bureau")
OPENED_BY = {
    "triage:accuracy": "admin",
    "accounts:me": "desk",
    "accounts:password": "desk",
}

# Parts of pages, files, answers for programs.
NOT_PAGES = {
    *("callbacks:badge", "callbacks:glance", "callbacks:table", "cases:api_follow", "cases:api_report"),
    *("cases:api_questions", "cases:questions"),
    *(
        "cases:calendar",
        "cases:counts",
        "cases:map",
        "cases:raised",
        "cases:trial_csv",
        "channels:alert_feed",
    ),
    *("channels:hotline_errors", "channels:hotline_export", "channels:open311", "channels:open_areas"),
    *("channels:open_csv", "cockpit:pulse", "cockpit:table", "core:openapi", "files:photo", "methods:text"),
    *("methods:draft_text", "needs:api_kinds", "needs:api_mine", "needs:api_order", "needs:export"),
    *("places:base_map", "places:grids", "places:outlines", "triage:hints", "triage:suggestions"),
    *("whistles:glance", "whistles:mine"),
}
# Pages that stand in no menu: they come after something was sent, or with a question in their address.
NOT_BARE = {
    *("accounts:code", "callbacks:own_behind", "cases:filed", "cases:neighbour", "channels:alert_confirm"),
    *("channels:alert_stop", "channels:hook", "channels:spot", "needs:refer", "organisation:start"),
    *("places:home", "whistles:list"),
}
# The demo has nothing yet to open these with: whoever gives it something moves the name into the table.
UNSEEN = {
    *("callbacks:own", "cases:trial", "methods:draft", "methods:new_row", "methods:row"),
    *("methods:section", "needs:do_by_link", "needs:end", "needs:match", "needs:match_by_link"),
    *("needs:missed", "needs:raised", "needs:renew", "needs:task", "needs:task_by_link"),
}

KEY = "SELECT key FROM cases_case WHERE "
ASKED = KEY + "state = 'received' AND category_id IN (SELECT category_id FROM cases_question)"
CASE = "SELECT id FROM cases_case WHERE "
ORDER_OF = (
    "SELECT o.case_id FROM cases_workorder o JOIN organisation_post p ON p.unit_id = o.unit_id"
    " JOIN organisation_person r ON r.id = p.person_id JOIN accounts_account a ON a.id = r.account_id"
    " WHERE a.sign_in_name = '{}' AND o.state = '{}'"
)
GRID_CASE = (
    "SELECT c.id FROM cases_case c JOIN organisation_post p ON p.place_id = c.grid_id"
    " JOIN organisation_person r ON r.id = p.person_id JOIN accounts_account a ON a.id = r.account_id"
    " WHERE a.sign_in_name = 'grid' AND c.state IN ('in_hand', 'dispatched', 'accepted')"
)
NEED_OF_SECRETARY = (
    "SELECT n.id FROM needs_need n JOIN organisation_post p ON p.place_id = n.community_id"
    " JOIN organisation_person r ON r.id = p.person_id JOIN accounts_account a ON a.id = r.account_id"
    " WHERE a.sign_in_name = 'secretary' AND n.state IN ('running', 'matched', 'agreed')"
)
REQUEST = "SELECT case_id FROM cases_caserequest WHERE decision = 'pending' AND kind = '{}'"

# (name of the address, who opens it, how to find what stands in the address, what follows it)
OTHERS: tuple[tuple[str, str, str, str], ...] = (
    ("cases:door", "", "SELECT 'DEMO0001'", ""),
    ("cases:report", "", "", "?door=DEMO0001"),
    ("cases:neighbour", "", "", "?door=DEMO0001"),
    ("places:find", "", "", "?q=1"),
    ("organisation:grid", "", "SELECT place_id FROM places_door WHERE token = 'DEMO0001'", "?place={}"),
    ("channels:alerts", "", "", "?door=DEMO0001"),
    *(("cases:progress", "", KEY + f"state = '{state}'", "") for state in (
        "received", "dispatched", "in_hand", "suspended", "long_term", "merged", "verified", "closed",
        "declined", "redirected", "terminated", "withdrawn",
    )),
    ("cases:receipt", "", KEY + "state = 'received'", ""),
    ("cases:readings", "", KEY + "state = 'in_hand'", ""),
    ("cases:add", "", KEY + "state = 'in_hand'", ""),
    ("cases:withdraw", "", KEY + "state = 'received'", ""),
    ("cases:edit", "", KEY + "state = 'received'", ""),
    ("cases:answers", "", ASKED, ""),
    ("cases:rate", "", KEY + "state = 'verified'", ""),
    ("cases:rate", "", KEY + "state = 'verified'", "?solved=no"),
    ("cases:again", "", KEY + "state = 'closed' ORDER BY closed_at DESC", ""),
    ("cases:object", "", KEY + "state = 'suspended'", ""),
    ("channels:spot_join", "", "SELECT token FROM channels_spotterlink WHERE revoked_at IS NULL", ""),
    ("channels:spot_thanks", "", KEY + "origin = 'spotter'", ""),
    *(("cases:queue", "street", "", f"?view={view}") for view in ("desk", "done", "late", "requests")),
    ("cases:queue", "bureau", "", ""),
    ("cases:queue", "property", "", ""),
    *(("cases:case", "desk", CASE + f"state = '{state}'", "") for state in (
        "received", "registered", "dispatched", "returned", "in_hand", "suspended", "long_term", "finished",
        "verified", "merged", "closed",
    )),
    ("cases:case", "desk", CASE + "id IN (SELECT merged_into_id FROM cases_case)", ""),
    ("cases:case", "desk", "SELECT case_id FROM whistles_whistle WHERE state = 'open'", ""),
    ("cases:case", "desk", CASE + "state = 'received'", "?do=dispatch"),
    *(("cases:case", "desk", REQUEST.format(kind), "") for kind in (
        "extend", "suspend", "objection", "exclusion", "supervision",
    )),
    ("cases:case", "bureau", ORDER_OF.format("bureau", "accepted"), ""),
    ("cases:case", "bureau", ORDER_OF.format("bureau", "in_hand"), "?do=finish"),
    ("cases:case", "property", ORDER_OF.format("property", "dispatched"), ""),
    ("cases:sheet", "desk", CASE + "state = 'in_hand'", ""),
    ("cases:solved", "leader", "SELECT id, 'community' FROM places_place WHERE level = 'district'", ""),
    ("cases:today", "grid", "", ""),
    ("cases:today", "community", "", ""),
    ("cases:task", "grid", GRID_CASE, ""),
    ("whistles:blow", "street", CASE + "state = 'in_hand'", ""),
    ("whistles:panel", "desk", "SELECT case_id FROM whistles_whistle", ""),
    ("whistles:whistle", "desk", "SELECT id FROM whistles_whistle WHERE state = 'open'", ""),
    ("whistles:whistle", "desk", "SELECT id FROM whistles_whistle WHERE state = 'closed'", ""),
    ("whistles:home", "bureau", "", ""),
    ("whistles:list", "street", "", "?what=blown"),
    ("callbacks:board", "desk", "", ""),
    ("callbacks:sheet", "desk", "SELECT id FROM callbacks_callback WHERE state = 'not_reached'", ""),
    ("callbacks:sheet", "desk", "SELECT id FROM callbacks_callback WHERE state = 'answered'", ""),
    ("callbacks:place_shares", "leader", "SELECT id FROM places_place WHERE level = 'subdistrict'", ""),
    ("callbacks:shares", "leader", "", "?by=unit"),
    ("callbacks:behind", "leader", "SELECT id FROM places_place WHERE level = 'district'",
     "?share=resolution&part=all"),
    ("triage:confused", "admin", "SELECT version FROM triage_triagemodel WHERE active", ""),
    ("triage:topic", "leader", "SELECT id FROM triage_topic", ""),
    ("channels:hotline_batch", "desk", "SELECT id FROM channels_hotlinebatch WHERE state = 'draft'", ""),
    ("channels:hotline_batch", "desk", "SELECT id FROM channels_hotlinebatch WHERE state = 'done'", ""),
    ("channels:hotline_sender", "desk", "SELECT id FROM channels_hotlinesender", ""),
    ("channels:hotline_asks", "desk", "SELECT id FROM channels_hotlinesender", ""),
    ("channels:hazard_check", "street", "SELECT id FROM channels_hazardcheck WHERE done_at IS NULL", ""),
    *((f"needs:{page}", "", "SELECT key FROM needs_need WHERE state = 'running'", "")
      for page in ("mine", "readings", "stop")),
    ("needs:by_link", "", "SELECT key FROM needs_helper WHERE key != ''", ""),
    ("needs:order", "", "SELECT code, 'self' FROM needs_needkind", ""),
    ("needs:need", "community", "SELECT id FROM needs_need WHERE state = 'raised'", ""),
    ("needs:need", "secretary", NEED_OF_SECRETARY, ""),
    ("needs:helper", "community", "SELECT id FROM needs_helper", ""),
    ("cockpit:place", "leader", "SELECT id FROM places_place WHERE level = 'community'", ""),
    ("cockpit:place", "leader", "SELECT id FROM places_place WHERE level = 'grid'", ""),
    ("cockpit:place_wall", "leader", "SELECT id FROM places_place WHERE level = 'subdistrict'", ""),
    ("cockpit:place_day", "leader", "SELECT id FROM places_place WHERE level = 'subdistrict'", ""),
    ("cockpit:home", "streetleader", "", ""),
    ("organisation:place", "admin", "SELECT id FROM places_place WHERE level = 'community'", ""),
    ("organisation:unit", "admin", "SELECT id FROM organisation_unit WHERE kind = 'department'", ""),
    ("organisation:edit_unit", "admin", "SELECT id FROM organisation_unit WHERE kind = 'department'", ""),
    *((f"organisation:{page}", "admin", "SELECT id FROM organisation_person WHERE account_id IS NOT NULL", "")
      for page in ("person", "edit_person", "give_sign_in")),
    ("organisation:person", "grid", "SELECT r.id FROM organisation_person r JOIN accounts_account a"
     " ON a.id = r.account_id WHERE a.sign_in_name = 'grid'", ""),
    ("organisation:fill_post", "admin", "SELECT id FROM organisation_post WHERE person_id IS NULL", ""),
    ("organisation:end_post", "admin", "SELECT id FROM organisation_post WHERE person_id IS NOT NULL", ""),
    ("organisation:integration", "admin", "SELECT id FROM organisation_integration", ""),
    ("organisation:notices", "desk", "", ""),
    ("places:place", "admin", "SELECT id FROM places_place WHERE level = 'community'", ""),
    ("places:doors", "admin", "SELECT id FROM places_place WHERE level = 'estate'", ""),
    ("methods:pack", "admin", "SELECT id FROM methods_pack", ""),
    ("methods:activate", "admin", "SELECT id FROM methods_pack", ""),
    *(("core:specimen", "", f"SELECT '{shell}'", "") for shell in ("progress", "worker", "desk", "order")),
)  # fmt: skip

PEOPLE = ("", *sorted({*FIRST_ABLE, *(who for _name, who, *_rest in OTHERS if who)}))


@dataclass(frozen=True)
class Sight:
    name: str
    who: str  # sign-in name; "" a resident
    path: str
    bare: bool = False  # from the addresses, not from the table: it may be one that only takes what is sent


def addresses(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the house with its full name."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry, entry.namespace or namespace)
        else:
            yield f"{namespace}:{entry.name}", entry


def bare(roles: Mapping[str, str]) -> Iterator[Sight]:
    """Addresses without arguments, opened by the first who has their right. `roles` by sign-in name."""
    for name, entry in addresses():
        machine = entry.callback.access == "machine"
        if machine or name in NOT_PAGES | NOT_BARE | UNSEEN or entry.pattern.converters:
            continue
        right = getattr(entry.callback, "right", None)
        able = [who for who in FIRST_ABLE if right is None or right in RIGHTS[roles[who]]]
        assert able, f"Nobody of the demo may open {name}: {right}"
        staff = entry.callback.access == "staff"
        yield Sight(name, OPENED_BY.get(name, able[0]) if staff else "", reverse(name), bare=True)


def others(database: Path) -> Iterator[Sight]:
    """The table above, filled from the demo's database. What moves by itself may lack a state for a while."""
    seen = set()
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as known:
        for name, who, question, after in OTHERS:
            found = known.execute(question).fetchone() if question else ()
            if found is not None:
                seen.add(name)
                says_all = "{}" in after
                yield Sight(name, who, reverse(name, args=() if says_all else found) + after.format(*found))
    lacking = {name for name, *_rest in OTHERS} - seen
    assert not lacking, f"The demo has nothing at all for {lacking}"


def sights(database: Path, roles: Mapping[str, str]) -> list[Sight]:
    return list({(one.who, one.path): one for one in [*bare(roles), *others(database)]}.values())


def listed() -> set[str]:
    """Names of all addresses that somebody thought of here."""
    plain = {name for name, entry in addresses() if not entry.pattern.converters}
    return plain | {name for name, *_rest in OTHERS} | NOT_PAGES | NOT_BARE | UNSEEN
