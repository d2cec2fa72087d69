"""Which image makes a loss or its gradient something that is not a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from detector.compute.distributed import single_process
from detector.image_stages import ImageStages
from detector.training.batches import Batch
from detector.training.objectives import Objective


class NonFiniteError(Exception):
    """A loss or a gradient is not a finite number; `names` are the images that it comes from."""

    def __init__(self, what: str, names: tuple[str, ...]) -> None:
        super().__init__(what, names)
        self.what, self.names = what, names

    def format_message(self, step: int) -> str:
        """What a person should know of it."""
        return (
            f"The {self.what} is not finite in step {step}, on {', '.join(self.names)}. The weights were not "
            "updated. Check the boxes of these images, or train with a lower learning rate."
        )


def images_with_non_finite_loss(
    objective: Objective, stages: Sequence[ImageStages], names: Sequence[str]
) -> tuple[str, ...]:
    """The images whose own loss is not finite, or all if that is unknown."""
    with torch.no_grad(), single_process():
        losses = [objective.compute_losses([one]) for one in stages]
    return tuple(name for name, own in zip(names, losses, strict=True) if not _all_finite(own)) or tuple(names)


def images_with_non_finite_gradient(objective: Objective, batch: Batch) -> tuple[str, ...]:
    """The images whose own gradient is not finite; none if that is unknown."""
    return tuple(name for row, name in enumerate(batch.names) if not _has_finite_gradient(objective, batch, row))


def _has_finite_gradient(objective: Objective, batch: Batch, row: int) -> bool:
    generator = torch.Generator().manual_seed(batch.seeds[row])
    parameters = [one for one in objective.model.parameters() if one.requires_grad]
    with single_process():
        loss = objective.run([batch.images[row]], [batch.targets[row]], [generator]).total_loss
    gradients = torch.autograd.grad(loss, parameters, allow_unused=True)
    return all(bool(torch.isfinite(one).all()) for one in gradients if one is not None)


def _all_finite(losses: Mapping[str, Tensor]) -> bool:
    return all(bool(torch.isfinite(value)) for value in losses.values())


def is_device_lost(error: RuntimeError) -> bool:
    """Whether a GPU failed: torch says so by this text, and since 2.8 by a class of its own."""
    return "CUDA error" in str(error)


def format_device_lost(error: Exception) -> str:
    """The message for a GPU that fails during training."""
    first = str(error).strip().splitlines()
    return (
        f"The GPU failed: {first[0] if first else 'no details are available'}. The last checkpoint is intact. Restart "
        "the program, because this process cannot use the GPU any more, and resume the run."
    )
