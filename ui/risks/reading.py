"""The register as the page shows it: read once per change, with its levels as chips and the reason of each level."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from app.dates import format_date
from app.i18n import N_, translate
from app.register import Register, RegisteredRisk, Score, register
from app.risk import STANDINGS, Standing
from app.scales import Scales
from ui.widgets import chips
from ui.widgets.chips import Chip
from ui.widgets.pickers import Anchor

if TYPE_CHECKING:
    from app.document import Document

_KEYS = {2: "low", 3: "moderate", 4: "high", 5: "extreme"}


class Reading:
    """Keeps the register that was read last for all parts of the page."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._register: Register | None = None
        self._risks: dict[bytes, RegisteredRisk] = {}

    @property
    def register(self) -> Register:
        """The register as it was read last."""
        return self._register if self._register is not None else self.read()

    def read(self) -> Register:
        """Read the register again."""
        self._register = register(self._document)
        self._risks = {risk.key: risk for risk in self._register.risks}
        return self._register

    def rows(self) -> Sequence[RegisteredRisk]:
        """Read the register again and return its lines."""
        return self.read().risks

    def risk(self, key: bytes | None) -> RegisteredRisk | None:
        """Return a line of the register by its key."""
        if key is not None and key not in self._risks:
            self.read()
        return self._risks.get(key) if key is not None else None

    @property
    def scales(self) -> Scales:
        """The session's scales."""
        return self.register.scales

    def likelihoods(self) -> list[Anchor]:
        """Return the levels of likelihood with how often each is."""
        return [(one.level, one.name, one.frequency) for one in self.scales.likelihoods]

    def impacts(self, category: bytes | None = None) -> list[Anchor]:
        """Return the levels of impact, anchored by a category's texts if one is named."""
        scales = self.scales
        chosen = next((one for one in scales.categories if getattr(one, "key", None) == category), None)
        unknown = translate(N_("choose a category to see what it means"))
        levels = scales.level_range("impact")
        anchors = chosen.anchors if chosen is not None else (unknown,) * len(levels)
        return [(level, scales.word(level), anchors[level - 1]) for level in levels]

    def chip(self, score: Score, *, product: bool = True) -> Chip | None:
        """Return a level as its band with the product that it was looked up by; ``None`` if it is not scored."""
        if score.band is None:
            return None
        words = f"{score.likelihood}×{score.impact}" if product else ""
        made = chips.band(band_key(self.scales, score.rank), score.word, words)
        return Chip(made.text, made.fill, made.ink, tip=self.reason(score))

    def reason(self, score: Score) -> str:
        """Return why a score has its band: the levels that the session's matrix was looked up by."""
        if score.band is None:
            missing = [
                translate(word)
                for word, level in ((N_("likelihood"), score.likelihood), (N_("impact"), score.impact))
                if level is None
            ]
            return translate(N_("Not scored yet: {missing} missing."), missing=", ".join(missing))
        likelihood = next((name for level, name, _ in self.likelihoods() if level == score.likelihood), "")
        return translate(
            N_("{likelihood} ({l}) × {impact} ({i}) is {band} in the session's matrix."),
            likelihood=likelihood, l=score.likelihood, impact=self.scales.word(score.impact or 0), i=score.impact,
            band=score.word,
        )  # fmt: skip


def band_key(scales: Scales, rank: int) -> str:
    """Return the key of the colours that a band wears: ``low``, ``moderate``, ``high``, ``extreme``, empty for none."""
    worn = next((scales.colour_of(band) for band in scales.bands if band.rank == rank), 0)
    return _KEYS.get(worn, "")


def acceptance_words(risk: RegisteredRisk, register_: Register) -> tuple[str, str]:
    """Return who accepted a risk until when and why, and the token of its colour; empty if nobody did."""
    found = risk.acceptance
    if found is None:
        return "", "text2"
    until = format_date(found.until) if found.until else translate(N_("no end"))
    words = translate(N_("Accepted by {by} until {until}."), by=found.by or translate(N_("nobody")), until=until)
    if found.reason:
        words += " " + found.reason
    if found.expired(register_.today):
        return translate(N_("{words} This has run out."), words=words), "err"
    return words, "text2" if found.valid else "err"


def standing_words(risk: RegisteredRisk) -> str:
    """Return how a risk stands against the appetite and what its level asks for."""
    if risk.standing is None or risk.current.band is None:
        return ""
    words = translate(STANDINGS[risk.standing])
    band = risk.current.band
    asks = risk.standing is Standing.EXPOSED or (risk.standing is Standing.IN_TREATMENT and band.executive)
    return f"{words}. {band.response.rstrip('.')}." if asks and band.response else f"{words}."
