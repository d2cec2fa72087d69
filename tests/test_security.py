"""What SECURITY.md says of malicious files."""

from __future__ import annotations

import os
import pickle
import struct
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
import torch
from PIL import Image

from detector.cli import main as frcnn
from detector.data.formats.registry import open_dataset
from detector.data.image_io import read_size
from detector.data.limits import MAX_BOXES_PER_IMAGE
from detector.errors import CheckpointError, ImageUnreadableError
from detector.training.checkpoints.safe_pickle import load_pickle

OBJECT = "<object><name>{name}</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>9</xmax><ymax>9</ymax></bndbox></object>"


class CodeInPickle:
    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.path),)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    Image.new("RGB", (64, 64)).save(tmp_path / "data" / "a.png")
    return tmp_path / "data"


@pytest.mark.parametrize("entity", ['<!ENTITY e "x">', '<!ENTITY e SYSTEM "file:///etc/hostname">'])
def test_that_no_entity_of_xml_is_followed(folder: Path, entity: str, capsys: pytest.CaptureFixture[str]) -> None:
    body = OBJECT.format(name="n&e;")
    (folder / "a.xml").write_text(f'<?xml version="1.0"?><!DOCTYPE a [{entity}]><annotation>{body}</annotation>')
    assert frcnn(["check", str(folder)]) == 1
    assert "0 boxes" in capsys.readouterr().out  # the words matter


def test_that_no_tag_of_yaml_is_followed_and_no_path_outside(folder: Path, tmp_path: Path) -> None:
    made = tmp_path / "made"
    Image.new("RGB", (64, 64)).save(tmp_path / "outside.png")
    (folder / "data.yaml").write_text(f'names: !!python/object/apply:os.mkdir ["{made}"]\ntrain: ..\n')
    dataset = open_dataset(folder)
    assert not made.exists()
    assert [path.name for path in dataset.images] == ["a.png"]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no devices in folders of Windows")
def test_that_a_device_is_not_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.xml").symlink_to("/dev/zero")
    assert frcnn(["check", str(folder)]) == 1
    assert "0 boxes" in capsys.readouterr().out  # the words matter


def test_that_a_large_image_is_refused_by_its_header(tmp_path: Path) -> None:
    def build_chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = build_chunk(b"IHDR", struct.pack(">IIBBBBB", 40_000, 40_000, 8, 2, 0, 0, 0))
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + header + build_chunk(b"IDAT", zlib.compress(bytes(1000))))
    with pytest.raises(ImageUnreadableError):
        read_size(tmp_path / "a.png")


def test_that_too_many_boxes_are_reported(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = OBJECT.format(name="n") * (MAX_BOXES_PER_IMAGE + 1)
    (folder / "a.xml").write_text(f"<annotation>{body}</annotation>")
    assert frcnn(["check", str(folder), "--quick"]) == 1
    assert f"{MAX_BOXES_PER_IMAGE:,}" in capsys.readouterr().out


def test_that_code_in_a_pickle_is_not_run(tmp_path: Path) -> None:
    made = tmp_path / "made"
    torch.save({"weights": CodeInPickle(made)}, tmp_path / "new.pth")
    (tmp_path / "old.pth").write_bytes(pickle.dumps(CodeInPickle(made)))
    for name in ("new.pth", "old.pth"):
        with pytest.raises(CheckpointError):
            load_pickle(tmp_path / name)
    assert not made.exists()


def test_that_an_archive_that_grows_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.pth", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/data.pkl", bytes(20_000_000))
    with pytest.raises(CheckpointError):
        load_pickle(tmp_path / "a.pth")
