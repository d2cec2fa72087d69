from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from urllib.error import URLError

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from detector.config import HeadConfig, get_preset
from detector.errors import WeightsUnavailableError
from detector.faster_rcnn import FasterRCNN
from detector.stages.features import build_classification_network
from detector.stages.head import FastRcnnHead
from detector.torchvision_parts import models
from detector.weights.pretrained import COCO_FILES, COCO_PRESET, WEIGHTS_DIR_VARIABLE, WEIGHTS_FILES
from detector.zoo import (
    UNREADABLE_WEIGHTS,
    build_coco_detector,
    build_detector,
    coco_classes,
    load_classifier,
)
from tests.detector.small import CLASSES, SMALL
from tests.sentences import sentence_pattern

COCO_FILE = COCO_FILES[COCO_PRESET]
FILE = WEIGHTS_FILES["mobilenet_v2"]
TORCHVISION_FILE = "mobilenet_v2-b0353104.pth"
VGG16 = replace(get_preset("vgg16"), head=HeadConfig(hidden=8))


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise URLError("no network")

    monkeypatch.delenv(WEIGHTS_DIR_VARIABLE, raising=False)
    monkeypatch.setattr("detector.weights.download.urlopen", fail)
    monkeypatch.setattr("detector.zoo.cached_path", lambda name: tmp_path / "cache" / name)


def write_weights(folder: Path, prefix: str = "features.", **replaced: Tensor) -> dict[str, Tensor]:
    state = {
        f"{prefix}{name}": tensor for name, tensor in build_classification_network("mobilenet_v2").state_dict().items()
    }
    state |= {f"{prefix}{name.replace('__', '.')}": tensor for name, tensor in replaced.items()}
    folder.mkdir(exist_ok=True)
    save_file(state, folder / FILE)
    return state


@pytest.mark.parametrize("prefix", ["features.", ""])
def test_that_the_backbone_takes_the_weights_of_the_folder(tmp_path: Path, prefix: str) -> None:
    state = write_weights(tmp_path, prefix)
    model = build_detector(SMALL, CLASSES, weights_dir=tmp_path)
    for name, tensor in model.backbone.body.state_dict().items():
        assert torch.equal(tensor, state[f"{prefix}{name}"]), name


def test_that_only_a_pretrained_backbone_is_frozen(tmp_path: Path) -> None:
    write_weights(tmp_path)
    trained, untrained = build_detector(SMALL, CLASSES, weights_dir=tmp_path), build_detector(SMALL, CLASSES, "none")
    assert trained.pretrained
    assert not trained.backbone.body[0][0].weight.requires_grad
    assert not untrained.pretrained
    assert all(parameter.requires_grad for parameter in untrained.parameters())


def test_that_an_untrained_backbone_keeps_the_variance_of_its_input() -> None:
    torch.manual_seed(0)
    layers = build_detector(VGG16, CLASSES, "none").backbone.body
    for convolution in (module for module in layers if isinstance(module, nn.Conv2d)):
        # He et al.: deviation sqrt(2 / (outgoing channels x kernel area)).
        expected = (2 / (convolution.out_channels * 9)) ** 0.5
        assert float(convolution.weight.detach().std()) == pytest.approx(expected, rel=0.1)


def test_that_the_environment_names_the_folder_and_the_argument_goes_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from_environment, from_argument = write_weights(tmp_path / "a"), write_weights(tmp_path / "b")
    monkeypatch.setenv(WEIGHTS_DIR_VARIABLE, str(tmp_path / "a"))

    def first(weights_dir: Path | None) -> Tensor:
        layer = build_detector(SMALL, CLASSES, weights_dir=weights_dir).backbone.body.state_dict()["0.0.weight"]
        assert isinstance(layer, Tensor)
        return layer

    assert torch.equal(first(None), from_environment["features.0.0.weight"])
    assert torch.equal(first(tmp_path / "b"), from_argument["features.0.0.weight"])


def test_that_a_sentence_says_what_to_do_without_network_and_folder(tmp_path: Path) -> None:
    with pytest.raises(WeightsUnavailableError) as message:
        build_detector(SMALL, CLASSES, weights_dir=tmp_path)
    address = models.MobileNet_V2_Weights.IMAGENET1K_V1.url
    for part in (WEIGHTS_DIR_VARIABLE, address, str(tmp_path / "cache"), "(no network)"):
        assert part in str(message.value)


@pytest.mark.parametrize("folder", ["weights", "cache"])
def test_that_torchvisions_own_file_is_found_in_the_folder_or_where_it_was_downloaded(
    tmp_path: Path, folder: str
) -> None:
    state = build_classification_network("mobilenet_v2").state_dict()
    (tmp_path / folder).mkdir()
    torch.save(state, tmp_path / folder / TORCHVISION_FILE)
    model = build_detector(SMALL, CLASSES, weights_dir=tmp_path / "weights")
    assert torch.equal(model.backbone.body.state_dict()["0.0.weight"], state["0.0.weight"])


def test_that_weights_that_are_not_here_are_downloaded_where_torchvision_looks_for_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = build_classification_network("mobilenet_v2").state_dict()

    def download(url: str, target: Path, _progress: object) -> None:
        assert url == models.MobileNet_V2_Weights.IMAGENET1K_V1.url
        target.parent.mkdir()
        torch.save(state, target)

    monkeypatch.setattr("detector.zoo.download_file", download)
    model = build_detector(SMALL, CLASSES, weights_dir=tmp_path)
    assert torch.equal(model.backbone.body.state_dict()["0.0.weight"], state["0.0.weight"])
    assert (tmp_path / "cache" / TORCHVISION_FILE).is_file()


