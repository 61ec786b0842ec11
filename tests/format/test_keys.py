"""Keys: weak ones are refused, and age understands ours."""

from __future__ import annotations

import pytest
from pyrage import x25519  # type: ignore[import-untyped]

from forge_age import fixed_bytes
from qtf_format.keys import (
    identity_text,
    is_weak_sealing_key,
    is_weak_signing_key,
    new_keys,
    public_keys,
    recipient_text,
    sign,
    verify,
)
from qtf_format.package import WorkstationKeys

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P

Point = tuple[int, int]


def add(one: Point, two: Point) -> Point:
    """Add two points of the Edwards curve, in affine coordinates."""
    (x1, y1), (x2, y2) = one, two
    product = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, P)
    y = (y1 * y2 + x1 * x2) * pow(1 - product, -1, P)
    return x % P, y % P


def x_of(y: int) -> int | None:
    """Return a root x for y, or None where y is on no point."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    if root * root % P != square:
        root = root * pow(2, (P - 1) // 4, P) % P
    return root if root * root % P == square else None


def small_order_points() -> set[Point]:
    """Return the eight points whose order divides 8: multiples of 8L-torsion, found by search."""
    order = 2**252 + 27742317777372353535851937790883648493
    for y in range(2, 100):
        x = x_of(y)
        if x is None:
            continue
        point, result, factor = (x, y), (0, 1), order
        while factor:
            if factor & 1:
                result = add(result, point)
            point, factor = add(point, point), factor >> 1
        points = {result}
        while add(result, max(points)) not in points or len(points) < 8:
            new = {add(one, two) for one in points for two in points} | points
            if new == points:
                break
            points = new
        if len(points) == 8:
            return points
    raise AssertionError("no point of order 8 found")


def test_every_ed25519_point_of_small_order_is_weak() -> None:
    for x, y in small_order_points():
        encoded = (y | (x & 1) << 255).to_bytes(32, "little")
        assert is_weak_signing_key(encoded)
        assert is_weak_signing_key((y | (1 - (x & 1)) << 255).to_bytes(32, "little"))


def test_every_x25519_point_of_small_order_is_weak() -> None:
    for _, y in small_order_points():
        u = 0 if y == 1 else (1 + y) * pow(1 - y, -1, P) % P
        assert is_weak_sealing_key(u.to_bytes(32, "little"))


@pytest.mark.parametrize("number", [P, P + 1, P + 9, 2**255 - 1, 2**256 - 1, 2**255 + 9])
def test_a_key_that_is_not_canonically_encoded_is_weak(number: int) -> None:
    encoded = number.to_bytes(32, "little")
    assert is_weak_sealing_key(encoded)
    if number != 2**255 + 9:  # the highest bit of an Ed25519 key is the sign of x
        assert is_weak_signing_key(encoded)


@pytest.mark.parametrize("key", [b"", bytes(31), bytes([9]) + bytes(32)])
def test_a_key_of_another_length_is_weak(key: bytes) -> None:
    assert is_weak_sealing_key(key)
    assert is_weak_signing_key(key)


def test_new_keys_are_strong_and_differ() -> None:
    one, two = public_keys(new_keys()), public_keys(new_keys())
    assert len({*one, *two}) == 4
    assert not is_weak_signing_key(one[0])
    assert not is_weak_sealing_key(one[1])


def test_a_signature_holds_for_its_key_and_message_only() -> None:
    keys, other = new_keys(), new_keys()
    signature = sign(keys.signing, b"message")
    public = public_keys(keys)[0]
    assert verify(public, signature, b"message")
    assert not verify(public, signature, b"Message")
    assert not verify(public_keys(other)[0], signature, b"message")
    assert not verify(public, signature[:63], b"message")


def test_under_a_weak_key_no_signature_holds() -> None:
    weak = b"\1" + bytes(31)
    assert not verify(weak, weak + bytes(32), b"anything")


def test_age_reads_our_texts_of_keys() -> None:
    keys = WorkstationKeys(signing=fixed_bytes("s"), sealing=fixed_bytes("x"))
    identity = x25519.Identity.from_str(identity_text(keys.sealing))
    assert str(identity.to_public()) == recipient_text(public_keys(keys)[1])


def test_secrets_do_not_show_in_a_record() -> None:
    keys = new_keys()
    assert repr(keys) == "WorkstationKeys()"
