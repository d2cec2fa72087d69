import torch
from torch import nn

from detector.config import get_preset
from tests.benchmarks.accuracy.settings import our_settings
from tests.benchmarks.accuracy.trials import GIOU_WEIGHT, WeightAverage, giou_loss


def test_that_the_average_of_weights_follows_its_definition() -> None:
    model = nn.Linear(1, 1, bias=False)
    values = [1.0, 2.0, 4.0]
    model.weight.data.fill_(values[0])
    average = WeightAverage(model, decay=0.5)
    expected = values[0]
    for step, value in enumerate(values[1:], start=1):
        model.weight.data.fill_(value)
        average.add_step()
        decay = min(0.5, step / (10 + step))
        expected = decay * expected + (1 - decay) * value
    average.apply()
    assert abs(float(model.weight) - expected) < 1e-6


def test_that_the_giou_loss_is_that_of_positive_boxes_of_their_own_class() -> None:
    config = get_preset("mobilenet_fpn")
    std = torch.tensor(config.proposal_targets.delta_std)
    rois = torch.tensor([[0.0, 0.0, 10.0, 10.0], [0.0, 0.0, 10.0, 10.0]])
    # The target is the RoI moved by its own width: they touch, so IoU is 0, and the smallest box around both is
    # twice as large, so GIoU is 0 too.
    deltas = torch.stack([torch.tensor([1.0, 0.0, 0.0, 0.0]) / std, torch.zeros(4)])
    predicted = torch.zeros(2, 3, 4)
    predicted[:, 1] = 7.0
    labels = torch.tensor([2, 0])
    assert abs(float(giou_loss(predicted, rois, labels, deltas, config)) - GIOU_WEIGHT / 2) < 1e-5


def test_that_a_trial_is_part_of_the_key() -> None:
    plain = our_settings("raccoon-100", "mobilenet_fpn", 300, 0, (), 4, 100)
    trial = our_settings("raccoon-100", "mobilenet_fpn", 300, 0, (), 4, 100, "ema")
    assert plain.key != trial.key
    assert "trial" not in plain.as_json()
