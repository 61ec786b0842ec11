"""Step 19 in memory: what was seen before (format section 9)."""

from __future__ import annotations

from qtf_format.codes import Code
from qtf_format.ids import Digest, PackageId, TenantId, WorkstationId
from qtf_format.package import Opened


class SeenBefore:
    """Remembers packages, as a database would."""

    def __init__(self) -> None:
        self._manifests: dict[PackageId, Digest] = {}
        self._sequences: dict[tuple[str, bytes, int], PackageId] = {}

    def __call__(
        self,
        tenant: TenantId,
        sender: WorkstationId,
        signing_key: bytes,
        sequence: int,
        package_id: PackageId,
        manifest_sha: Digest,
    ) -> Code | None:
        if package_id in self._manifests:
            same = self._manifests[package_id] == manifest_sha
            return Code.E401 if same else Code.E402
        known = self._sequences.get((sender, signing_key, sequence))
        return Code.E403 if known not in (None, package_id) else None

    def remember(self, opened: Opened) -> None:
        self._manifests[opened.package_id] = opened.manifest_sha
        key = (opened.sender, opened.signing_key, opened.sequence)
        self._sequences[key] = opened.package_id
