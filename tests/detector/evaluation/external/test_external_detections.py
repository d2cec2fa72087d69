"""Detections of other programs: read in each of their forms, and scored as COCO's own evaluator does."""

from __future__ import annotations

import contextlib
import dataclasses
import io
import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from detector.cli import main
from detector.data.annotation import Annotation, ImageAnnotations
from detector.data.formats.base import FormatName
from detector.data.formats.registry import FORMATS, open_dataset
from detector.data.formats.shared.json_array import CUT_OFF, EMPTY_FILE, NESTED_TOO_DEEPLY
from detector.data.geometry import Box
from detector.errors import DatasetError
from detector.evaluation.external import found as tally_sentences
from detector.evaluation.external.json_file import NEGATIVE_BBOX
from detector.evaluation.external.measure import NONE_SCORED, NOTHING_THERE, ExternalMeasurement, measure_external
from detector.evaluation.report import MISSED_STAGES_TITLE
from tests.detector.drawn import voc_xml
from tests.detector.image_files import labeled, write_image
from tests.sentences import has_sentence, sentence_pattern

Found = tuple[str, str, tuple[float, float, float, float], float]
"""Image, class, x1 y1 x2 y2, score."""
CUP, HAT = (0.0, 10.0, 60.0, 50.0), (70.0, 40.0, 110.0, 90.0)
FOUND: list[Found] = [
    ("a.png", "cup", (2, 11, 60, 52), 0.9),
    ("a.png", "hat", (61, 40, 110, 90), 0.8),
    ("a.png", "cup", (70, 40, 110, 90), 0.3),
    ("b.png", "cup", (0, 10, 58, 50), 0.75),
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two pictures with a cup each, one with a hat."""
    (tmp_path / "data").mkdir()
    labeled(tmp_path / "data" / "a.png", [("cup", CUP), ("hat", HAT)])
    labeled(tmp_path / "data" / "b.png", [("cup", CUP)])
    return tmp_path / "data"


def write(path: Path, value: Any) -> Path:
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def as_results(found: Sequence[Found], categories: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {"image_id": image, "category_id": categories[label], "bbox": [x1, y1, x2 - x1, y2 - y1], "score": score}
        for image, label, (x1, y1, x2, y2), score in found
    ]


def as_summary(found: Sequence[Found], folder: str = "/home/bob/photos") -> list[dict[str, Any]]:
    """As `frcnn detect` writes it, on another machine."""
    return [
        {
            "image": f"{folder}/{name}",
            "width": 128,
            "height": 96,
            "boxes": [
                {"label": label, "score": score, "box": list(box)}
                for image, label, box, score in found
                if image == name
            ],
        }
        for name in dict.fromkeys(image for image, *_ in found)
    ]


def as_files(out: Path, format_name: FormatName) -> Path:
    writer = FORMATS[format_name].create_writer(out, ["cup", "hat"])
    for name in ("a.png", "b.png"):
        annotations = [
            Annotation(Box(*box), label, uid, score=score)
            for uid, (image, label, box, score) in enumerate(FOUND)
            if image == name
        ]
        writer.add_image(name, 128, 96, ImageAnnotations(tuple(annotations)))
    writer.finish()
    return out


def as_voc(out: Path, tag: str) -> Path:
    """Written by hand, zero-based, with a score in each object."""
    out.mkdir()
    for name in ("a.png", "b.png"):
        mine = [(label, box) for image, label, box, _ in FOUND if image == name]
        xml = voc_xml(name, mine, 128, 96)
        for score in [score for image, _, _, score in FOUND if image == name]:
            xml = xml.replace("<difficult>0</difficult>", f"<{tag}>{score}</{tag}>", 1)
        (out / f"{name[0]}.xml").write_text(xml, encoding="utf-8")
    return out


def numbers(measured: ExternalMeasurement) -> list[float]:
    """COCO's twelve."""
    return [
        -1 if value is None else value for value in list(dataclasses.asdict(measured.evaluation.coco).values())[:12]
    ]


def reference(truth: Path, found: Path) -> list[float]:
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    with contextlib.redirect_stdout(io.StringIO()):
        objects = COCO(str(truth))
        measured = COCOeval(objects, objects.loadRes(str(found)), "bbox")
        measured.evaluate()
        measured.accumulate()
        measured.summarize()
    values: list[float] = measured.stats.tolist()
    return values


def test_that_every_form_of_the_same_detections_gives_the_same_numbers(data: Path, tmp_path: Path) -> None:
    summary = tmp_path / "run"
    summary.mkdir()
    write(summary / "detections.json", as_summary(FOUND))
    stems = [{**one, "image_id": one["image_id"][0]} for one in as_results(FOUND, {"cup": 1, "hat": 2})]
    forms = [
        write(tmp_path / "names.json", as_results(FOUND, {"cup": "cup", "hat": "hat"})),
        write(tmp_path / "stems.json", stems),
        write(tmp_path / "from_0.json", as_results(FOUND, {"cup": 0, "hat": 1})),
        summary / "detections.json",
        summary,
        as_voc(tmp_path / "voc", "score"),
        as_voc(tmp_path / "other_voc", "confidence"),
        *(as_files(tmp_path / name, name) for name in ("yolo", "csv", "labelme", "coco")),
        tmp_path / "csv" / "annotations.csv",
    ]  # fmt: skip
    measured = [measure_external(data, path) for path in forms]
    for path, one in zip(forms, measured, strict=True):
        assert numbers(one) == pytest.approx(numbers(measured[0]), abs=1e-6), path
        assert not one.is_partial, one.evaluation.warnings
    # By hand: both cups are found first, the hat with an IoU of 40 / 49.
    assert measured[0].evaluation.coco.ap50 == pytest.approx(1.0)
    assert measured[0].evaluation.average_precision.per_class == pytest.approx({"cup": 1.0, "hat": 1.0})


def coco(root: Path, seed: int = 0) -> tuple[Path, Path]:
    """A data set with crowds, areas of masks, odd ids and fractions, and detections that are the labels shaken."""
    chance = random.Random(seed)
    root.mkdir()
    images, annotations, found = [], [], []
    for number in range(8):
        key = 1000 + 7 * number
        name = write_image(root / f"{number}.png", 320, 240).name
        images.append({"id": key, "file_name": name, "width": 320, "height": 240})
        for _ in range(chance.choice([0, 2, 6])):
            x, y, w, h = chance.uniform(0, 200), chance.uniform(0, 150), chance.uniform(4, 110), chance.uniform(4, 80)
            crowd, category = int(chance.random() < 0.2), chance.choice([3, 17])
            annotations.append(
                {"id": len(annotations) + 1, "image_id": key, "category_id": category, "bbox": [x, y, w, h],
                 "area": w * h * chance.uniform(0.3, 1), "iscrowd": crowd}
            )  # fmt: skip
            for _ in range(chance.choice([0, 1, 3])):
                box = [x + chance.gauss(0, 0.1) * w, y + chance.gauss(0, 0.1) * h, w * chance.uniform(0.7, 1.3), h]
                kind = category if chance.random() < 0.9 else 20 - category
                found.append({"image_id": key, "category_id": kind, "bbox": box, "score": chance.random()})
        found += [
            {"image_id": key, "category_id": 3, "bbox": [5, 5, 9, 9], "score": chance.random()} for _ in range(120)
        ]
    categories = [{"id": 3, "name": "cup"}, {"id": 17, "name": "hat"}]
    content = {"images": images, "annotations": annotations, "categories": categories}
    return write(root / "instances.json", content), write(root.parent / f"found_{seed}.json", found)


@pytest.mark.parametrize("seed", range(4))
def test_that_the_numbers_on_coco_files_are_those_of_pycocotools(tmp_path: Path, seed: int) -> None:
    truth, found = coco(tmp_path / "data", seed)
    measured = measure_external(truth, found)
    assert numbers(measured) == pytest.approx(reference(truth, found), abs=1e-9)
    assert measured.evaluation.average_precision.mean is not None


def test_that_what_is_written_gives_the_same_numbers_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truth, found = coco(tmp_path / "data")
    out = ["--write-detections", str(tmp_path / "d.json"), "--ground-truth", str(tmp_path / "t.json")]
    assert main(["evaluate", str(truth), "--detections", str(found), "--json", *out]) == 0
    messages = json.loads(capsys.readouterr().out)
    assert [-1 if one is None else one for one in list(messages["coco"].values())[:12]] == pytest.approx(
        reference(tmp_path / "t.json", tmp_path / "d.json"), abs=1e-9
    )
    assert "missed" not in messages
    assert sum(one["count"] for one in messages["errors"].values()) > 0


def test_that_what_cannot_be_scored_is_counted_and_reported(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = as_results(FOUND, {"cup": "cup", "hat": "hat"})
    odd = [
        {**good[0], "category_id": "teapot"},
        {**good[0], "image_id": "gone.png"},
        {**good[0], "bbox": [1, 2, 3]},
        {**good[0], "bbox": [1, 2, -3, 4]},
        {**good[0], "image_id": None},
        {"image_id": "b.png", "category_id": "cup", "bbox": [0, 0, 9, 9]},
        good[1],
    ]
    path = write(tmp_path / "found.json", good + odd)
    assert main(["evaluate", str(data), "--detections", str(path)]) == 1
    message = capsys.readouterr().err
    unknown_image = tally_sentences.IN_UNKNOWN_IMAGES.format(images="1 image")
    assert tally_sentences.UNKNOWN_CLASSES.format(detections="1 detection", names="teapot (1)") in message
    assert f"1 detection {unknown_image}, not scored: gone.png." in message
    assert has_sentence(message, tally_sentences.UNUSABLE, detections="1 detection")
    assert NEGATIVE_BBOX in message
    assert "no image_id" in message
    assert tally_sentences.WITHOUT_SCORE.format(detections="1 detection") in message
    assert "1 detection says exactly the same as another one" in message


def test_that_a_segmentation_gives_its_box(data: Path, tmp_path: Path) -> None:
    results = [
        {"image_id": "b.png", "category_id": "cup", "score": 1, "segmentation": [[0, 10, 60, 10, 60, 50, 0, 50]]}
    ]
    measured = measure_external(data, write(tmp_path / "found.json", results))
    assert measured.build_coco_results()[0]["bbox"] == [0, 10, 60, 40]


def test_that_numbers_without_ids_are_explained_by_another_file(data: Path, tmp_path: Path) -> None:
    results = as_results([("a.png", "cup", CUP, 0.9), ("b.png", "hat", CUP, 0.9)], {"cup": 44, "hat": 27})
    numbered = [{**one, "image_id": {"a.png": 8, "b.png": 9}[one["image_id"]]} for one in results]
    path = write(tmp_path / "found.json", numbered)
    with pytest.raises(DatasetError, match=sentence_pattern(NONE_SCORED, count=2)):
        measure_external(data, path)
    ids = write(
        tmp_path / "ids.json",
        {
            "images": [{"id": 8, "file_name": "old/a.png"}, {"id": 9, "file_name": "old/b.png"}],
            "categories": [{"id": 44, "name": "cup"}, {"id": 27, "name": "hat"}],
            "annotations": [],
        },
    )
    measured = measure_external(data, path, ids=ids)
    assert [(one["image_id"], one["category_id"]) for one in measured.build_coco_results()] == [(1, 1), (2, 2)]


def test_that_a_number_that_the_labels_do_not_have_as_an_id_is_no_file_name(tmp_path: Path) -> None:
    truth, _ = coco(tmp_path / "data")
    found = [{"image_id": key, "category_id": 3, "bbox": [5, 5, 9, 9], "score": 0.5} for key in (1000, 3)]
    measured = measure_external(truth, write(tmp_path / "found.json", found))
    assert len(measured.found) == 1
    assert any(
        f"{tally_sentences.IN_UNKNOWN_IMAGES.format(images='1 image')}, not scored: 3." in text
        for text in measured.evaluation.warnings
    )


def test_that_zeros_that_a_program_dropped_from_a_name_are_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    labeled(tmp_path / "data" / "000139.png", [("cup", CUP)])
    found = [{"image_id": 139, "category_id": 1, "bbox": [0, 10, 60, 40], "score": 0.5}]
    measured = measure_external(tmp_path / "data", write(tmp_path / "found.json", found))
    assert measured.evaluation.coco.ap == pytest.approx(1.0)


def test_that_detections_in_images_left_out_for_their_labels_are_reported(data: Path, tmp_path: Path) -> None:
    (data / "b.xml").write_text("<annotation><object>", encoding="utf-8")
    measured = measure_external(data, write(tmp_path / "found.json", as_summary(FOUND)))
    assert measured.is_partial
    left_out = f"1 detection {tally_sentences.IN_LEFT_OUT_IMAGES.format(images='1 image')}"
    assert any(left_out in text for text in measured.evaluation.warnings)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("", EMPTY_FILE),
        ("{", CUT_OFF),
        ('{"hello": 1}', "no detections"),
        ("[" * 100_000, NESTED_TOO_DEEPLY),
        ('[{"image_id": 1}, 5]', "no detections"),
    ],
)
def test_that_a_file_that_has_no_detections_is_a_sentence(
    data: Path, tmp_path: Path, content: str, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "found.json").write_text(content, encoding="utf-8")
    assert main(["evaluate", str(data), "--detections", str(tmp_path / "found.json")]) == 2
    message = capsys.readouterr().err
    assert text in message
    assert "found.json" in message


