"""The plan of the house, as far as a machine can see to it."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT,
    capture_output=True,
    text=True,
    check=True,
).stdout.split("\n")
FILES = [ROOT / name for name in TRACKED if name and (ROOT / name).is_file()]
ROOMS = {
    "models",
    "policies",
    "queries",
    "actions",
    "tasks",
    "apps",
    "migrations",
    "wagtail_hooks",
    "__init__",
    "__pycache__",
}


def contracts() -> list[dict]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]


def is_generated(path: Path) -> bool:
    return "migrations" in path.parts or "golden" in path.parts or path.name in {"openapi.json", "package-lock.json"}


def test_no_file_is_longer_than_400_lines():
    written = [
        path for path in FILES if path.suffix in {".py", ".css", ".js", ".mjs", ".html"} and not is_generated(path)
    ]
    long = {
        str(path.relative_to(ROOT)): lines
        for path in written
        if (lines := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert long == {}


def test_no_template_has_inline_style_or_script_or_names_a_third_party():
    templates = [path for path in FILES if path.suffix == ".html" and "comitia" in path.parts]
    pattern = re.compile(r'\sstyle="|<script>|<style|\son[a-z]+="|javascript:|https?://(fonts|cdn|unpkg|ajax)')
    assert [str(path.relative_to(ROOT)) for path in templates if pattern.search(path.read_text("utf-8"))] == []


def test_every_domain_keeps_to_its_rooms_and_is_under_contract():
    layers = next(contract for contract in contracts() if contract["name"].startswith("Inside every domain"))
    domains = {path.parent.name for path in (ROOT / "comitia").glob("*/apps.py")}
    assert {name.removeprefix("comitia.") for name in layers["containers"]} == domains
    strangers = {
        str(path.relative_to(ROOT))
        for domain in domains
        for path in (ROOT / "comitia" / domain).iterdir()
        if path.stem not in ROOMS
    }
    assert strangers == set()


def test_a_room_that_exists_is_not_optional_in_the_contracts():
    rooms = next(contract for contract in contracts() if contract["name"].startswith("Rooms"))
    optional = {name.strip() for layer in rooms["layers"] for name in re.findall(r"\(([^)]+)\)", layer)}
    assert {name for name in optional if (ROOT / "comitia" / name).is_dir()} == set()


def test_the_project_speaks_of_itself_alone():
    words = re.compile(
        r"/work/|farm-|\.library|pypi\.org|files\.pythonhosted|registry\.npmjs|deb\.debian", re.IGNORECASE
    )
    texts = [
        path
        for path in FILES
        if path.suffix in {".py", ".md", ".toml", ".txt", ".html", ".js", ".css", ".lock", ".json", ".sh", ".in"}
    ]
    here = Path(__file__)
    assert [
        str(path.relative_to(ROOT)) for path in texts if path != here and words.search(path.read_text("utf-8"))
    ] == []


@pytest.mark.parametrize("name", ["run", "test"])
def test_every_locked_requirement_has_hashes(name: str):
    lock = (ROOT / "requirements" / f"{name}.lock").read_text("utf-8")
    requirements = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", lock, re.MULTILINE | re.DOTALL)
    assert len(requirements) > 50
    assert [text.split("==")[0] for text in requirements if "--hash=sha256:" not in text] == []


def test_no_word_marks_unfinished_work():
    words = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError|lorem ipsum|coming soon)\b", re.IGNORECASE)
    code = [path for path in FILES if path.suffix in {".py", ".html", ".js", ".css", ".md"} and path != Path(__file__)]
    assert [str(path.relative_to(ROOT)) for path in code if words.search(path.read_text("utf-8"))] == []
