"""`qtf-office`: what it prints, and with which exit status."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from machines import Machine

ADD = ("workstation", "add", "HO-1", "--employee", "Erika Prüf", "--email", "erika@buero.test")
FORM = {
    "kind": "quote",
    "number": "A1",
    "issue_date": "2026-11-21",
    "currency": "EUR",
    "addresses": [{"role": "buyer", "name": "Müller & Söhne", "postcode": "01099"}],
    "lines": [{"position": "1", "text": "Ziegel", "quantity": "2", "price": "5", "amount": "10"}],
}


def test_create_says_what_it_made(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "new")
    made = machine.ask(
        "qtf-office", "create", tmp_path / "new", "--company", "Prüf GmbH",
        "--range", "500-999", "--secrets", "file",
    )  # fmt: skip
    assert made["company"] == "Prüf GmbH"
    assert made["range"] == {"first": 500, "last": 999}
    (own,) = machine.ask("qtf-office", "ranges")["ranges"]
    assert (own["first"], own["last"], own["next"], own["state"]) == (500, 999, 500, "open")


@pytest.mark.parametrize(
    ("more", "status"),
    [
        (("--company", " "), 2),
        (("--company", "X", "--range", "9-1"), 2),
        (("--company", "X", "--range", "x"), 2),
        ((), 2),
    ],
)
def test_create_refuses_what_makes_no_office(
    tmp_path: Path, more: tuple[str, ...], status: int
) -> None:
    answer = Machine(tmp_path).try_("qtf-office", "create", tmp_path / "new", *more)
    assert answer.status == status
    assert not (tmp_path / "new").exists()


def test_create_does_not_touch_an_office_that_is_there(main: Machine) -> None:
    before = (main.directory / "office.toml").read_bytes()
    answer = main.try_("qtf-office", "create", main.directory, "--company", "Other")
    assert answer.status == 3
    assert (main.directory / "office.toml").read_bytes() == before


@pytest.mark.parametrize("verb", ["orders", "status", "ranges", "addresses", "articles"])
def test_without_an_office_the_status_is_3_and_stdout_empty(tmp_path: Path, verb: str) -> None:
    answer = Machine(tmp_path / "none").try_("qtf-office", verb, "--json")
    assert answer.status == 3
    assert answer.out == ""
    assert "There is no office" in answer.err


def test_put_order_and_orders_tell_the_same(main: Machine) -> None:
    put = main.ask("qtf-office", "put", "-", given=json.dumps(FORM))
    assert put["outcome"] == "created"
    (row,) = main.ask("qtf-office", "orders")["orders"]
    assert row["order_id"] == put["order_id"]
    assert {k: row[k] for k in ("number", "kind", "revision", "date", "buyer", "currency")} == {
        "number": "A1",
        "kind": "quote",
        "revision": 1,
        "date": "2026-11-21",
        "buyer": "Müller & Söhne",
        "currency": "EUR",
    }
    assert (row["marked"], row["state"]) == (False, "draft")
    form = main.order("a1")
    assert form["lines"][0]["amount"] == "10"
    assert form["computed"]["net"] == "10.00"
    assert form["valid_until"] is None


def test_an_order_that_is_printed_can_be_put_back(main: Machine, tmp_path: Path) -> None:
    main.run("qtf-office", "put", "-", given=json.dumps(FORM))
    text = main.run("qtf-office", "order", "A1", "--json").out
    again = main.ask("qtf-office", "put", "-", given=text)
    assert (again["outcome"], again["ignored"]) == ("unchanged", [])
    (tmp_path / "form.json").write_text(text, encoding="utf-8")
    assert main.ask("qtf-office", "put", tmp_path / "form.json")["outcome"] == "unchanged"


@pytest.mark.parametrize(
    ("given", "status", "told"),
    [
        ("{", 2, "JSON"),
        (json.dumps(FORM | {"kind": "invoice"}), 2, "“kind”"),
        (json.dumps(FORM | {"issue_date": "gestern"}), 2, "“issue_date”"),
        (json.dumps(FORM | {"order_id": "00000000-0000-0000-0000-000000000001"}), 1, "number"),
    ],
)
def test_put_names_the_fault(main: Machine, given: str, status: int, told: str) -> None:
    main.run("qtf-office", "put", "-", given=json.dumps(FORM))
    answer = main.try_("qtf-office", "put", "-", "--json", given=given)
    assert answer.status == status
    assert told in answer.err
    if status == 1:
        assert json.loads(answer.out)["reason"] == "duplicate-number"
    else:
        assert answer.out == ""


def test_unknown_things_are_wrong_usage(main: Machine, tmp_path: Path) -> None:
    for arguments in (
        ("order", "77"),
        ("put", tmp_path / "none.json"),
        ("channel", "remove", "none"),
        ("channel", "test", "none"),
        ("workstation", "confirm", "none"),
        ("workstation", "revoke", "none"),
        ("join", tmp_path / "none.qtf", "--accept-terms"),
    ):
        assert main.try_("qtf-office", *arguments).status == 2, arguments


def test_tables_are_for_people(main: Machine) -> None:
    main.run("qtf-office", "put", "-", given=json.dumps(FORM))
    assert "Müller & Söhne" in main.run("qtf-office", "orders").out
    shown = main.run("qtf-office", "order", "A1", "--lang", "de").out
    for part in ("Nummer:", "Angebot", "Ziegel", "Netto"):
        assert part in shown
    assert "Büro" not in main.run("qtf-office", "status").out


def test_rule_53_addresses_are_found_by_text_and_by_sound(main: Machine, tmp_path: Path) -> None:
    listed = tmp_path / "kunden.csv"
    listed.write_text(
        "Name;Straße;PLZ;Ort\nMeier Dachbau;Am Ring 1;53111;Bonn\nSchulz;Weg 2;50667;Köln\n",
        encoding="utf-8",
    )
    main.run("qtf-office", "load", listed)
    everyone = main.ask("qtf-office", "addresses")["addresses"]
    assert len(everyone) == 2

    def names(text: str) -> list[str]:
        rows = main.ask("qtf-office", "addresses", "--search", text)["addresses"]
        return [row["name"] for row in rows]

    assert names("dachbau") == ["Meier Dachbau"]
    assert names("Mayr Bonn") == ["Meier Dachbau"]
    assert names("Schultz") == ["Schulz"]
    assert names("Mayr Köln") == []


def test_load_answers_for_every_file(main: Machine, tmp_path: Path) -> None:
    nonsense = tmp_path / "x.txt"
    nonsense.write_text("nothing of interest")
    answer = main.try_("qtf-office", "load", nonsense, tmp_path / "gone.xml", "--json")
    assert answer.status == 1
    items = json.loads(answer.out)["items"]
    assert [item["outcome"] for item in items] == ["refused", "refused"]
    for item in items:
        assert {"file", "outcome", "reason", "number", "kind", "warnings"} <= item.keys()
        assert item["reason"]


def test_the_folder_is_set_up_tested_listed_and_removed(main: Machine, tmp_path: Path) -> None:
    assert (tmp_path / "cloud" / "QTF-EXCHANGE.txt").exists()
    (row,) = main.ask("qtf-office", "channel", "list")["channels"]
    assert (row["name"], row["kind"]) == ("folder", "folder")
    assert row["options"]["path"] == str(tmp_path / "cloud")
    (tested,) = main.ask("qtf-office", "channel", "test")["channels"]
    assert tested["works"]
    again = main.try_("qtf-office", "channel", "add", "folder", tmp_path / "cloud")
    assert again.status == 1
    assert main.try_("qtf-office", "channel", "remove", "FOLDER").status == 0
    assert main.ask("qtf-office", "channel", "list")["channels"] == []


def test_a_channel_that_does_not_work_is_status_4(main: Machine, tmp_path: Path) -> None:
    (tmp_path / "cloud" / "QTF-EXCHANGE.txt").unlink()
    answer = main.try_("qtf-office", "channel", "test", "--json")
    assert answer.status == 4
    (tested,) = json.loads(answer.out)["channels"]
    assert not tested["works"]
    assert any(step["error"] for step in tested["steps"])
    (tmp_path / "file").write_text("where a folder should be")
    missing = tmp_path / "file" / "deep"
    assert main.try_("qtf-office", "channel", "add", "folder", missing, "--name", "b").status == 4
    assert len(main.ask("qtf-office", "channel", "list")["channels"]) == 1


def test_status_tells_queues_channels_and_questions(home: Machine, main: Machine) -> None:
    told = home.ask("qtf-office", "status")
    assert told["office"]["role"] == "workstation"
    assert told["office"]["state"] == "answered"
    assert told["queues"]["outbox_unanswered"] == 1
    assert told["open_questions"] == 0
    (channel,) = main.ask("qtf-office", "status")["channels"]
    assert {"name", "kind", "last_looked_at", "last_error", "waiting"} <= channel.keys()
    assert channel["waiting"] == 1  # the answer of the workstation


def test_the_code_is_shown_once_or_written_for_the_owner_only(
    main: Machine, tmp_path: Path
) -> None:
    shown = main.ask("qtf-office", *ADD, "--output", tmp_path / "a.qtf")
    assert len(shown["code"]) == 19
    code = tmp_path / "code.txt"
    again = main.ask("qtf-office", *ADD, "--output", tmp_path / "a.qtf", "--code-file", code)
    assert again["code"] is None
    assert again["repeated"]
    assert code.read_text().strip() != shown["code"]
    if os.name == "posix":
        assert stat.S_IMODE(code.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--kinds", "quote,invoice"), "invoice"),
        (("--include", "everything"), "everything"),
        (("--range", "invoice=1-2"), "invoice=1-2"),
        (("--email", "nobody"), "nobody"),
        (("--devices", "3"), "devices"),
        (("--employee", "\x1b[31m"), "--employee"),
    ],
)
def test_add_names_what_cannot_be_right(
    main: Machine, tmp_path: Path, more: tuple[str, str], told: str
) -> None:
    answer = main.try_("qtf-office", *ADD, "--output", tmp_path / "a.qtf", *more)
    assert answer.status == 2
    assert told in answer.err
    assert not (tmp_path / "a.qtf").exists()


def test_a_letter_of_the_user_is_not_overwritten_by_an_invitation(
    main: Machine, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.docx"
    letter.write_text("dear ...")
    assert main.try_("qtf-office", *ADD, "--output", letter).status == 2
    assert letter.read_text() == "dear ..."
    assert len(main.ask("qtf-office", "workstation", "list")["workstations"]) == 1


def test_join_needs_consent_and_a_code(main: Machine, tmp_path: Path) -> None:
    fill, code = tmp_path / "fill.qtf", tmp_path / "code.txt"
    main.run("qtf-office", *ADD, "--output", fill, "--code-file", code)
    home = Machine(tmp_path / "home")
    assert home.try_("qtf-office", "join", fill, "--code-file", code).status == 2
    assert home.try_("qtf-office", "join", fill, "--accept-terms").status == 2
    code.write_text("AAAA-AAAA-AAAA-AAAA")
    wrong = home.try_("qtf-office", "join", fill, "--code-file", code, "--accept-terms")
    assert wrong.status == 1
    assert "E220" in wrong.err
    assert not home.directory.exists()


def test_join_prints_the_number_and_hands_the_answer_over(
    home: Machine, main: Machine, tmp_path: Path
) -> None:
    again = home.ask(
        "qtf-office", "join", tmp_path / "fill.qtf", "--code-file", tmp_path / "code.txt",
        "--accept-terms",
    )  # fmt: skip
    assert again["repeated"]
    assert again["handed_over"]
    assert len(again["comparison"]) == 6
    assert len(list((tmp_path / "cloud").glob("*.qtf"))) == 1
    assert home.ask("qtf-office", "workstation", "list")["workstations"][0]["name"]


def test_join_offline_keeps_the_answer_and_writes_it_on_request(
    main: Machine, tmp_path: Path
) -> None:
    fill, code = tmp_path / "fill.qtf", tmp_path / "code.txt"
    main.run("qtf-office", *ADD, "--output", fill, "--code-file", code)
    (tmp_path / "cloud").rename(tmp_path / "unplugged")
    home = Machine(tmp_path / "home")
    join = ("join", fill, "--code-file", code, "--accept-terms", "--secrets", "file", "--json")
    offline = home.try_("qtf-office", *join)
    assert offline.status == 1
    assert not json.loads(offline.out)["handed_over"]
    moved = home.try_("qtf-office", *join, "--folder", tmp_path / "unplugged")
    assert moved.status == 0
    assert json.loads(moved.out)["repeated"]
    assert len(list((tmp_path / "unplugged").glob("*.qtf"))) == 1


def test_the_answer_can_be_carried_by_hand(main: Machine, tmp_path: Path) -> None:
    fill, code = tmp_path / "fill.qtf", tmp_path / "code.txt"
    main.run("qtf-office", *ADD, "--output", fill, "--code-file", code)
    home = Machine(tmp_path / "home")
    join = ("join", fill, "--code-file", code, "--accept-terms", "--secrets", "file", "--json")
    by_hand = home.try_("qtf-office", *join, "--output", tmp_path / "answer.qtf")
    assert by_hand.status == 0
    assert not list((tmp_path / "cloud").glob("*.qtf"))
    assert (tmp_path / "answer.qtf").read_bytes().startswith(b"\x89QTF")


def test_only_the_main_office_invites(home: Machine, tmp_path: Path) -> None:
    assert home.try_("qtf-office", *ADD, "--output", tmp_path / "b.qtf").status == 2
    assert home.try_("qtf-office", "workstation", "revoke", "HO-1").status == 2


def test_no_secret_and_no_name_gets_into_the_log(home: Machine, main: Machine) -> None:
    for machine in (home, main):
        text = (machine.directory / "logs" / "qtf-office.log").read_text(encoding="utf-8")
        assert text
        for line in text.splitlines():
            json.loads(line)
        assert "Erika" not in text
        assert "buero.test" not in text
        code = (home.directory.parent / "code.txt").read_text().strip()
        assert code not in text


@pytest.mark.parametrize(
    "arguments",
    [(), ("workstation",), ("workstation", "add"), ("channel", "add", "folder"), ("put",)],
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_command_has_help_with_examples(arguments: tuple[str, ...], language: str) -> None:
    from qtf_office.cli import office

    answer = Machine(Path("none")).try_("qtf-office", *arguments, "--help", "--lang", language)
    assert answer.status == 0
    assert ("Aufruf:" if language == "de" else "Usage:") in answer.out
    assert office.program.name == "qtf-office"
