from __future__ import annotations

import pytest
import torch

from detector.compute.device import NO_CUDA_BUILD, NO_DEVICE, choose_device, list_device_states
from detector.errors import UserFacingError
from tests.sentences import sentence_pattern


@pytest.mark.parametrize("name", ["auto", "cuda"])
def test_that_each_process_has_its_own_gpu(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("WORLD_SIZE", "4")
    monkeypatch.setenv("LOCAL_RANK", "3")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch, "empty", lambda *_args, **_options: None)
    assert choose_device(name) == torch.device("cuda", 3)


def test_that_more_processes_than_gpus_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "99")
    monkeypatch.setenv("LOCAL_RANK", "98")
    with pytest.raises(UserFacingError, match=sentence_pattern(NO_DEVICE, name="cuda:98")):
        choose_device("cuda")


def test_that_processes_share_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("LOCAL_RANK", "1")
    assert choose_device("cpu") == torch.device("cpu")


def test_that_a_device_that_is_not_there_is_refused() -> None:
    with pytest.raises(UserFacingError, match="'abacus'"):
        choose_device("abacus")


def test_that_each_device_says_why_it_cannot_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.version, "cuda", None)
    cuda, cpu, mps = list_device_states()
    assert (cuda.name, cpu.name, mps.name) == ("cuda", "cpu", "mps")
    assert cuda.reason == NO_CUDA_BUILD
    assert cpu.reason == ""
    monkeypatch.setattr(torch.version, "cuda", "13.0")
    assert "no driver" in list_device_states()[0].reason


def test_that_what_is_said_to_be_usable_is() -> None:
    for state in list_device_states():
        if not state.reason:
            assert choose_device(state.name).type == state.name.split(":")[0]
        else:
            with pytest.raises(UserFacingError):
                choose_device(state.name)
