"""The long road of reading: which rule do these bytes break, and where?

Slower and thorough; `qtf_format.canonical` takes it whenever its quick proof fails, be it because
something is wrong or because a newer program wrote a field that this one does not know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar, cast

import msgpack
import msgspec

from qtf_format.codes import Code
from qtf_format.fields import DATE, DECIMAL, FieldNames, field_names, is_clean
from qtf_format.problems import FormatProblem

__all__ = ["PART_LIMITS", "Limits", "Tree", "check_size", "decode", "unpack"]

T = TypeVar("T")
_Found: TypeAlias = tuple[str, str | None, object]
Tree: TypeAlias = dict[str, Any] | list[Any] | str | bytes | int | bool

_KEY = re.compile(r"[a-z0-9.-]{1,32}")
_CONTAINERS = bytes([*range(0x80, 0xA0), *range(0xDC, 0xE0)])
_AT = re.compile(r" - at `([^`]*)`")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one MessagePack value; they keep a small file from becoming a large object."""

    raw_bytes: int = 4 * 1024 * 1024
    values: int = 200_000
    depth: int = 8
    map_entries: int = 64


PART_LIMITS = Limits()


def check_size(raw: bytes, limits: Limits) -> None:
    """Refuse what is too long, or holds so many containers that only building it would hurt."""
    if len(raw) > limits.raw_bytes:
        raise FormatProblem(Code.E312)
    if len(raw) > limits.values:
        # The same byte values occur inside texts as well, so this alone proves nothing.
        suspicious = len(raw) - len(raw.translate(None, _CONTAINERS))
        if suspicious > limits.values and _tokens(raw, 2 * limits.values) > 2 * limits.values:
            raise FormatProblem(Code.E312)


def _tokens(raw: bytes, enough: int) -> int:
    """Count keys and values without building anything; stop at `enough`, or where `raw` breaks."""
    unpacker = msgpack.Unpacker(max_buffer_size=len(raw) + 1)
    unpacker.feed(raw)
    pending, seen = 1, 0
    try:
        while pending and seen <= enough:
            byte = raw[unpacker.tell()]
            seen, pending = seen + 1, pending - 1
            if 0x80 <= byte <= 0x8F or byte in (0xDE, 0xDF):
                pending += 2 * unpacker.read_map_header()
            elif 0x90 <= byte <= 0x9F or byte in (0xDC, 0xDD):
                pending += unpacker.read_array_header()
            else:
                unpacker.skip()
    except (ValueError, IndexError, msgpack.UnpackException):
        pass  # whatever is wrong there is found, and named, by the decoder
    return seen


def unpack(raw: bytes, limits: Limits) -> Tree:
    """Return the tree of canonical `raw`, or raise E301, E312 or E314."""
    check_size(raw, limits)
    tree = _unpack(raw, limits)
    _check_tree(tree, limits)
    if msgpack.packb(tree) != raw:
        raise FormatProblem(Code.E301)
    return tree


def decode(raw: bytes, type_: type[T], limits: Limits) -> tuple[T, int]:
    """Return the record and the number of unknown fields, or raise what `raw` breaks first."""
    tree = unpack(raw, limits)
    names = field_names(cast(Any, type_))
    problem: FormatProblem | None = None
    record: T | None = None
    try:
        record = msgspec.convert(tree, type_, builtin_types=(bytes,))
    except msgspec.ValidationError as error:
        problem = _from_schema(str(error))
        if problem.code is not Code.E315:
            raise problem from None
    found = list(_walk(tree, names))
    _check_types(found, names)
    _check_texts(found, names)
    _check_numbers(found, names)
    if problem is not None or record is None:
        raise problem or FormatProblem(Code.E313)
    return record, _unknown_fields(tree, record, "$")


def _unpack(raw: bytes, limits: Limits) -> Tree:
    try:
        tree: Tree = msgpack.unpackb(
            raw,
            object_pairs_hook=_ordered,
            ext_hook=_no_extension,
            max_array_len=limits.values,
            max_map_len=limits.map_entries,
            max_str_len=limits.raw_bytes,
            max_bin_len=limits.raw_bytes,
        )
    except FormatProblem:
        raise
    except UnicodeDecodeError as error:
        raise FormatProblem(Code.E314) from error
    except (msgpack.StackError, RecursionError) as error:
        raise FormatProblem(Code.E312) from error
    except (ValueError, TypeError, msgpack.UnpackException) as error:
        too_many = "exceeds max_" in str(error)
        raise FormatProblem(Code.E312 if too_many else Code.E301) from error
    return tree


