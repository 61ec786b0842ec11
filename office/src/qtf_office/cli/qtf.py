"""The program `qtf`: looking at one `.qtf` file, with or without an office."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from qtf_format.codes import Code
from qtf_format.errors import Exit
from qtf_format.ids import WorkstationId
from qtf_format.package import FileState, Opened, OrderPayload, Reader, Refusal
from qtf_format.payloads import Keys, PairFill, Receipt, Trust
from qtf_format.reading import Inspection, inspect, read
from qtf_office import messages
from qtf_office.cli import shown
from qtf_office.cli.output import Shown
from qtf_office.cli.support import Facts, Invocation, Program, WrongUsage, argument, option
from qtf_office.directory import Office
from qtf_office.jsonform import order_json
from qtf_office.reader import BY_HAND_LIMIT_BYTES, reader_for
from qtf_office.settings import SETTINGS_FILE
from qtf_office.storage import workstations

__all__ = ["main", "program"]

program = Program("qtf", messages.QTF, examples=("qtf inspect q-1a2b3c4d-00000007-9f8e7d6c.qtf",))

_FILE = click.Path(path_type=Path)


def main(argv: Sequence[str] | None = None) -> int:
    """Run `qtf` and return its exit status."""
    return program.main(argv)


@program.verb(
    "inspect",
    messages.INSPECT,
    examples=("qtf inspect FILE.qtf", "qtf --office ./main inspect FILE.qtf --json"),
)
@argument("file", metavar="FILE", type=_FILE)
@option("--code-file", metavar="F", type=_FILE, text=messages.INSPECT_CODE_FILE)
def inspect_file(inv: Invocation, file: Path, code_file: Path | None) -> None:
    """Say what a file says of itself."""
    data = _read(file)
    seen = inspect(data)
    document = _outside(file, data, seen)
    parts: list[Shown] = [_outside_shown(inv, document)]
    if seen.state is FileState.COMPLETE:
        document["opened"] = _opened(inv, data, code_file)
        if document["opened"] is not None:
            parts += ["", *_opened_shown(inv, document["opened"])]
    inv.answer(document, *parts)


@program.verb("verify", messages.VERIFY, examples=("qtf --office ./main verify FILE.qtf",))
@argument("file", metavar="FILE", type=_FILE)
@option("--code-file", metavar="F", type=_FILE, text=messages.INSPECT_CODE_FILE)
def verify(inv: Invocation, file: Path, code_file: Path | None) -> int:
    """Check signature and limits."""
    data = _read(file)
    with inv.office() as office:
        result = read(data, _reader(office, code_file))
        sender = _name(office, result.sender)
    code = result.code if isinstance(result, Refusal) else None
    document = {
        "file": file.name,
        "digest": hashlib.sha256(data).hexdigest(),
        "valid": code is None,
        "code": code.value if code else None,
        "message": _why(inv, code),
        # Of a file that was refused before the signature held, nobody is the proved sender.
        "sender": sender if isinstance(result, Opened) or result.proved else None,
        "kind": result.kind if isinstance(result, Opened) or result.proved else None,
    }
    told = _why(inv, code)
    inv.answer(document, f"{code.value}: {told}" if code else told)
    return Exit.NEEDS_PERSON if code else Exit.DONE


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > BY_HAND_LIMIT_BYTES:
            # One byte more than may be is enough to say so.
            with file.open("rb") as opened:
                return opened.read(BY_HAND_LIMIT_BYTES + 1)
        return file.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as problem:
        raise WrongUsage(messages.FILE_MISSING, file=file) from problem


def _code(code_file: Path | None) -> str | None:
    if code_file is None:
        return None
    try:
        return code_file.read_text(encoding="utf-8", errors="replace").strip()
    except (FileNotFoundError, IsADirectoryError) as problem:
        raise WrongUsage(messages.FILE_MISSING, file=code_file) from problem


def _reader(office: Office, code_file: Path | None) -> Reader:
    with office.read() as conn:
        return reader_for(
            office,
            conn,
            size_limit=BY_HAND_LIMIT_BYTES,
            pairing_code=_code(code_file),
            with_own=True,
        )


def _outside(file: Path, data: bytes, seen: Inspection) -> dict[str, Any]:
    return {
        "file": file.name,
        "state": seen.state.value,
        "code": seen.code.value if seen.code else None,
        "version": None if seen.minor is None else f"1.{seen.minor}",
        "mode": seen.mode.value if seen.mode else None,
        "size": seen.size_bytes,
        "announced_size": seen.announced_bytes,
        "digest": hashlib.sha256(data).hexdigest(),
        "readers": [hint.hex() for hint in seen.hints],
        "opened": None,
    }


def _outside_shown(inv: Invocation, said: dict[str, Any]) -> Facts:
    code = said["code"]
    return Facts(
        [
            (messages.FILE, said["file"]),
            (messages.STATE, shown.word(inv, said["state"])),
            (messages.FINDING, f"{code}: {_why(inv, Code(code))}" if code else None),
            (messages.VERSION, said["version"]),
            (messages.SEALED_TO, shown.word(inv, said["mode"])),
            (messages.SIZE, said["size"]),
            (messages.DIGEST, said["digest"]),
        ]
    )


def _opened(inv: Invocation, data: bytes, code_file: Path | None) -> dict[str, Any] | None:
    """Return what the keys at hand show; None where there is neither an office nor a code."""
    directory = inv.office_directory()
    has_office = (directory / SETTINGS_FILE).exists()
    if not has_office and inv.directory is None and code_file is None:
        return None
    with ExitStack() as stack:
        office = stack.enter_context(inv.office()) if has_office or inv.directory else None
        if office is not None:
            reader = _reader(office, code_file)
        else:
            reader = Reader(secrets=(), tenants={}, pairing_code=_code(code_file))
        result = read(data, reader)
        if isinstance(result, Refusal):
            return {"code": result.code.value, "message": _why(inv, result.code)}
        sender = _name(office, result.sender) if office else result.sender
    return {
        "code": None,
        "kind": result.kind.value,
        "sender": sender,
        "package_id": result.package_id,
        "sequence": result.sequence,
        "program": result.program,
        "sealed_at_ms": result.sealed_at_ms,
        "unknown_fields": result.unknown_fields,
        "content": _content(result),
    }


def _opened_shown(inv: Invocation, opened: dict[str, Any]) -> list[Shown]:
    if opened["code"]:
        return [f"{opened['code']}: {opened['message']}"]
    facts = Facts(
        [
            (messages.PACKAGE_KIND, shown.word(inv, opened["kind"])),
            (messages.SENDER, opened["sender"]),
            (messages.PACKAGE, opened["package_id"]),
            (messages.PROGRAM, opened["program"]),
        ]
    )
    if opened["kind"] == "order":
        content = {"state": None, "owner": None, **opened["content"]}
        return [facts, "", *shown.order(inv, content)]
    told = [
        (messages.named(key), value)
        for key, value in opened["content"].items()
        if not isinstance(value, list | dict)
    ]
    return [facts, Facts(told)]


def _content(opened: Opened) -> dict[str, Any]:
    """Return what is inside, without keys."""
    match opened.payload:
        case OrderPayload(order, addresses, files):
            ref = opened.ref
            assert ref is not None
            identity = {"order_id": ref.order_id, "revision": ref.revision}
            return identity | order_json(order, addresses) | {"files": len(files)}
        case Receipt() as receipt:
            items = [{"package_id": i.cid.hex(), "result": i.res.value, "reason": i.reason,
                      "code": i.code, "final": i.final} for i in receipt.items]  # fmt: skip
            return {"highest_sequence": receipt.n, "epoch": receipt.ep, "items": items}
        case Trust() as trust:
            listed = [{"name": w.name, "role": w.role, "state": w.state.value} for w in trust.ws]
            return {"company": trust.name, "epoch": trust.ep, "workstations": listed}
        case PairFill() as fill:
            return {
                "company": fill.trust.name,
                "workstation": fill.lease.name,
                "addresses": len(fill.addresses),
                "articles": len(fill.articles),
                "orders": len(fill.orders),
            }
        case Keys() as keys:
            return {"device": keys.device}


def _name(office: Office, workstation: WorkstationId | None) -> str | None:
    if workstation is None:
        return None
    with office.read() as conn:
        row = workstations.get(conn, office.tenant, workstation)
    return row.name if row else workstation


def _why(inv: Invocation, code: Code | None) -> str:
    return inv.text(messages.CODES[code] if code else messages.VALID)
