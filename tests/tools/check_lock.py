"""Compares the compiled requirements with pyproject.toml, or compiles them (``--write``)."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "requirements"
# The widest set first: the others are subsets of its choices.
FILES = {"dev": ["--extra", "dev"], "production": ["--extra", "production"], "base": []}
COMMON = [
    "--universal", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links",
    "--no-header", "--no-annotate", "--python-version", "3.11", "--quiet",
]  # fmt: skip


def compile_into(folder: Path) -> None:
    """Compile every file; what a file already pins stays as long as it satisfies pyproject.toml."""
    for name, extra in FILES.items():
        constraint = [] if name == "dev" else ["--constraint", str(folder / "dev.txt")]
        target = str(folder / f"{name}.txt")
        command = [
            sys.executable,
            "-m",
            "uv",
            "pip",
            "compile",
            "pyproject.toml",
            *COMMON,
            *extra,
            *constraint,
        ]
        result = subprocess.run(
            [*command, "--output-file", target], cwd=ROOT, check=False, capture_output=True, text=True
        )
        if result.returncode:
            sys.exit(f"Compilation de requirements/{name}.txt impossible :\n{result.stderr[-2000:]}")


def main() -> int:
    """Return 0 when the files are in step with pyproject.toml and name no host."""
    if "--write" in sys.argv:
        compile_into(FOLDER)
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in FILES:
            shutil.copy(FOLDER / f"{file}.txt", folder)
        compile_into(folder)
        stale = [f for f in FILES if (folder / f"{f}.txt").read_text() != (FOLDER / f"{f}.txt").read_text()]
    hosts = [f for f in FILES if re.search(r"https?://", (FOLDER / f"{f}.txt").read_text())]
    if stale:
        sys.stderr.write(f"Dépendances à recompiler (make lock) : {', '.join(stale)}\n")
    if hosts:
        sys.stderr.write(f"Nom d’hôte dans : {', '.join(hosts)}\n")
    return 1 if stale or hosts else 0


if __name__ == "__main__":
    sys.exit(main())
