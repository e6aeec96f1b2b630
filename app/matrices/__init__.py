"""Matrix, bands and levels of a session: their verbs, what a change would do, presets, and files.

Reading is ``app.scales``. Every verb is one edit that can be undone; before it, ``effect`` tells which risks a proposal
moves, and ``use_of`` what stands on a level.
"""

from __future__ import annotations

from app.matrices.bands import (
    add_band,
    appetites_under,
    change_band,
    change_cells,
    check_bands,
    check_ranks,
    remove_band,
    set_appetite,
    set_category_appetite,
    set_cell,
    use_matrix,
    without_band,
)
from app.matrices.effects import Counts, Effect, Move, Proposal, Standing, counts, effect
from app.matrices.levels import (
    SCALES,
    Use,
    add_level,
    added,
    chance_words,
    change_likelihood,
    levels_then,
    move_scores,
    remove_level,
    removed,
    use_of,
    word_of,
    words_then,
)
from app.matrices.presets import (
    Preset,
    level_moves,
    likelihoods,
    matrices,
    open_pack,
    proposal,
    save_pack,
    use,
)
from app.matrices.ranks import (
    Breach,
    Ranks,
    breach_words,
    breaches,
    carried,
    changed_cells,
    fitted,
    resized,
    with_cell,
)
from app.packs import FEWEST_LEVELS, MOST_LEVELS

#: How many levels a scale has.
FEWEST, MOST = FEWEST_LEVELS, MOST_LEVELS

__all__ = [
    "FEWEST",
    "MOST",
    "SCALES",
    "Breach",
    "Counts",
    "Effect",
    "Move",
    "Preset",
    "Proposal",
    "Ranks",
    "Standing",
    "Use",
    "add_band",
    "add_level",
    "added",
    "appetites_under",
    "breach_words",
    "breaches",
    "carried",
    "chance_words",
    "change_band",
    "change_cells",
    "change_likelihood",
    "changed_cells",
    "check_bands",
    "check_ranks",
    "counts",
    "effect",
    "fitted",
    "level_moves",
    "levels_then",
    "likelihoods",
    "matrices",
    "move_scores",
    "open_pack",
    "proposal",
    "remove_band",
    "remove_level",
    "removed",
    "resized",
    "save_pack",
    "set_appetite",
    "set_category_appetite",
    "set_cell",
    "use",
    "use_matrix",
    "use_of",
    "with_cell",
    "without_band",
    "word_of", "words_then",
]  # fmt: skip
