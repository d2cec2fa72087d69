"""Which network a file of weights is of, by the names of its tensors."""

from __future__ import annotations

import re
from collections.abc import Collection

_PATTERNS_BY_ARCHITECTURE: tuple[tuple[str, tuple[str, ...]], ...] = (
    # The first row whose patterns all occur decides: what is built upon a Faster R-CNN comes before it.
    ("a Keypoint R-CNN", (r"^roi_heads\.keypoint_predictor\.",)),
    ("an FCOS", (r"^head\.regression_head\.bbox_ctrness\.",)),
    ("a RetinaNet", (r"^head\.classification_head\.cls_logits\.", r"^head\.regression_head\.")),
    ("an SSD", (r"^head\.classification_head\.module_list\.",)),
    ("a detector of Detectron2", (r"^backbone\.(bottom_up|fpn_lateral\d)",)),
    ("a detector of MMDetection", (r"^(rpn_head|bbox_head|roi_head)\.",)),
    ("a DETR", (r"^transformer\.(encoder|decoder)\.", r"^(class_embed|bbox_embed|query_embed)\.")),
    ("a detector with a transformer", (r"^(model\.)?decoder\.", r"bbox_(embed|head)")),
    ("a YOLO", (r"^(model\.)*\d+\.(conv|cv\d|m\.\d+|bn)\.",)),
    ("a segmentation network", (r"^backbone\.(layer\d|\d|conv1)\b", r"^(aux_)?classifier\.")),
    (
        "a Vision Transformer that classifies images",
        (r"^(encoder\.layers|blocks)\.", r"^(heads|head|class_token|cls_token)\b"),
    ),
    (
        "a network that classifies images",
        (r"^(features|layer1|layers|conv1|stages|stem|trunk)\b|^Conv2d_1a", r"^(classifier|fc|head)\b"),
    ),
    ("the backbone of a network that classifies images", (r"^(features|layer1)\.",)),
)


def identify_architecture(names: Collection[str]) -> str:
    """What these names of tensors are of, "a RetinaNet"; empty where it is not known, or a Faster or Mask R-CNN."""
    for title, patterns in _PATTERNS_BY_ARCHITECTURE:
        if all(any(re.search(pattern, name) for name in names) for pattern in patterns):
            return title
    return ""
