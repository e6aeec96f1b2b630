from __future__ import annotations
from dataclasses import dataclass
@dataclass
class Fault: ...
def faults_of(raw): return []
def verify(raw, progress=None): return []
