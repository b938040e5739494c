"""The style sheets keep the rules that make them mirror, adapt to dark and stay small."""

from __future__ import annotations

import gzip
import math
import re
from functools import cache
from pathlib import Path

import pytest

import comitia

STATIC = Path(comitia.__file__).parent / "web" / "static"
SHEETS = sorted((STATIC / "css").rglob("*.css"))
COMPONENTS = sorted((STATIC / "css" / "components").glob("*.css"))
SCRIPTS = sorted([*STATIC.glob("*.js"), *(STATIC / "elements").glob("*.js")])
FONTS = STATIC / "css" / "fonts.css"
TOKENS = STATIC / "css" / "tokens.css"
HUES = STATIC / "css" / "hues.css"

PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|inset)-(?:left|right|top|bottom)[\w-]*|left|right|top|bottom|float|clear|"
    r"(?:min-|max-)?(?:width|height)|text-align:\s*(?:left|right))\s*:|text-align:\s*(?:left|right)"
)
COLOUR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|lab|light-dark)\("
    r"|(?<![\w-])(?:white|black|red|green|blue)(?![\w-])"
)


def rules(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)


def declarations(path: Path) -> str:
    """Give what stands inside braces, so that a media query may speak of width."""
    return "\n".join(re.findall(r"\{([^{}]*)\}", rules(path)))


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_only_logical_properties_so_that_pages_mirror(path):
    assert PHYSICAL.findall(declarations(path)) == []


@pytest.mark.parametrize("path", [path for path in SHEETS if path not in {TOKENS, HUES}], ids=lambda path: path.name)
def test_only_tokens_name_colours(path):
    assert COLOUR.findall(declarations(path)) == []


@pytest.mark.parametrize("path", [path for path in SHEETS if path != FONTS], ids=lambda path: path.name)
def test_only_fonts_are_fetched_by_address(path):
    assert "url(" not in declarations(path)


@pytest.mark.parametrize("path", [path for path in SHEETS if path.name != "utilities.css"], ids=lambda path: path.name)
def test_nothing_shouts_but_utilities(path):
    assert "!important" not in rules(path)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_every_token_that_is_used_is_defined(path):
    defined = set(re.findall(r"(--[\w-]+)\s*:", "\n".join(rules(sheet) for sheet in SHEETS)))
    without_fallback = set(re.findall(r"var\((--[\w-]+)\)", rules(path)))
    assert without_fallback - defined == set()


@pytest.mark.parametrize("path", [*SHEETS, *SCRIPTS], ids=lambda path: path.name)
def test_a_file_stays_under_400_lines(path):
    assert len(path.read_text("utf-8").splitlines()) < 400


def test_every_component_is_imported_once_in_the_layer_of_components():
    entries = "".join((STATIC / "css" / name).read_text("utf-8") for name in ("site.css", "desk.css", "room.css"))
    imported = re.findall(r'@import url\("components/([^"]+)"\) layer\(components\);', entries)
    assert sorted(imported) == [path.name for path in COMPONENTS]


def test_every_font_file_that_is_named_is_there_and_none_is_left_over():
    named = re.findall(r'url\("\.\./fonts/([^"]+)"\)', FONTS.read_text("utf-8"))
    assert sorted(named) == sorted(path.name for path in (STATIC / "fonts").iterdir())


def test_style_and_script_of_a_page_are_small():
    together = b"\n".join(path.read_bytes() for path in [*SHEETS, *SCRIPTS])
    assert len(gzip.compress(together, 9)) < 40_000


def linear(colour: tuple[float, float, float]) -> tuple[float, float, float]:
    """Turn an OKLCH colour into linear sRGB, clipped to what screens show (Ottosson, "A perceptual color space", 2020)."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        min(max(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short, 0), 1),
        min(max(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short, 0), 1),
        min(max(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short, 0), 1),
    )


def hexadecimal(colour: str) -> tuple[float, float, float]:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return red, green, blue


def contrast(one: tuple[float, float, float], two: tuple[float, float, float]) -> float:
    """Compute the contrast ratio of WCAG 2.2."""
    dark, light = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (one, two))
    return (light + 0.05) / (dark + 0.05)


@cache
def tokens(scheme: int, hue: int) -> dict[str, tuple[float, float, float]]:
    """Read the tokens of a scheme (0 light, 1 dark), those of a hue over the common ones."""
    found = {}
    for name, value in re.findall(r"(--[\w-]+):\s*([^;]+);", TOKENS.read_text("utf-8")):
        colours = re.findall(r"#[0-9a-f]{6}\b", value)
        if colours:
            found[name] = hexadecimal(colours[min(scheme, len(colours) - 1)])
    for name, value in re.findall(r"(--[\w-]+):\s*([^;]+);", HUES.read_text("utf-8").partition("}")[0]):
        colours = re.findall(r"oklch\(([\d.]+) ([\d.]+)", value)
        lightness, chroma = colours[min(scheme, len(colours) - 1)]
        found[name] = linear((float(lightness), float(chroma), hue))
    return found


PAIRS = [
    ("--brand", "--paper"),
    ("--brand", "--surface"),
    ("--brand", "--sunken"),
    ("--brand", "--brand-tint"),
    ("--brand-strong", "--brand-tint"),
    ("--ink", "--brand-tint"),
    ("--ink-soft", "--brand-tint"),
    ("--on-brand", "--brand"),
    ("--on-brand", "--brand-strong"),
    ("--on-deep", "--brand-deep"),
    ("--on-deep-soft", "--brand-deep"),
    ("--accent", "--brand-deep"),
]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("pair", PAIRS, ids=" on ".join)
def test_no_hue_a_meeting_may_pick_is_illegible(pair, scheme):
    ratios = {hue: contrast(*(tokens(scheme, hue)[name] for name in pair)) for hue in range(360)}
    assert {hue: ratio for hue, ratio in ratios.items() if ratio < 4.5} == {}


def test_every_hue_has_its_rule():
    assert re.findall(r"\.hue-(\d+) \{ --hue: (\d+); \}", HUES.read_text("utf-8")) == [
        (str(h), str(h)) for h in range(360)
    ]
