"""Steps 8 to 10: outer header, age header, decryption. Nothing in here is believed yet."""

from __future__ import annotations

from dataclasses import dataclass, field

from qtf_format import age_header, agefile, frame, outer
from qtf_format.code import derive, parse_code
from qtf_format.codes import Code
from qtf_format.frame import Frame
from qtf_format.keys import hint, sealing_public
from qtf_format.package import Reader
from qtf_format.refusing import Stop

__all__ = ["Unsealed", "unseal"]

_MAX_IDENTITIES = 8


@dataclass(frozen=True, slots=True)
class Unsealed:
    """After step 10: the plaintext, the reader's key that opened it, the code's keys in mode 2."""

    body: bytes = field(repr=False)
    own_keys: tuple[bytes, ...]
    fill_key: bytes | None = field(default=None, repr=False)
    accept_key: bytes | None = field(default=None, repr=False)


def unseal(found: Frame, reader: Reader) -> Unsealed:
    """Steps 8 to 10."""
    if found.mode == frame.MODE_KEYS:
        hints = outer.read_hints(found.outer)
        if isinstance(hints, Code):
            raise Stop(hints)
        _check_age(found)
        return _unseal_with_keys(found, reader, hints)
    salt = outer.read_salt(found.outer)
    if isinstance(salt, Code):
        raise Stop(salt)
    _check_age(found)
    return _unseal_with_code(found, reader, salt)


def _check_age(found: Frame) -> None:
    code = age_header.check(found.body)
    if code:
        raise Stop(code)


def _unseal_with_keys(found: Frame, reader: Reader, hints: tuple[bytes, ...]) -> Unsealed:
    own = [(secret, sealing_public(secret)) for secret in reader.secrets[:_MAX_IDENTITIES]]
    fitting = [(secret, public) for secret, public in own if hint(public) in hints]
    if not fitting:
        gone = not reader.retired_hints.isdisjoint(hints)
        raise Stop(Code.E201, "retired-key" if gone else "")
    body = agefile.decrypt(found.body, [secret for secret, _ in fitting])
    if body is None:
        raise Stop(Code.E202)
    return Unsealed(body, tuple(public for _, public in fitting))


def _unseal_with_code(found: Frame, reader: Reader, salt: bytes) -> Unsealed:
    if reader.pairing_code is None:
        raise Stop(Code.E201, "pairing-code")
    code = parse_code(reader.pairing_code)
    if code is None:
        raise Stop(Code.E220, "check-character")
    keys = derive(code, salt)
    body = agefile.decrypt(found.body, [keys.secret])
    if body is None:
        raise Stop(Code.E220)
    return Unsealed(body, (sealing_public(keys.secret),), keys.fill_key, keys.accept_key)
