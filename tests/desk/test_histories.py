"""The journal is read by people: every act has words."""

import re
from pathlib import Path

import comitia
from comitia.desk.verbs import VERBS

RECORDED = re.compile(r"""(?<![.\w])record\(\s*(?:f?["'](?P<verb>[a-z_]+)["']|(?P<other>[^,]+),)""")
ENTERED = re.compile(r"""(?<![.\w])enter\(\s*[\w.]+,\s*["'](?P<verb>[a-z_]+)["']""")


def test_every_verb_that_is_recorded_has_words():
    package = Path(comitia.__file__).parent
    code = [path.read_text("utf-8") for path in package.glob("*/**/*.py") if not path.is_relative_to(package / "desk")]
    recorded = {found["verb"] for text in code for found in RECORDED.finditer(text) if found["verb"]}
    recorded |= {found["verb"] for text in code for found in ENTERED.finditer(text)}
    assert len(recorded) > 25
    assert recorded - VERBS.keys() == set()
