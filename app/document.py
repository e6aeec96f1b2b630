"""The open session file: the one door through which it is read and changed.

Knows nothing of Qt and belongs to the thread that opened it. Every change is an ``edit``: one transaction, recorded
as one change set in the same transaction.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Executable, Row, select
from sqlalchemy.orm import Session

from app import history, integrity, migrations, opening, salvage, sqlite
from app.dates import Clock, system_clock
from app.history import ChangeSet, EditsSince, Headline, Net, Search
from app.i18n import N_, UserError
from app.integrity import Fault
from app.lock import AlreadyOpen
from app.migrations import Schema, session_schema
from app.model.base import new_key
from app.opening import Opened
from app.recorder import Head, Link, RawChange, Recorder, Signature, read_head, stamp
from app.salvage import SalvageReport

__all__ = ["AlreadyOpen", "ChangeSet", "Document", "EditLost", "Fault", "SalvageReport"]

Subscriber = Callable[[ChangeSet], object]

_READ_ONLY = N_("{name} is open read-only. Save a copy to work on it.")
_NOT_UNDONE = N_("“{label}” cannot be undone, because later entries of a log depend on it.")
_NOT_REDONE = N_("“{label}” cannot be done again, because something it needs has changed.")


class EditLost(RuntimeError):
    """The transaction of an edit is gone or spoilt, so that it cannot be committed: a bug in what ran inside it."""


class Document:
    """A session file that is open. Made by ``create``, ``open`` and ``snapshot``."""

    def __init__(self, path: Path, opened: Opened, schema: Schema, clock: Clock, who: str) -> None:
        self.path = path
        self.clock = clock
        self.who = who
        #: Whose words are being entered (a person's key): the default ``speaker`` of every edit while it is set.
        self.speaker: bytes | None = None
        self.read_only = opened.lock is None
        self._opened = opened
        self._raw = opened.raw
        self._schema = schema
        self._engine = sqlite.engine_for(self._raw, path.name)
        self._connection = self._engine.connect()  # SQLAlchemy's first connect rolls back: before any BEGIN
        self._converters = history.converters_of(schema.metadata)
        self._recorder = Recorder(self._raw, schema.metadata)
        if not self.read_only:
            self._recorder.install()
        self._raw.execute("PRAGMA query_only=ON")
        self._head: Head = read_head(self._raw)
        self._session: Session | None = None
        self._label = ""
        self._inner_failure: BaseException | None = None
        self._subscribers: list[Subscriber] = []
        self._news: deque[ChangeSet] = deque()
        self._announcing = False
        self.document_id: bytes = self._raw.execute("SELECT id FROM document").fetchone()[0]

    @classmethod
    def create(
        cls, path: Path | str, *, clock: Clock = system_clock, who: str = "", schema: Schema | None = None
    ) -> Document:
        """Make a new, empty session at ``path`` and open it. Raises ``UserError`` if the path exists."""
        path, schema = Path(path), schema or session_schema()
        opening.make_file(path, schema, new_key(), clock())
        return cls.open(path, clock=clock, who=who, schema=schema)

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        clock: Clock = system_clock,
        who: str = "",
        read_only: bool = False,
        schema: Schema | None = None,
    ) -> Document:
        """Open a session; ``read_only`` needs no lock and works beside a writer.

        Falls back to read-only where the place cannot be written. Raises ``AlreadyOpen`` (with the holder) and other
        ``UserError``: not a session, damaged, truncated, newer, another program's, no permission, missing.
        """
        path, schema = Path(path), schema or session_schema()
        opened = opening.open_file(path, schema, clock(), read_only=read_only)
        try:
            with sqlite.told(path.name):
                return cls(path, opened, schema, clock, who)
        except BaseException:
            opened.close(path)
            raise

    def hurry(self) -> None:
        """No longer wait for the drive after each edit: only for a scratch file that is built and then copied."""
        self._raw.execute("PRAGMA synchronous=OFF")

    def close(self) -> None:
        """Close the file and give its lock back. Closing twice does no harm."""
        if self._session is not None:
            raise EditLost("close() was called inside an edit")
        self._connection.close()
        self._engine.dispose()
        self._opened.close(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # --- time and state ---

    def now(self) -> datetime:
        """Return the present moment of the document's clock (aware, UTC)."""
        return self.clock()

    def today(self) -> date:
        """Return the present day of the document's clock, in local time."""
        return self.clock().astimezone().date()

    @property
    def is_sample(self) -> bool:
        """Whether this is a copy of the sample session."""
        info = self._schema.metadata.tables.get("session_info")
        return info is not None and bool(self.scalar(select(info.c.is_sample)))

    @property
    def version(self) -> int:
        """The number of the newest change set; 0 if the session was never edited."""
        return self._head.number

    # --- reading ---

    def rows(self, statement: Executable, /, **params: Any) -> list[Row[Any]]:
        """Run a Core ``select`` and return all rows; inside an edit, what it changed so far is seen."""
        if self._session is not None:
            self._session.flush()
            return list(self._connection.execute(statement, params).all())
        try:
            return list(self._connection.execute(statement, params).all())
        finally:
            self._connection.rollback()  # SQLAlchemy's own bookkeeping; SQLite is in autocommit

    def tuples(self, statement: Executable) -> list[tuple[Any, ...]]:
        """Run a Core ``select`` and return what is stored, as plain tuples of undecoded values: for long lists."""
        if self._session is not None:
            self._session.flush()
        try:
            return list(self._connection.execute(statement).cursor.fetchall())
        finally:
            if self._session is None:
                self._connection.rollback()

    def row(self, statement: Executable, /, **params: Any) -> Row[Any] | None:
        """Return the first row of a Core ``select``, or ``None``."""
        found = self.rows(statement, **params)
        return found[0] if found else None

    def scalar(self, statement: Executable, /, **params: Any) -> Any:
        """Return the first column of the first row of a Core ``select``, or ``None``."""
        found = self.row(statement, **params)
        return None if found is None else found[0]

    def get(self, model: Any, key: bytes) -> Row[Any] | None:
        """Return the row of ``model`` with this key, its columns as attributes, or ``None``."""
        table = model.__table__
        return self.row(select(table).where(table.c.id == key))

    def all(self, model: Any, *where: Any, order_by: Any = None) -> list[Row[Any]]:
        """Return all rows of ``model`` that meet the conditions, in the given order."""
        statement = select(model.__table__).where(*where)
        if order_by is not None:
            order = order_by if isinstance(order_by, list | tuple) else (order_by,)
            statement = statement.order_by(*order)
        return self.rows(statement)

    # --- editing ---

    @contextlib.contextmanager
    def edit(
        self,
        label: str,
        *,
        speaker: bytes | None = None,
        who: str | None = None,
        coalesce: str | None = None,
        baseline: bool = False,
        kept: bool = False,
    ) -> Iterator[Session]:
        """Open the one transaction in which a session may be changed; it commits when the block ends.

        ``label`` is what Undo shows. ``speaker`` is the key of the person whose words are being entered (unless given,
        ``document.speaker``), ``who`` enters them. Edits inside edits join the outer one. Changes of one field within
        ten seconds are one step of Undo; edits with an equal ``coalesce`` text also are, and an empty text keeps an
        edit apart. Neither a ``baseline`` nor anything before it can be undone; Undo passes by what is ``kept``. An
        exception rolls everything back. Raises ``UserError`` if the file is read-only or its place fails; nothing is
        changed then.
        """
        if self._session is not None:
            with self._joining():
                yield self._session
            return
        signature = ("edit", self.who if who is None else who, speaker or self.speaker, label)
        below = None if baseline else self._head.undo_top
        tops = (lambda number: (below, None)) if baseline or kept else None
        with self._transaction(*signature, coalesce=coalesce, tops=tops) as session:
            yield session
        self._announce()

    def relabel(self, label: str) -> None:
        """Give the running edit its label, unless it has one: for what is named only once it exists."""
        self._label = self._label or label

    @contextlib.contextmanager
    def _joining(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            self._inner_failure = error
            raise

    @contextlib.contextmanager
    def _transaction(
        self,
        kind: str,
        who: str,
        speaker: bytes | None,
        label: str,
        *,
        coalesce: str | None = None,
        tops: Callable[[int], tuple[int | None, int | None]] | None = None,
    ) -> Iterator[Session]:
        if self.read_only:
            raise UserError(_READ_ONLY, name=self.path.name)
        with sqlite.told(self.path.name), self._writable(), self._begun() as session:
            self._label = label
            yield session
            session.flush()
            self._refuse_lost()
            signature = Signature(kind, stamp(self.now()), who, speaker, self._label)
            known = tops(self._head.number + 1) if tops else None
            recorded = self._recorder.conclude(self._head, signature, coalesce=coalesce, tops=known)
            self._commit(recorded)

    @contextlib.contextmanager
    def _writable(self) -> Iterator[None]:
        self._raw.execute("PRAGMA query_only=OFF")
        try:
            yield
        finally:
            self._raw.execute("PRAGMA query_only=ON")

    @contextlib.contextmanager
    def _begun(self) -> Iterator[Session]:
        self._raw.execute("BEGIN IMMEDIATE")
        self._connection.begin()
        session = Session(self._connection, expire_on_commit=False, join_transaction_mode="rollback_only")
        self._session, self._inner_failure = session, None
        try:
            yield session
        except BaseException:
            self._recorder.forget_step()
            raise
        finally:
            self._session = None
            session.close()
            self._connection.rollback()
            if self._raw.in_transaction:
                with contextlib.suppress(sqlite.Error):
                    self._raw.execute("ROLLBACK")

    def _refuse_lost(self) -> None:
        if self._inner_failure is not None:
            raise EditLost("an edit inside this one failed") from self._inner_failure
        if not self._raw.in_transaction:
            raise EditLost("the transaction ended inside the edit")

    def _commit(self, recorded: tuple[Head, Link, list[RawChange]] | None) -> None:
        try:
            self._raw.execute("COMMIT")
        except sqlite.Error:
            # The journal may be gone although the drive then reported an error: what the file says is what counts.
            if self._raw.in_transaction:
                self._raw.execute("ROLLBACK")
            if recorded is None or read_head(self._raw).hash != recorded[0].hash:
                raise
        if recorded is not None:
            self._head = recorded[0]
            self._news.append(history.as_change_set(recorded[1], recorded[2], self._converters))

    def touched(self) -> set[str]:
        """Return the tables in which the running edit changed rows so far, cascades included."""
        if self._session is None:
            return set()
        self._session.flush()
        return self._recorder.touched()

    def touched_logs(self) -> set[str]:
        """Return the logged tables among ``touched``."""
        return self.touched() & self._recorder.logged

    # --- Undo and Redo ---

    @property
    def undo_label(self) -> str | None:
        """The label of what Undo would take back, or ``None``."""
        return history.label_of(self._raw, self._head.undo_top)

    @property
    def redo_label(self) -> str | None:
        """The label of what Redo would do again, or ``None``."""
        return history.label_of(self._raw, self._head.redo_top)

    def undo(self) -> ChangeSet | None:
        """Take back the last step that is not only a log; returns what that changed, or ``None`` if there is none.

        Raises ``UserError`` if a logged row would lose what it refers to.
        """
        last = self._head.undo_top
        if last is None:
            return None
        first = history.step_of(self._raw, last)
        below, _ = history.tops_before(self._raw, first)
        return self._take_back("undo", first, last, lambda number: (below, number), _NOT_UNDONE)

    def redo(self) -> ChangeSet | None:
        """Do again what Undo took back last; returns what that changed, or ``None`` if there is nothing."""
        last = self._head.redo_top
        if last is None:
            return None
        _, below = history.tops_before(self._raw, last)
        return self._take_back("redo", last, last, lambda number: (number, below), _NOT_REDONE)

    def _take_back(
        self,
        kind: str,
        first: int,
        last: int,
        tops: Callable[[int], tuple[int | None, int | None]],
        refusal: str,
    ) -> ChangeSet | None:
        if self._session is not None:
            raise EditLost(f"{kind} was called inside an edit")
        label = history.label_of(self._raw, last) or ""
        tables = self._schema.metadata.tables
        try:
            with self._transaction(kind, self.who, None, label, tops=tops):
                history.reverse(self._raw, first, last, self._recorder.logged, tables)
                if self.touched_logs():
                    raise history.Conflict
        except (history.Conflict, sqlite.IntegrityError) as error:
            raise UserError(refusal, label=label) from error
        change_set = self._news[-1] if self._news else None
        self._announce()
        return change_set

    def history(
        self,
        *,
        limit: int | None = 100,
        table: str | None = None,
        row: bytes | None = None,
        since: int | datetime | None = None,
        before: int | None = None,
    ) -> list[ChangeSet]:
        """Return change sets, newest first, with their changes decoded.

        ``table`` and ``row`` (a key, which an entity and its row share) narrow both the sets and the changes in them;
        ``since`` is a moment, or the number of a change set after which to begin, ``before`` the number before which to
        end; ``limit=None`` gives all.
        """
        with sqlite.told(self.path.name):
            return history.read(
                self._raw, self._converters, limit=limit, table=table, row=row, since=since, before=before
            )

    def search_history(self, wanted: Search, limit: int | None) -> list[Headline]:
        """Return the newest change sets that are looked for, without what they changed."""
        with sqlite.told(self.path.name):
            return history.search(self._raw, wanted, limit)

    def voices(self) -> tuple[list[str], list[bytes]]:
        """Return the names of all who entered something, and the keys of the people whose words were entered."""
        with sqlite.told(self.path.name):
            return history.voices(self._raw)

    def net_changes(self, first: int, last: int | None = None) -> list[Net]:
        """Return what the change sets ``first`` … ``last`` (the newest) did to each row all in all."""
        with sqlite.told(self.path.name):
            return history.net_changes(self._raw, first, last)

    def edits_since(self, number: int) -> EditsSince:
        """Return by whom and of which kinds the change sets after a number were."""
        with sqlite.told(self.path.name):
            return history.edits_since(self._raw, number)

    def is_logged(self, table: str) -> bool:
        """Whether rows of a table are recorded but never undone."""
        return table in self._recorder.logged

    def stored_rows(self, table: str, keys: Iterable[bytes]) -> dict[bytes, dict[str, Any]]:
        """Return rows of a table as they are stored, by key, without empty columns; absent ones are left out."""
        if self._session is not None:
            self._session.flush()
        with sqlite.told(self.path.name):
            return history.stored_rows(self._raw, table, self._recorder.columns[table], keys)

    def value_of(self, table: str, column: str, stored: Any) -> Any:
        """Return a stored value as Python deals in it: days, moments, yes or no."""
        convert = self._converters.get(table, {}).get(column)
        return convert(stored) if convert and stored is not None else stored

    # --- being told ---

    def subscribe(self, callback: Subscriber) -> Callable[[], None]:
        """Call ``callback(change_set)`` after every commit, undo and redo; returns the way to stop that."""
        self._subscribers.append(callback)

        def unsubscribe() -> None:
            if callback in self._subscribers:
                self._subscribers.remove(callback)

        return unsubscribe

    def _announce(self) -> None:
        """Tell all subscribers in order. What one raises reaches the caller, after everybody was told."""
        if self._announcing:
            return
        self._announcing, failures = True, list[Exception]()
        try:
            while self._news:
                change_set = self._news.popleft()
                for subscriber in list(self._subscribers):
                    try:
                        subscriber(change_set)
                    except Exception as error:
                        error.add_note("raised by a subscriber; the edit itself was committed")
                        failures.append(error)
        finally:
            self._announcing = False
        if len(failures) == 1:
            raise failures[0]
        if failures:
            raise ExceptionGroup("several subscribers failed; the edit itself was committed", failures)

    # --- copies and care ---

    def save_copy(self, target: Path | str) -> None:
        """Write a copy of the session to ``target``; an older file there stays until the copy is complete."""
        target = Path(target)
        self._refuse_in_edit("save_copy")
        self.refuse_own_path(target)
        sqlite.write_copy(self._raw, target)

    def refuse_own_path(self, target: Path) -> None:
        """Raise ``UserError`` if ``target`` is this session's own file."""
        if target.exists() and self.path.exists() and target.samefile(self.path):
            raise UserError(N_("{name} is this session itself. Choose another name."), name=target.name)

    def bare_copy(self) -> sqlite.Connection:
        """Return a copy in memory as a bare connection, to be worked on and written elsewhere. The caller closes it."""
        self._refuse_in_edit("bare_copy")
        memory = sqlite.connect_memory(any_thread=True)
        with sqlite.told(self.path.name):
            sqlite.copy_into(self._raw, memory)
        return memory

    def snapshot(self) -> Document:
        """Return a read-only copy in memory, which another thread may use while this one goes on."""
        memory = self.bare_copy()
        return Document(self.path, Opened(memory), self._schema, self.clock, self.who)

    def verify(self, progress: Callable[[float], object] | None = None) -> list[Fault]:
        """Check pages, links, every row against its digest, and the chain of the history.

        ``progress`` hears how far it is (0 to 1) and may raise to cancel. An empty list means that all is well.
        """
        self._refuse_in_edit("verify")
        try:
            migrations.check_file(self._raw, self._schema, self.path.name)
        except UserError as error:
            return [Fault("schema", error.msgid, values=dict(error.values))]
        return integrity.verify(self._raw, progress)

    def salvage(self, target: Path | str) -> SalvageReport:
        """Write what can be trusted of a damaged session to a new file; this one is not touched."""
        self._refuse_in_edit("salvage")
        return salvage.salvage_open(self._raw, self.path, Path(target), self._schema, self.now())

    def _refuse_in_edit(self, verb: str) -> None:
        if self._session is not None:
            raise EditLost(f"{verb} was called inside an edit")
