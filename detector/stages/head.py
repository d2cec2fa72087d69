"""Fast R-CNN head: two fully connected layers, then class scores and a box for every class."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

from detector.config import HeadConfig


class FastRcnnHead(nn.Module):
    """For each RoI `num_classes + 1` scores (0 is background) and as many sets of four deltas."""

    def __init__(self, in_channels: int, num_classes: int, config: HeadConfig) -> None:
        super().__init__()
        outputs = num_classes + 1
        self.fc1 = nn.Linear(in_channels * config.roi_size**2, config.hidden)
        self.fc2 = nn.Linear(config.hidden, config.hidden)
        self.scores = nn.Linear(config.hidden, outputs)
        self.deltas = nn.Linear(config.hidden, outputs * 4)
        for layer, std in ((self.scores, config.class_init_std), (self.deltas, config.box_init_std)):
            nn.init.normal_(layer.weight, std=std)
            nn.init.zeros_(layer.bias)

    def forward(self, roi_features: Tensor) -> tuple[Tensor, Tensor]:
        """`roi_features` (R, channels, size, size) -> class logits (R, C + 1) and deltas (R, C + 1, 4), float32."""
        hidden = functional.relu(self.fc1(roi_features.flatten(start_dim=1)))
        hidden = functional.relu(self.fc2(hidden))
        deltas: Tensor = self.deltas(hidden)
        scores: Tensor = self.scores(hidden)
        return scores.float(), deltas.float().reshape(len(deltas), -1, 4)
