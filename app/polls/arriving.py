"""The way in for ballots that are not typed here: a one-time code per seat, and a receipt for what came with it.

No network is here. Whatever carries ballots (a phone, a slip that is scanned) asks for a code per seat, hands code and
level to ``receive``, and passes the receipt on. Codes live in memory and are kept as digests: a reopened session makes
new ones, and no code can be found in the file.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from app.document import Document
from app.i18n import N_, UserError, translate
from app.polls.reading import poll_row
from app.polls.rounds import cast, refuse_seats, silent_round

#: Letters and digits that nobody takes for one another.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 8
#: After so many wrong codes nothing is taken any more, so that codes cannot be guessed.
MOST_WRONG = 25

_TAKEN = N_("Your score is in.")
_ABSTAINED = N_("Your abstention is in.")
_UNKNOWN = N_("This code is not known; check it, or ask the facilitator for a new one.")
_USED = N_("This code was used already; ask the facilitator for a new one to change your score.")
_OVER = N_("This code is for a round that is over; ask the facilitator for a new one.")
_SHUT = N_("Too many wrong codes came in, so no more scores are taken this way; the facilitator can enter them.")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What is told to whoever sent a ballot: whether it was taken, and a sentence. It never repeats the score."""

    taken: bool
    words: str


class Inlet:
    """Takes ballots for the rounds of one poll. Lives in the thread of its document."""

    def __init__(self, document: Document, poll: bytes) -> None:
        self._document, self._poll = document, poll
        self._seats: dict[bytes, tuple[bytes, bytes]] = {}  #: digest of a code: its round and its seat
        self._used: set[bytes] = set()
        self._wrong = 0

    def ticket(self, seat: bytes) -> str:
        """Return a code with which the seat may vote once in the silent round; an earlier code of it ends.

        Raises ``UserError`` if no round is silent, or the seat is of another meeting or has left.
        """
        row = poll_row(self._document, self._poll)
        current = silent_round(self._document, row)
        refuse_seats(self._document, row.meeting_id, [seat])
        self._seats = {key: held for key, held in self._seats.items() if held != (current.id, seat)}
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        self._seats[_digest(code)] = (current.id, seat)
        return code

    def receive(self, code: str, level: int | None) -> Receipt:
        """Put a ballot into the silent round by its code; ``None`` abstains.

        The same is checked as for a ballot that is typed. What is refused is told and changes nothing; a code whose
        ballot was refused for its level can be used again.
        """
        held = _digest(code)
        known = self._seats.get(held)
        if self._wrong >= MOST_WRONG:
            return Receipt(False, translate(_SHUT))
        if known is None:
            self._wrong += held not in self._used
            return Receipt(False, translate(_USED if held in self._used else _UNKNOWN))
        try:
            return self._take(held, *known, level)
        except UserError as refused:
            return Receipt(False, str(refused))

    def _take(self, held: bytes, meant: bytes, seat: bytes, level: int | None) -> Receipt:
        current = silent_round(self._document, poll_row(self._document, self._poll))
        if current.id != meant:
            return Receipt(False, translate(_OVER))
        cast(self._document, self._poll, seat, level, source="elsewhere")
        del self._seats[held]
        self._used.add(held)
        return Receipt(True, translate(_ABSTAINED if level is None else _TAKEN))


def _digest(code: str) -> bytes:
    """Return what is kept of a code; spaces, hyphens and small letters make no difference."""
    plain = "".join(part for part in code.upper() if part.isalnum())
    return hashlib.blake2b(plain.encode("utf-8", "replace"), digest_size=16, person=b"ballot").digest()