def test_that_weights_of_another_shape_are_refused_by_name(tmp_path: Path) -> None:
    write_weights(tmp_path, **{"3__conv__0__0__weight": torch.zeros(3, 3)})
    with pytest.raises(WeightsUnavailableError, match=r"3\.conv\.0\.0\.weight.*\(3, 3\)"):
        build_detector(SMALL, CLASSES, weights_dir=tmp_path)


def test_that_a_file_that_is_no_safetensors_is_named(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not weights")
    with pytest.raises(WeightsUnavailableError, match=FILE):
        build_detector(SMALL, CLASSES, weights_dir=tmp_path)


def test_that_the_head_starts_from_the_classifier_where_it_fits() -> None:
    head = FastRcnnHead(2, 1, HeadConfig(hidden=8))
    state = {
        "classifier.0.weight": torch.rand(8, 98),
        "classifier.0.bias": torch.rand(8),
        "classifier.3.weight": torch.rand(8, 8),
        "classifier.3.bias": torch.rand(8),
    }
    assert load_classifier(head.box_head, state)
    assert torch.equal(head.box_head.fc6.weight, state["classifier.0.weight"])
    assert torch.equal(head.box_head.fc7.bias, state["classifier.3.bias"])


def test_that_a_head_of_another_size_stays_as_it_was() -> None:
    head = FastRcnnHead(2, 1, HeadConfig(hidden=8))
    before = head.box_head.fc6.weight.clone()
    assert not load_classifier(head.box_head, {"classifier.0.weight": torch.rand(16, 98)})
    assert torch.equal(head.box_head.fc6.weight, before)


@pytest.mark.shared
@pytest.mark.parametrize(
    "config", [SMALL, VGG16, get_preset("resnet50_fpn")], ids=["mobilenet_v2", "vgg16", "resnet50"]
)
def test_that_the_shared_weights_load(shared: Path, config: object) -> None:
    assert build_detector(config, CLASSES, weights_dir=shared / "weights").pretrained  # type: ignore[arg-type]


def before_activations(name: str) -> str:
    """What a tensor was called when the file was made."""
    if name.startswith("rpn.head.conv"):
        return name.replace("conv.0.0.", "conv.")
    return re.sub(r"(_blocks\.\d)\.0", r"\1", name)


@pytest.fixture(scope="module")
def coco_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file like torchvision's: tensors by name, pickled."""
    with torch.device("meta"):
        shapes = FasterRCNN(get_preset(COCO_PRESET), coco_classes(), pretrained=True).state_dict()
    folder = tmp_path_factory.mktemp("coco")
    state = {before_activations(name): torch.ones(tensor.shape, dtype=torch.float16) for name, tensor in shapes.items()}
    assert "backbone.fpn.inner_blocks.0.weight" in state
    assert "rpn.head.conv.weight" in state
    torch.save(state, folder / COCO_FILE)
    return folder


def test_that_torchvisions_coco_file_makes_a_detector_of_80_classes(coco_folder: Path) -> None:
    model = build_coco_detector(get_preset(COCO_PRESET), coco_folder)
    assert len([name for name in model.classes if not name.startswith("unused")]) == 80
    assert (model.classes[0], model.classes[17], model.classes[89]) == ("person", "dog", "toothbrush")
    assert model.config.backbone.norm_eps == 0
    assert float(model.roi_heads.box_predictor.cls_score.weight.detach().mean()) == 1


def test_that_another_preset_has_no_coco_weights() -> None:
    with pytest.raises(
        WeightsUnavailableError, match="no COCO weights for the preset vgg16; use resnet50_fpn, resnet50_fpn_v2"
    ):
        build_coco_detector(get_preset("vgg16"))


def test_that_a_file_of_another_network_is_refused(tmp_path: Path) -> None:
    torch.save({"backbone.body.conv1.weight": torch.zeros(1)}, tmp_path / COCO_FILE)
    with pytest.raises(WeightsUnavailableError, match=COCO_FILE):
        build_coco_detector(get_preset(COCO_PRESET), tmp_path)


class Hostile:
    """Runs a command when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch {self.mark}",)


def test_that_a_hostile_pickle_is_refused_and_not_run(tmp_path: Path) -> None:
    torch.save({"weight": Hostile(tmp_path / "mark")}, tmp_path / COCO_FILE)
    with pytest.raises(WeightsUnavailableError, match=sentence_pattern(UNREADABLE_WEIGHTS)):
        build_coco_detector(get_preset(COCO_PRESET), tmp_path)
    assert not (tmp_path / "mark").exists()


def test_that_kerass_resnet_halves_its_maps_where_it_was_trained_to(tmp_path: Path) -> None:
    state = {name: tensor.half() for name, tensor in build_classification_network("resnet50").state_dict().items()}
    save_file(state, tmp_path / WEIGHTS_FILES["resnet50"])
    model = build_detector(get_preset("resnet50_fpn"), CLASSES, weights_dir=tmp_path)
    assert model.config.backbone.stride_in_1x1
    assert model.backbone.body["layer3"][0].conv1.stride == (2, 2)
