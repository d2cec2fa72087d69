"""The parts of a window that this room adds; see `common.parts`."""

from __future__ import annotations

from typing import Protocol

from frcnn_gui.images.image_list import ImageListModel
from frcnn_gui.images.label_index import LabelIndex


class HasImages(Protocol):
    """The list of images, with the state of each."""

    @property
    def images(self) -> ImageListModel: ...


class HasIndex(Protocol):
    """The labels of all images of the folder."""

    @property
    def index(self) -> LabelIndex: ...


class HasImageSearch(Protocol):
    """The search of the Images dock."""

    def search_images(self, query: str) -> None: ...
