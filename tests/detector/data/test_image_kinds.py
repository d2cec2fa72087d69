"""Which files are images: what can be read is one, what cannot is pointed out, and droppings are neither."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from detector.data.formats.registry import open_dataset
from detector.data.image_io import decode_image, read_size
from detector.data.image_kinds import (
    HEIF_SUFFIXES,
    IMAGE_SUFFIXES,
    UNREADABLE_SUFFIXES,
    is_system_folder,
    usual_suffixes,
)
from detector.data.labeled_set import load_training_set
from detector.data.passed_over import skipped_file_notices
from detector.data.unreadable_images import UNREADABLE_KINDS, find_unreadable_images
from detector.errors import DatasetError
from tests.sentences import has_sentence

from .image_samples import gradient, saved
from .test_images_as_they_are import labeled


def copied(shared: Path, case: str, tmp_path: Path) -> Path:
    return Path(shutil.copytree(shared / "cases" / case, tmp_path / case, copy_function=shutil.copyfile))


@pytest.mark.parametrize("suffix", ["avif", "tga", "jp2", "j2k", "AVIF", "TGA"])
def test_that_further_kinds_are_read(tmp_path: Path, suffix: str) -> None:
    options = {"avif": {"quality": 100, "subsampling": "4:4:4"}}.get(suffix.lower(), {})
    path = saved(tmp_path / f"a.{suffix}", gradient(60, 50), **options)
    labeled(tmp_path, path, (60, 50))
    data = open_dataset(tmp_path)
    assert list(data.images) == [path]
    assert read_size(path) == (60, 50)
    difference = np.abs(decode_image(path).pixels.astype(int) - np.asarray(gradient(60, 50)))
    assert difference.mean() < (4 if suffix.lower() == "avif" else 0.01)
    assert len(load_training_set(tmp_path).images) == 1


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_that_an_avif_comes_upright(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = saved(tmp_path / "a.avif", gradient(60, 50), exif=exif, quality=100, subsampling="4:4:4")
    turned = np.rot90(np.asarray(gradient(60, 50)), {3: 2, 6: -1, 8: 1}[orientation])
    image = decode_image(path)
    assert read_size(path) == (image.width, image.height) == turned.shape[1::-1]
    assert np.abs(image.pixels.astype(int) - turned).mean() < 4


@pytest.mark.skipif(".heic" not in IMAGE_SUFFIXES, reason="pillow-heif is not installed")
def test_that_heic_is_read_where_the_extra_is_installed(tmp_path: Path) -> None:
    import pillow_heif

    path = tmp_path / "a.HEIC"
    pillow_heif.from_pillow(gradient(64, 48)).save(path, quality=100, chroma=444)
    labeled(tmp_path, path, (64, 48))
    assert list(open_dataset(tmp_path).images) == [path]
    assert read_size(path) == (64, 48)
    assert np.abs(decode_image(path).pixels.astype(int) - np.asarray(gradient(64, 48))).mean() < 8
    assert find_unreadable_images(tmp_path) == []


def test_that_an_avif_with_labels_is_a_labeled_image(shared: Path) -> None:
    data = open_dataset(shared / "cases" / "72c-avif-labelled")
    assert [image.name for image in data.images] == ["a.avif", "b.jpg"]
    assert bytes(data.label_flags) == b"\1\1"
    assert skipped_file_notices(data) == ()
    assert decode_image(data.images[0]).pixels.std() > 20


def test_that_unreadable_kinds_are_pointed_out_and_droppings_are_no_images(shared: Path, tmp_path: Path) -> None:
    folder = copied(shared, "72-nas-junk", tmp_path)
    data = open_dataset(folder)
    names = {image.name for image in data.images}
    assert {"a.jpg", "c.avif"} <= names
    assert not names & {"SYNOPHOTO_THUMB_XL.jpg", "._a.jpg"}
    messages = " ".join(skipped_file_notices(data))
    on_disk = {path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")}
    listed = {path.name for path in find_unreadable_images(folder)}
    assert listed | names == {
        name for name in on_disk if Path(name).suffix.lower() in IMAGE_SUFFIXES | UNREADABLE_SUFFIXES
    }
    assert has_sentence(messages, UNREADABLE_KINDS, pronoun="them")
    assert "DNG" in messages
    assert "JXL" in messages
    assert "Save them as JPEG or PNG." in messages
    assert "b.xml" not in messages


def test_that_a_folder_of_unreadable_images_only_says_so(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "IMG_1.JXL").write_bytes(b"x")
    (tmp_path / "IMG_2.cr3").write_bytes(b"x")
    with pytest.raises(DatasetError) as error:
        open_dataset(tmp_path)
    assert str(error.value) == (
        f"The folder {tmp_path} has no readable images. 2 images are of kinds (CR3, JXL) that cannot be read: "
        "for example IMG_2.cr3. Save them as JPEG or PNG."
    )


@pytest.mark.skipif(".heic" in IMAGE_SUFFIXES, reason="pillow-heif is installed")
def test_that_the_way_to_read_heic_is_named(tmp_path: Path) -> None:
    saved(tmp_path / "a.png", gradient())
    (tmp_path / "b.HEIC").write_bytes(b"x")
    assert skipped_file_notices(open_dataset(tmp_path)) == (
        "1 image is of a kind (HEIC) that cannot be read: b.HEIC. Save it as JPEG or PNG. To read HEIC, run "
        "`pip install 'frcnn-studio[heic]'` and start the program again.",
    )


def test_that_an_unreadable_image_that_is_opened_itself_is_named(tmp_path: Path) -> None:
    (tmp_path / "b.jxl").write_bytes(b"x")
    with pytest.raises(
        DatasetError, match=r"^1 image is of a kind \(JXL\) that cannot be read: b\.jxl\. Save it as JPEG"
    ):
        open_dataset(tmp_path / "b.jxl")


@pytest.mark.parametrize("labels", ["b.xml", "b.jxl.txt", "labels/b.txt"])
def test_that_labels_of_an_unreadable_image_are_not_said_to_have_none(tmp_path: Path, labels: str) -> None:
    saved(tmp_path / "a.png", gradient())
    labeled(tmp_path, tmp_path / "a.png", (10, 6))
    (tmp_path / "b.jxl").write_bytes(b"x")
    path = tmp_path / labels
    path.parent.mkdir(exist_ok=True)
    path.write_text((tmp_path / "a.xml").read_text() if labels.endswith("xml") else "0 0.5 0.5 0.2 0.2\n")
    (notice,) = skipped_file_notices(open_dataset(tmp_path))
    assert notice.startswith("1 image is of a kind (JXL)")


def test_that_a_raw_file_beside_its_picture_is_not_pointed_out(tmp_path: Path) -> None:
    saved(tmp_path / "IMG_1.JPG", gradient())
    (tmp_path / "IMG_1.cr2").write_bytes(b"x")
    assert skipped_file_notices(open_dataset(tmp_path)) == ()


@pytest.mark.parametrize(
    "folder",
    ["@eaDir", "__MACOSX", "#recycle", "#RECYCLE", "$RECYCLE.BIN", "@Recycle", ".ipynb_checkpoints", ".@__thumb"],
)
def test_that_droppings_are_not_looked_into(tmp_path: Path, folder: str) -> None:
    for place in (tmp_path, tmp_path / "images"):
        (place / folder).mkdir(parents=True)
        saved(place / folder / "b.png", gradient())
        (place / folder / "b.txt").write_text("0 0.5 0.5 0.2 0.2\n")
        (place / folder / "c.heic").write_bytes(b"x")
    saved(tmp_path / "images" / "a.png", gradient())
    (tmp_path / "images" / "a.txt").write_text("0 0.5 0.5 0.2 0.2\n")
    (tmp_path / "classes.txt").write_text("cat\n")
    for name in ("yolo", "voc", "coco", "csv", "labelme"):
        data = open_dataset(tmp_path) if name == "yolo" else None
        if data is not None:
            assert [image.name for image in data.images] == ["a.png"]
            assert skipped_file_notices(data) == ()


def test_that_folders_of_people_are_no_droppings() -> None:
    assert not any(map(is_system_folder, ("images", "tmp", "@home", "#1", "lost and found", "MACOSX")))


def test_that_every_usual_suffix_is_known() -> None:
    for kind in ("AVIF", "BMP", "GIF", "HEIF", "JPEG", "JPEG2000", "PNG", "PPM", "TGA", "TIFF", "WEBP"):
        assert set(usual_suffixes(kind)) <= IMAGE_SUFFIXES | HEIF_SUFFIXES
    assert usual_suffixes("ICO") == ()
