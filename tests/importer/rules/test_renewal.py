"""What a newer revision changes (rules 25 and 29), and the articles of its lines (rule 61)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from qtf_format.model import Address, Line, LineKind, Order, OrderKind, Role
from qtf_importer.rules.addresses import group_addresses, ignored_customer_numbers
from qtf_importer.rules.articles import link_articles, numbers_of
from qtf_importer.rules.renewal import Difference, FormerDecision, differences, keep_decisions
from qtf_office.matching.normalise import normal_digest


def address(*roles: Role, name: str = "Hans Meier", street: str = "Hauptstr. 5") -> Address:
    return Address(
        roles=roles or (Role.BUYER,), name=name, street=street, postcode="60311", city="Frankfurt"
    )


def line(sort: int, text: str, price: str = "10.00", article: str | None = None) -> Line:
    return Line(
        sort=sort,
        kind=LineKind.ITEM,
        position=str(sort + 1),
        text=text,
        price=Decimal(price),
        article_number=article,
        unit="H87",
        tax_rate=Decimal("19"),
    )


def order(*lines: Line) -> Order:
    return Order(kind=OrderKind.QUOTE, number="10001", lines=lines)


def decided(of: Address, decision: str = "asked", address_id: str | None = "x") -> FormerDecision:
    return FormerDecision(of.roles, normal_digest(of), address_id, decision)


def test_rule_29_an_address_that_did_not_change_keeps_its_decision() -> None:
    former = decided(address())
    (kept,) = keep_decisions([former], [address(street="Hauptstraße 5")])
    assert kept.kept == former


def test_rule_29_only_the_role_that_changed_is_asked() -> None:
    buyer, delivery = address(Role.BUYER), address(Role.DELIVERY, street="Bergweg 1")
    moved = address(Role.DELIVERY, street="Talweg 9")
    kept = keep_decisions([decided(buyer), decided(delivery)], [buyer, moved])
    assert [k.kept is None for k in kept] == [False, True]


def test_rule_29_an_open_question_stays_open() -> None:
    former = decided(address(), decision="open")
    assert keep_decisions([former], [address()])[0].kept is None


def test_rule_25_only_what_differs_is_shown() -> None:
    before = order(line(0, "Ziegel"), line(1, "Latten", "3.50"))
    after = order(line(0, "Ziegel"), line(1, "Latten", "3.75"))
    assert differences(before, after) == (Difference("lines[2].price", "3.50", "3.75"),)


def test_rule_25_a_line_put_in_between_is_one_difference() -> None:
    before = order(line(0, "Ziegel"), line(1, "Latten"))
    after = order(
        line(0, "Ziegel"),
        Line(sort=1, kind=LineKind.ITEM, position="1a", text="Folie"),
        Line(**{f: getattr(before.lines[1], f) for f in Line.__struct_fields__} | {"sort": 2}),
    )
    assert [d.field for d in differences(before, after)] == ["lines[1a]"]


def test_rule_25_the_same_order_has_no_differences() -> None:
    same = order(line(0, "Ziegel"))
    assert differences(same, same, [address()], [address()]) == ()


def test_rule_25_a_changed_address_is_shown_by_its_role() -> None:
    found = differences(order(), order(), [address()], [address(street="Bergweg 1")])
    assert [d.field for d in found] == ["addresses[buyer].street"]


def test_rule_25_a_new_role_is_shown_as_a_whole() -> None:
    found = differences(order(), order(), [address()], [address(), address(Role.DELIVERY)])
    assert found[0].before is None
    assert found[0].field == "addresses[delivery]"


def test_rule_59_one_address_in_several_roles_is_one_group() -> None:
    groups = group_addresses(
        [address(Role.BUYER), address(Role.DELIVERY, street="Hauptstraße 5"), address(name="Eva")]
    )
    assert [g.places for g in groups] == [(0, 1), (2,)]
    assert groups[0].roles == (Role.BUYER, Role.DELIVERY)


def test_rule_58_customer_numbers_are_reported_only() -> None:
    one = Address(roles=(Role.BUYER,), name="A", customer_number="4711")
    assert ignored_customer_numbers([one, one, address()]) == ("4711",)


@dataclass(frozen=True)
class Article:
    number_key: str
    unit: str | None = "H87"
    tax_rate: Decimal | None = Decimal("19")
    active: bool = True


def test_rule_61_a_known_article_is_linked_and_an_unknown_reference_dropped() -> None:
    lines = [line(0, "Ziegel", article="Z-1"), line(1, "Latten", article="L-2")]
    result = link_articles(lines, {"z-1": Article("z-1")})
    assert result.links == {0: "z-1"}
    assert result.dropped == ("L-2",)
    assert [w.code for w in result.warnings] == ["unknown-article"]


def test_rule_61_inactive_articles_count_as_found() -> None:
    result = link_articles([line(0, "x", article="Z-1")], {"z-1": Article("z-1", active=False)})
    assert result.links == {0: "z-1"}
    assert result.warnings == ()


def test_rule_61_other_unit_or_tax_is_linked_with_a_warning() -> None:
    known = {"z-1": Article("z-1", unit="MTR", tax_rate=Decimal("7"))}
    result = link_articles([line(0, "x", article="Z-1")], known)
    assert [w.code for w in result.warnings] == ["other-unit", "other-tax-rate"]
    assert (result.warnings[1].ours, result.warnings[1].theirs) == ("7", "19")


def test_rule_61_a_number_on_many_lines_is_dropped_once() -> None:
    result = link_articles([line(n, "x", article="Q") for n in range(3)], {})
    assert result.dropped == ("Q",)


def test_all_numbers_are_looked_up_at_once() -> None:
    lines = [line(0, "a", article=" Z-1 "), line(1, "b", article="z-1"), line(2, "c")]
    assert numbers_of(lines) == {"z-1"}
