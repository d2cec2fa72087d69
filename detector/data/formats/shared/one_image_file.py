"""Shared properties of label files of one image; see `detector.data.formats.base.LabelFile`."""

from __future__ import annotations

from collections.abc import Iterable

from detector.data.annotation import Annotation


class OneImageFile:
    """A label file of one image in a format that does not store the image size."""

    @property
    def stated_size(self) -> tuple[int, int] | None:
        return None

    @property
    def is_in_shared_file(self) -> bool:
        return False

    def may_be_left_by(self, annotations: Iterable[Annotation]) -> bool:  # noqa: ARG002 - it is replaced as a whole
        return False

    @property
    def written_bytes(self) -> int:
        return 0
