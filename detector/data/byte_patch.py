"""What an edit changed in a file, in few bytes, so that it can be undone exactly at any time."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class BytePatch:
    """From `start` on, `before` stood where `length` bytes stand now; `digest` is that of the whole file since then."""

    start: int
    before: bytes
    length: int
    digest: bytes

    @classmethod
    def from_contents(cls, before: bytes, after: bytes) -> BytePatch:
        start = _count_common_prefix(before, after)
        end = min(_count_common_prefix(before[::-1], after[::-1]), len(before) - start, len(after) - start)
        return cls(start, before[start : len(before) - end], len(after) - end - start, sha256(after).digest())

    def revert_bytes(self, now: bytes) -> bytes | None:
        """The file as it was before; None where `now` is not what the edit left."""
        if sha256(now).digest() != self.digest:
            return None
        return now[: self.start] + self.before + now[self.start + self.length :]


def _count_common_prefix(one: bytes, other: bytes) -> int:
    """How many bytes both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
