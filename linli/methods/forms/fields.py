"""A form's fields from a section's shape: the shape says what may be typed, the section what it is called."""

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext as _
from msgspec import NODEFAULT, inspect, structs

from linli.methods.rules.shapes import bare, members
from linli.methods.sections import Content, Section
from linli.methods.terms import LINES, PATTERNS, WORDS_APART

LONG_TEXT = 100  # characters from which a text gets a box of several lines
type Choices = list[tuple[str, Any]]


class WordsField(forms.CharField):
    """A list of words, typed with anything between them."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return _("、").join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        words = value if isinstance(value, list) else re.split(WORDS_APART, value or "")
        return list(dict.fromkeys(word for word in words if word))

    def validate(self, value: Any) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def run_validators(self, value: Any) -> None:
        """Each word is checked by the shape."""


class NestedField(forms.CharField):
    """What has parts of its own, as JSON: the way out for shapes no simpler field fits."""

    widget = forms.Textarea(attrs={"rows": 6, "class": "mono", "spellcheck": "false"})

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise forms.ValidationError(_("这一格要按 JSON 的写法填，请检查引号和括号。")) from None

    def validate(self, value: Any) -> None:
        """Checked by the shape."""

    def run_validators(self, value: Any) -> None:
        """Checked by the shape."""


def fields_of(section: Section[Any], content: Content) -> dict[str, forms.Field]:
    """One field a key, in the order of the section's columns; what the columns leave out comes last."""
    entries = {entry.name: entry for entry in structs.fields(section.shape)}
    keys = [key for key in section.labels if key in entries]
    return {
        key: _field(section, entries[key], content) for key in [*keys, *(k for k in entries if k not in keys)]
    }


def _field(section: Section[Any], entry: structs.FieldInfo, content: Content) -> forms.Field:
    kind, empty = bare(inspect.type_info(entry.type)), default_of(entry)
    label = str(section.labels.get(entry.name, entry.name))
    common: dict[str, Any] = {"label": label, "required": entry.required}
    if entry.name in section.refers:
        return _reference(section.refers[entry.name], content, kind, common)
    if closed := members(kind):
        said: Callable[[Any], str] = lambda value: section.said(entry.name, value)  # noqa: E731
        return forms.ChoiceField(choices=_closed(closed, said, optional=empty is None), **common)
    if isinstance(kind, inspect.ListType):
        return _list(kind, common)
    return _plain(kind, common)


def default_of(entry: structs.FieldInfo) -> Any:
    """What the key is when nobody writes it; NODEFAULT where it must be written."""
    if entry.default_factory is not NODEFAULT:
        return entry.default_factory()
    return entry.default


def _closed(values: Sequence[Any], said: Callable[[Any], str], *, optional: bool) -> Choices:
    choices: Choices = [(str(getattr(value, "value", value)), said(value)) for value in values]
    return [("", _("不写")), *choices] if optional else choices


def _list(kind: inspect.ListType, common: dict[str, Any]) -> forms.Field:
    item = bare(kind.item_type)
    if closed := members(item):
        choices = [(str(getattr(v, "value", v)), str(getattr(v, "label", v))) for v in closed]
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    if isinstance(item, inspect.StrType):
        return WordsField(help_text=_("几个词之间用顿号、逗号、空格或换行隔开。"), **common)
    return NestedField(**common)


def _plain(kind: inspect.Type, common: dict[str, Any]) -> forms.Field:
    if isinstance(kind, inspect.BoolType):
        return forms.BooleanField(**common | {"required": False})
    if isinstance(kind, inspect.IntType):
        return forms.IntegerField(min_value=kind.ge, max_value=kind.le, **common)
    if isinstance(kind, inspect.FloatType):
        field = forms.FloatField(min_value=kind.ge, max_value=kind.le, **common)
        field.widget.attrs["step"] = "any"
        if kind.ge is not None and kind.le is not None:
            field.help_text = _("%(low)g 到 %(high)g 之间") % {"low": kind.ge, "high": kind.le}
        return field
    if isinstance(kind, inspect.StrType):
        return _text(kind, common)
    return NestedField(**common)


def _text(kind: inspect.StrType, common: dict[str, Any]) -> forms.Field:
    field = forms.CharField(max_length=kind.max_length, **common)
    if (kind.max_length or 0) >= LONG_TEXT or kind.pattern == LINES:
        field.widget = forms.Textarea(attrs={"rows": 5 if kind.pattern == LINES else 2})
        if kind.max_length:
            field.widget.attrs["maxlength"] = kind.max_length
    if kind.pattern in CODES:
        field.help_text = str(PATTERNS[kind.pattern])
    return field


CODES = [pattern for pattern in PATTERNS if "a-z" in pattern]  # those that are not plain words


def _reference(to: Section[Any], content: Content, kind: inspect.Type, common: dict[str, Any]) -> forms.Field:
    choices = named(to, content)
    if isinstance(kind, inspect.ListType):
        return LenientMany(choices=choices, widget=forms.SelectMultiple(attrs={"size": 8}), **common)
    return LenientChoice(choices=[("", _("请选择") if common["required"] else _("不写")), *choices], **common)


def named(to: Section[Any], content: Content) -> Choices:
    """Codes with names; what has a group stands under it, the group itself first."""
    codes = content.by_code(to)
    groups: dict[str, Choices] = {}
    for code in codes:
        group = code.rpartition(".")[0]
        groups.setdefault(group if group in codes else code, []).append((code, to.name_of(code, content)))
    if all(len(inside) == 1 for inside in groups.values()):
        return [pair for inside in groups.values() for pair in inside]
    return [
        (name, [(code, _("整个“%(name)s”") % {"name": name}), *(p for p in inside if p[0] != code)])
        for code, inside in groups.items()
        for name in [to.name_of(code, content)]
    ]


class LenientChoice(forms.ChoiceField):
    """A name that is gone stays selected until somebody chooses another: the check says that it is gone."""

    def valid_value(self, value: Any) -> bool:
        return True

    def keep(self, value: Any) -> None:
        self.choices = kept_in(self.choices, [value])


class LenientMany(forms.MultipleChoiceField):
    def valid_value(self, value: Any) -> bool:
        return True

    def keep(self, value: Any) -> None:
        self.choices = kept_in(self.choices, value if isinstance(value, list) else [])


def kept_in(choices: Any, values: Sequence[Any]) -> Choices:
    listed = list(choices)
    flat = {
        pair[0] for entry in listed for pair in (entry[1] if isinstance(entry[1], list | tuple) else [entry])
    }
    gone = [(value, _("%(code)s（已经没有这一条）") % {"code": value}) for value in values if value]
    return listed + [pair for pair in gone if pair[0] not in flat]


def as_written(section: Section[Any], cleaned: dict[str, Any]) -> dict[str, Any]:
    """What was typed as the row it stands for; what was left empty is not written."""
    raw = {}
    for entry in structs.fields(section.shape):
        value = cleaned.get(entry.name)
        if value is None or value == "" or (value == [] and not entry.required):
            continue
        raw[entry.name] = value
    return raw


def as_typed(section: Section[Any], values: dict[str, Any]) -> dict[str, Any]:
    """A row as its form shows it: with what its shape adds where nothing is written."""
    shown = {}
    for entry in structs.fields(section.shape):
        empty = default_of(entry)
        value = values.get(entry.name, None if empty is NODEFAULT else msgspec.to_builtins(empty))
        shown[entry.name] = value
    return shown
