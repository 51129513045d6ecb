"""The template environment: autoescaped, strict about undefined names, with the words people read."""

from typing import Any

from django.utils import translation
from jinja2 import Environment, StrictUndefined

from linli.core import words
from linli.core.addresses import static, url
from linli.core.files.links import photo_url


def environment(**options: Any) -> Environment:
    env = Environment(  # noqa: S701  (Django's backend passes autoescape=True in the options)
        **(options | {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}),
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
        newstyle=True,
    )
    env.globals.update(static=static, url=url, get_language=translation.get_language, photo_url=photo_url)
    env.filters.update(
        spoken=words.spoken,
        spoken_day=words.spoken_day,
        full_day=words.full_day,
        short_day=words.short_day,
        time_left=words.time_left,
        due=words.due,
        span=words.span,
        share=words.share,
    )
    return env
