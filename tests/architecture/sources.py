"""The files of the application, for the tests that read them."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPLICATION = ["almacontact", "pipeline", "proposals", "quality"]
BUSINESS_APPS = ["pipeline", "proposals", "quality"]
SCRIPTS = ROOT / "static" / "js"


def python_files(*, with_tests: bool = False) -> list[Path]:
    """Return the Python files we write by hand: migrations are generated, so they are left out."""
    folders = [*APPLICATION, *(["tests", "benchmarks"] if with_tests else [])]
    return sorted(
        path for folder in folders for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts
    )


def templates() -> list[Path]:
    """Return our templates."""
    return sorted((ROOT / "templates").rglob("*.html"))


def scripts() -> list[Path]:
    """Return our scripts."""
    return sorted(SCRIPTS.rglob("*.js"))


def name(path: Path) -> str:
    """Return the path as a person would write it."""
    return str(path.relative_to(ROOT))
