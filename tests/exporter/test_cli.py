"""`qtf-export` as scripts see it: JSON, exit statuses, both languages (DESIGN section 6)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from home_office import Offices
from qtf_exporter.cli import main
from qtf_format.payloads import ReceiptResult

ORDER_FIELDS = {
    "number", "kind", "order_id", "revision", "date", "buyer", "total", "currency", "marked",
    "state",
}  # fmt: skip
OUTBOX_FIELDS = {"number", "order_id", "revision", "state", "channel", "file", "receipt"}


class Home:
    """The command line of one home office."""

    def __init__(self, offices: Offices, capsys: pytest.CaptureFixture[str]) -> None:
        self.directory, self.capsys = offices.home.directory, capsys

    def run(self, *arguments: object, lang: str = "en") -> tuple[int, str, str]:
        argv = ["--office", str(self.directory), "--lang", lang, *map(str, arguments)]
        status = main(argv)
        captured = self.capsys.readouterr()
        return status, captured.out, captured.err

    def ask(self, *arguments: object, status: int = 0) -> Any:
        found, out, err = self.run(*arguments, "--json")
        assert found == status, err
        return json.loads(out)


@pytest.fixture
def home(offices: Offices, capsys: pytest.CaptureFixture[str]) -> Home:
    return Home(offices, capsys)


def test_orders_lists_what_can_be_sent(offices: Offices, home: Home) -> None:
    order_id = offices.write("10001")
    [order] = home.ask("orders")["orders"]
    assert set(order) == ORDER_FIELDS
    assert order["order_id"] == order_id
    assert (order["number"], order["kind"], order["state"]) == ("10001", "quote", "draft")
    assert (order["revision"], order["marked"], order["currency"]) == (1, False, "EUR")


def test_mark_and_unmark_change_what_is_sent_by_default(offices: Offices, home: Home) -> None:
    for number in ("10001", "10002", "10003"):
        offices.write(number)
    home.ask("mark", "10001", "10003")
    home.ask("unmark", "10003")
    assert [o["number"] for o in home.ask("orders")["orders"] if o["marked"]] == ["10001"]
    assert [i["number"] for i in home.ask("send")["items"]] == ["10001"]
    assert not any(o["marked"] for o in home.ask("orders")["orders"])


def test_marking_an_unknown_number_ends_with_one_and_marks_the_others(
    offices: Offices, home: Home
) -> None:
    offices.write("10001")
    answer = home.ask("mark", "10001", "nothing", status=1)
    assert [o["number"] for o in answer["orders"]] == ["10001"]
    assert [r["reason"] for r in answer["refused"]] == ["unknown-number"]


def test_send_ends_with_zero_when_queued_and_handed_over(offices: Offices, home: Home) -> None:
    offices.write("10001")
    [item] = home.ask("send", "10001")["items"]
    assert set(item) >= OUTBOX_FIELDS
    assert (item["outcome"], item["state"], item["channel"]) == ("sent", "sent", "cloud")
    assert item["receipt"] is None


def test_send_ends_with_one_when_queued_only(offices: Offices, home: Home) -> None:
    offices.write("10001")
    offices.folder.rename(offices.folder.with_name("away"))
    [item] = home.ask("send", "10001", status=1)["items"]
    assert (item["outcome"], item["state"]) == ("queued", "packed")
    assert item["message"]


def test_send_by_an_unknown_channel_is_wrong_usage(offices: Offices, home: Home) -> None:
    offices.write("10001")
    status, out, err = home.run("send", "10001", "--channel", "nowhere")
    assert (status, out) == (2, "")
    assert "cloud" in err


def test_save_writes_into_the_exchange_folder_and_again_the_same_file(
    offices: Offices, home: Home
) -> None:
    offices.write("10001")
    [first] = home.ask("save", "10001")["items"]
    [second] = home.ask("save", "10001")["items"]
    assert first["package_id"] == second["package_id"]
    assert [path.name for path in offices.folder.glob("*.qtf")] == [first["file"]]


def test_save_to_a_folder_names_the_file(offices: Offices, home: Home, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    for number in ("10001", "10002"):
        offices.write(number)
    items = home.ask("save", "10001", "10002", "--to", stick)["items"]
    assert {item["file"] for item in items} == {str(path) for path in stick.iterdir()}
    assert [item["channel"] for item in items] == [None, None]


def test_save_to_a_folder_that_is_not_there_is_wrong_usage(offices: Offices, home: Home) -> None:
    offices.write("10001")
    assert home.run("save", "10001", "--to", "/nowhere/at/all")[0] == 2
    assert home.ask("outbox")["items"] == []


def test_save_ends_with_four_when_the_exchange_folder_is_gone(offices: Offices, home: Home) -> None:
    offices.write("10001")
    offices.folder.rename(offices.folder.with_name("away"))
    assert home.ask("save", "10001", status=4)["items"][0]["outcome"] == "queued"


def test_one_refused_order_ends_with_one_and_the_others_are_done(
    offices: Offices, home: Home
) -> None:
    for number in ("10001", "77"):
        offices.write(number)
    items = home.ask("save", "77", "10001", status=1)["items"]
    assert [(i["number"], i["outcome"], i["reason"]) for i in items] == [
        ("77", "refused", "number-out-of-range"),
        ("10001", "saved", None),
    ]


def test_outbox_shows_what_left_and_what_came_back(offices: Offices, home: Home) -> None:
    offices.write("10001")
    home.ask("send", "10001")
    [row] = offices.outbox()
    offices.deliver(offices.receipt(offices.answer(row), highest=1))
    assert home.ask("run", "--once")["items"][0]["outcome"] == "applied"
    [item] = home.ask("outbox")["items"]
    assert set(item) >= OUTBOX_FIELDS
    assert (item["state"], item["channel"]) == ("done", "cloud")
    assert item["receipt"]["result"] == "imported"
    assert [o["state"] for o in home.ask("orders")["orders"]] == ["done"]


def test_rule_33_an_order_that_arrived_with_an_open_question_is_not_called_done(
    offices: Offices, home: Home
) -> None:
    offices.write("10001")
    home.ask("send", "10001")
    [row] = offices.outbox()
    offices.deliver(offices.receipt(offices.answer(row, final=False), highest=1))
    home.ask("run", "--once")
    [item] = home.ask("outbox")["items"]
    assert (item["state"], item["receipt"]["final"]) == ("open", False)
    assert "still has something to decide" in item["message"]


def test_a_file_from_a_stranger_is_named_with_its_reason(offices: Offices, home: Home) -> None:
    offices.write("10001")
    home.ask("send", "10001")
    offices.deliver(offices.sealed_bytes(offices.outbox()[0]), "forged.qtf")
    answer = home.ask("run", "--once", status=1)
    [item] = answer["items"]
    assert (item["outcome"], item["reason"], item["code"]) == ("ignored", "not-from-office", "E217")
    assert answer["alarms"]


def test_outbox_retry_sends_what_waits(offices: Offices, home: Home) -> None:
    offices.write("10001")
    away = offices.folder.rename(offices.folder.with_name("away"))
    home.ask("send", "10001", status=1)
    home.ask("outbox", "--retry", status=1)
    away.rename(offices.folder)
    [item] = home.ask("outbox", "--retry")["items"]
    assert item["state"] == "sent"


def test_run_once_ends_with_one_when_the_office_refused_something(
    offices: Offices, home: Home
) -> None:
    offices.write("10001")
    home.ask("send", "10001")
    [row] = offices.outbox()
    refusal = offices.answer(
        row, ReceiptResult.REFUSED, code="E410", reason="duplicate-number", offered="10009"
    )
    offices.deliver(offices.receipt(refusal, highest=1))
    [item] = home.ask("run", "--once", status=1)["items"]
    [answer] = item["answers"]
    assert answer["receipt"]["reason"] == "duplicate-number"
    assert answer["receipt"]["next"] == "10009"


def test_run_once_ends_with_four_when_a_channel_fails(offices: Offices, home: Home) -> None:
    offices.folder.rename(offices.folder.with_name("away"))
    answer = home.ask("run", "--once", status=4)
    assert [trouble["channel"] for trouble in answer["troubles"]] == ["cloud"]


def test_rule_67_renumber_takes_the_offered_number_and_sends_again(
    offices: Offices, home: Home
) -> None:
    offices.write("10001")
    home.ask("send", "10001")
    [row] = offices.outbox()
    refusal = offices.answer(
        row, ReceiptResult.REFUSED, code="E410", reason="duplicate-number", offered="10009"
    )
    offices.deliver(offices.receipt(refusal, highest=1))
    home.ask("run", "--once", status=1)
    done = home.ask("renumber", "10001")
    assert (done["old"], done["number"], done["revision"]) == ("10001", "10009", 2)
    assert [i["outcome"] for i in done["items"]] == ["sent"]
    assert len(list(offices.folder.glob("*.qtf"))) == 2


def test_the_main_office_sends_nothing(
    offices: Offices, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--office", str(offices.main.directory), "--lang", "en", "orders"]) == 3
    assert "workstation" in capsys.readouterr().err


def test_an_office_that_is_not_there_ends_with_three(tmp_path: Path) -> None:
    assert main(["orders", "--office", str(tmp_path / "nothing")]) == 3


def test_a_command_that_does_not_exist_is_wrong_usage(home: Home) -> None:
    assert home.run("explode")[0] == 2


def test_nothing_marked_is_said_and_done(home: Home) -> None:
    assert home.ask("send")["items"] == []
    status, out, _ = home.run("send")
    assert status == 0
    assert "Nothing is marked" in out


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("orders",),
        ("send", "10001"),
        ("save", "10001"),
        ("mark", "10001", "77"),
        ("outbox",),
        ("run", "--once"),
        ("renumber", "10001"),
    ],
)
def test_people_get_text_in_their_language(
    offices: Offices, home: Home, lang: str, arguments: tuple[str, ...]
) -> None:
    offices.write("10001")
    home.ask("send", "10001")
    status, out, _ = home.run(*arguments, lang=lang)
    assert status in (0, 1)
    assert out.strip()
    assert "{" not in out
