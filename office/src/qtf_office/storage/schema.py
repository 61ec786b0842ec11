"""The tables of the office database, the same for SQLite and PostgreSQL.

Conventions. Every key starts with the tenant. Ids and digests are lower-case hex text, order ids
canonical UUIDs; instants are UTC text `YYYY-MM-DDTHH:MM:SS.mmmZ` (they sort as text); dates are
`YYYY-MM-DD`; money and quantities are decimal text, never REAL (sums are computed in Python with
Decimal). Canonical msgpack of the format stands in LargeBinary columns.

`sqlite_with_rowid=False`: SQLite keeps the rows in the tree of their primary key, which halves the
pages written for the lines of an order.

Uniqueness that the rules promise (rules 20 and 62) is a constraint here, not only code. What
SQLAlchemy cannot say for both databases (no two number ranges overlap) stands in the migration.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

__all__ = [
    "address",
    "address_decision",
    "address_key",
    "arrival_seen",
    "article",
    "counter",
    "inbox_item",
    "invitation",
    "journal",
    "lease",
    "metadata",
    "number_range",
    "number_series",
    "order_address",
    "order_file",
    "order_line",
    "order_revision",
    "orders",
    "outbox",
    "outbox_bytes",
    "receipt_item",
    "seen_package",
    "tenant",
    "trust_list",
    "workstation",
]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _tenant() -> Column[str]:
    return Column("tenant_id", Text, primary_key=True)


def _row_id(name: str) -> Column[int]:
    # SQLite numbers rows by itself only for a plain INTEGER primary key.
    return Column(name, BigInteger().with_variant(Integer, "sqlite"), primary_key=True)


tenant = Table(
    "tenant",
    metadata,
    _tenant(),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),  # main: the office; workstation: a home office
    Column("own_workstation", Text, nullable=False),
    Column("office_workstation", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    CheckConstraint("role in ('main', 'workstation')", name="role"),
)

workstation = Table(
    "workstation",
    metadata,
    _tenant(),
    Column("workstation_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),  # NFKC, case-folded, trimmed
    Column("role", Text, nullable=False),
    Column("employee", Text),
    Column("email", Text),
    Column("device", Text),
    Column("devices", Integer, nullable=False, default=2),
    # invited: fill written; answered: pair.accept came, waits for confirmation
    Column("state", Text, nullable=False),
    Column("kinds", Text, nullable=False),  # space-separated
    Column("sign_key", Text),
    Column("seal_key", Text),
    Column("key_epoch", Integer, nullable=False, default=0),
    Column("created_at", Text, nullable=False),
    Column("confirmed_at", Text),
    Column("revoked_at", Text),
    Column("last_seen_at", Text),
    Column("highest_sequence", BigInteger, nullable=False, default=0),
    UniqueConstraint("tenant_id", "name_key"),
    CheckConstraint("role in ('office', 'workstation')", name="role"),
    CheckConstraint(
        "state in ('invited', 'answered', 'active', 'suspended', 'revoked')", name="state"
    ),
)

invitation = Table(
    "invitation",
    metadata,
    _tenant(),
    Column("workstation_id", Text, primary_key=True),
    Column("created_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("fill_digest", Text, nullable=False),
    Column("fill_transcript", Text, nullable=False),
    Column("state", Text, nullable=False),  # open, answered, closed
    Column("answer_package", Text),
    Column("answer_sign", Text),
    Column("answer_seal", Text),
    Column("answer_device", Text),
    Column("comparison", Text),  # six digits shown on both sides
    CheckConstraint("state in ('open', 'answered', 'closed')", name="state"),
)

trust_list = Table(
    "trust_list",
    metadata,
    _tenant(),
    Column("epoch", Integer, primary_key=True),
    Column("payload", LargeBinary, nullable=False),  # canonical msgpack of payloads.Trust
    Column("sha256", Text, nullable=False),
    Column("at", Text, nullable=False),
)

counter = Table(
    "counter",
    metadata,
    _tenant(),
    Column("workstation_id", Text, primary_key=True),
    Column("name", Text, primary_key=True),  # package-sequence
    Column("value", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

number_series = Table(
    "number_series",
    metadata,
    _tenant(),
    Column("kind", Text, primary_key=True),
    Column("series", Text, nullable=False),  # kinds not listed use the series 'main',
    sqlite_with_rowid=False,
)

number_range = Table(
    "number_range",
    metadata,
    _tenant(),
    Column("series", Text, primary_key=True),
    Column("first", BigInteger, primary_key=True),
    Column("last", BigInteger, nullable=False),
    Column("workstation_id", Text, nullable=False),
    Column("next", BigInteger, nullable=False),  # the next number to hand out; last + 1: used up
    Column("state", Text, nullable=False),
    Column("guarded", Boolean, nullable=False),
    CheckConstraint("first >= 1 and first <= last", name="order"),
    CheckConstraint("next >= first and next <= last + 1", name="next"),
    CheckConstraint("state in ('open', 'frozen')", name="state"),
    ForeignKeyConstraint(
        ["tenant_id", "workstation_id"], ["workstation.tenant_id", "workstation.workstation_id"]
    ),
)

orders = Table(
    "orders",
    metadata,
    _tenant(),
    Column("order_id", Text, primary_key=True),
    Column("series", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("number_key", Text, nullable=False),  # rule 19
    Column("kind", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("content_digest", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),  # canonical msgpack of model.Order
    Column("addresses", LargeBinary, nullable=False),  # canonical msgpack of [model.Address]
    Column("owner", Text, nullable=False),  # workstation id of the sender, or our own
    Column("state", Text, nullable=False),  # active, deleted
    Column("locked", Boolean, nullable=False, default=False),
    Column("processed", Text),  # what it led to (invoice, delivery): rule 27
    Column("marked", Boolean, nullable=False, default=False),
    # The revision last exchanged (sent or received) and its digest; where content_digest differs,
    # the order was edited since.
    Column("exchanged_revision", Integer, nullable=False, default=0),
    Column("exchanged_digest", Text),
    Column("imported_at", Text),
    Column("created_at", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    Column("deleted_at", Text),
    # For lists, taken from the content when it is written:
    Column("issue_date", Text),
    Column("buyer", Text),
    Column("total", Text),
    Column("currency", Text),
    UniqueConstraint("tenant_id", "series", "number_key"),
    CheckConstraint(
        "kind in ('quote', 'order', 'confirmation', 'work-order', 'delivery-note')", name="kind"
    ),
    CheckConstraint("state in ('active', 'deleted')", name="state"),
    CheckConstraint("revision >= 1", name="revision"),
)

order_revision = Table(
    "order_revision",
    metadata,
    _tenant(),
    Column("order_id", Text, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("origin", Text, primary_key=True),  # received, sent, office (replaced edit), stale
    Column("number", Text, nullable=False),
    Column("content_digest", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("addresses", LargeBinary, nullable=False),
    Column("package_id", Text),
    Column("at", Text, nullable=False),
)

order_line = Table(
    "order_line",
    metadata,
    _tenant(),
    Column("order_id", Text, primary_key=True),
    Column("sort", Integer, primary_key=True),
    Column("line_kind", Text, nullable=False),
    Column("position", Text),
    Column("article_number", Text),  # as the line says it, also where the reference was dropped
    Column("article_key", Text),  # our article (rule 61); null: no reference
    Column("text", Text),
    Column("quantity", Text),
    Column("unit", Text),
    Column("price", Text),
    Column("price_per", Text),
    Column("amount", Text),
    Column("tax_rate", Text),
    ForeignKeyConstraint(
        ["tenant_id", "order_id"], ["orders.tenant_id", "orders.order_id"], ondelete="CASCADE"
    ),
    sqlite_with_rowid=False,
)

order_address = Table(
    "order_address",
    metadata,
    _tenant(),
    Column("order_id", Text, primary_key=True),
    Column("place", Integer, primary_key=True),  # index in the order's addresses
    Column("roles", Text, nullable=False),  # space-separated
    Column("address_id", Text),
    Column("normal_digest", Text, nullable=False),
    Column("decision", Text, nullable=False),  # known, same, new, asked, policy, open
    ForeignKeyConstraint(
        ["tenant_id", "order_id"], ["orders.tenant_id", "orders.order_id"], ondelete="CASCADE"
    ),
    Index("ix_order_address_address", "tenant_id", "address_id"),
    sqlite_with_rowid=False,
)

order_file = Table(
    "order_file",
    metadata,
    _tenant(),
    Column("order_id", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),  # the file lies in the office directory by this name
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    ForeignKeyConstraint(
        ["tenant_id", "order_id"], ["orders.tenant_id", "orders.order_id"], ondelete="CASCADE"
    ),
    sqlite_with_rowid=False,
)

address = Table(
    "address",
    metadata,
    _tenant(),
    Column("address_id", Text, primary_key=True),
    Column("name", Text),
    Column("name2", Text),
    Column("person", Text),
    Column("street", Text),
    Column("house_number", Text),
    Column("postcode", Text),
    Column("city", Text),
    Column("country", Text),
    Column("phone", Text),
    Column("email", Text),
    Column("vat_id", Text),
    Column("customer_number", Text),
    Column("content", LargeBinary, nullable=False),  # canonical msgpack of model.Address, whole
    Column("normal_digest", Text, nullable=False),
    Column("state", Text, nullable=False),  # active, provisional, deleted
    Column("created_by_item", BigInteger),
    Column("created_at", Text, nullable=False),
    Column("changed_at", Text, nullable=False),
    CheckConstraint("state in ('active', 'provisional', 'deleted')", name="state"),
    Index("ix_address_normal", "tenant_id", "normal_digest"),
)

address_key = Table(
    "address_key",
    metadata,
    _tenant(),
    Column("kind", Text, primary_key=True),  # sound, street, phone, email, vat ...
    Column("value", Text, primary_key=True),
    Column("address_id", Text, primary_key=True),
    ForeignKeyConstraint(
        ["tenant_id", "address_id"], ["address.tenant_id", "address.address_id"], ondelete="CASCADE"
    ),
    Index("ix_address_key_address", "tenant_id", "address_id"),
    sqlite_with_rowid=False,
)

address_decision = Table(
    "address_decision",
    metadata,
    _tenant(),
    Column("normal_digest", Text, primary_key=True),  # of the address as it came
    Column("address_id", Text, primary_key=True),
    Column("verdict", Text, nullable=False),  # same, different (rule 60)
    Column("decided_at", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("item_id", BigInteger),
    CheckConstraint("verdict in ('same', 'different')", name="verdict"),
    sqlite_with_rowid=False,
)

article = Table(
    "article",
    metadata,
    _tenant(),
    Column("number_key", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("unit", Text),
    Column("price", Text),
    Column("price_per", Text),
    Column("currency", Text),
    Column("tax_rate", Text),
    Column("active", Boolean, nullable=False),
    Column("content", LargeBinary, nullable=False),  # canonical msgpack of model.Article, whole
    Column("changed_at", Text, nullable=False),
)

inbox_item = Table(
    "inbox_item",
    metadata,
    _row_id("item_id"),
    Column("tenant_id", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("file_name", Text, nullable=False),  # escaped for display; no meaning (rule 50)
    Column("channel", Text, nullable=False),  # channel name, or 'hand'
    Column("arrived_at", Text, nullable=False),
    Column("deliveries", Integer, nullable=False, default=1),
    Column("state", Text, nullable=False),  # received, waiting, settled
    Column("outcome", Text),
    Column("reason", Text),
    Column("code", Text),
    Column("sender", Text),  # workstation id, once proved
    Column("package_kind", Text),
    Column("package_id", Text),
    Column("manifest_sha", Text),
    Column("sequence", BigInteger),
    Column("order_id", Text),
    Column("number", Text),
    Column("kind", Text),
    Column("revision", Integer),
    Column("content_digest", Text),
    Column("settled_at", Text),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_try_at", Text),
    Column("last_error", Text),
    # JSON, what a person needs to see and to answer: addresses with candidates, dropped
    # articles, warnings, the question.
    Column("detail", Text),
    Column("decided_by", Text),
    Column("undone_at", Text),
    UniqueConstraint("tenant_id", "digest"),
    CheckConstraint("state in ('received', 'waiting', 'settled')", name="state"),
    Index("ix_inbox_item_state", "tenant_id", "state"),
    Index("ix_inbox_item_order", "tenant_id", "order_id"),
    Index("ix_inbox_item_package", "tenant_id", "package_id"),
)

seen_package = Table(
    "seen_package",
    metadata,
    _tenant(),
    Column("package_id", Text, primary_key=True),
    Column("manifest_sha", Text, nullable=False),
    Column("workstation_id", Text, nullable=False),
    Column("sign_key", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("item_id", BigInteger, nullable=False),
    Column("at", Text, nullable=False),
    UniqueConstraint("tenant_id", "workstation_id", "sign_key", "sequence"),
)

receipt_item = Table(
    "receipt_item",
    metadata,
    _row_id("receipt_item_id"),
    Column("tenant_id", Text, nullable=False),
    Column("workstation_id", Text, nullable=False),
    Column("package_id", Text, nullable=False),
    Column("item", LargeBinary, nullable=False),  # canonical msgpack of payloads.ReceiptItem
    Column("final", Boolean, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("outbox_id", BigInteger),  # the receipt package that carries it; null: not packed yet
    Index("ix_receipt_item_open", "tenant_id", "outbox_id", "workstation_id"),
    Index("ix_receipt_item_package", "tenant_id", "package_id"),
)

outbox = Table(
    "outbox",
    metadata,
    _row_id("outbox_id"),
    Column("tenant_id", Text, nullable=False),
    Column("package_id", Text, nullable=False),
    Column("package_kind", Text, nullable=False),
    Column("recipient", Text, nullable=False),  # workstation id of the reader
    Column("order_id", Text),
    Column("revision", Integer),
    Column("number", Text),
    Column("sequence", BigInteger, nullable=False),
    Column("manifest_sha", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("state", Text, nullable=False),  # sealed, handed-over, unknown, confirmed, refused
    Column("channel", Text),
    Column("created_at", Text, nullable=False),
    Column("handed_over_at", Text),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_try_at", Text),
    Column("last_error", Text),
    Column("archived", Boolean, nullable=False, default=False),
    # The newest answer:
    Column("receipt_result", Text),
    Column("receipt_reason", Text),
    Column("receipt_code", Text),
    Column("receipt_final", Boolean),
    Column("receipt_next", Text),
    Column("receipt_at", Text),
    # Sequence of the office's package that brought it: an answer that comes late is known by it.
    Column("receipt_sequence", BigInteger),
    UniqueConstraint("tenant_id", "package_id"),
    CheckConstraint(
        "state in ('sealed', 'handed-over', 'unknown', 'confirmed', 'refused')", name="state"
    ),
    Index("ix_outbox_state", "tenant_id", "state"),
    Index("ix_outbox_order", "tenant_id", "order_id"),
)

# The sealed bytes of a package: written once, sent again unchanged. Beside the row, because every
# note at the row would write them again with it.
outbox_bytes = Table(
    "outbox_bytes",
    metadata,
    _tenant(),
    Column("outbox_id", BigInteger, primary_key=True),
    Column("data", LargeBinary, nullable=False),
    ForeignKeyConstraint(["outbox_id"], ["outbox.outbox_id"], ondelete="CASCADE"),
)

journal = Table(
    "journal",
    metadata,
    _tenant(),
    Column("n", BigInteger, primary_key=True),
    Column("entry", LargeBinary, nullable=False),  # canonical msgpack, no personal data
    Column("hash", Text, nullable=False),
)

# Arrivals that are dealt with but cannot be taken out of their channel (a read-only folder).
arrival_seen = Table(
    "arrival_seen",
    metadata,
    _tenant(),
    Column("channel", Text, primary_key=True),
    Column("token", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("at", Text, nullable=False),
    sqlite_with_rowid=False,
)

lease = Table(
    "lease",
    metadata,
    _tenant(),
    Column("resource", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("since", Text, nullable=False),
    Column("until", Text, nullable=False),
    sqlite_with_rowid=False,
)
