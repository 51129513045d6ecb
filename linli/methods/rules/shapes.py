"""Does a value of a pack fit its declared shape? Every misfit is told, not only the first."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from enum import Enum
from typing import Annotated, Any, TypeAliasType, get_args, get_origin

import msgspec
from django.utils.translation import gettext as _
from msgspec import inspect, structs

from linli.methods.rules.faults import Faults
from linli.methods.rules.positions import Path
from linli.methods.terms import PATTERNS


def fitted[T: msgspec.Struct](raw: object, shape: type[T], path: Path, faults: Faults) -> T | None:
    """`raw` as `shape`, or None after telling everything that does not fit."""
    if not isinstance(raw, Mapping):
        faults.add(path, _("这里应是一个表（键 = 值），现在是 %(value)s") % {"value": shown(raw)})
        return None
    before = faults.told
    fields = {entry.encode_name: entry for entry in structs.fields(shape)}
    for name in raw:
        if name not in fields:
            faults.add((*path, name), unknown_key(name, fields))
    for name, entry in fields.items():
        if name in raw:
            _check(raw[name], entry.type, (*path, name), faults)
        elif entry.required:
            faults.add(path, _("缺少 %(name)s") % {"name": name})
    return msgspec.convert(dict(raw), shape) if faults.told == before else None


def _check(value: Any, wanted: Any, path: Path, faults: Faults) -> None:
    before = faults.told
    item = _item(wanted)
    if item is not None and isinstance(value, list):
        for number, element in enumerate(value):
            _check(element, item, (*path, number), faults)
    if faults.told > before:
        return
    try:
        msgspec.convert(value, wanted)
    except msgspec.ValidationError:
        faults.add(path, misfit(value, inspect.type_info(wanted)))


def _item(wanted: Any) -> Any:
    """What the elements of a list type are; None for anything else."""
    while isinstance(wanted, TypeAliasType) or get_origin(wanted) is Annotated:
        wanted = wanted.__value__ if isinstance(wanted, TypeAliasType) else get_args(wanted)[0]
    return get_args(wanted)[0] if get_origin(wanted) is list else None


def misfit(value: object, wanted: inspect.Type) -> str:
    """What should stand here instead, in a sentence."""
    choices = _choices(wanted)
    if choices:
        return _not_among(value, choices)
    return _("应为%(wanted)s，现在是 %(value)s") % {"wanted": _expected(bare(wanted)), "value": shown(value)}


def unknown_key(name: str, known: Iterable[str]) -> str:
    """
    >>> unknown_key("colur", ["colour", "code"])
    '没有 colur 这个键；是不是想写 colour？'
    """
    near = nearest(name, known)
    if near:
        return _("没有 %(name)s 这个键；是不是想写 %(near)s？") % {"name": name, "near": near}
    return _("没有 %(name)s 这个键；可用的键是 %(known)s") % {"name": name, "known": _("、").join(known)}


def unknown_name(value: str, known: Iterable[str], what: str) -> str:
    """A reference that leads nowhere; `what` says what was looked for."""
    near = nearest(value, known)
    asked = {"what": what, "value": value, "near": near}
    if near:
        return _("没有%(what)s %(value)s；是不是想写 %(near)s？") % asked
    return _("没有%(what)s %(value)s") % asked


def nearest(name: str, known: Iterable[str]) -> str:
    return next(iter(get_close_matches(name, list(known), n=1, cutoff=0.6)), "")


def shown(value: object) -> str:
    """A value as it looks in TOML, shortened."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        value = f'"{value}"'
    elif isinstance(value, list):
        value = _("一个数组")
    elif isinstance(value, Mapping):
        value = _("一个表")
    text = str(value)
    return text if len(text) <= 40 else text[:37] + "…"


def _not_among(value: object, choices: list[str]) -> str:
    sentence = _("%(value)s 不能用在这里，可用的值是 %(choices)s") % {
        "value": shown(value),
        "choices": _("、").join(choices),
    }
    near = nearest(value, choices) if isinstance(value, str) else ""
    return sentence + (_("；是不是想写 %(near)s？") % {"near": near} if near else "")


def bare(wanted: inspect.Type) -> inspect.Type:
    """Without what wraps a type: metadata, and the None of an optional field."""
    if isinstance(wanted, inspect.Metadata):
        return bare(wanted.type)
    if isinstance(wanted, inspect.UnionType):
        return bare(next(part for part in wanted.types if not isinstance(part, inspect.NoneType)))
    return wanted


def _choices(wanted: inspect.Type) -> list[str]:
    return [str(getattr(value, "value", value)) for value in members(bare(wanted))]


def members(kind: inspect.Type) -> list[Any]:
    """What a closed type may be: members of an enumeration, or literal values."""
    if isinstance(kind, inspect.EnumType | inspect.CustomType) and issubclass(kind.cls, Enum):
        return list(kind.cls)
    return list(kind.values) if isinstance(kind, inspect.LiteralType) else []


def choices_of(shape: type[msgspec.Struct], key: str) -> list[Any]:
    """The same of one key of a shape."""
    kinds = [bare(inspect.type_info(entry.type)) for entry in structs.fields(shape) if entry.name == key]
    return [value for kind in kinds for value in members(kind)]


def _expected(kind: inspect.Type) -> str:
    if isinstance(kind, inspect.IntType):
        return _integer(kind)
    if isinstance(kind, inspect.StrType):
        return _string(kind)
    if isinstance(kind, inspect.BoolType):
        return _(" true 或 false")
    if isinstance(kind, inspect.ListType):
        return _("至少有 %(n)d 项的数组") % {"n": kind.min_length} if kind.min_length else _("数组 […]")
    if isinstance(kind, inspect.DictType):
        return _("一个表（键 = 值）")
    return _("数字")


def _integer(kind: inspect.IntType) -> str:
    if kind.ge is not None and kind.le is not None:
        return _(" %(low)d 到 %(high)d 的整数") % {"low": kind.ge, "high": kind.le}
    return _("不小于 %(low)d 的整数") % {"low": kind.ge} if kind.ge is not None else _("整数")


def _string(kind: inspect.StrType) -> str:
    words = str(PATTERNS.get(kind.pattern or "", _("文字（加引号）")))
    if kind.max_length is not None:
        words += _("，最多 %(n)d 个字") % {"n": kind.max_length}
    return words
