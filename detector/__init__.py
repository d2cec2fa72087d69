"""Faster R-CNN, stage by stage: `detector.stages` holds the stages, `detector.faster_rcnn` composes them.

Importing `detector`, `detector.config` or `detector.data` does not import torch.
"""

__version__ = "0.2.0"
