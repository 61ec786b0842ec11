"""The valid vectors, V01 to V21 (format section 20), as far as this version's kinds go."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import forge
import forge_world as world
from forge import Draft, Part
from forge_age import AgeFaults, stanza
from forge_world import (
    HOME,
    HOME_2,
    Machine,
    accept_draft,
    fill_draft,
    order_draft,
    order_tree,
    receipt_draft,
    trust_draft,
    trust_tree,
)
from vector import Vector, attachment, made, numbered

_TEXT = "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich. € „“ – Ω ½\n"


def all_valid() -> list[Vector]:
    """Return the valid vectors in order."""
    return [*_orders(), *_envelopes(), *_other_kinds(), *_repeated()]


def _vector(name: str, shows: str, draft: Draft, **more: Any) -> Vector:
    facts = [("kind", draft.kind)]
    if draft.ref is not None:
        facts.append(("content_digest", draft.ref["hash"].hex()))
    facts += more.pop("facts", ())
    data = made(draft, **more.pop("faults", {}))
    return Vector(name, "ok", shows, data, facts=tuple(facts), **more)


def _pdf(number: int) -> bytes:
    return b"%%PDF-1.4\n%% file %d\n%%%%EOF\n" % number


def _orders() -> list[Vector]:
    files = tuple(_pdf(i) for i in range(20))
    listed = [attachment(f"Zeichnung {i}.pdf", data) for i, data in enumerate(files)]
    texts = [{"place": "note", "text": (_TEXT * 300)[:16_000]}]
    stored = order_draft("V05")
    stored = replace(stored, parts=tuple(Part(p.name, p.raw) for p in stored.parts))
    return [
        _vector("V01", "smallest order", order_draft("V01", order_tree(lines=0), [])),
        _vector("V02", "5 000 positions", order_draft("V02", order_tree(lines=5000))),
        _vector(
            "V03", "20 file parts", order_draft("V03", order_tree(attachments=listed), files=files)
        ),
        _vector(
            "V04",
            "umlauts, composed characters, a text of 16 000 characters",
            order_draft("V04", order_tree(title="Ǻǻ ế Å ﬀ ẞ", texts=texts)),
        ),
        _vector("V05", "parts stored, not compressed", stored),
        _vector("V06", "no addresses", order_draft("V06", addresses=[])),
    ]


def _envelopes() -> list[Vector]:
    crowd = tuple(Machine(f"reader {i}").seal_key for i in range(14))
    three = order_draft("V07")
    many = order_draft("V08")
    newer = replace(order_draft("V09"), minor=7)
    grease = stanza(b"x-grease", b"a", b"b", body=b"\1" * 100)
    return [
        _vector(
            "V07", "three recipients", replace(three, readers=(*three.readers, HOME_2.seal_key))
        ),
        _vector("V08", "16 recipients", replace(many, readers=(*many.readers, *crowd))),
        _vector(
            "V09",
            "minor version 7: unknown manifest keys, more outer bytes, unknown order fields",
            forge.with_tree("order", newer, _newer_order),
            faults={"tree": _newer_manifest, "outer": lambda outer: outer + b"later"},
            facts=[("unknown_fields", 4)],
        ),
        _vector(
            "V10",
            "private extensions are ignored, and not counted",
            order_draft("V10"),
            faults={"tree": lambda tree: tree.update({"x-host": {"any": [1, "two"]}})},
            facts=[("unknown_fields", 0)],
        ),
        _vector(
            "V11",
            "unknown age stanza types before and after ours",
            order_draft("V11"),
            faults={"age": AgeFaults(before=[grease], after=[stanza(b"later", body=bytes(48))])},
        ),
    ]


def _newer_order(tree: dict[str, Any]) -> None:
    tree["colour"] = "rot"
    tree["lines"][0]["weight"] = {"value": "3.5", "unit": "KGM"}


def _newer_manifest(tree: dict[str, Any]) -> None:
    tree["mood"] = ["good"]
    tree["tags"] = {"a": True}


def _other_kinds() -> list[Vector]:
    company = [HOME, *(Machine(f"workstation {i}") for i in range(48))]
    return [
        _vector(
            "V12", "receipt with 1 000 items", receipt_draft("V12", 1000), reader="workstation"
        ),
        _vector(
            "V13",
            "trust list with 50 workstations, epoch 5",
            trust_draft("V13", trust_tree(*company)),
            reader="workstation",
        ),
        _vector("V14", "first fill, sealed to the code", fill_draft("V14"), reader="newcomer"),
        _vector("V15", "answer of the new workstation", accept_draft("V15")),
        _vector("V18", "renamed: names mean nothing", order_draft("V18"), file="V18.qtf.txt"),
        _base64(),
    ]


def _base64() -> Vector:
    plain = _vector("V19", "the whole file as one base64 block", order_draft("V19"))
    return replace(plain, data=base64.encodebytes(plain.data), file="V19.dat")


def revised(label: str, revision: int, seq: int, **fields: Any) -> Draft:
    """Return revision `revision` of order 10002 from HOME."""
    draft = order_draft(label, order_tree("10002", title=f"Fassung {revision}", **fields))
    assert draft.ref is not None
    return numbered(replace(draft, ref={**draft.ref, "rev": revision}), seq)


def _repeated() -> list[Vector]:
    first = made(order_draft("V01", order_tree(lines=0), []))
    return [
        Vector(
            "V20",
            "E401",
            "the same sealed bytes once more",
            first,
            stage="seen before",
            after=("V01",),
        ),
        _vector("V21a", "revision 2, arriving first", revised("V21a", 2, 22)),
        replace(
            _vector("V21b", "revision 1, arriving after revision 2", revised("V21b", 1, 21)),
            expected="E415",
            stage="order rules",
            after=("V21a",),
        ),
    ]


def fixed_keys() -> dict[str, Any]:
    """Return every key, id and code of the vectors; none of them is secret."""
    machines = {
        machine.name: {
            "id": machine.id.hex(),
            "signing_secret": machine.signing.hex(),
            "signing_public": machine.verify_key.hex(),
            "sealing_secret": machine.sealing.hex(),
            "sealing_public": machine.seal_key.hex(),
        }
        for machine in world.MACHINES
    }
    derived = world.derived()
    return {
        "tenant": world.TENANT.hex(),
        "other_tenant": world.OTHER_TENANT.hex(),
        "machines": machines,
        "office_retired_sealing_secret": world.OLD_OFFICE_SECRET.hex(),
        "code": world.CODE,
        "salt": world.SALT.hex(),
        "code_sealing_secret": derived.secret.hex(),
        "code_fill_key": derived.fill_key.hex(),
        "code_accept_key": derived.accept_key.hex(),
    }
