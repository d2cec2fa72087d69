"""Properties that most data sets share; see `detector.data.formats.base.Dataset`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from detector.data.formats.base import FormatName, OpenOptions, PixelOrigin, Split, SplitKind
from detector.data.formats.format_info import EngineText
from detector.data.formats.format_list import FORMAT_INFOS
from detector.translatable import translatable

if TYPE_CHECKING:
    from .record_changes import RecordChange

_BESIDE_TEXT = EngineText(translatable("one file for each image"))


class DatasetDefaults:
    """Defaults for data sets with one file per image, without a varying pixel origin and without a class list."""

    format: FormatName
    options: OpenOptions

    @property
    def options_to_reopen(self) -> OpenOptions:
        return self.options

    @property
    def pixel_origin(self) -> PixelOrigin | None:
        return None

    @property
    def holds_outlines(self) -> bool:
        return "outlines" in FORMAT_INFOS[self.format].keeps

    @property
    def split_kind(self) -> SplitKind:
        return "folders"

    def list_companion_files(self, image: Path) -> Sequence[Path]:  # noqa: ARG002 - most formats have none
        return ()

    def remove_records(self, images: Sequence[Path]) -> Iterator[RecordChange]:  # noqa: ARG002 - no file lists them
        return iter(())

    def move_records(self, images: Mapping[Path, Path], split: Split) -> Iterator[RecordChange]:  # noqa: ARG002 - as above
        return iter(())

    def describe_short(self) -> EngineText:
        return EngineText(FORMAT_INFOS[self.format].short_title)

    def describe_files(self) -> tuple[EngineText, ...]:
        return (_BESIDE_TEXT,)
