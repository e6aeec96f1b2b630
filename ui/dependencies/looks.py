"""How the nodes of the dependency graph look: icons by kind, and what each kind is called."""

from __future__ import annotations

from app.i18n import N_, translate
from app.network import NodeRow

ICONS = {"service": "layers", "component": "server", "supplier": "handshake", "person": "user"}
#: Icons of components by words in their kind.
_COMPONENTS = {
    "database": "database", "storage": "hard-drive", "backup": "archive", "network": "network", "firewall": "shield",
    "platform": "boxes", "cluster": "boxes", "appliance": "cpu", "device": "cpu", "building": "building-2",
    "power": "plug", "application": "workflow", "telephone": "phone", "telephony": "phone",
}  # fmt: skip
KINDS = {
    "service": N_("service"), "component": N_("component"), "supplier": N_("supplier"), "person": N_("person"),
}  # fmt: skip


def icon_of(node: NodeRow) -> str:
    """Return the icon of a node."""
    if node.kind == "component":
        words = node.detail.casefold()
        return next((icon for word, icon in _COMPONENTS.items() if word in words), ICONS["component"])
    return ICONS.get(node.kind, "")


def kind_word(kind: str) -> str:
    """Return what a kind is called."""
    return translate(KINDS[kind]) if kind in KINDS else kind
