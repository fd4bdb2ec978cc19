"""Alone or together: what differs when several processes train one network, each on its share of every batch.

Hugging Face Accelerate joins the processes that its launcher starts, or PyTorch's: ``accelerate launch -m
sta_lstm.cli train …`` on GPUs of one machine or several, ``torchrun --nproc_per_node 2 -m sta_lstm.cli train …`` on
CPUs.
Without a launcher there is one process, Accelerate is not needed, and this module does nothing.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from sta_lstm.errors import SettingsError
from sta_lstm.model.devices import choose_device
from sta_lstm.training.examples import Batch

if TYPE_CHECKING:
    from accelerate import Accelerator


class Processes:
    """The processes that train one network together; one is enough.

    Attributes:
        count: how many there are.
        rank: which of them this is.
        device: where this one computes.
    """

    def __init__(self, device: str = "auto", accelerator: Accelerator | None = None) -> None:
        self._accelerator = accelerator
        self.count: int = 1 if accelerator is None else accelerator.num_processes
        self.rank: int = 0 if accelerator is None else accelerator.process_index
        self.device: torch.device = choose_device(device) if accelerator is None else accelerator.device

    @property
    def is_first(self) -> bool:
        """Whether this process is the one that writes files and shows progress."""
        return self.rank == 0

    def prepare(self, network: nn.Module, optimiser: torch.optim.Optimizer) -> tuple[nn.Module, torch.optim.Optimizer]:
        """Network and optimiser such that gradients become means over all processes."""
        if self._accelerator is None:
            return network, optimiser
        prepared: tuple[nn.Module, torch.optim.Optimizer] = self._accelerator.prepare(network, optimiser)
        return prepared

    def share(self, batch: Batch) -> tuple[Batch, float]:
        """This process's rows of ``batch``, and by what its loss is to be multiplied.

        The mean over processes of losses times these weights is the loss of the whole batch, however it divides. A
        process that is left without a row takes one with the weight zero, since all must take part in every step.
        """
        if self.count == 1:
            return batch, 1.0
        n = len(batch.labels)
        rows = torch.arange(n, device=batch.labels.device).tensor_split(self.count)[self.rank]
        weight = len(rows) * self.count / n
        rows = rows if len(rows) else rows.new_zeros(1)
        return Batch(*(part[rows] for part in batch)), weight

    def mixed_precision(self) -> contextlib.AbstractContextManager[Any]:
        """Where the network runs: bfloat16 on a GPU that has it, or what the launcher was told."""
        if self._accelerator is not None:
            return self._accelerator.autocast()  # type: ignore[no-any-return]
        mixed = self.device.type == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False)
        return torch.autocast("cuda", torch.bfloat16) if mixed else contextlib.nullcontext()

    def backward(self, loss: Tensor) -> None:
        """Gradients of ``loss``, averaged over the processes."""
        if self._accelerator is None:
            loss.backward()  # type: ignore[no-untyped-call]
        else:
            self._accelerator.backward(loss)

    def clip_gradients(self, parameters: Iterable[Tensor], norm: float) -> None:
        """Gradients no longer than ``norm``."""
        if self._accelerator is None:
            torch.nn.utils.clip_grad_norm_(parameters, norm)
        else:
            self._accelerator.clip_grad_norm_(parameters, norm)

    def total(self, values: Tensor) -> Tensor:
        """Sum of ``values`` over the processes, in each of them."""
        if self._accelerator is None or self.count == 1:
            return values
        total: Tensor = self._accelerator.reduce(values, reduction="sum")
        return total

    def first_before_others(self) -> contextlib.AbstractContextManager[None]:
        """What is done inside is done by the first process, and then by the others at once."""
        if self._accelerator is None:
            return contextlib.nullcontext()
        return self._accelerator.main_process_first()  # type: ignore[no-any-return]

    def end_stage(self) -> None:
        """Forget what was prepared."""
        if self._accelerator is not None:
            self._accelerator.free_memory()

    def close(self) -> None:
        """Take leave of the others."""
        if self._accelerator is not None:
            self._accelerator.end_training()


def launched() -> Processes | None:
    """The processes that ``accelerate launch`` or ``torchrun`` started; None where neither did.

    Raises:
        SettingsError: there are several, and Accelerate is not installed to join them.
    """
    if not any(name in os.environ for name in ("LOCAL_RANK", "ACCELERATE_MIXED_PRECISION")):
        return None
    try:
        from accelerate import Accelerator
    except ImportError as error:
        raise SettingsError(
            "several processes can only train together with Hugging Face Accelerate: pip install 'sta-lstm[train]'."
        ) from error
    return Processes(accelerator=Accelerator(cpu=not torch.cuda.is_available()))
