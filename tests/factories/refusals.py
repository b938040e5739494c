"""What an act says when it refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from comitia.platform.answers import RefusedError


def refusal(act: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    """Give the code with which an act refuses."""
    with pytest.raises(RefusedError) as caught:
        act(*args, **kwargs)
    return caught.value.answer.code
