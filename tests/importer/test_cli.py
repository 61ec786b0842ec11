"""The command `qtf-import` as DESIGN section 6 has it: JSON, exit statuses, both languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from import_world import Home, World, an_order_for, copied_world
from offices import an_address
from qtf_format.model import Role
from qtf_importer import cli

KEYS = {
    *("item", "file", "digest", "outcome", "reason", "code", "message", "number", "kind"),
    *("order_id", "revision", "sender", "dropped_articles", "open_questions", "warnings"),
    "addresses",
}


@pytest.fixture
def world(tmp_path: Path, office_template: Path) -> Iterator[World]:
    """A main office on SQLite with a real exchange folder."""
    with copied_world(tmp_path, office_template) as made:
        made.with_folder(tmp_path / "exchange")
        yield made


class Desk:
    """Runs the command."""

    def __init__(self, world: World, capsys: pytest.CaptureFixture[str]) -> None:
        self.world, self.capsys = world, capsys

    def run(self, *arguments: object, language: str = "en") -> tuple[int, str, str]:
        self.capsys.readouterr()
        office = ["--office", str(self.world.office.directory), "--lang", language]
        status = cli.main([*office, *map(str, arguments)])
        out, err = self.capsys.readouterr()
        return status, out, err

    def ask(self, *arguments: object, language: str = "en") -> tuple[int, list[dict[str, Any]]]:
        status, out, _ = self.run(*arguments, "--json", language=language)
        document = json.loads(out)
        assert list(document) == ["items"]
        return status, document["items"]


@pytest.fixture
def desk(world: World, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(world, capsys)


@pytest.fixture
def file(home: Home, tmp_path: Path) -> Path:
    path = tmp_path / "vorgang.qtf"
    path.write_bytes(home.seal().data)
    return path


def test_file_answers_with_the_outcome_of_each_file(desk: Desk, file: Path) -> None:
    status, (item,) = desk.ask("file", file)
    assert status == 0
    assert set(item) == KEYS
    assert (item["outcome"], item["reason"], item["code"]) == ("imported", None, None)
    assert (item["number"], item["kind"], item["revision"]) == ("10001", "quote", 1)
    assert (item["sender"], item["file"], item["open_questions"]) == ("HO-1", "vorgang.qtf", 0)
    (address,) = item["addresses"]
    assert (address["role"], address["decision"]) == ("buyer", "new")
    assert file.exists()


def test_the_same_file_again_is_unchanged_with_status_0(desk: Desk, file: Path) -> None:
    _, (first,) = desk.ask("file", file)
    status, (again,) = desk.ask("file", file)
    assert (status, again["outcome"], again["item"]) == (0, "unchanged", first["item"])
    assert again["order_id"] == first["order_id"]


def test_a_file_that_is_set_aside_gives_status_1_and_its_code(
    desk: Desk, file: Path, tmp_path: Path
) -> None:
    cut = tmp_path / "halb.qtf"
    cut.write_bytes(file.read_bytes()[:200])
    empty = tmp_path / "leer.qtf"
    empty.write_bytes(b"")
    status, items = desk.ask("file", cut, empty, file)
    assert status == 1
    assert [item["outcome"] for item in items] == ["quarantined", "quarantined", "imported"]
    assert [item["code"] for item in items] == ["E102", "E102", None]
    assert items[0]["reason"] == "damaged"


def test_a_file_that_cannot_be_read_stops_nobody(
    desk: Desk, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qtf_importer import hand

    real = hand.read_limited

    def refuse(path: Path, limit: int) -> bytes:
        if path.name == "zu.qtf":
            raise PermissionError(13, "Permission denied")
        return real(path, limit)

    monkeypatch.setattr(hand, "read_limited", refuse)
    locked = file.with_name("zu.qtf")
    locked.write_bytes(b"")
    status, items = desk.ask("file", locked, file)
    assert status == 1
    assert [(each["item"], each["outcome"], each["reason"]) for each in items] == [
        (None, "waiting", "local-trouble"),
        (1, "imported", None),
    ]


def test_what_was_taken_before_trouble_is_told_with_status_3(
    desk: Desk, file: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qtf_importer import receive, settle
    from qtf_importer.parcel import Parcel
    from qtf_office.errors import OfficeLocked

    real = settle.settle

    def locked_for_b(office: object, parcel: Parcel, *more: object) -> object:
        if parcel.file_name == "b.qtf":
            raise OfficeLocked
        return real(office, parcel, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(receive, "settle", locked_for_b)
    other = file.with_name("b.qtf")
    other.write_bytes(home.seal(an_order_for("10002")).data)
    status, out, err = desk.run("file", file, other, "--json")
    assert status == 3
    assert [each["outcome"] for each in json.loads(out)["items"]] == ["imported"]
    assert "busy" in err


def test_a_folder_stands_for_the_files_in_it(desk: Desk, file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "viele"
    folder.mkdir()
    file.rename(folder / "a.qtf")
    _, (item,) = desk.ask("file", folder)
    assert item["outcome"] == "imported"


def test_watch_once_drains_all_channels_and_answers(desk: Desk, home: Home, tmp_path: Path) -> None:
    exchange = tmp_path / "exchange"
    (exchange / "a.qtf").write_bytes(home.seal().data)
    status, (item,) = desk.ask("watch", "--once")
    assert (status, item["outcome"]) == (0, "imported")
    assert (exchange / "done" / "a.qtf").exists()
    assert len(home.receipts_in(exchange)) == 1
    assert desk.ask("watch", "--once") == (0, [])


def test_watch_once_tells_of_a_file_that_is_still_arriving(
    desk: Desk, home: Home, tmp_path: Path
) -> None:
    (tmp_path / "exchange" / "a.qtf").write_bytes(home.seal().data[:100])
    status, (item,) = desk.ask("watch", "--once")
    assert (status, item["item"], item["outcome"]) == (1, None, "waiting")
    assert item["reason"] == "incomplete"


def test_watch_once_gives_status_4_when_a_channel_failed(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "exchange" / "QTF-EXCHANGE.txt").unlink()
    status, out, err = desk.run("watch", "--once", "--json")
    assert status == 4
    assert json.loads(out) == {"items": []}
    assert "cloud" in err


def test_inbox_shows_the_question_with_candidates_and_scores(
    desk: Desk, world: World, home: Home, tmp_path: Path
) -> None:
    known = world.know(an_address("Schornsteinfegerei Ruß"))
    similar = replace(an_address("Schornsteinfegerei Russ", Role.SITE), house_number="9")
    path = tmp_path / "x.qtf"
    path.write_bytes(home.seal(addresses=(similar,)).data)
    status, (item,) = desk.ask("file", path)
    assert (status, item["outcome"], item["open_questions"]) == (1, "imported", 1)
    (address,) = item["addresses"]
    assert (address["role"], address["decision"]) == ("site", "open")
    (candidate,) = address["candidates"]
    assert set(candidate) == {"address_id", "score", "label", "reasons"}
    assert candidate["address_id"] == known
    assert all(isinstance(reason, str) for reason in candidate["reasons"])

    status, (shown,) = desk.ask("inbox", item["item"])
    assert shown["question"]["answers"] == ["--address 1 --use ID|--new"]
    status, (listed,) = desk.ask("inbox")
    assert (status, listed["open_questions"]) == (1, 1)
    assert listed["question"]["answers"] == shown["question"]["answers"]
    _, out, _ = desk.run("inbox", item["item"], language="de")
    assert known in out
    assert "Mögliche Antworten" in out

    status, (decided,) = desk.ask("decide", item["item"], "--address", 1, "--use", known)
    assert (status, decided["open_questions"]) == (0, 0)
    assert desk.ask("inbox")[0] == 0
    status, _, err = desk.run("decide", item["item"], "--address", 1, "--new")
    assert status == 1
    assert "already decided" in err


def test_inbox_shows_both_contents_side_by_side(
    desk: Desk, world: World, home: Home, tmp_path: Path
) -> None:
    first = home.seal()
    for name, sealed in (("1.qtf", first), ("2.qtf", None)):
        if sealed is None:
            oid = world.heads()[0].order_id
            world.edit(oid, title="Unsere")
            sealed = home.seal(an_order_for(title="Ihre"), order_id=oid, revision=2)
        (tmp_path / name).write_bytes(sealed.data)
        desk.ask("file", tmp_path / name)
    item = world.items("waiting")[0].item_id
    _, (shown,) = desk.ask("inbox", item)
    assert {"field": "title", "before": "Unsere", "after": "Ihre"} in shown["question"][
        "differences"
    ]
    assert shown["question"]["answers"] == ["--renew", "--keep", "--both", "--reject"]
    status, (decided,) = desk.ask("decide", item, "--renew")
    assert (status, decided["outcome"]) == (0, "renewed")


def test_undo_takes_an_import_back(desk: Desk, world: World, file: Path) -> None:
    _, (item,) = desk.ask("file", file)
    status, (undone,) = desk.ask("undo", item["item"])
    assert (status, undone["reason"]) == (0, "undone")
    assert world.heads() == []
    status, _, err = desk.run("undo", item["item"])
    assert status == 1
    assert err


@pytest.mark.parametrize(
    "arguments",
    [
        ("file", "/no/such/file.qtf"),
        ("decide", "1"),
        ("decide", "1", "--address", "1"),
        ("decide", "1", "--address", "1", "--use", "x", "--new"),
        ("decide", "1", "--address", "1", "--new", "--renew"),
        ("decide", "1", "--use", "x"),
        ("decide", "eins", "--renew"),
        ("inbox", "77"),
        ("undo", "77"),
        ("frobnicate",),
    ],
)
def test_wrong_usage_gives_status_2(desk: Desk, arguments: tuple[str, ...]) -> None:
    status, out, err = desk.run(*arguments)
    assert (status, out) == (2, "")
    assert err


def test_an_office_that_is_not_there_gives_status_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["watch", "--once", "--office", str(tmp_path / "nirgends")]) == 3
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("verb", ["file", "watch", "inbox", "decide", "undo"])
def test_every_verb_has_help_with_an_example(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([verb, "--help", "--lang", "de"]) == 0
    out = capsys.readouterr().out
    assert f"qtf-import {verb}" in out
    assert "Beispiele" in out


def test_nothing_personal_stands_in_the_log(
    desk: Desk, world: World, home: Home, tmp_path: Path
) -> None:
    world.know(an_address("Schornsteinfegerei Ruß"))
    (tmp_path / "exchange" / "a.qtf").write_bytes(home.seal().data)
    desk.run("watch", "--once")
    desk.run("inbox")
    log = (world.office.logs / "qtf-import.log").read_text()
    assert "10001" in log
    for word in ("Ruß", "Jörg", "Höchsten", "kontakt@", "Dachrinne"):
        assert word not in log
