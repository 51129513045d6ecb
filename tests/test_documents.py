"""What the documents point at is there."""

import re
from pathlib import Path

from django.conf import settings

ROOT: Path = settings.ROOT
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
TAKEN_LATER = "docs/pictures/"  # `make pictures` takes them from a running demo


def links(page: Path) -> list[str]:
    found = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text())
    return [link for link in found if "://" not in link]


def test_every_link_leads_somewhere():
    assert len(PAGES) > 10
    assert not [
        f"{page.name}: {link}"
        for page in PAGES
        for link in links(page)
        if not link.startswith(TAKEN_LATER) and not (page.parent / link).exists()
    ]


def test_every_file_a_source_page_names_exists():
    """`places/rules/codes.py` in docs/sources is below linli/; a rule whose file is gone is nowhere used."""
    pages = [*(ROOT / "docs" / "sources").glob("*.md"), ROOT / "docs" / "personal-data.md"]
    named = {name for page in pages for name in re.findall(r"`([\w/]+\.(?:py|toml))`", page.read_text())}
    assert named
    assert not [name for name in named if not (ROOT / "linli" / name).exists() and not (ROOT / name).exists()]


def test_every_decision_has_its_number_once():
    names = sorted(path.name for path in (ROOT / "docs" / "adr").glob("*.md"))
    assert len({name[:4] for name in names}) == len(names)
    for name in names:
        title = (ROOT / "docs" / "adr" / name).read_text().splitlines()[0]
        assert title.startswith(f"# {int(name[:4])}. "), name
