"""The look keeps its promises: light for residents, nothing typed is lost, every part on the living page."""

import gzip
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django import forms
from django.template import engines
from django.test import RequestFactory
from django.urls import include, path

from linli.core import design
from linli.core.actors import PUBLIC, Actor, Level, Right, Seat
from linli.core.shell import Shell, context

CORE = Path(design.__file__).parent
KIT = sorted(path.stem for path in (CORE / "templates/core/kit").glob("*.html"))
STYLES = {name: (CORE / f"static/core/{name}.css").read_text() for name in ("linli", "desk", "wall")}
FIRST_PAGE_BYTES = 40_000
NOW = datetime(2026, 5, 8, 6, 30, tzinfo=UTC)
CLERK = Actor(
    "staff", 1, "林晓", (Seat(1, "clerk", "值班长", frozenset({Right.STAFF_SEE}), Level.SUBDISTRICT, 1),)
)

urlpatterns = [path("", include("linli.core.urls"))]


@pytest.fixture(autouse=True)
def _the_house_alone(settings):
    settings.ROOT_URLCONF = __name__
    settings.DEMO = True
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


def render(source, **values):
    return engines["jinja2"].from_string(source).render(values, RequestFactory().get("/here/?a=1"))


class Ask(forms.Form):
    what = forms.CharField(label="发生了什么？", help_text="几句话就够", widget=forms.Textarea)
    contact = forms.ChoiceField(
        label="联系", choices=[("no", "不用"), ("yes", "请打电话")], widget=forms.RadioSelect
    )
    kind = forms.ChoiceField(
        label="类别", choices=[("设施", [("lamp", "路灯")]), ("卫生", [("waste", "垃圾")])]
    )
    photos = forms.FileField(label="照片", required=False)
    back = forms.CharField(widget=forms.HiddenInput, required=False)


ASK = """{% import "core/kit/forms.html" as forms %}{% call forms.form(form, csrf_input, "/go/") %}
{{ forms.field(form.what) }}{{ forms.field(form.contact) }}{{ forms.field(form.kind) }}
{{ forms.photos(form.photos) }}
{% endcall %}"""


def test_a_form_with_errors_keeps_what_was_typed_and_says_each_error_twice():
    html = render(ASK, form=Ask({"what": " ", "contact": "yes", "kind": "nothing", "back": "<x>"}))

    assert 'href="#id_what"' in html and 'href="#id_kind"' in html  # in the summary
    assert 'tabindex="-1"' in html and 'role="alert"' in html
    assert 'id="id_what-error"' in html and 'aria-describedby="id_what-hint id_what-error"' in html
    assert html.count('aria-invalid="true"') == 2
    assert re.search(r'value="yes" id="id_contact_1" checked', html)
    assert 'value="&lt;x&gt;"' in html and "<x>" not in html
    assert 'enctype="multipart/form-data"' in html and "csrfmiddlewaretoken" in html


def test_a_fresh_form_says_no_error():
    html = render(ASK, form=Ask())
    assert "aria-invalid" not in html and "summary" not in html
    assert html.count("（选填）") == 1


def test_what_a_resident_typed_is_escaped_everywhere():
    html = render(
        """{% import "core/kit/cards.html" as cards %}{% import "core/kit/timeline.html" as timeline %}
        {% import "core/kit/maps.html" as maps %}{% import "core/kit/buttons.html" as buttons %}
        {{ cards.row(text, "/") }}{{ cards.facts([("x", text)]) }}{{ timeline.step(text, text=text) }}
        {{ maps.map("m", {"points": [{"label": text}]}, text) }}
        {{ buttons.link(text, "/", attrs={"title": text}) }}""",
        text="</script><script>alert(1)</script>",
    )
    assert "<script>alert" not in html


@pytest.mark.parametrize(
    ("hours", "words", "state"),
    [(30, "还剩 30 小时", ""), (3, "还剩 3 小时", "is-soon"), (-50, "已超时 2 天", "is-late")],
)
def test_the_countdown_speaks(hours, words, state):
    source = """{% import "core/kit/marks.html" as marks %}{{ marks.countdown(due, now) }}"""
    html = render(source, due=NOW + timedelta(hours=hours), now=NOW)
    assert words in html and state in html


def test_urgency_is_never_colour_alone():
    source = """{% import "core/kit/marks.html" as marks %}{{ marks.urgency(colour) }}"""
    signs = [render(source, colour=colour) for colour in ("red", "yellow", "green", "grey")]
    shapes = {re.search(r"<svg.*?</svg>", sign).group() for sign in signs}
    assert len(shapes) == 4
    assert [word in sign for word, sign in zip(("急", "较急", "一般", "等待"), signs, strict=True)] == [
        True
    ] * 4


