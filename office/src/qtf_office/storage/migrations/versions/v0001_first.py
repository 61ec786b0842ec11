"""The first tables of the office database.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    """Create every table, and what keeps number ranges apart (rule 62)."""
    _create_tables()
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_TRIGGER.format(event="insert", other="true"))
        op.execute(_TRIGGER.format(event="update", other=_NOT_ITSELF))
    else:
        op.execute("create extension if not exists btree_gist")
        op.execute(_EXCLUDE)


# An update compares with every range but the one it changes.
_NOT_ITSELF = (
    "(other.tenant_id, other.series, other.first) <> (old.tenant_id, old.series, old.first)"
)
_TRIGGER = """
create trigger number_range_no_overlap_{event} before {event} on number_range
when exists (
    select 1 from number_range as other
    where other.tenant_id = new.tenant_id and other.series = new.series
      and other.first <= new.last and other.last >= new.first
      and {other}
)
begin
    select raise(abort, 'number ranges overlap');
end
"""

_EXCLUDE = """
alter table number_range add constraint ex_number_range_overlap
exclude using gist (tenant_id with =, series with =, int8range(first, last, '[]') with &&)
"""


def downgrade() -> None:
    """Drop every table."""
    op.drop_table("order_line")
    op.drop_table("order_file")
    op.drop_index("ix_order_address_address", table_name="order_address")
    op.drop_table("order_address")
    op.drop_table("number_range")
    op.drop_index("ix_address_key_address", table_name="address_key")
    op.drop_table("address_key")
    op.drop_table("workstation")
    op.drop_table("trust_list")
    op.drop_table("tenant")
    op.drop_table("seen_package")
    op.drop_index("ix_receipt_item_package", table_name="receipt_item")
    op.drop_index("ix_receipt_item_open", table_name="receipt_item")
    op.drop_table("receipt_item")
    op.drop_table("outbox_bytes")
    op.drop_index("ix_outbox_state", table_name="outbox")
    op.drop_index("ix_outbox_order", table_name="outbox")
    op.drop_table("outbox")
    op.drop_table("orders")
    op.drop_table("order_revision")
    op.drop_table("number_series")
    op.drop_table("lease")
    op.drop_table("journal")
    op.drop_table("invitation")
    op.drop_index("ix_inbox_item_state", table_name="inbox_item")
    op.drop_index("ix_inbox_item_package", table_name="inbox_item")
    op.drop_index("ix_inbox_item_order", table_name="inbox_item")
    op.drop_table("inbox_item")
    op.drop_table("counter")
    op.drop_table("article")
    op.drop_table("arrival_seen")
    op.drop_table("address_decision")
    op.drop_index("ix_address_normal", table_name="address")
    op.drop_table("address")


def _create_tables() -> None:
    op.create_table(
        "address",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("address_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("name2", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("house_number", sa.Text(), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("vat_id", sa.Text(), nullable=True),
        sa.Column("customer_number", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("normal_digest", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_by_item", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "state in ('active', 'provisional', 'deleted')", name=op.f("ck_address_state")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "address_id", name=op.f("pk_address")),
    )
    op.create_index("ix_address_normal", "address", ["tenant_id", "normal_digest"], unique=False)
    op.create_table(
        "address_decision",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("normal_digest", sa.Text(), nullable=False),
        sa.Column("address_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "verdict in ('same', 'different')", name=op.f("ck_address_decision_verdict")
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "normal_digest", "address_id", name=op.f("pk_address_decision")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "arrival_seen",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "channel", "token", name=op.f("pk_arrival_seen")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "article",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("number_key", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("price", sa.Text(), nullable=True),
        sa.Column("price_per", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("tax_rate", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "number_key", name=op.f("pk_article")),
    )
    op.create_table(
        "counter",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("workstation_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "workstation_id", "name", name=op.f("pk_counter")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "inbox_item",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("arrived_at", sa.Text(), nullable=False),
        sa.Column("deliveries", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("sender", sa.Text(), nullable=True),
        sa.Column("package_kind", sa.Text(), nullable=True),
        sa.Column("package_id", sa.Text(), nullable=True),
        sa.Column("manifest_sha", sa.Text(), nullable=True),
        sa.Column("sequence", sa.BigInteger(), nullable=True),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("content_digest", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.Text(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("undone_at", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state in ('received', 'waiting', 'settled')", name=op.f("ck_inbox_item_state")
        ),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_inbox_item")),
        sa.UniqueConstraint("tenant_id", "digest", name=op.f("uq_inbox_item_tenant_id_digest")),
    )
    op.create_index("ix_inbox_item_order", "inbox_item", ["tenant_id", "order_id"], unique=False)
    op.create_index(
        "ix_inbox_item_package", "inbox_item", ["tenant_id", "package_id"], unique=False
    )
    op.create_index("ix_inbox_item_state", "inbox_item", ["tenant_id", "state"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("workstation_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.Text(), nullable=False),
        sa.Column("fill_digest", sa.Text(), nullable=False),
        sa.Column("fill_transcript", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("answer_package", sa.Text(), nullable=True),
        sa.Column("answer_sign", sa.Text(), nullable=True),
        sa.Column("answer_seal", sa.Text(), nullable=True),
        sa.Column("answer_device", sa.Text(), nullable=True),
        sa.Column("comparison", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state in ('open', 'answered', 'closed')", name=op.f("ck_invitation_state")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "workstation_id", name=op.f("pk_invitation")),
    )
    op.create_table(
        "journal",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("entry", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "n", name=op.f("pk_journal")),
    )
    op.create_table(
        "lease",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("resource", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("since", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "resource", name=op.f("pk_lease")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "number_series",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "kind", name=op.f("pk_number_series")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "order_revision",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("content_digest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("addresses", sa.LargeBinary(), nullable=False),
        sa.Column("package_id", sa.Text(), nullable=True),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "order_id", "revision", "origin", name=op.f("pk_order_revision")
        ),
    )
    op.create_table(
        "orders",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_digest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("addresses", sa.LargeBinary(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("processed", sa.Text(), nullable=True),
        sa.Column("marked", sa.Boolean(), nullable=False),
        sa.Column("exchanged_revision", sa.Integer(), nullable=False),
        sa.Column("exchanged_digest", sa.Text(), nullable=True),
        sa.Column("imported_at", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.Column("deleted_at", sa.Text(), nullable=True),
        sa.Column("issue_date", sa.Text(), nullable=True),
        sa.Column("buyer", sa.Text(), nullable=True),
        sa.Column("total", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind in ('quote', 'order', 'confirmation', 'work-order', 'delivery-note')",
            name=op.f("ck_orders_kind"),
        ),
        sa.CheckConstraint("state in ('active', 'deleted')", name=op.f("ck_orders_state")),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_orders_revision")),
        sa.PrimaryKeyConstraint("tenant_id", "order_id", name=op.f("pk_orders")),
        sa.UniqueConstraint(
            "tenant_id", "series", "number_key", name=op.f("uq_orders_tenant_id_series_number_key")
        ),
    )
    op.create_table(
        "outbox",
        sa.Column(
            "outbox_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("package_id", sa.Text(), nullable=False),
        sa.Column("package_kind", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("manifest_sha", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("handed_over_at", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.Text(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("receipt_result", sa.Text(), nullable=True),
        sa.Column("receipt_reason", sa.Text(), nullable=True),
        sa.Column("receipt_code", sa.Text(), nullable=True),
        sa.Column("receipt_final", sa.Boolean(), nullable=True),
        sa.Column("receipt_next", sa.Text(), nullable=True),
        sa.Column("receipt_at", sa.Text(), nullable=True),
        sa.Column("receipt_sequence", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state in ('sealed', 'handed-over', 'unknown', 'confirmed', 'refused')",
            name=op.f("ck_outbox_state"),
        ),
        sa.PrimaryKeyConstraint("outbox_id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("tenant_id", "package_id", name=op.f("uq_outbox_tenant_id_package_id")),
    )
    op.create_index("ix_outbox_order", "outbox", ["tenant_id", "order_id"], unique=False)
    op.create_index("ix_outbox_state", "outbox", ["tenant_id", "state"], unique=False)
    op.create_table(
        "outbox_bytes",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("outbox_id", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["outbox_id"],
            ["outbox.outbox_id"],
            name=op.f("fk_outbox_bytes_outbox_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "outbox_id", name=op.f("pk_outbox_bytes")),
    )
    op.create_table(
        "receipt_item",
        sa.Column(
            "receipt_item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("workstation_id", sa.Text(), nullable=False),
        sa.Column("package_id", sa.Text(), nullable=False),
        sa.Column("item", sa.LargeBinary(), nullable=False),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("outbox_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("receipt_item_id", name=op.f("pk_receipt_item")),
    )
    op.create_index(
        "ix_receipt_item_open",
        "receipt_item",
        ["tenant_id", "outbox_id", "workstation_id"],
        unique=False,
    )
    op.create_index(
        "ix_receipt_item_package", "receipt_item", ["tenant_id", "package_id"], unique=False
    )
    op.create_table(
        "seen_package",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("package_id", sa.Text(), nullable=False),
        sa.Column("manifest_sha", sa.Text(), nullable=False),
        sa.Column("workstation_id", sa.Text(), nullable=False),
        sa.Column("sign_key", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("item_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "package_id", name=op.f("pk_seen_package")),
        sa.UniqueConstraint(
            "tenant_id",
            "workstation_id",
            "sign_key",
            "sequence",
            name=op.f("uq_seen_package_tenant_id_workstation_id_sign_key_sequence"),
        ),
    )
    op.create_table(
        "tenant",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("own_workstation", sa.Text(), nullable=False),
        sa.Column("office_workstation", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.CheckConstraint("role in ('main', 'workstation')", name=op.f("ck_tenant_role")),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_tenant")),
    )
    op.create_table(
        "trust_list",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "epoch", name=op.f("pk_trust_list")),
    )
    op.create_table(
        "workstation",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("workstation_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("employee", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("device", sa.Text(), nullable=True),
        sa.Column("devices", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("sign_key", sa.Text(), nullable=True),
        sa.Column("seal_key", sa.Text(), nullable=True),
        sa.Column("key_epoch", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.Text(), nullable=True),
        sa.Column("revoked_at", sa.Text(), nullable=True),
        sa.Column("last_seen_at", sa.Text(), nullable=True),
        sa.Column("highest_sequence", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("role in ('office', 'workstation')", name=op.f("ck_workstation_role")),
        sa.CheckConstraint(
            "state in ('invited', 'answered', 'active', 'suspended', 'revoked')",
            name=op.f("ck_workstation_state"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "workstation_id", name=op.f("pk_workstation")),
        sa.UniqueConstraint(
            "tenant_id", "name_key", name=op.f("uq_workstation_tenant_id_name_key")
        ),
    )
    op.create_table(
        "address_key",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("address_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "address_id"],
            ["address.tenant_id", "address.address_id"],
            name=op.f("fk_address_key_tenant_id_address_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "tenant_id", "kind", "value", "address_id", name=op.f("pk_address_key")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_address_key_address", "address_key", ["tenant_id", "address_id"], unique=False
    )
    op.create_table(
        "number_range",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("workstation_id", sa.Text(), nullable=False),
        sa.Column("next", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("guarded", sa.Boolean(), nullable=False),
        sa.CheckConstraint("state in ('open', 'frozen')", name=op.f("ck_number_range_state")),
        sa.CheckConstraint("first >= 1 and first <= last", name=op.f("ck_number_range_order")),
        sa.CheckConstraint("next >= first and next <= last + 1", name=op.f("ck_number_range_next")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "workstation_id"],
            ["workstation.tenant_id", "workstation.workstation_id"],
            name=op.f("fk_number_range_tenant_id_workstation_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "series", "first", name=op.f("pk_number_range")),
    )
    op.create_table(
        "order_address",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("address_id", sa.Text(), nullable=True),
        sa.Column("normal_digest", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.order_id"],
            name=op.f("fk_order_address_tenant_id_order_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "order_id", "place", name=op.f("pk_order_address")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_order_address_address", "order_address", ["tenant_id", "address_id"], unique=False
    )
    op.create_table(
        "order_file",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.order_id"],
            name=op.f("fk_order_file_tenant_id_order_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "order_id", "sha256", name=op.f("pk_order_file")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "order_line",
        sa.Column("tenant_id", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("line_kind", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=True),
        sa.Column("article_number", sa.Text(), nullable=True),
        sa.Column("article_key", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("price", sa.Text(), nullable=True),
        sa.Column("price_per", sa.Text(), nullable=True),
        sa.Column("amount", sa.Text(), nullable=True),
        sa.Column("tax_rate", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "order_id"],
            ["orders.tenant_id", "orders.order_id"],
            name=op.f("fk_order_line_tenant_id_order_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "order_id", "sort", name=op.f("pk_order_line")),
        sqlite_with_rowid=False,
    )
