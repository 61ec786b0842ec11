"""Named places where a test can pull the plug.

Every step that must survive a power cut (rules 39 and 40) calls `reach("area.step")`. In normal
running that is one dictionary look-up. With `QTF_FAIL_POINT=area.step` (or `area.step:3` for the
third time it is reached) the process kills itself there, without any clean-up.
"""

from __future__ import annotations

import os
import signal

__all__ = ["EXPORT_STEPS", "IMPORT_STEPS", "PAIRING_STEPS", "reach"]

IMPORT_STEPS = (
    "import.seen",
    "import.read",
    "import.spool-written",
    "import.spool-synced",
    "import.archived",
    "import.archive-synced",
    "import.opened",
    "import.transaction-begun",
    "import.decided",
    "import.order-written",
    "import.addresses-written",
    "import.journal-written",
    "import.receipt-written",
    "import.committed",
    "import.acknowledged",
    "receipt.sealed",
    "receipt.committed",
    "receipt.sent",
    "receipt.marked",
)
"""Steps of one import, in order (DESIGN section 3, rule 39)."""

EXPORT_STEPS = (
    "export.number-taken",
    "export.revision-raised",
    "export.sealed",
    "export.outbox-written",
    "export.committed",
    "export.temp-written",
    "export.published",
    "export.marked",
)
"""Steps of one export, in order."""

PAIRING_STEPS = (
    "pairing.fill-sealed",
    "pairing.invited",
    "pairing.fill-written",
    "pairing.fill-opened",
    "pairing.office-created",
    "pairing.keys-stored",
    "pairing.accept-sealed",
    "pairing.accept-committed",
    "pairing.accept-sent",
    "pairing.answered",
    "pairing.confirmed",
    "pairing.trust-sent",
)
"""Steps of a pairing on both machines, in order."""

_reached: dict[str, int] = {}


def reach(step: str) -> None:
    """Die here if a test asked for it."""
    wanted = os.environ.get("QTF_FAIL_POINT")
    if not wanted:
        return
    name, _, count = wanted.partition(":")
    if name != step:
        return
    _reached[step] = _reached.get(step, 0) + 1
    if _reached[step] >= int(count or 1):
        # Windows has no SIGKILL; SIGTERM ends a process there at once, without handlers.
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
