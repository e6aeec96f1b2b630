"""How the rows that a table shows become others without a reset, so that selection, scroll and an open editor stay."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex

if TYPE_CHECKING:
    from ui.tables.model import RowTableModel

#: With more separate changes than this one change of layout is cheaper than as many small ones.
MANY = 60
_NOBODY = QModelIndex()


def apply_view(model: RowTableModel, view: list[Any], *, first: bool = False) -> None:
    """Let ``model`` show ``view``. The first load resets; later ones remove, move and insert what differs."""
    if first:
        model.beginResetModel()
        model.view, model.identities = view, None
        model.endResetModel()
        return
    kept, model.identities = model.identities, None
    before = kept if kept is not None else [model.identity(shown) for shown in model.view]
    after = model.all_identities(view)
    if before != after:
        _change(model, view, before, after)
    model.view, model.identities = view, after
    if view:
        model.dataChanged.emit(model.index(0, 0), model.index(len(view) - 1, model.columnCount() - 1))


def _change(model: RowTableModel, view: list[Any], before: list[Hashable], after: list[Hashable]) -> None:
    kept = set(after)
    gone = _runs([at for at, identity in enumerate(before) if identity not in kept])
    known = set(before)
    fresh = _runs([at for at, identity in enumerate(after) if identity not in known])
    survivors = [identity for identity in before if identity in kept]
    moved = survivors != [identity for identity in after if identity in known]
    if moved or len(gone) + len(fresh) > MANY:
        _relay(model, view, after)
        return
    for start, end in reversed(gone):
        model.beginRemoveRows(_NOBODY, start, end)
        del model.view[start : end + 1]
        model.endRemoveRows()
    for start, end in fresh:
        model.beginInsertRows(_NOBODY, start, end)
        model.view[start:start] = view[start : end + 1]
        model.endInsertRows()


def _relay(model: RowTableModel, view: list[Any], after: list[Hashable]) -> None:
    model.layoutAboutToBeChanged.emit()
    old = model.persistentIndexList()
    identities = [model.identity(model.view[index.row()]) for index in old]
    model.view = view
    places = {identity: at for at, identity in enumerate(after)}
    new = [
        model.index(places[identity], index.column()) if identity in places else QModelIndex()
        for identity, index in zip(identities, old, strict=True)
    ]
    model.changePersistentIndexList(old, new)
    model.layoutChanged.emit()


def _runs(places: list[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for at in places:
        if runs and runs[-1][1] == at - 1:
            runs[-1] = (runs[-1][0], at)
        else:
            runs.append((at, at))
    return runs
