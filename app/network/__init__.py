"""The dependency graph of a session: who stands on what, what alone can stop a service, and in which order all returns.

Serves the page of a service, the dependency map, plans and checks. The arithmetic is in ``app.dependencies``.
"""

from app.network.graph import (
    NODE_KINDS,
    POINT_KINDS,
    Graph,
    NodeRow,
    Spof,
    closure,
    dependants,
    graph,
    nodes,
    recovery_order,
    spofs,
    told,
    urgencies,
)
from app.network.links import (
    Link,
    alternatives,
    circles,
    create_node,
    depend,
    group,
    links,
    links_of,
    remove_dependency,
    remove_links,
    set_hard,
    set_needed,
    stand_in,
    ungroup,
)

__all__ = [
    "NODE_KINDS", "POINT_KINDS", "Graph", "Link", "NodeRow", "Spof", "alternatives", "circles", "closure",
    "create_node", "depend", "dependants", "graph", "group", "links", "links_of", "nodes", "recovery_order",
    "remove_dependency", "remove_links", "set_hard", "set_needed", "spofs", "stand_in", "told", "ungroup", "urgencies",
]  # fmt: skip
