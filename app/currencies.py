"""Currencies by their codes (ISO 4217): those that most sessions use, by name. Any other three letters are taken too.

Serves the assistant for new sessions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from app.i18n import N_, UserError, translate

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "EUR": N_("Euro"), "USD": N_("US dollar"), "GBP": N_("Pound sterling"), "CHF": N_("Swiss franc"),
        "AED": N_("UAE dirham"), "ARS": N_("Argentine peso"), "AUD": N_("Australian dollar"),
        "BGN": N_("Bulgarian lev"), "BRL": N_("Brazilian real"), "CAD": N_("Canadian dollar"),
        "CLP": N_("Chilean peso"), "CNY": N_("Chinese yuan"), "COP": N_("Colombian peso"), "CZK": N_("Czech koruna"),
        "DKK": N_("Danish krone"), "EGP": N_("Egyptian pound"), "HKD": N_("Hong Kong dollar"),
        "HUF": N_("Hungarian forint"), "IDR": N_("Indonesian rupiah"), "ILS": N_("Israeli shekel"),
        "INR": N_("Indian rupee"), "ISK": N_("Icelandic króna"), "JPY": N_("Japanese yen"),
        "KES": N_("Kenyan shilling"), "KRW": N_("South Korean won"), "KWD": N_("Kuwaiti dinar"),
        "MAD": N_("Moroccan dirham"), "MXN": N_("Mexican peso"), "MYR": N_("Malaysian ringgit"),
        "NGN": N_("Nigerian naira"), "NOK": N_("Norwegian krone"), "NZD": N_("New Zealand dollar"),
        "PEN": N_("Peruvian sol"), "PHP": N_("Philippine peso"), "PKR": N_("Pakistani rupee"),
        "PLN": N_("Polish złoty"), "QAR": N_("Qatari riyal"), "RON": N_("Romanian leu"), "RSD": N_("Serbian dinar"),
        "SAR": N_("Saudi riyal"), "SEK": N_("Swedish krona"), "SGD": N_("Singapore dollar"), "THB": N_("Thai baht"),
        "TRY": N_("Turkish lira"), "TWD": N_("New Taiwan dollar"), "UAH": N_("Ukrainian hryvnia"),
        "VND": N_("Vietnamese đồng"), "ZAR": N_("South African rand"),
    }
)  # fmt: skip


def name_of(code: str) -> str:
    """Return what a currency is called, or an empty text if only its code is known."""
    return translate(NAMES.get(code.strip().upper(), ""))


def parse_currency(text: str) -> str:
    """Return the code that ``text`` means: a code, a name, or a code with its name behind it.

    Raises ``UserError`` if it is neither three letters nor a known name.
    """
    typed = " ".join(text.split())
    if re.fullmatch(r"[A-Za-z]{3}", typed):
        return typed.upper()
    for code, name in NAMES.items():
        words = translate(name)
        if typed.casefold() in (words.casefold(), f"{code} {words}".casefold()):
            return code
    raise UserError(N_("A currency is three letters, such as EUR, USD or GBP."))
