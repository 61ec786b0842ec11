"""Rule 43: one import can be taken back while nothing depends on it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from import_world import Home, World, an_order_for
from offices import an_address
from qtf_format.payloads import ReceiptResult
from qtf_importer.errors import CannotUndo, ItemUnknown
from qtf_office.archive import verify_archive
from qtf_office.storage import orders


def test_rule_43_order_addresses_and_seen_mark_go_and_the_file_stays(
    world: World, home: Home
) -> None:
    sealed = home.seal()
    outcome = home.deliver(sealed)
    undone = world.undo(outcome.item, by="berta")
    assert (undone.outcome, undone.reason) == ("rejected", "undone")
    assert world.heads() == []
    assert world.addresses() == []
    assert world.office.archive.holds("received", sealed.digest)
    assert world.item(outcome.item).decided_by == "berta"
    assert (home.answer(sealed).res, home.answer(sealed).final) == (ReceiptResult.REFUSED, True)
    with world.office.read() as conn:
        assert verify_archive(conn, world.office.tenant, world.office.archive).problems == ()


def test_rule_43_the_same_file_may_be_taken_anew(world: World, home: Home) -> None:
    sealed = home.seal()
    outcome = home.deliver(sealed)
    world.undo(outcome.item)
    again = home.deliver(sealed)
    assert (again.item, again.outcome) == (outcome.item, "imported")
    assert home.answer(sealed).res is ReceiptResult.IMPORTED
    assert len(world.heads()) == 1


def test_rule_43_a_renewal_goes_back_to_the_former_revision(world: World, home: Home) -> None:
    first = home.send()
    before = world.order(first.order_id)
    links = world.links(first.order_id)
    moved = replace(an_address(), street="Neue Straße", city="Bremen", postcode="28195")
    renewed = home.send(
        an_order_for(title="Zwei"), order_id=first.order_id, revision=2, addresses=(moved,)
    )
    world.undo(renewed.item)
    after = world.order(first.order_id)
    assert (after.order, after.addresses) == (before.order, before.addresses)
    assert after.head.revision == 1
    assert not after.head.is_edited
    assert world.links(first.order_id) == links
    assert len(world.addresses()) == 1
    again = home.send(an_order_for(title="Zwei"), order_id=first.order_id, revision=2)
    assert again.outcome == "renewed"


def test_rule_43_a_renewal_of_an_edited_order_goes_back_to_the_edit(
    world: World, home: Home
) -> None:
    first = home.send()
    world.edit(first.order_id, title="Unsere")
    waiting = home.send(an_order_for(title="Ihre"), order_id=first.order_id, revision=2)
    world.decide(waiting.item, choice="renew")
    world.undo(waiting.item)
    stored = world.order(first.order_id)
    assert stored.order.title == "Unsere"
    assert (stored.head.is_edited, stored.head.exchanged_revision) == (True, 1)


def test_rule_43_an_import_renewed_since_is_not_undone(world: World, home: Home) -> None:
    first = home.send()
    renewed = home.send(an_order_for(title="Zwei"), order_id=first.order_id, revision=2)
    with pytest.raises(CannotUndo):
        world.undo(first.item)
    world.undo(renewed.item)
    world.undo(first.item)
    assert world.heads() == []


def test_rule_43_nothing_is_undone_when_an_address_is_used_elsewhere(
    world: World, home: Home
) -> None:
    first = home.send()
    home.send(an_order_for("10002"))
    with pytest.raises(CannotUndo):
        world.undo(first.item)
    assert len(world.heads()) == 2
    assert world.item(first.item).undone_at is None


def test_rule_43_nothing_is_undone_when_the_office_went_on_with_it(
    world: World, home: Home
) -> None:
    first = home.send()
    with world.office.write() as conn:
        orders.set_processed(conn, world.office.tenant, world.heads()[0].order_id, "delivery")
    with pytest.raises(CannotUndo):
        world.undo(first.item)
    with world.office.write() as conn:
        orders.set_processed(conn, world.office.tenant, world.heads()[0].order_id, None)
    world.edit(first.order_id, title="Unsere")
    with pytest.raises(CannotUndo):
        world.undo(first.item)


def test_rule_60_undoing_forgets_the_decision_about_the_address(world: World, home: Home) -> None:
    ours = an_address("Schornsteinfegerei Ruß")
    similar = replace(ours, name="Schornsteinfegerei Russ", house_number="9")
    known = world.know(ours)
    sealed = home.seal(addresses=(similar,))
    outcome = home.deliver(sealed)
    world.decide(outcome.item, address=1, use=known)
    world.undo(outcome.item)
    assert home.deliver(sealed).open_questions == 1
    assert [each.address_id for each in world.addresses() if each.state == "active"] == [known]


def test_an_undone_copy_of_keep_both_leaves_ours_alone(world: World, home: Home) -> None:
    first = home.send()
    world.edit(first.order_id, title="Unsere")
    waiting = home.send(an_order_for(title="Ihre"), order_id=first.order_id, revision=2)
    world.decide(waiting.item, choice="both")
    assert len(world.heads()) == 2
    world.undo(waiting.item)
    assert [head.order_id for head in world.heads()] == [first.order_id]
    assert world.order(first.order_id).order.title == "Unsere"


def test_only_imports_can_be_undone_and_only_once(world: World, home: Home) -> None:
    outcome = home.send(an_order_for("99"))
    with pytest.raises(CannotUndo):
        world.undo(outcome.item)
    with pytest.raises(ItemUnknown):
        world.undo(4711)
    done = home.send()
    world.undo(done.item)
    with pytest.raises(CannotUndo):
        world.undo(done.item)


def test_after_a_replaced_first_import_both_revisions_can_be_undone(
    world: World, home: Home
) -> None:
    """Rule 30 moved the first package to a row of its own; it still knows what it brought."""
    ours = an_address("Schornsteinfegerei Ruß")
    similar = replace(ours, name="Schornsteinfegerei Russ", house_number="9")
    known = world.know(ours)
    first = home.send(addresses=(similar,))
    home.send(an_order_for(title="Zwei"), order_id=first.order_id, revision=2, addresses=(similar,))
    world.decide(first.item, address=1, new=True)
    (replaced,) = [i for i in world.items() if i.reason == "replaced-by-newer"]
    world.undo(first.item)
    assert world.order(first.order_id).head.revision == 1
    world.undo(replaced.item_id)
    assert world.heads() == []
    assert [each.address_id for each in world.addresses()] == [known]