def _ordered(pairs: list[tuple[object, Any]]) -> dict[str, Any]:
    """Make a map, insisting on sorted, unique keys of the allowed form."""
    before = ""
    for key, _ in pairs:
        if not isinstance(key, str) or not _KEY.fullmatch(key) or key <= before:
            raise FormatProblem(Code.E301)
        before = key
    return dict(pairs)  # type: ignore[arg-type]


def _no_extension(_code: int, _data: bytes) -> object:
    raise FormatProblem(Code.E301)


def _check_tree(tree: object, limits: Limits) -> None:
    """Count values and depth; refuse every type the format does not use."""
    level = [tree]
    count = depth = 0
    while level:
        count += len(level)
        inner: list[object] = []
        for value in level:
            if isinstance(value, dict):
                inner.extend(value.values())
            elif isinstance(value, list):
                inner.extend(value)
        if any(not isinstance(value, dict | list | str | bytes | int) for value in level):
            raise FormatProblem(Code.E301)
        depth += any(isinstance(value, dict | list) for value in level)
        if count > limits.values or depth > limits.depth:
            raise FormatProblem(Code.E312)
        level = inner


def _from_schema(message: str) -> FormatProblem:
    """Turn a message of msgspec into code and path; it may quote the file, so it ends here."""
    at = _AT.search(message)
    path = at.group(1) if at else "$"
    if "of length <=" in message:
        return FormatProblem(Code.E312, path)
    if "Invalid decimal" in message or "RFC3339" in message:
        return FormatProblem(Code.E315, path)
    return FormatProblem(Code.E313, path)


def _walk(
    tree: object, names: FieldNames, path: str = "$", key: str | None = ""
) -> Iterator[_Found]:
    """Yield (path, key, value) of everything below `tree` that is no map or array.

    Inside a field of a newer program the key is None: its names are its own affair. The names
    of files are left out (E316 judges them).
    """
    if isinstance(tree, list):
        for index, item in enumerate(tree):
            yield from _walk(item, names, f"{path}[{index}]", key)
    elif isinstance(tree, dict):
        for name, item in tree.items():
            if key is None or name not in names.every:
                yield from _walk(item, names, f"{path}.?", None)
            elif not (key == "attachments" and name == "name"):
                yield from _walk(item, names, f"{path}.{name}", name)
    else:
        yield path, key, tree


def _check_types(found: list[_Found], names: FieldNames) -> None:
    """Refuse an integer where a number is meant: msgspec would take it."""
    for path, key, value in found:
        if isinstance(value, int) and key in names.decimals:
            raise FormatProblem(Code.E313, path)


def _check_texts(found: list[_Found], names: FieldNames) -> None:
    for path, key, text in found:
        if isinstance(text, str) and (
            not is_clean(text) or ("\n" in text and key in names.one_line)
        ):
            raise FormatProblem(Code.E314, path)


def _check_numbers(found: list[_Found], names: FieldNames) -> None:
    for path, key, text in found:
        if not isinstance(text, str):
            continue
        if key in names.decimals and not DECIMAL.fullmatch(text):
            raise FormatProblem(Code.E315, path)
        if key in names.dates and not DATE.fullmatch(text):
            raise FormatProblem(Code.E315, path)


def _unknown_fields(tree: Any, record: Any, path: str) -> int:
    """Count the fields `record` did not take over; a written default is E301.

    One value has one encoding: a field that has its default value is not written.
    """
    if isinstance(record, msgspec.Struct):
        return _unknown_members(tree, record, path)
    if isinstance(record, tuple | list):
        pairs = enumerate(zip(tree, record, strict=True))
        return sum(_unknown_fields(one, two, f"{path}[{i}]") for i, (one, two) in pairs)
    return 0


def _unknown_members(tree: dict[str, Any], record: msgspec.Struct, path: str) -> int:
    written = msgspec.to_builtins(record, builtin_types=(bytes,))
    names = dict(zip(record.__struct_encode_fields__, record.__struct_fields__, strict=True))
    unknown = 0
    for key, value in tree.items():
        if key not in names:
            unknown += not key.startswith("x-")
        elif key not in written:
            raise FormatProblem(Code.E301, f"{path}.{key}")
        else:
            unknown += _unknown_fields(value, getattr(record, names[key]), f"{path}.{key}")
    return unknown
