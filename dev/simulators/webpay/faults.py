"""Scripted misbehaviour of the gateway, one call at a time."""

import threading
from dataclasses import dataclass, field

OPERATIONS = ('create', 'commit', 'status', 'refund', 'capture')

SLOW = 'slow'
ERROR = 'error'
DROP = 'drop'
HTML = 'html'
CHANGE = 'change'
KINDS = (SLOW, ERROR, DROP, HTML, CHANGE)

BEFORE = 'before'
AFTER = 'after'


@dataclass
class Fault:
    """What goes wrong with the next calls of one operation.

    - `slow`: the answer comes `seconds` late.
    - `error`: the answer is `status`, an internal error.
    - `drop`: the connection closes without an answer.
    - `html`: the answer is a web page with `status`, as of a proxy.
    - `change`: the answer has other values; None takes a field away.

    :param operation: One of `OPERATIONS`.
    :param kind: One of `KINDS`.
    :param when: 'before' if the gateway does nothing, 'after' if it does what was asked first.
    :param seconds: How long the gateway waits, with any kind.
    :param status: The HTTP status of `error` and `html`.
    :param changes: The fields of `change`.
    :param token: Only for calls about this payment.
    :param times: For how many calls.
    :raise ValueError: If one of them is impossible.
    """

    operation: str
    kind: str
    when: str = BEFORE
    seconds: float = 0
    status: int = 500
    changes: dict = field(default_factory=dict)
    token: str | None = None
    times: int = 1

    def __post_init__(self):
        if self.operation not in OPERATIONS:
            raise ValueError(f"Unknown operation {self.operation!r}")
        if self.kind not in KINDS:
            raise ValueError(f"Unknown kind of fault {self.kind!r}")
        if self.when not in (BEFORE, AFTER):
            raise ValueError(f"A fault comes before or after, not {self.when!r}")
        if not isinstance(self.changes, dict) or bool(self.changes) != (self.kind == CHANGE):
            raise ValueError("Changes belong to the fault 'change', and only there")
        self._check_numbers()

    def _check_numbers(self):
        for name, lowest in (('seconds', 0), ('status', 200), ('times', 1)):
            value = getattr(self, name)
            if not isinstance(value, int | float) or isinstance(value, bool) or value < lowest:
                raise ValueError(f"{name} must be a number from {lowest} on")

    def fits(self, operation: str, token: str | None) -> bool:
        """Tell whether the fault is for this call."""
        return operation == self.operation and self.token in (None, token)


class FaultQueue:
    """The faults that wait for their calls, first in, first out."""

    def __init__(self):
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        """Queue a fault."""
        with self._lock:
            self._faults.append(fault)

    def take(self, operation: str, token: str | None) -> Fault | None:
        """Return the first fault for this call, and count the call."""
        with self._lock:
            for fault in self._faults:
                if fault.fits(operation, token):
                    fault.times -= 1
                    if not fault.times:
                        self._faults.remove(fault)
                    return fault
        return None

    def all(self) -> list[Fault]:
        """Return the faults that still wait."""
        with self._lock:
            return list(self._faults)

    def clear(self) -> None:
        """Forget all faults."""
        with self._lock:
            self._faults.clear()
