"""Whether a folder is detected in by onnxruntime: by the device, the number of images and what was measured before."""

from __future__ import annotations

import functools
import logging
from functools import partial
from typing import TYPE_CHECKING, get_args

import torch

from detector.convolutions.kept_choices import MeasuredChoices
from detector.data.own_folder import user_cache_folder
from detector.engines.kept import compute_fingerprint, describe_architecture, kept_models_of_user
from detector.export.requirements import find_missing_packages
from detector.predictor import EngineError, Predictor

if TYPE_CHECKING:
    from detector.engines.session import OnnxEngine
    from detector.engines.trial import Choice, EngineTrial, TrialResult
    from detector.faster_rcnn import FasterRCNN

CHOICES_FILE_NAME = "engines.json"
MIN_IMAGES_FOR_TRIAL = 80
"""A trial costs about 0.9 s with mobilenet_fpn (packages 0.1, export 0.3, session 0.1, five images 0.4), and each image
after it takes some 20 ms less: that is made up for after 50 images. Costs and gain grow together with the network."""
MIN_IMAGES_FOR_KEPT = 16
"""A model that is kept costs about 0.2 s (packages, fingerprint, session): made up for after ten images."""
MAX_WEIGHT_BYTES = 256 << 20
"""Onnxruntime holds the weights once more, and so does, for a moment, its export. VGG16 has 520 MiB."""
_log = logging.getLogger(__name__)


def prepare_engine(predictor: Predictor, images: int, with_masks: bool = False) -> None:
    """Give `predictor` an engine, or a trial of one, where that pays for as many images as come now.

    Args:
        predictor: It detects the same with an engine: boxes within 0.05 pixels, scores within 0.001.
        images: How many it is about to detect in; with few, nothing is tried, so that the first is not waited for.
        with_masks: Whether the masks of a network with a mask head are asked for, too: these come from feature maps,
            which an engine does not give, so that the network would compute each image once more.
    """
    if with_masks and predictor.model.config.has_masks:
        predictor.engine = None
        return
    if predictor.engine is not None and not _is_trial(predictor):
        return
    predictor.engine = None  # a trial that a canceled job has left
    if images < MIN_IMAGES_FOR_KEPT or not _can_have_engine(predictor):
        return
    try:
        predictor.engine = _find_engine(predictor, images)
    except ImportError as error:
        _log.info("onnxruntime cannot be loaded: %s", error)


def _is_trial(predictor: Predictor) -> bool:
    from detector.engines.trial import EngineTrial

    return isinstance(predictor.engine, EngineTrial)


def _can_have_engine(predictor: Predictor) -> bool:
    """Half precision is faster still where the processor multiplies it, and rounds otherwise than an engine would."""
    if predictor.model.rpn is None:
        return False  # its proposals come from outside
    if predictor.device.type != "cpu" or predictor.precision != torch.float32 or find_missing_packages():
        return False
    return sum(tensor.nbytes for tensor in predictor.model.parameters()) <= MAX_WEIGHT_BYTES


def _find_engine(predictor: Predictor, images: int) -> OnnxEngine | EngineTrial | None:
    """Raises: ImportError."""
    from detector.engines.trial import EngineTrial

    choices = machine_choices()
    network = predictor.model
    name = name_choice(network)
    choice = choices.find_choice(name)
    if choice == "torch":
        return None
    # Only a file that was made of these very weights, and found the same as they, is under their fingerprint.
    fingerprint = compute_fingerprint(network)
    if choice == "onnxruntime" and (kept := _open_kept(fingerprint)) is not None:
        return kept
    if images < MIN_IMAGES_FOR_TRIAL:
        return None
    return EngineTrial(predictor, partial(_keep_result, choices, name, fingerprint), choice == "onnxruntime")


def name_choice(network: FasterRCNN) -> str:
    """Under which its choice is kept. Raises: ImportError."""
    import onnxruntime

    return f"{describe_architecture(network.config, len(network.classes))}, onnxruntime {onnxruntime.__version__}"


def _open_kept(fingerprint: str) -> OnnxEngine | None:
    from detector.engines.session import OnnxEngine

    models = kept_models_of_user()
    file = models.find_file(fingerprint)
    if file is None:
        return None
    try:
        return OnnxEngine(file)
    except EngineError as error:
        _log.info("%s cannot be used (%s): the network is exported again", file, error)
        models.remove_file(fingerprint)
        return None


def _keep_result(choices: MeasuredChoices[Choice], name: str, fingerprint: str, result: TrialResult) -> None:
    if result.choice is not None:
        measured = result.choice
        choices.choose_or_measure(name, lambda: measured)
    if result.engine is not None:
        kept_models_of_user().store_file(fingerprint, result.content)


@functools.cache
def machine_choices() -> MeasuredChoices[Choice]:
    """What was measured on this machine, which the whole program shares."""
    from detector.engines.trial import Choice

    return MeasuredChoices(user_cache_folder() / CHOICES_FILE_NAME, get_args(Choice))