def test_that_no_detections_at_all_are_a_score_of_0(data: Path, tmp_path: Path) -> None:
    measured = measure_external(data, write(tmp_path / "found.json", []))
    assert measured.evaluation.coco.ap == 0
    assert not measured.is_partial


def test_that_a_file_that_is_not_there_is_a_sentence(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(data), "--detections", str(data / "gone.json")]) == 2
    assert has_sentence(capsys.readouterr().err, NOTHING_THERE)


def test_that_either_a_checkpoint_or_detections_are_measured(data: Path) -> None:
    with pytest.raises(SystemExit):
        main(["evaluate", str(data)])
    with pytest.raises(SystemExit):
        main(["evaluate", str(data), "--detections", "a", "--checkpoint", "b"])


def test_that_scoring_detections_needs_no_torch(data: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "found.json", as_summary(FOUND))
    script = (
        "import sys; from detector.cli import main; "
        f"code = main(['evaluate', {str(data)!r}, '--detections', {str(path)!r}]); "
        "print(code, 'torch' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "0 False"
    assert not has_sentence(done.stdout, MISSED_STAGES_TITLE)


def test_that_a_score_in_a_voc_file_stays_when_it_is_edited(tmp_path: Path) -> None:
    folder = as_voc(tmp_path / "voc", "score")
    for name in ("a.png", "b.png"):
        write_image(folder / name)
    labels = open_dataset(folder).read_labels(folder / "a.png")
    assert [annotation.score for annotation in labels.image_annotations.annotations] == [0.9, 0.8, 0.3]
    annotations = labels.image_annotations.annotations
    labels.save(labels.image_annotations.with_annotations([annotations[0].move_by(1, 1), *annotations[1:]]))
    assert "<score>0.9</score>" in (folder / "a.xml").read_text(encoding="utf-8")


@pytest.mark.shared
def test_that_real_photographs_and_shaken_labels_give_the_numbers_of_pycocotools(shared: Path, tmp_path: Path) -> None:
    truth = shared / "data" / "nuclei" / "annotations" / "instances_test.json"
    chance = random.Random(5)
    found = []
    for one in json.loads(truth.read_text(encoding="utf-8"))["annotations"]:
        x, y, w, h = one["bbox"]
        for _ in range(chance.choice([0, 1, 1, 2])):
            box = [x + chance.gauss(0, 0.1) * w, y + chance.gauss(0, 0.1) * h, w * chance.uniform(0.8, 1.2), h]
            found.append(
                {"image_id": one["image_id"], "category_id": one["category_id"], "bbox": box, "score": chance.random()}
            )
    path = write(tmp_path / "found.json", found)
    assert numbers(measure_external(truth, path)) == pytest.approx(reference(truth, path), abs=1e-9)


def test_that_the_common_folder_is_looked_for_once_however_many_images_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    for number in range(20):
        labeled(tmp_path / "data" / f"{number}.png", [("cup", CUP)])
    asked: list[Any] = []
    common = os.path.commonpath
    monkeypatch.setattr("os.path.commonpath", lambda paths: asked.append(paths) or common(paths))
    found: list[Found] = [("0.png", "cup", CUP, 0.9)]
    measure_external(tmp_path / "data", write(tmp_path / "found.json", as_summary(found)))
    assert len(asked) < 10
