"""Properties that most data sets share; see `detector.data.formats.base.Dataset`."""

from __future__ import annotations

from detector.data.formats.base import FormatName, OpenOptions, PixelOrigin
from detector.data.formats.format_info import EngineText
from detector.data.formats.format_list import FORMAT_INFOS
from detector.translatable import translatable

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

    def describe_short(self) -> EngineText:
        return EngineText(FORMAT_INFOS[self.format].short_title)

    def describe_files(self) -> tuple[EngineText, ...]:
        return (_BESIDE_TEXT,)
