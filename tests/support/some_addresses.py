"""Addresses for the tests of matching, built from plain words."""

from __future__ import annotations

from typing import Any

from qtf_format.model import Address, ContactPoint, Person, Role

__all__ = ["an_address", "person"]


def an_address(name: str | None = "Hans Meier", **changed: Any) -> Address:
    """Return an address in Frankfurt; `phone` and `email` become contact points."""
    contacts = tuple(
        ContactPoint(use=use, value=changed.pop(use))
        for use in ("phone", "email")
        if use in changed
    )
    values: dict[str, Any] = {
        "street": "Hauptstr. 12",
        "postcode": "60311",
        "city": "Frankfurt am Main",
        **changed,
    }
    return Address(roles=(Role.BUYER,), name=name, contacts=contacts, **values)


def person(given: str | None, family: str | None, title: str | None = None) -> Person:
    """Return a person."""
    return Person(title=title, given=given, family=family)