@pytest.mark.django_db
def test_every_part_stands_on_the_living_page(client):
    html = client.get("/design/").text
    missing = [name for name in KIT if f'data-kit="{name}"' not in html]
    assert not missing


@pytest.mark.django_db
@pytest.mark.parametrize("shell", design.SHELLS)
def test_every_shell_renders_under_our_own_rules(client, shell):
    html = client.get(f"/design/{shell}/").text
    assert '<html lang="zh-Hans">' in html and 'href="#main"' in html and html.count('id="main"') == 1
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script>|javascript:", html)  # the policy forbids it
    assert "<h1" in html


@pytest.mark.django_db
def test_the_living_page_is_hidden_where_people_are_real(client, settings):
    settings.DEMO = settings.DEBUG = False
    assert "路灯" not in client.get("/design/resident/").text
    assert client.get("/design/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("shell", ["resident", "report", "progress"])
def test_a_residents_page_weighs_little(client, shell):
    html = client.get(f"/design/{shell}/").text
    files = [CORE / "static" / name for name in re.findall(r'(?:href|src)="/static/([^"]+)"', html)]
    weight = len(gzip.compress(html.encode())) + sum(len(gzip.compress(file.read_bytes())) for file in files)
    assert len(gzip.compress(STYLES["linli"].encode())) <= 14_000
    assert weight <= FIRST_PAGE_BYTES


@pytest.mark.django_db
def test_the_type_switch_is_kept_and_comes_back(client):
    answer = client.post("/switch/type/", {"large": "1", "next": "/design/resident/"})
    assert answer.status_code == 302 and answer.url == "/design/resident/"
    assert 'data-type="large"' in client.get(answer.url).text
    client.post("/switch/type/", {"large": "0", "next": "/"})
    assert 'data-type="large"' not in client.get("/design/resident/").text


@pytest.mark.django_db
def test_the_language_switch_takes_known_languages_only(client):
    client.post("/switch/language/", {"language": "en", "next": "/design/resident/"})
    assert '<html lang="en">' in client.get("/design/resident/").text
    assert client.post("/switch/language/", {"language": "xx"}).status_code == 422
    assert client.get("/switch/language/").status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(
    "target", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "x", ""]
)
def test_a_switch_never_leads_away(client, target):
    assert client.post("/switch/type/", {"large": "1", "next": target}).url == "/"


def test_staff_see_only_places_that_exist_and_are_theirs(settings):
    shell = Shell(CLERK, "/design/", large=False)
    assert shell.desk == []  # no other app is installed under these addresses
    assert Shell(PUBLIC, "/", large=False).desk == []
    assert shell.url("core:design") == "/design/" and shell.url("nothing:here") == ""


def test_the_context_survives_a_request_without_an_actor():
    assert context(RequestFactory().get("/x/?q=1"))["actor"] is PUBLIC


def _tokens(css, start):
    block = css[css.index(start) :]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})\b", block[: block.index("color-scheme")]))


def _luminance(colour):
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one, other):
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("sheet", "start"),
    [("linli", ":root {"), ("linli", "prefers-color-scheme: dark"), ("wall", ".wall {")],
    ids=["light", "dark", "wall"],
)
def test_text_and_marks_can_be_read(sheet, start):
    """WCAG 2.2: 4.5 for text, 3 for shapes and borders of inputs."""
    tokens = _tokens(STYLES["linli"], ":root {") | _tokens(STYLES[sheet], start)
    for ground in ("paper", "surface", "sunk"):
        for text in ("ink", "soft", "error"):
            assert _contrast(tokens[text], tokens[ground]) >= 4.5, (text, ground)
        for shape in ("red", "yellow", "green", "grey", "focus", "edge"):
            assert _contrast(tokens[shape], tokens[ground]) >= 3, (shape, ground)
    assert _contrast(tokens["brand"], tokens["on-brand"]) >= 4.5
    assert _contrast(tokens["brand-deep"], tokens["on-brand"]) >= 4.5


def test_a_search_keeps_the_query_of_its_page():
    source = """{% import "core/kit/forms.html" as forms %}{{ forms.search(action, value="new") }}"""
    html = render(source, action="/desk/?seat=3&q=stale")
    assert 'action="/desk/"' in html and 'name="seat" value="3"' in html and "stale" not in html
