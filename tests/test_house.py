"""The rules of the house that no tool knows: sizes, imports, templates, access, words, documents."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from linli.core import catalogue

ROOT: Path = settings.ROOT
APPS = sorted(path.parent for path in (ROOT / "linli").glob("*/apps.py"))
PYTHON = sorted(
    path
    for folder in ("bench", "config", "linli", "tests", "tools")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)
TEMPLATES = sorted((ROOT / "linli").glob("*/templates/**/*.html"))
BROWSER = sorted(
    path
    for ending in ("js", "css")
    for path in (ROOT / "linli").glob(f"*/static/**/*.{ending}")
    if "vendor" not in path.parts
)
SENTENCES = {
    name: len(places or (1,)) for name, places in catalogue.KEYWORDS.items()
}  # how many arguments are words
KNOWN_NAMES = {"CSV", "Excel", "JSON", "Open311", "Linli", "QR"}
ACCESS = {"public", "resident", "staff"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [*PYTHON, *TEMPLATES, *BROWSER], ids=name_of)
def test_a_file_can_be_read_in_one_sitting(path):
    limit = 600 if "tests" in path.parts else 400
    assert len(path.read_text().splitlines()) <= limit


@pytest.mark.parametrize("path", [p for p in PYTHON if p.is_relative_to(ROOT / "linli")], ids=name_of)
def test_imports_stand_at_the_top_and_signals_connect_nothing(path):
    tree = ast.parse(path.read_text())
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            inside = [
                node.lineno for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)
            ]
            assert not inside, f"import inside {function.name}, line {inside}"
    if "tests" not in path.parts:
        modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert not modules & {"django.dispatch", "django.db.models.signals"}


@pytest.mark.parametrize("path", [p for p in PYTHON if "tests" not in p.parts], ids=name_of)
def test_a_sentence_stands_where_it_is_translated(path):
    """`_(variable)` is invisible to the extractor: mark the literal with gettext_lazy where it is written."""
    for call in ast.walk(ast.parse(path.read_text())):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in SENTENCES:
            sentences = call.args[: SENTENCES[call.func.id]]
            assert all(isinstance(each, ast.Constant) for each in sentences), f"line {call.lineno}"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_hold_no_script_and_no_style(path):
    """The content security policy forbids them: a page with one works on the author's machine only."""
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    inline = [
        tag
        for tag in re.findall(r"<script\b[^>]*>", text)
        if "src=" not in tag and "application/json" not in tag
    ]
    assert not inline
    assert not re.search(r"<style\b", text)
    assert not re.search(r"<[a-z][^>]*\s(style|on[a-z]+|hx-on[:\w-]*)\s*=\s*[\"']", text)
    assert "javascript:" not in text


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_every_app_says_in_one_screen_what_it_is(app):
    assert 3 <= len((app / "README.md").read_text().splitlines()) <= 30


def views(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, object]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback


def test_every_page_says_who_may_open_it():
    unsaid = [
        route
        for route, view in views(get_resolver())
        if getattr(view, "access", "") not in {"public", "resident", "staff"}
    ]
    assert not unsaid


def test_what_people_read_is_written_in_chinese():
    """English in a msgid would be shown to the Chinese reader: no zh-hans catalogue could mend it."""
    ids = [message.id if isinstance(message.id, str) else message.id[0] for message in catalogue.extract()]
    words = [re.sub(r"%\(\w+\)[sdf]|%[sdf]|\{\w*\}", "", text).strip() for text in ids]
    english = [w for w in words if re.search(r"[A-Za-z]{2,}", w) and not re.search(r"[\u4e00-\u9fff]", w)]
    assert not set(english) - KNOWN_NAMES


@pytest.mark.parametrize("path", PYTHON, ids=name_of)
def test_places_differ_by_rows(path):
    assert not re.search(
        r"\bif (city|district|subdistrict|community)(\.name|\.code)? == [\"']", path.read_text()
    )


def test_every_setting_is_told():
    told = (ROOT / "docs" / "settings.md").read_text()
    read = set(
        re.findall(
            r"(?:environ\.get|_flag)\(\s*\"([A-Z_0-9]+)\"", (ROOT / "config" / "settings.py").read_text()
        )
    )
    assert read
    assert not {name for name in read if f"`{name}`" not in told}


def test_every_dependency_is_told():
    told = (ROOT / "docs" / "dependencies.md").read_text().lower()
    ours = re.findall(
        r'^    "([A-Za-z0-9_-]+)(?:\[\w+\])?[><=]', (ROOT / "pyproject.toml").read_text(), flags=re.MULTILINE
    )
    theirs = re.findall(r'"([\w.-]+)": "\d', (ROOT / "package.json").read_text())
    assert not {name for name in [*ours, *theirs] if f"`{name}`" not in told}


def test_lock_files_hold_hashes_and_no_addresses():
    for path in (ROOT / "requirements").glob("*.txt"):
        assert "--hash=sha256:" in path.read_text()
        assert "://" not in path.read_text()
    assert "://" not in (ROOT / "package-lock.json").read_text()
