"""The age layer: what the strict header check lets through, and what the library makes of it.

The cases follow the groups of the public age test suite (X25519, stanza, header, HMAC, STREAM);
it is in no package index, so they are made here by a writer of our own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

import forge_age
from forge_age import CHUNK, AgeFaults, b64, chunk, fixed_bytes, public_of, stanza
from qtf_format import age_header, agefile
from qtf_format.codes import Code

SECRET = fixed_bytes("reader of the age layer")
READER = public_of(SECRET)
PLAIN = b"age layer"
GREASE = stanza(b"-grease", b"\x21", b"\x7e", body=bytes(100))


def opened(body: bytes) -> str:
    """Return "ok", "sealed" where the library refuses, or the code of the header check."""
    code = age_header.check(body)
    if code:
        return str(code)
    return "sealed" if agefile.decrypt(body, [SECRET]) is None else "ok"


def sealed(plain: bytes = PLAIN, **faults: Any) -> bytes:
    return forge_age.seal(plain, [READER], "age layer", AgeFaults(**faults))


def in_header(old: bytes, new: bytes) -> bytes:
    """Return a file whose header was changed before its MAC was made."""

    def change(header: bytes) -> bytes:
        assert old in header
        return header.replace(old, new, 1)

    return sealed(header=change)


def share(change: Callable[[bytes], bytes]) -> bytes:
    def edit(header: bytes) -> bytes:
        start = header.index(b"-> X25519 ") + 10
        return header[:start] + change(header[start : start + 43]) + header[start + 43 :]

    return sealed(header=edit)


def key_body(change: Callable[[bytes], bytes]) -> bytes:
    def edit(header: bytes) -> bytes:
        start = header.index(b"-> X25519 ") + 54
        return header[:start] + change(header[start : start + 43]) + header[start + 43 :]

    return sealed(header=edit)


def after_header(change: Callable[[bytes], bytes]) -> bytes:
    def edit(body: bytes) -> bytes:
        end = body.index(b"\n--- ") + 49
        return body[:end] + change(body[end:])

    return sealed(body=edit)


def mac(new: Callable[[bytes], bytes]) -> bytes:
    return sealed(mac=new)


def loose(text: bytes) -> bytes:
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return text[:-1] + bytes([alphabet[alphabet.index(text[-1]) + 1]])


def cut(body: bytes) -> bytes:
    return body[: body.index(b"\n--- ") + 1]


def two_finals(key: ChaCha20Poly1305, plain: bytes) -> list[bytes]:
    return [chunk(key, 0, bytes(CHUNK), True), chunk(key, 1, plain, True)]


def empty_final(key: ChaCha20Poly1305, plain: bytes) -> list[bytes]:
    return [chunk(key, 0, bytes(CHUNK), False), chunk(key, 1, b"", True)]


def no_final(key: ChaCha20Poly1305, plain: bytes) -> list[bytes]:
    return [chunk(key, 0, plain, False)]


def short_chunk(key: ChaCha20Poly1305, plain: bytes) -> list[bytes]:
    return [chunk(key, 0, plain, False), chunk(key, 1, plain, True)]


def wrong_counter(key: ChaCha20Poly1305, plain: bytes) -> list[bytes]:
    return [chunk(key, 0, bytes(CHUNK), False), chunk(key, 2, plain, True)]


GOOD = {
    "one stanza": sealed(),
    "empty payload": sealed(b""),
    "exactly one chunk": sealed(bytes(CHUNK)),
    "two chunks": sealed(bytes(CHUNK + 1)),
    "two full chunks": sealed(bytes(2 * CHUNK)),
    "unknown stanzas around": sealed(before=[GREASE], after=[GREASE, stanza(b"x")]),
    "stanza body of exactly one line": sealed(before=[stanza(b"x", body=bytes(48))]),
    "stanza without arguments": sealed(before=[stanza(b"later")]),
    "another reader first": forge_age.seal(PLAIN, [public_of(bytes([7] * 32)), READER], "two"),
}

HEADER = {
    "other version": in_header(b"/v1", b"/v2"),
    "no version": in_header(b"age-encryption.org/v1\n", b""),
    "CRLF": sealed(header=lambda header: header.replace(b"\n", b"\r\n")),
    "CR in a stanza": in_header(b"X25519", b"X25519\r"),
    "cut off before the MAC": sealed(body=cut),
    "no newline after the MAC": sealed(body=lambda body: body[: body.index(b"\n--- ") + 48]),
    "empty": b"",
    "no stanza": sealed(header=lambda header: b"age-encryption.org/v1\n---"),
    "space before the version": b" " + sealed(),
}

MAC = {
    "missing": mac(lambda _: b""),
    "shorter": mac(lambda text: text[:-1]),
    "longer": mac(lambda text: text + b"A"),
    "padded": mac(lambda text: text + b"="),
    "loose bits": mac(loose),
    "more behind it": mac(lambda text: text + b" x"),
    "not base64": mac(lambda text: b"*" + text[1:]),
    "without space": sealed(body=lambda body: body.replace(b"\n--- ", b"\n---", 1)),
}

STANZA = {
    "empty argument": in_header(b"-> X25519 ", b"-> X25519  "),
    "space at the end": sealed(before=[b"-> x \n\n"]),
    "no type": sealed(before=[b"-> \n\n"]),
    "only an arrow": sealed(before=[b"->\n\n"]),
    "other arrow": sealed(before=[b"=> x\n\n"]),
    "letter outside ASCII": sealed(before=["-> ä\n\n".encode()]),
    "control character": sealed(before=[b"-> x\x7f\n\n"]),
    "no body": sealed(before=[b"-> x\n"]),
    "no short last line": sealed(before=[b"-> x\n" + b"A" * 64 + b"\n"]),
    "line too long": sealed(before=[b"-> x\n" + b"A" * 68 + b"\n\n"]),
    "short line in the middle": sealed(before=[b"-> x\nAAAA\nAAAA\n"]),
    "padded body": sealed(before=[b"-> x\nAA==\n"]),
    "loose bits in the body": sealed(before=[b"-> x\nAB\n"]),
    "impossible length": sealed(before=[b"-> x\nA\n"]),
    "18 of them": sealed(before=[GREASE] * 17),
    "nine KiB": sealed(before=[stanza(b"x", body=bytes(6800))]),
}

X25519 = {
    "second argument": in_header(b"-> X25519 ", b"-> X25519 AAAA "),
    "no argument": sealed(before=[stanza(b"X25519", body=bytes(32))]),
    "short share": share(lambda text: b64(bytes(31))),
    "long share": share(lambda text: b64(bytes(33))),
    "loose bits in the share": share(loose),
    "long body": sealed(file_key_size=32),
    "short body": sealed(before=[stanza(b"X25519", b64(bytes(32)), body=bytes(31))]),
    "loose bits in the body": key_body(loose),
}

SEALED = {
    "share zero": share(lambda text: b64(bytes(32))),
    "share one": share(lambda text: b64(b"\1" + bytes(31))),
    "body changed": key_body(lambda text: b64(bytes(32))),
    "type in small letters": in_header(b"X25519", b"x25519"),
    "another type": in_header(b"X25519", b"mlkem768x25519"),
    "another reader's": forge_age.seal(PLAIN, [public_of(bytes([7] * 32))], "other"),
    "MAC of other bytes": mac(lambda _: b64(bytes(32))),
    "no nonce": after_header(lambda _: b""),
    "short nonce": after_header(lambda rest: rest[:12]),
    "no chunk": after_header(lambda rest: rest[:16]),
    "short tag": after_header(lambda rest: rest[:28]),
    "tag changed": sealed(chunks=lambda chunks: [chunks[0][:-1] + b"\0"]),
    "last chunk missing": sealed(bytes(CHUNK + 1), chunks=lambda chunks: chunks[:1]),
    "chunks swapped": sealed(bytes(CHUNK * 2), chunks=lambda chunks: chunks[::-1]),
    "chunk twice": sealed(bytes(CHUNK + 1), chunks=lambda chunks: [chunks[0], *chunks]),
    "bytes behind the end": sealed(chunks=lambda chunks: [*chunks, b"more"]),
    "empty last chunk": sealed(stream=empty_final),
    "two last chunks": sealed(stream=two_finals),
    "no last chunk": sealed(stream=no_final),
    "short chunk in the middle": sealed(stream=short_chunk),
    "wrong counter": sealed(stream=wrong_counter),
}

FORBIDDEN = {
    "scrypt": sealed(before=[stanza(b"scrypt", b64(bytes(16)), b"22", body=bytes(32))]),
    "scrypt alone": b"age-encryption.org/v1\n"
    + stanza(b"scrypt", b64(bytes(16)), b"22", body=bytes(32))
    + b"--- "
    + b64(bytes(32))
    + b"\n"
    + bytes(60),
    "ssh-rsa": sealed(after=[stanza(b"ssh-rsa", b"AAAAAA", body=bytes(256))]),
    "ssh-ed25519": sealed(after=[stanza(b"ssh-ed25519", b"AAAAAA", b"AAAA", body=bytes(32))]),
    "armour": b"-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n-----END AGE ENCRYPTED FILE-----\n",
}


def cases(group: dict[str, bytes]) -> list[Any]:
    return [pytest.param(body, id=name) for name, body in group.items()]


@pytest.mark.parametrize("body", cases(GOOD))
def test_a_sound_file_opens(body: bytes) -> None:
    assert opened(body) == "ok"


@pytest.mark.parametrize("body", cases({**HEADER, **MAC, **STANZA, **X25519}))
def test_a_header_outside_the_grammar_never_reaches_the_library(body: bytes) -> None:
    assert opened(body) == Code.E121


@pytest.mark.parametrize("body", cases(SEALED))
def test_a_broken_seal_gives_nothing_away(body: bytes) -> None:
    assert opened(body) == "sealed"


@pytest.mark.parametrize("body", cases(FORBIDDEN))
def test_a_stranger_cannot_choose_how_much_we_work(body: bytes) -> None:
    assert opened(body) == Code.E122


def test_what_the_product_seals_passes_its_own_check() -> None:
    for _ in range(50):  # the library adds a random stanza of its own
        body = agefile.encrypt([PLAIN], [READER])
        assert opened(body) == "ok"


def test_the_stanzas_are_told() -> None:
    stanzas = age_header.parse(sealed(before=[stanza(b"x", b"1", b"2", body=b"abc")]))
    assert stanzas is not None
    assert [one.type for one in stanzas] == [b"x", b"X25519"]
    assert (stanzas[0].arguments, stanzas[0].body) == ((b"1", b"2"), b"abc")
