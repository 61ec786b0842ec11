"""Install every member alone and import it: an undeclared dependency shows only this way.

Also builds all wheels and checks that no requirement names a file of this checkout.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

MEMBERS = {
    "format": "import qtf_format.reading, qtf_format.sealing",
    "office": "import qtf_office.cli.office, qtf_office.cli.qtf",
    "transport": "import qtf_transport.folder",
    "exporter": "import qtf_exporter.cli",
    "importer": "import qtf_importer.cli",
}
UV = Path(".uv/bin/uv")


def run(*arguments: str | Path) -> None:
    """Run one command; its failure is ours."""
    subprocess.run([str(a) for a in arguments], check=True)


def main() -> None:
    """Check each member, the wheels, and plain pip."""
    uv = str(UV) if UV.exists() else "uv"
    for member, statement in MEMBERS.items():
        print(f"{member}: alone", flush=True)
        run(
            uv, "run", "--quiet", "--isolated", "--no-dev", "--package", f"qtf-{member}",
            "python", "-c", statement,
        )  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        run(uv, "build", "--quiet", "--all-packages", "--wheel", "-o", folder)
        for wheel in sorted(Path(folder).glob("*.whl")):
            archive = zipfile.ZipFile(wheel)
            metadata = next(n for n in archive.namelist() if n.endswith("/METADATA"))
            text = archive.read(metadata).decode()
            if "@ file:" in text:
                sys.exit(f"{wheel.name}: a requirement names this checkout")
            if not any(name.endswith("py.typed") for name in archive.namelist()):
                sys.exit(f"{wheel.name}: py.typed is missing")
            print(f"{wheel.name}: clean", flush=True)
    for end in ("importer", "exporter"):
        with tempfile.TemporaryDirectory() as folder:
            print(f"plain pip: .[{end}]", flush=True)
            run(sys.executable, "-m", "venv", folder)
            python = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
            run(python, "-m", "pip", "install", "-q", "-c", "constraints.txt", f".[{end}]")
            other = "exporter" if end == "importer" else "importer"
            run(
                python, "-c",
                f"import qtf_{end}.cli, importlib.util as u; "
                f"assert u.find_spec('qtf_{other}') is None",
            )  # fmt: skip


if __name__ == "__main__":
    main()
