"""Who shows what of the stages: nothing is computed that nobody shows."""

from __future__ import annotations


class StageSubscribers:
    """Those who show the assignment, the trace or its summary, each under a key of its own."""

    def __init__(self) -> None:
        self._of_assignment: set[object] = set()
        self._of_trace: set[object] = set()
        self._of_summary: set[object] = set()

    @property
    def want_assignment(self) -> bool:
        return bool(self._of_assignment)

    @property
    def want_trace(self) -> bool:
        return bool(self._of_trace)

    @property
    def want_summary(self) -> bool:
        return bool(self._of_summary)

    def set_subscribed(self, key: object, on: bool, assignment_only: bool) -> None:
        """`key` shows the assignment and, unless `assignment_only`, the trace; or, with `on` False, neither."""
        _set_member(self._of_assignment, key, on)
        _set_member(self._of_trace, key, on and not assignment_only)

    def set_summary_subscribed(self, key: object, on: bool) -> None:
        _set_member(self._of_summary, key, on)


def _set_member(keys: set[object], key: object, on: bool) -> None:
    (keys.add if on else keys.discard)(key)
