"""Canonical MessagePack: one value has one encoding, and nothing else is read."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import msgpack
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import inspect

from forge_world import order_line, order_tree
from qtf_format import canonical, explain, fields, model, payloads, screen
from qtf_format.canonical import PART_LIMITS, Limits, decode, from_bytes, pack, to_bytes, unpack
from qtf_format.codes import Code
from qtf_format.manifest import Manifest
from qtf_format.model import Address, Line, LineKind, Order, OrderKind, Place, Record
from qtf_format.payloads import Receipt, Trust
from qtf_format.problems import FormatProblem
from some_records import records, texts

few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

RECORDS = [
    value
    for module in (model, payloads)
    for value in vars(module).values()
    if isinstance(value, type) and issubclass(value, Record) and value is not Record
] + [Manifest]

TREES = st.recursive(
    st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.binary(max_size=5)
    | st.text("aß€", max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abz09.-", min_size=1, max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


def refused(raw: bytes, type_: Any = Order) -> tuple[str, str]:
    with pytest.raises(FormatProblem) as caught:
        decode(raw, type_)
    return str(caught.value.code), caught.value.path


def order(**fields_: Any) -> Order:
    return Order(kind=OrderKind.ORDER, number="10001", **fields_)


@given(TREES)
def test_a_tree_comes_back_from_its_bytes(tree: Any) -> None:
    assert unpack(pack(tree)) == tree


@few
@given(records(Order))
def test_an_order_comes_back_from_its_bytes(record: Order) -> None:
    assert from_bytes(to_bytes(record), Order) == record


@few
@given(records(Order))
def test_msgpack_writes_the_very_bytes_of_a_record(record: Order) -> None:
    raw = to_bytes(record)
    assert pack(msgpack.unpackb(raw)) == raw


@few
@given(records(Order))
def test_the_short_and_the_long_road_give_the_same(record: Order) -> None:
    raw = to_bytes(record)
    assert explain.decode(raw, Order, PART_LIMITS) == (record, 0)


@few
@given(st.lists(records(Address), max_size=3))
def test_addresses_come_back_from_their_bytes(addresses: list[Address]) -> None:
    assert from_bytes(to_bytes(addresses), tuple[Address, ...]) == tuple(addresses)


@few
@given(records(Receipt), records(Trust))
def test_answers_come_back_from_their_bytes(receipt: Receipt, trust: Trust) -> None:
    assert from_bytes(to_bytes(receipt), Receipt) == receipt
    assert from_bytes(to_bytes(trust), Trust) == trust


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_with_a_code(raw: bytes) -> None:
    code = None
    try:
        decode(raw, Order)
    except FormatProblem as problem:
        code = problem.code
    assert code in {None, Code.E301, Code.E312, Code.E313, Code.E314, Code.E315}


@few
@given(records(Order), st.data())
def test_a_changed_byte_never_gives_the_same_order(record: Order, data: st.DataObject) -> None:
    raw = bytearray(to_bytes(record))
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))
    try:
        decoded = decode(bytes(raw), Order)
        assert decoded.unknown_fields or to_bytes(decoded.record) == bytes(raw)
    except FormatProblem:
        pass


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: str(record.__name__))
def test_every_record_lists_its_fields_in_wire_order(record: type[Record]) -> None:
    names = record.__struct_encode_fields__
    assert list(names) == sorted(names)
    assert record.__struct_config__.frozen


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: str(record.__name__))
def test_a_name_has_one_kind_in_all_records(record: type[Record]) -> None:
    own = fields.field_names(record)
    for other in map(fields.field_names, RECORDS):
        assert not own.lines & other.one_line
        assert not own.decimals & (other.one_line | other.lines | other.dates)
        assert not own.dates & (other.one_line | other.lines)
    info = inspect.type_info(record)
    assert isinstance(info, inspect.StructType)
    assert len(info.fields) <= PART_LIMITS.map_entries


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0E+5", "0"),
        ("1E+2", "100"),
        ("-0.00", "0.00"),
        ("1E-6", "0.000001"),
        ("-5.10", "-5.10"),
        ("7", "7"),
    ],
)
def test_a_number_is_written_plainly(number: str, text: str) -> None:
    raw = to_bytes(order(lines=(Line(sort=0, kind=LineKind.ITEM, price=Decimal(number)),)))
    assert msgpack.unpackb(raw)["lines"][0]["price"] == text


@few
@given(st.decimals(-(10**20), 10**20), texts())
def test_any_finite_number_is_written_plainly(number: Decimal, text: str) -> None:
    raw = to_bytes(order(title=text, lines=(Line(sort=0, kind=LineKind.ITEM, price=number),)))
    assert msgpack.unpackb(raw)["lines"][0]["price"] == canonical.plain_decimal(number)


@pytest.mark.parametrize("text", ["E+", "NaN", "Infinity", "-0.0", "E-", "N", "EEE", "-0"])
def test_a_text_like_an_odd_number_stays_as_it_is(text: str) -> None:
    record = order(title=text, language=text[:2])
    assert from_bytes(to_bytes(record), Order) == record


@pytest.mark.parametrize("number", ["NaN", "Infinity", "sNaN", "1E+999999", "1E-999999"])
def test_a_number_that_is_not_finite_is_not_written(number: str) -> None:
    with pytest.raises(FormatProblem, match="E315"):
        to_bytes(order(lines=(Line(sort=0, kind=LineKind.ITEM, price=Decimal(number)),)))


@pytest.mark.parametrize(
    "price",
    [
        *("1e5", "1E5", "+1.00", "01.0", "1.", ".5", "-0", "-0.0", "1_000", "1.0000000"),
        *("1000000000000", "½", "１", "NaN", "Infinity", "1,5", "", " 1", "1 ", "0x1", "--1"),
    ],
)
def test_a_number_has_one_form(price: str) -> None:
    raw = pack(order_tree(lines=[{**order_line(0), "price": price}]))
    assert refused(raw) == ("E315", "$.lines[0].price")


@pytest.mark.parametrize(
    "date",
    ["2026-02-29", "20260228", "1899-12-31", "2200-01-01", "2026-1-1", "2026-01-01T00:00:00"],
)
def test_a_date_has_one_form(date: str) -> None:
    assert refused(pack({**order_tree(), "issue-date": date})) == ("E315", "$.issue-date")


@pytest.mark.parametrize("place", ["1900-01-01", "2199-12-31"])
def test_the_first_and_last_day_are_days(place: str) -> None:
    record = from_bytes(pack({**order_tree(), "issue-date": place}), Order)
    assert record.issue_date == datetime.date.fromisoformat(place)


@pytest.mark.parametrize(
    "text", ["\x00", "\t", "\r", "\x7f", "\x85", "\u2028", "\u202e", "\u2066", "\ufeff", "u\u0308"]
)
def test_some_characters_never_travel(text: str) -> None:
    assert refused(pack(order_tree(title=f"Haus {text} neu"))) == ("E314", "$.title")
    assert refused(to_bytes(order(title=f"Haus {text} neu"))) == ("E314", "$.title")


@pytest.mark.parametrize(
    "text", ["Ω ½ € „“ – ẞ", "a\\b", 'a"b', "\\n", "\u00a0", "\u00ad", "😀", "你好"]
)
def test_other_characters_do_travel(text: str) -> None:
    assert from_bytes(to_bytes(order(title=text)), Order).title == text


def test_rules_hold_in_an_array_of_records() -> None:
    row = {"roles": ["buyer"], "name": "eins\nzwei"}
    assert refused(pack([row]), tuple[Address, ...]) == ("E314", "$[0].name")


def test_a_line_feed_is_for_texts_of_several_lines() -> None:
    texts = [{"place": "note", "text": "eins\nzwei"}]
    assert from_bytes(pack(order_tree(lines=0, texts=texts)), Order).texts[0].place is Place.NOTE
    assert refused(pack(order_tree(title="eins\nzwei"))) == ("E314", "$.title")
    both = order_tree(title="eins\nzwei", texts=texts)
    assert refused(pack(both)) == ("E314", "$.title")


@pytest.mark.parametrize("value", [3, True, 1.5, None, b"1", ["1"]])
def test_another_type_is_refused(value: Any) -> None:
    raw = msgpack.packb(
        {"kind": "order", "lines": [{"kind": "item", "price": value, "sort": 0}], "number": "1"}
    )
    expected = "E301" if value is None or isinstance(value, float) else "E313"
    assert refused(raw)[0] == expected


def test_what_a_newer_program_added_is_counted_and_left_aside() -> None:
    line = {**order_line(0), "weight": {"value": 3, "unit": "kg\nnet"}}
    raw = pack({**order_tree(lines=[line], colour="red"), "x-own": 1})
    decoded = decode(raw, Order)
    assert decoded.unknown_fields == 2
    assert decoded.record.lines[0].quantity == Decimal("1.5")


def test_rules_for_texts_hold_in_unknown_fields_too() -> None:
    assert refused(pack(order_tree(colour={"name": "a\x1b"})))[0] == "E314"


def test_a_default_is_never_written_out() -> None:
    line = {**order_line(0), "chosen": False}
    assert refused(pack(order_tree(lines=[line]))) == ("E301", "$.lines[0].chosen")


def test_a_refusal_never_quotes_the_content() -> None:
    raw = pack({"kind": "geheim", "number": "1"})
    assert refused(raw) == ("E313", "$.kind")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xc1",
        b"\x81\xa1a\xcc\x01",
        b"\xd9\x01a",
        b"\xde\x00\x01\xa1a\x01",
        b"\x82\xa1b\x01\xa1a\x01",
        b"\x82\xa1a\x01\xa1a\x01",
        b"\x81\x01\x01",
        b"\x81\xa1A\x01",
        b"\x81\xa0\x01",
        b"\xc0",
        b"\xca\0\0\0\0",
        b"\xd6\xff\0\0\0\0",
        b"\xd4\x05\0",
        b"\x01\x01",
        b"\xdd\xff\xff\xff\xff",
        b"\xa5abc",
    ],
    ids=lambda raw: str(raw.hex()),
)
def test_what_is_not_canonical_is_refused(raw: bytes) -> None:
    with pytest.raises(FormatProblem) as caught:
        unpack(raw)
    assert caught.value.code in {Code.E301, Code.E312}


@pytest.mark.parametrize("value", [1.5, None, {1: 2}, {"a": object()}, 2**64, {"a": 2.0}])
def test_other_types_are_not_written(value: Any) -> None:
    with pytest.raises(FormatProblem, match="E301"):
        pack(value)


def test_depth_and_counts_are_limited() -> None:
    deep: Any = 1
    for _ in range(8):
        deep = [deep]
    assert unpack(pack(deep)) == deep
    for tree in ([deep], [1] * 200_000, {f"k{i}": i for i in range(65)}):
        with pytest.raises(FormatProblem, match="E312"):
            unpack(pack(tree))
    assert unpack(pack([1] * 199_999))


def test_nesting_without_end_is_refused() -> None:
    with pytest.raises(FormatProblem, match="E312"):
        unpack(b"\x91" * 100_000 + b"\xc3")


def test_a_large_part_in_another_script_is_no_bomb() -> None:
    rows = tuple(Address(roles=(), name="б" * 200, extra=("ю" * 200,) * 3) for _ in range(1500))
    raw = to_bytes(rows)
    assert len(raw) > 2_000_000
    assert from_bytes(raw, tuple[Address, ...]) == rows


def test_a_bomb_of_empty_maps_is_refused_before_it_is_built() -> None:
    raw = b"\x9f" + (b"\xdc\xff\xff" + b"\x80" * 65535) * 15
    with pytest.raises(FormatProblem, match="E312"):
        unpack(raw)


def test_too_long_is_too_long() -> None:
    with pytest.raises(FormatProblem, match="E312"):
        decode(pack("x" * 100), str, Limits(raw_bytes=100))


def test_a_false_alarm_of_the_screen_does_not_change_the_result() -> None:
    record = order(title='E+ NaN -0 "\\" 12345678901234567890', texts=())
    raw = to_bytes(record)
    assert from_bytes(raw, Order) == record


def to_bytes_as_is(record: Order) -> bytes:
    return msgspec.msgpack.encode(record)


@pytest.mark.parametrize("number", ["1E+3", "-0", "1E-7", "1E+12", "NaN", "123.1234567"])
def test_the_screen_never_lets_a_bad_number_pass(number: str) -> None:
    record = order(lines=(Line(sort=0, kind=LineKind.ITEM, price=Decimal(number)),))
    assert not screen.passes(record, to_bytes_as_is(record), Order, PART_LIMITS)


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=12) | st.text('a\n\t\x7f\x85\u0308ü€\u202e\\"', max_size=6),
    st.text("a\n\u0308ü€", max_size=5),
    st.decimals() | st.sampled_from(["1E+2", "-0.0", "0E-7", "0E+1"]).map(Decimal),
)
def test_what_the_screen_passes_the_long_road_passes(
    title: str, text: str, number: Decimal
) -> None:
    line = Line(sort=0, kind=LineKind.ITEM, price=number, text=text)
    record = order(title=title, lines=(line,))
    raw = msgspec.msgpack.encode(record, order="sorted")
    if screen.passes(record, raw, Order, PART_LIMITS):
        assert explain.decode(raw, Order, PART_LIMITS) == (record, 0)


def test_canonical_names_are_exported() -> None:
    assert all(hasattr(canonical, name) for name in canonical.__all__)
    assert msgspec.structs.fields(Order)
