"""The documents of a folder: of the image that is shown, and of those that were left with something to keep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from frcnn_gui.document.document import Document

if TYPE_CHECKING:
    from detector.data.formats.base import LabelFile
    from detector.data.image_io import DecodedImage


class DocumentStore:
    """One document for each image. It stays that of its image whatever is written to its label file."""

    def __init__(self) -> None:
        self._documents: dict[Path, Document] = {}
        self._to_reload: set[Path] = set()
        """Images whose labels are read again when they are shown, even if the document has not changed"""

    def clear(self) -> None:
        """Forget all documents."""
        self._documents.clear()
        self._to_reload.clear()

    def __iter__(self) -> Iterator[Document]:
        return iter(tuple(self._documents.values()))

    def find_document(self, image: Path) -> Document | None:
        """The document of an image, None if the boxes of its file are all that is known of it."""
        return self._documents.get(image)

    def add_document(self, document: Document) -> Document:
        """Keep the document of an image; if there is one already, that one is returned."""
        return self._documents.setdefault(document.image, document)

    def open_document(self, path: Path, image: DecodedImage, file: LabelFile | None, locked_reason: str) -> Document:
        """The document of an image that was loaded with its label file: the one that is known, or a new one."""
        document = self._documents.get(path)
        to_reload = path in self._to_reload
        self._to_reload.discard(path)
        if document is None:
            document = self._documents[path] = Document(path, image.width, image.height, file, locked_reason)
        elif not _is_up_to_date(document, image, file, locked_reason, to_reload):
            document.reload_from(file, locked_reason)
        document.width, document.height = image.width, image.height
        return document

    def revert_document(self, document: Document) -> None:
        """Drop unsaved boxes and the undo history, and read the labels again when the image is shown."""
        document.reload_from(document.file, document.read_only_reason)
        self._documents[document.image] = document
        self._to_reload.add(document.image)

    def expect_other_labels(self, images: Iterable[Path]) -> None:
        """Read the labels of these images again when they are shown."""
        self._to_reload.update(images)

    def drop_if_unneeded(self, document: Document) -> None:
        """Forget a document without unsaved boxes, undo steps, and locked or hidden boxes; its image is left."""
        has_past = document.undo_stack.count() > 0 or document.locked_uids or document.hidden_uids
        if not document.is_modified and not has_past:
            self._documents.pop(document.image, None)


def _is_up_to_date(
    document: Document, image: DecodedImage, file: LabelFile | None, locked_reason: str, to_reload: bool
) -> bool:
    """Whether a document known from before still fits what was loaded now.

    Unsaved boxes are never dropped: should others have changed the file, saving reports the conflict. A file that was
    read just before this document was written is one of its earlier versions, not a change by others.
    """
    same_size = (document.width, document.height) == (image.width, image.height)
    same_lock = document.read_only_reason == locked_reason
    return document.is_modified or (not to_reload and same_size and same_lock and document.is_known_version(file))
