"""Write every test vector of format section 20, and `index.json`, into this folder.

Run `python tests/vectors/generate.py`. Keys and random bytes are fixed, so the same program
writes the same files. Files that would be large are left out; the index has their recipe.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "support"))

from vectors import catalogue, index  # noqa: E402


def main() -> None:
    """Write the folder anew."""
    for old in HERE.iterdir():
        if old.suffix in {".qtf", ".dat", ".txt", ".json"}:
            old.unlink()
    vectors = catalogue()
    for vector in vectors:
        if not vector.recipe:
            (HERE / vector.file_name).write_bytes(vector.data)
    text: Any = json.dumps(index(vectors), ensure_ascii=False, indent=1)
    (HERE / "index.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
