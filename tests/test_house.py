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
CODE = [path for path in PYTHON if "tests" not in path.parts]
TEMPLATES = sorted((ROOT / "linli").glob("*/templates/**/*.html"))
BROWSER = sorted(
    path
    for ending in ("js", "css")
    for path in (ROOT / "linli").glob(f"*/static/**/*.{ending}")
    if "vendor" not in path.parts
)
SIGNALS = {"django.dispatch", "django.db.models.signals", "django.core.signals"}
# gettext function: how many of its first arguments are words
SENTENCES = {name: len(places or (1,)) for name, places in catalogue.KEYWORDS.items()}
KNOWN_NAMES = {"CSV", "Excel", "JSON", "Open311", "Linli", "QR", "English", "TOTP"}
ACCESS = {"public", "resident", "staff", "machine"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def nodes(path: Path, *kinds: type[ast.AST]) -> list[ast.AST]:
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, kinds)]


def test_a_file_can_be_read_in_one_sitting():
    lines = {path: len(path.read_text().splitlines()) for path in [*PYTHON, *TEMPLATES, *BROWSER]}
    limits = {path: 600 if "tests" in path.parts else 400 for path in lines}
    assert not [f"{name_of(path)}: {lines[path]} lines" for path in lines if lines[path] > limits[path]]


def test_imports_stand_at_the_top():
    hidden = [
        f"{name_of(path)}:{line.lineno} in {function.name}"
        for path in CODE
        for function in nodes(path, ast.FunctionDef, ast.AsyncFunctionDef)
        for line in ast.walk(function)
        if isinstance(line, ast.Import | ast.ImportFrom)
    ]
    assert not hidden


def test_no_signal_connects_two_apps():
    assert not [
        f"{name_of(path)}:{line.lineno}"
        for path in CODE
        for line in nodes(path, ast.ImportFrom)
        if line.module in SIGNALS
    ]


def test_a_sentence_stands_where_it_is_translated():
    """`_(variable)` is invisible to the extractor: mark the literal with gettext_lazy where it is written."""
    assert not [
        f"{name_of(path)}:{call.lineno}"
        for path in CODE
        for call in nodes(path, ast.Call)
        if isinstance(call.func, ast.Name) and call.func.id in SENTENCES
        if not all(isinstance(word, ast.Constant) for word in call.args[: SENTENCES[call.func.id]])
    ]


def test_what_people_read_is_written_in_chinese():
    """English in a msgid would be shown to the Chinese reader: no zh-hans catalogue could mend it."""
    ids = [message.id if isinstance(message.id, str) else message.id[0] for message in catalogue.extract()]
    words = [re.sub(r"%\(\w+\)[sdf]|%[sdf]|\{\w*\}", "", text).strip() for text in ids]
    english = [w for w in words if re.search(r"[A-Za-z]{2,}", w) and not re.search(r"[\u4e00-\u9fff]", w)]
    assert not set(english) - KNOWN_NAMES


@pytest.mark.parametrize(
    "forbidden",
    [
        r"<script\b(?![^>]*(\ssrc=|application/json))",
        r"<style\b",
        r"<[a-z][^>]*\s(style|on[a-z]+|hx-on[:\w-]*)\s*=\s*[\"']",
        r"javascript:",
    ],
    ids=["script", "style", "attribute", "address"],
)
def test_templates_hold_no_script_and_no_style(forbidden):
    """The content security policy forbids them: such a page works on nobody's machine."""
    texts = {path: re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL) for path in TEMPLATES}
    assert not [name_of(path) for path, text in texts.items() if re.search(forbidden, text)]


def test_every_app_says_on_one_screen_what_it_is():
    pages = {app.name: app / "README.md" for app in APPS}
    assert not [app for app, page in pages.items() if not page.exists()]
    assert not [app for app, page in pages.items() if not 3 <= len(page.read_text().splitlines()) <= 30]


def views(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, object]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern), entry.callback


def test_every_page_says_who_may_open_it():
    pages = list(views(get_resolver()))
    assert pages
    assert not [route for route, view in pages if getattr(view, "access", "") not in ACCESS]


def test_places_differ_by_rows():
    one_place = re.compile(r"\bif \w*(city|district|community)(\.name|\.code)? == [\"']")
    assert not [name_of(path) for path in CODE if one_place.search(path.read_text())]


def test_every_setting_is_told():
    told = (ROOT / "docs" / "settings.md").read_text()
    settings_file = (ROOT / "config" / "settings.py").read_text()
    read = set(re.findall(r"[\"'](LINLI_[A-Z_0-9]+|DATABASE_URL)[\"']", settings_file))
    assert read
    assert not {name for name in read if f"`{name}`" not in told}


def test_every_dependency_is_told():
    told = (ROOT / "docs" / "dependencies.md").read_text().lower()
    project = (ROOT / "pyproject.toml").read_text()
    ours = re.findall(r'^    "([A-Za-z0-9_-]+)(?:\[\w+\])?[><=]', project, flags=re.MULTILINE)
    theirs = re.findall(r'"([\w.-]+)": "\d', (ROOT / "package.json").read_text())
    assert ours
    assert theirs
    assert not {name for name in [*ours, *theirs] if f"`{name}`" not in told}


def test_lock_files_hold_hashes_and_no_addresses():
    locks = [*(ROOT / "requirements").glob("*.txt"), ROOT / "package-lock.json"]
    assert not [lock.name for lock in locks if "://" in lock.read_text()]
    assert not [lock.name for lock in locks if not re.search(r"--hash=sha256:|\"sha512-", lock.read_text())]
