"""A main office and machines that join it, without commands: the services themselves.

The pairing code costs a moment and 256 MiB on purpose; tests that are not about the cost make it
cheap with `cheap_codes`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from memory_channel import MemoryExchange
from offices import SetClock
from qtf_format.code import Cost
from qtf_format.ids import box_of
from qtf_format.package import Kind, Opened, Refusal
from qtf_format.payloads import Keys, Trust
from qtf_format.reading import read
from qtf_office import dispatch, pairing, trust
from qtf_office.directory import Office, create_office, open_office
from qtf_office.pairing import Answered, Invited, Joined, JoinWish, NewWorkstation
from qtf_office.reader import reader_for
from qtf_office.storage import outbox

__all__ = ["World", "cheap_codes", "world"]


@contextmanager
def cheap_codes() -> Iterator[None]:
    """Let codes be derived at once."""
    cost = Cost(memory_kib=64, passes=1, lanes=1)
    with mock.patch("qtf_format.code.COST", cost), mock.patch("qtf_format.outer.COST", cost):
        yield


@dataclass
class World:
    """The main office, what lies between it and its workstations, and the time."""

    root: Path
    main: Office
    clock: SetClock
    exchange: MemoryExchange = field(default_factory=MemoryExchange)

    def invite(self, name: str = "HO-1", **more: Any) -> Invited:
        """Invite a workstation."""
        wish = {"name": name, "employee": "Erika Beispiel", "email": "erika@beispiel.example"}
        return pairing.invite(self.main, NewWorkstation(**{**wish, **more}))

    def join(self, invited: Invited, folder: str = "home", code: str | None = None) -> Joined:
        """Join with an invitation and its code, or another one."""
        wish = JoinWish(
            self.root / folder, invited.data, code or invited.code, f"PC {folder}", "file"
        )
        return pairing.join(wish, self.clock)

    @contextmanager
    def home(self, folder: str = "home") -> Iterator[Office]:
        """Open the office of a workstation that joined."""
        with open_office(self.root / folder, self.clock) as office:
            yield office

    def answer(self, folder: str = "home") -> bytes:
        """The sealed answer of a workstation that joined."""
        with self.home(folder) as office, office.read() as conn:
            items = outbox.list_items(conn, office.tenant)
            (item,) = [i for i in items if i.package_kind == Kind.PAIR_ACCEPT]
            return outbox.data(conn, office.tenant, item.outbox_id)

    def open(self, data: bytes) -> Opened | Refusal:
        """What the main office makes of a file."""
        with self.main.read() as conn:
            return read(data, reader_for(self.main, conn))

    def take(self, data: bytes) -> Answered | Refusal:
        """Let the main office take an answer, as the importer does."""
        opened = self.open(data)
        if isinstance(opened, Refusal):
            return opened
        assert isinstance(opened.payload, Keys)
        with self.main.write() as conn:
            return pairing.answered(conn, self.main, opened)

    def pair(self, name: str = "HO-1", **more: Any) -> None:
        """Pair a workstation; its folder has its name."""
        self.join(self.invite(name, **more), name)
        self.take(self.answer(name))
        pairing.confirm(self.main, name)

    def deliver_trust(self, folder: str = "home") -> list[trust.Accepted]:
        """Hand everything over and let a workstation take the trust lists in its box."""
        dispatch.hand_over(self.main, [self.exchange.channel()])
        accepted = []
        with self.home(folder) as office:
            box = self.exchange.boxes.pop(box_of(office.workstation), {})
            for file in box.values():
                with office.read() as conn:
                    opened = read(file.data, reader_for(office, conn))
                assert isinstance(opened, Opened), opened
                assert isinstance(opened.payload, Trust)
                with office.write() as conn:
                    accepted.append(trust.accept(conn, office, opened.payload))
        return accepted


@contextmanager
def world(root: Path, database_url: str | None = None) -> Iterator[World]:
    """A new main office with cheap codes."""
    clock = SetClock()
    made = create_office(
        root / "main",
        company="Dachbau Muster GmbH",
        database_url=database_url,
        secrets="file",
        clock=clock,
    )
    with cheap_codes(), made as main:
        yield World(root, main, clock, MemoryExchange(is_ours=True))
