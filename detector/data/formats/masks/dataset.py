"""Sets with one PNG file for each object, such as those of the Data Science Bowl 2018; see `layout`.

The pixels of an object are those that are not black. Its class is the name of the folder that its mask is in; masks
without such a folder are of the only class in `classes.txt`, or `object`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from detector.data.directory_cache import FolderContents, IsCanceled, find_once, never_canceled, walk_folders
from detector.data.folder import build_no_images_error, describe_listing_fault, list_folder, stem_of
from detector.data.formats.base import AUTOMATIC_OPTIONS, ImageToWrite, LabelFormat, OpenOptions, Split
from detector.data.formats.class_edits import ClassEdit, ClassEditStep
from detector.data.formats.format_info import EngineText
from detector.data.formats.shared.dataset_defaults import DatasetDefaults
from detector.data.formats.shared.split_names import parse_folder_split
from detector.data.formats.shared.wording import format_count, list_names
from detector.data.image_io import read_size
from detector.data.image_paths import ImagePaths
from detector.data.natural_order import natural_key, sort_naturally
from detector.errors import DatasetError
from detector.translatable import translatable

from .class_edits import plan_mask_edit, read_default_label
from .info import INFO
from .layout import SUFFIX, ImageMasks, MaskSearch, group_unmatched, is_mask_folder
from .mask_files import MaskFiles, NewMasks
from .writer import MasksWriter, describe_mask_losses

UNMATCHED = "{masks} of no image: {names}. Name them after their images, or put them into folders named so."
_FILES_TEXT = EngineText(translatable("one PNG for each object"))


class MasksFormat(LabelFormat):
    """See `detector.data.formats.base.LabelFormat`."""

    info = INFO

    def is_format_of(self, root: Path, options: OpenOptions = AUTOMATIC_OPTIONS) -> bool:
        if root.is_file():
            return False
        try:
            folders = _list_image_folders(root, never_canceled)
        except DatasetError:
            return False
        search = _start_search(root, folders, options)
        return any(search.find_masks(folder).sources for folder in folders)

    def open_dataset(
        self, root: Path, is_canceled: IsCanceled = never_canceled, options: OpenOptions = AUTOMATIC_OPTIONS
    ) -> MasksDataset:
        """Open the images of `root` and their masks.

        Raises:
            DatasetError: `root` does not exist or has no images.
        """
        folders = _list_image_folders(root, is_canceled)
        if not folders and not is_canceled():
            raise build_no_images_error(root, list_folder(root, SUFFIX).folders)
        return MasksDataset(root, folders, options)

    def begin_dataset(
        self, root: Path, is_canceled: IsCanceled = never_canceled, options: OpenOptions = AUTOMATIC_OPTIONS
    ) -> MasksDataset:
        return self.open_dataset(root, is_canceled, options)

    def describe_outline_losses(self, images: Iterable[ImageToWrite]) -> tuple[str, ...]:
        return describe_mask_losses(images)

    def create_writer(self, out: Path, classes: Sequence[str]) -> MasksWriter:
        return MasksWriter(out, classes)


FORMAT = MasksFormat()


def _list_image_folders(root: Path, is_canceled: IsCanceled) -> Mapping[Path, list[str]]:
    """The folders with images, without those of masks; their images in natural order. Raises: DatasetError."""

    def search() -> Mapping[Path, list[str]]:
        found: dict[Path, list[str]] = {}
        try:
            for folder, _ in walk_folders(root, is_canceled, _choose_subfolders):
                names = sort_naturally(list_folder(folder, SUFFIX, is_canceled).images)
                if names:
                    found[folder] = list(names)
        except OSError as error:
            raise DatasetError(describe_listing_fault(root, error)) from error
        return found

    return find_once(("images with masks", str(root)), search)


def _start_search(root: Path, folders: Mapping[Path, list[str]], options: OpenOptions) -> MaskSearch:
    """A search that is shared by recognizing and opening a folder."""
    key = ("masks", str(root), str(options.labels_place))
    return find_once(key, lambda: MaskSearch(root, folders, options.labels_place))


def _choose_subfolders(found: FolderContents) -> list[str]:
    return sorted((name for name in found.folders if not is_mask_folder(name)), key=natural_key, reverse=True)


class MasksDataset(DatasetDefaults):
    """See `detector.data.formats.base.Dataset`."""

    classes: tuple[str, ...] = ()

    def __init__(self, root: Path, folders: Mapping[Path, list[str]], options: OpenOptions) -> None:
        self.root, self.format = root, INFO.name
        self.options = replace(options, format=INFO.name)
        self.images = ImagePaths.from_folders(root, {str(folder): names for folder, names in folders.items()})
        self._folders = folders
        self._search = _start_search(root, folders, options)
        self._masks = {folder: self._search.find_masks(folder) for folder in folders}
        self.splits = _find_splits(root, folders)
        self.notices = tuple(_describe_unmatched(root, self._masks.values()))

    @cached_property
    def label_flags(self) -> bytes:
        return bytes(image.name in self._masks[image.parent].sources for image in self.images)

    def describe_files(self) -> tuple[EngineText, ...]:
        return (_FILES_TEXT,)

    def lists_class(self, name: str) -> bool:  # noqa: ARG002 - folders are classes, not a list
        return False

    def plan_class_edit(
        self,
        edit: ClassEdit,
        images: Sequence[Path],
        without: Sequence[Path],  # noqa: ARG002 - they are not among `images`
    ) -> Iterator[ClassEditStep]:
        return plan_mask_edit(self, edit, images)

    def find_own_label_file(self, image: Path) -> Path | None:  # noqa: ARG002 - an image has several
        return None

    def list_companion_files(self, image: Path) -> Sequence[Path]:
        return [path for path, _ in self._list_files(image)]

    def list_used_files(self) -> Mapping[Path, Collection[str]]:
        used: dict[Path, set[str]] = {}
        for masks in self._masks.values():
            for source in (source for sources in masks.sources.values() for source in sources):
                used.setdefault(source.folder, set()).update(source.names or ())
        return used

    def is_labeled(self, image: Path) -> bool:
        folder, name = self._find_image(image)
        return name in self._get_masks(folder).sources

    def read_labels(self, image: Path) -> MaskFiles:
        files = list(self._list_files(image))
        return MaskFiles.from_files(files, image, read_size(image), self._choose_new_masks(image))

    def _list_files(self, image: Path) -> Iterator[tuple[Path, str]]:
        folder, name = self._find_image(image)
        for source in self._get_masks(folder).sources.get(name, ()):
            yield from source.list_files()

    def _get_masks(self, folder: Path) -> ImageMasks:
        """The masks of the images of a folder, listed again if there are others now."""
        if not self._masks[folder].is_current:
            self._masks[folder] = self._search.find_changed_masks(folder)
        return self._masks[folder]

    def _find_image(self, image: Path) -> tuple[Path, str]:
        """Its folder and name, as they were listed. Raises: KeyError."""
        index = self.images.find_index(image)
        if index is None:
            raise KeyError(image)
        listed = self.images[index]
        return listed.parent, listed.name

    def _choose_new_masks(self, image: Path) -> NewMasks:
        folder, name = self._find_image(image)
        masks = self._get_masks(folder)
        default = read_default_label(self.root)
        sources = masks.sources.get(name, ())
        whole = next((source for source in sources if source.names is None and not source.label), None)
        if whole is not None:
            return NewMasks(whole.folder, "", default)
        if sources and sources[0].names is not None:
            top = sources[0].folder.parent if sources[0].label else sources[0].folder
            return NewMasks(top, f"{stem_of(name)}_", default)
        is_shared = any(other != name and stem_of(other) == stem_of(name) for other in self._folders[folder])
        return NewMasks(masks.default_folder / (name if is_shared else stem_of(name)), "", default)


def _find_splits(root: Path, folders: Mapping[Path, list[str]]) -> dict[Split, frozenset[Path]]:
    """The images of each split, by the first folder below `root` that is named after one."""
    splits: dict[Split, set[Path]] = {}
    for folder, names in folders.items():
        parts = folder.relative_to(root).parts
        split = next((named for part in parts if (named := parse_folder_split(part))), None)
        if split is not None:
            splits.setdefault(split, set()).update(folder / name for name in names)
    return {split: frozenset(images) for split, images in splits.items()}


def _describe_unmatched(root: Path, masks: Iterable[ImageMasks]) -> Iterator[str]:
    paths = [path for one in masks if one.sources for path in one.unmatched]
    for folder, files in group_unmatched(paths).items():
        where = folder.relative_to(root).as_posix() if folder.is_relative_to(root) else folder.name
        count = format_count(len(files), f"PNG file in {where} is", f"PNG files in {where} are")
        yield UNMATCHED.format(masks=count, names=list_names([path.name for path in files]))
