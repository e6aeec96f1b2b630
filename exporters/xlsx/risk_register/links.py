"""Links inside the workbook that find a risk's row also after people sorted the register."""

from __future__ import annotations

from app.i18n import N_
from exporters.xlsx.cells import Formula, column_name, quoted_text
from exporters.xlsx.risk_register.making import REGISTER, REGISTER_HEAD, Making


def to_risk(making: Making, ref: str) -> Formula:
    """Return a cell that shows a risk's reference and leads to its row."""
    shown = quoted_text(ref)
    row = f"{REGISTER_HEAD}+MATCH({shown},{REGISTER}[{column_name(making.say(N_('ID')))}],0)"
    return Formula(f'HYPERLINK("#{REGISTER}!A"&({row}),{shown})', ref)
