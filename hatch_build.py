"""Point plain pip at the sibling distributions inside this checkout.

``pip install ".[importer]"`` builds the workspace root through hatchling, which asks this hook
for the requirements. uv never needs the addresses: [tool.uv.sources] overrides them.
"""

from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


class SiblingRequirements(MetadataHookInterface):
    """Fill in the root's requirements with file addresses of this checkout."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the shared requirements and one extra for each end."""

        def sibling(folder: str) -> str:
            return f"qtf-{folder} @ {(Path(self.root) / folder).as_uri()}"

        metadata["dependencies"] = [sibling(folder) for folder in ("format", "office", "transport")]
        metadata["optional-dependencies"] = {
            end: [sibling(end)] for end in ("exporter", "importer")
        }
