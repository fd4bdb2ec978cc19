"""The one place where a network is asked: clips of any lengths, in padded batches, with gradients or without."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from sta_lstm.cancelling import check_wanted
from sta_lstm.errors import SettingsError
from sta_lstm.limits import LAYER
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.effort import widest
from sta_lstm.model.networks.network import Network, Output


class Input(Protocol):
    """One clip as a network reads it, such as `Features`."""

    @property
    def x(self) -> Tensor:
        """T × K × C."""
        ...

    @property
    def mask(self) -> Tensor:
        """T × K, whether a joint's person is in the frame."""
        ...


def run(
    model: Checkpoint | Network, features: Iterable[Input], *, batch: int = 64, grad: bool = False
) -> Iterator[Output]:
    """What a network says of each of many clips, in their order, each on its own frames.

    Clips are read as they are asked for, ``batch`` at a time, and padded to the longest of these: those of about one
    length cost least. Of clips so long that a layer would pass `sta_lstm.limits.LAYER`, fewer are read at once.
    Drop-out is off, whatever the network's mode. On a GPU an output may still be at work.
    Before each batch it asks whether somebody still waits (`sta_lstm.cancelling`).

    Args:
        model: the network, or a checkpoint with one.
        features: the clips. They may be on any device; outputs are on the network's.
        batch: clips that are read at once, at most.
        grad: let gradients flow back to ``features`` whose ``x`` requires one (and to weights that do).

    Raises:
        ValueError: ``batch`` is not positive, or features are not of the shape that the network reads.
        SettingsError: gradients are asked for inside of ``torch.inference_mode``, where there are none.
    """
    if batch < 1:
        raise ValueError(f"batch is {batch}; expected 1 or more clips")
    if grad and torch.is_inference_mode_enabled():
        raise SettingsError(
            "gradients were asked for inside of torch.inference_mode(), where there are none; ask outside of it, or "
            "use torch.no_grad() around the call."
        )
    network = model.network if isinstance(model, Checkpoint) else model
    for group in _batches(features, batch, max(1, LAYER.most // widest(network))):
        check_wanted()
        output = _output(network, group, grad)
        for row, each in enumerate(group):
            yield output.clip(row, len(each.x))


def _batches(features: Iterable[Input], batch: int, most_frames: int) -> Iterator[list[Input]]:
    """The clips in their order, at most ``batch`` together, and no more than ``most_frames`` with their padding."""
    group: list[Input] = []
    longest = 0
    for each in features:
        longest = max(longest, len(each.x))
        if group and (len(group) + 1) * longest > most_frames:
            yield group
            group, longest = [], len(each.x)
        group.append(each)
        if len(group) == batch:
            yield group
            group, longest = [], 0
    if group:
        yield group


def _output(network: Network, group: Sequence[Input], grad: bool) -> Output:
    """The network's output on one padded batch."""
    device = network.device
    with _gradients() if grad else torch.inference_mode(), evaluating(network), _threads(len(group), device):
        lengths = torch.tensor([len(each.x) for each in group], device=device)
        x = pad_sequence([each.x.to(device) for each in group], batch_first=True)  # N × T × K × C
        mask = pad_sequence([each.mask.to(device) for each in group], batch_first=True)  # N × T × K
        output: Output = network(x, mask, lengths)
    return output


@contextlib.contextmanager
def _threads(n_clips: int, device: torch.device) -> Iterator[None]:
    """One clip is read by one processor: of products so small, two that wait for each other are no sooner done.

    And as soon as one of them has anything else to do, the other waits for it at every frame.
    """
    before = torch.get_num_threads()
    if n_clips > 1 or before == 1 or device.type != "cpu":
        yield
        return
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextlib.contextmanager
def _gradients() -> Iterator[None]:
    """With gradients, and without cuDNN, whose LSTM goes no way back outside of training."""
    with torch.enable_grad(), torch.backends.cudnn.flags(enabled=False):
        yield


@contextlib.contextmanager
def evaluating(network: torch.nn.Module) -> Iterator[None]:
    """In evaluation mode, and afterwards in the mode in which each module was; one that is in it is left alone."""
    training = [module for module in network.modules() if module.training]
    for module in training:
        module.training = False
    try:
        yield
    finally:
        for module in training:
            module.training = True
