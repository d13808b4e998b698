"""Imports the whole core where only numpy and scipy are installed; `make minimal` runs it."""

import importlib
import importlib.util
import pkgutil
import sys

CORE = ("errors", "types", "instruments", "scoring", "profile", "dyad", "checkins")
HEAVY = ("pydantic", "click", "polars", "narwhals", "altair", "ruamel.yaml", "rich", "jinja2", "weasyprint")


def is_installed(name: str) -> bool:
    """Whether `name` could be imported here."""
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def import_all(name: str) -> list[str]:
    """Names of the imported modules: `name` and everything inside it."""
    module = importlib.import_module(name)
    names = [name]
    for found in pkgutil.walk_packages(getattr(module, "__path__", []), f"{name}."):
        importlib.import_module(found.name)
        names.append(found.name)
    return names


def main() -> int:
    """Exit code: 0 when the core imports without any heavy library."""
    present = [name for name in HEAVY if is_installed(name)]
    if present:
        print("minimal: this environment proves nothing, it has " + ", ".join(present))
        return 1
    absent = [name for name in CORE if not is_installed(f"pairbond.{name}")]
    imported = [each for name in CORE if name not in absent for each in import_all(f"pairbond.{name}")]
    note = f" (not written yet: {', '.join(absent)})" if absent else ""
    print(f"minimal: {len(imported)} modules import with numpy and scipy alone{note}")
    return 0 if imported else 1


if __name__ == "__main__":
    sys.exit(main())
