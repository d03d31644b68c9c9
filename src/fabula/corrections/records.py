"""Corrections as plain dicts, the shape they have in TOML and in JSON, and back."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from fabula.schema import corrections as schema
from fabula.schema.corrections import Anchor, CastMember, Correction, Who

Record = dict[str, Any]

# the value of ``do`` in the file
KINDS: Mapping[str, type[Correction]] = {
    "merge": schema.Merge,
    "split": schema.Split,
    "rename": schema.Rename,
    "not-a-person": schema.NotPerson,
    "pronouns": schema.Pronouns,
    "group": schema.Group,
    "alias": schema.AliasFrom,
    "said": schema.Said,
    "not-speech": schema.NotSpeech,
    "is": schema.Is,
    "scene": schema.SceneStart,
    "place": schema.PlaceIs,
    "waive": schema.Waive,
}
_NAMES = {cls: name for name, cls in KINDS.items()}
_KEYS = {"start": "from"}  # a field whose natural key is a keyword of Python
_MAY_BE_BLANK = ("before", "after")
_LONGEST = 10_000  # characters of any string: corrections quote passages, not chapters


def to_record(entry: Correction | CastMember) -> Record:
    """The dict of one entry; defaults are left out."""
    record: Record = {} if isinstance(entry, CastMember) else {"do": _NAMES[type(entry)]}
    for field in fields(entry):
        value = getattr(entry, field.name)
        if value != field.default:
            record[_KEYS.get(field.name, field.name)] = _plain(value)
    return record


def correction(record: Mapping[str, Any]) -> Correction:
    """The correction a dict describes; ValueError says what is wrong with it."""
    kind = record.get("do")
    if not isinstance(kind, str) or kind not in KINDS:
        raise ValueError(f'"do" must be one of {", ".join(KINDS)}')
    rest = {key: value for key, value in record.items() if key != "do"}
    made: Correction = _build(KINDS[kind], rest)
    return made


def cast_member(record: Mapping[str, Any]) -> CastMember:
    """The member of a seed cast a dict describes; ValueError says what is wrong with it."""
    made: CastMember = _build(CastMember, record)
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, Who):
        return value.name if value.at is None else {"name": value.name, "at": _plain(value.at)}
    if isinstance(value, Anchor):
        whole = {f.name: getattr(value, f.name) for f in fields(value)}
        return {key: part for key, part in whole.items() if part not in ("", None)}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value


def _build(cls: type[Any], record: Mapping[str, Any]) -> Any:
    hints = get_type_hints(cls)
    known = {_KEYS.get(name, name): name for name in hints}
    unknown = set(record) - set(known)
    if unknown:
        raise ValueError(f'unknown key "{min(unknown)}"; known are {", ".join(known)}')
    values = {known[key]: _typed(key, hints[known[key]], value) for key, value in record.items()}
    for field in fields(cls):
        if field.default is MISSING and field.name not in values:
            raise ValueError(f'"{_KEYS.get(field.name, field.name)}" is missing')
    return cls(**values)


def _typed(key: str, hint: Any, value: Any) -> Any:
    """``value`` as the type of its field; strings stand for anchors and characters."""
    options = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    for option in options:
        if get_origin(option) is tuple and isinstance(value, list):
            inner = get_args(option)[0]
            return tuple(_typed(key, inner, part) for part in value)
        if get_origin(option) is Literal and value in get_args(option):
            return value
        if option in (Anchor, Who) and isinstance(value, str):
            value = {("quote" if option is Anchor else "name"): value}
        if option in (Anchor, Who) and isinstance(value, Mapping):
            return _build(option, value)
        if option in (str, bool, int) and type(value) is option:
            return _checked(key, value)
    raise ValueError(f'"{key}" cannot be {value!r:.60}')


def _checked(key: str, value: Any) -> Any:
    if isinstance(value, str):
        if len(value) > _LONGEST:
            raise ValueError(f'"{key}" is too long')
        if not value.strip() and key not in _MAY_BE_BLANK:
            raise ValueError(f'"{key}" is empty')
    if isinstance(value, int) and value < 0:
        raise ValueError(f'"{key}" is negative')
    return value
