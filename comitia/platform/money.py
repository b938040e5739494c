"""Sums of money: kept in minor units (cents), typed and written with the decimals that their currency has."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal, get_currency_precision, is_currency
from django.utils.translation import get_language

LARGEST: Final = 10**14
TYPED: Final = re.compile(r"(\d{1,12})(?:\.(\d{1,4}))?")


def is_known_currency(code: str) -> bool:
    """Say whether three capital letters are a currency, such as USD."""
    return code.isascii() and is_currency(code)


def minor_units(text: str, currency: str) -> int | None:
    """Read a sum such as 1500 or 1500.00; None if it is not written so or has more decimals than the currency."""
    typed = TYPED.fullmatch(text.strip())
    precision = get_currency_precision(currency)
    if typed is None or len(typed[2] or "") > precision:
        return None
    amount = int(typed[1]) * 10**precision + int((typed[2] or "").ljust(precision, "0") or "0")
    return amount if amount < LARGEST else None


def plain_sum(amount: int, currency: str) -> str:
    """Write a sum as `minor_units` reads it."""
    precision = get_currency_precision(currency)
    whole, part = divmod(amount, 10**precision)
    return f"{whole}.{part:0{precision}}" if precision else str(whole)


def money_text(amount: int, currency: str) -> str:
    """Write a sum with its currency as readers of the language in force expect it."""
    try:
        locale = Locale.parse(get_language() or "en", sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    precision = get_currency_precision(currency)
    pattern = "#,##0." + "0" * precision if precision else "#,##0"
    return f"{currency}\N{NO-BREAK SPACE}{format_decimal(Decimal(amount).scaleb(-precision), pattern, locale)}"
