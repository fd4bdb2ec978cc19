"""The training loop: stages, epochs, steps."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

import torch
from torch import Tensor

from sta_lstm.errors import SettingsError
from sta_lstm.heap import give_back
from sta_lstm.model.networks.network import Network
from sta_lstm.model.objective import objective
from sta_lstm.training.augment import part_of_each_joint
from sta_lstm.training.examples import Batch, Examples
from sta_lstm.training.processes import Processes
from sta_lstm.training.recipe import Recipe
from sta_lstm.training.schedule import epoch_order, n_batches, set_rate
from sta_lstm.training.sections import Stage
from sta_lstm.training.seeds import AUGMENTATION, COALITIONS, DROPOUT, ORDER, WEIGHTS, mixed, seed_torch
from sta_lstm.training.shapley import NOTHING, explainer_of, shapley_penalty


class EpochLog(NamedTuple):
    """What one epoch came to, as means over its clips.

    Attributes:
        epoch: counted from 0 over all stages.
        stage: the stage's name.
        total: the objective.
        cross_entropy: its first term.
        penalties: its other terms by name, each times its weight: the architecture's, and λ3's ``weight_penalty``.
        accuracy: on the augmented clips, with drop-out.
        learning_rate: of the last step.
        clips_per_second: of all processes.
        seconds: that the epoch took.
        validation: ``accuracy`` and ``cross_entropy`` on the clips that are set aside, as they are, of the network as
            it would be if its stage ended now; empty where there are none.
    """

    epoch: int
    stage: str
    total: float
    cross_entropy: float
    penalties: Mapping[str, float]
    accuracy: float
    learning_rate: float
    clips_per_second: float
    seconds: float
    validation: Mapping[str, float] = MappingProxyType({})

    def to_json(self) -> dict[str, Any]:
        """The line of a log: plain JSON values, the penalties each by its own name, and so what validation found."""
        values = self._asdict()
        found = {f"validation_{name}": value for name, value in values.pop("validation").items()}
        line: dict[str, Any] = {}
        for name, value in values.items():
            line |= value if name == "penalties" else {name: value}
        return line | found


class Keeper(Protocol):
    """Who keeps the state of a run."""

    def restore(self) -> dict[str, Any] | None:
        """The state to go on from; None to begin."""
        ...

    def keep(self, state: Callable[[], dict[str, Any]]) -> None:
        """Take the state after an epoch."""
        ...


def fit(
    network: Network,
    data: Examples,
    recipe: Recipe,
    *,
    variant: str,
    seed: int,
    processes: Processes,
    on_epoch: Callable[[EpochLog], None] = lambda log: None,
    on_network: Callable[[int, Callable[[], Network]], None] = lambda n_done, network: None,
    validate: Callable[[Network], Mapping[str, float]] | None = None,
    keeper: Keeper | None = None,
) -> None:
    """Train ``network`` in place by ``recipe``, on the device where its weights are.

    Everything random (order, augmentation, drop-out) follows from ``seed`` and the number of the epoch, so a run that
    goes on from a state after any epoch ends in the same weights as one that was never interrupted.

    Args:
        network: whose weights are trained.
        data: the clips that train.
        recipe: how.
        variant: which of the architecture's networks it is.
        seed: of everything random.
        processes: who trains.
        on_epoch: called after each epoch with what it came to.
        on_network: called before the first epoch and after each, and before the state is kept, with how many epochs
            are done and a function that gives a copy of the network as it would be if its stage ended then.
        validate: asked after each epoch how such a copy does on clips that do not train.
        keeper: who keeps the state after each epoch.
    """
    device = next(network.parameters()).device
    # Apple's GPUs have no float64, which times need: there, batches are made on the CPU.
    data = data.to(device if device.type == "cuda" else torch.device("cpu"))
    state = keeper.restore() if keeper else None
    epoch = 0
    if state is None:
        on_network(0, lambda: copy.deepcopy(network))
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        for number, stage in enumerate(recipe.stages_of(variant)):
            if state is not None and number < state["stage"]:
                epoch += stage.epochs
                continue
            seed_torch(seed, WEIGHTS, 1 + number)
            n_steps = n_batches(data, recipe.batches.size * processes.count)
            run = _StageRun(network, stage, recipe, n_steps, processes, part_of_each_joint(data.layout))
            first = 0
            if state is not None:
                run.restore(state)
                first, state = state["epoch"], None
                epoch += first
            for done in range(first, stage.epochs):
                log = run.epoch(data, seed, epoch, done)
                if validate is not None:
                    log = log._replace(validation=validate(run.copy().eval()))
                epoch += 1
                on_epoch(log)
                on_network(epoch, run.copy)
                give_back()
                if keeper:
                    keeper.keep(lambda number=number, run=run, done=done: run.state(number, done + 1))  # type: ignore[misc]
            run.finish()
    network.requires_grad_(True).eval()


def _stage_network(network: Network, stage: Stage) -> Network:
    """The network that ``stage`` trains, of whose weights those of its parts alone change."""
    try:
        made = network.for_stage(stage.attention, stage.layers)
    except ValueError as error:
        raise SettingsError(f"stage '{stage.name}' cannot be trained: {error}.") from error
    for part, modules in made.parts().items():
        for module in modules:
            module.requires_grad_(part in stage.train)
    return made


class _StageRun:
    """One stage: its network, optimiser and averaged weights."""

    def __init__(
        self, network: Network, stage: Stage, recipe: Recipe, n_batches: int, processes: Processes, part: Tensor
    ) -> None:
        self.whole = network
        self.part = part.to(next(network.parameters()).device)
        self.stage, self.recipe, self.processes = stage, recipe, processes
        self.network = _stage_network(network, stage)
        self.network.even_attention = recipe.augmentation.even_attention
        self.trained = [weights for weights in self.network.parameters() if weights.requires_grad]
        self.highest = stage.learning_rate or recipe.optimiser.learning_rate
        self.n_batches = n_batches
        self.explainer = explainer_of(recipe.architecture, self.network)
        self.penalty_names: tuple[str, ...] = ()  # known after the first step
        self.average = [weights.detach().clone() for weights in self.trained] if recipe.optimiser.average else []
        optimiser = torch.optim.AdamW(
            self.trained,
            self.highest,
            weight_decay=recipe.optimiser.weight_decay,
            fused=self.trained[0].device.type in ("cpu", "cuda"),
        )
        self.wrapped, self.optimiser = processes.prepare(self.network, optimiser)

    def epoch(self, data: Examples, seed: int, epoch: int, done: int) -> EpochLog:
        """Train for one epoch: the ``epoch``-th of the run, of which ``done`` came before it in this stage."""
        start = time.perf_counter()
        processes, batches = self.processes, self.recipe.batches
        device = self.trained[0].device
        order = torch.Generator().manual_seed(mixed(seed, ORDER, epoch))
        generator = torch.Generator(data.labels.device).manual_seed(mixed(seed, AUGMENTATION, epoch))
        coalitions = torch.Generator(device).manual_seed(mixed(seed, COALITIONS, epoch, processes.rank))
        seed_torch(seed, DROPOUT, epoch, processes.rank)
        sums = torch.zeros(1, dtype=torch.float32 if device.type == "mps" else torch.float64, device=device)
        step, rate = done * self.n_batches, 0.0
        self.network.train()
        # Each process makes the whole batch and takes its share: so the share does not change what is drawn.
        for rows in epoch_order(data, batches.size * processes.count, by_length=batches.by_length, generator=order):
            batch, weight = processes.share(data.batch(rows, self.recipe.augmentation, generator))
            rate = set_rate(
                self.optimiser, self.recipe.optimiser, self.highest, step, self.stage.epochs * self.n_batches
            )
            sums = sums + self._step(Batch(*(part.to(device) for part in batch)), weight, step, coalitions)
            step += 1
        *means, n = processes.total(sums).tolist()
        cross_entropy, *terms, right = (each / n for each in means)
        seconds = time.perf_counter() - start
        return EpochLog(
            epoch=epoch,
            stage=self.stage.name,
            total=sum(terms, start=cross_entropy),
            cross_entropy=cross_entropy,
            penalties=dict(zip(self.penalty_names, terms, strict=True)),
            accuracy=right,
            learning_rate=rate,
            clips_per_second=len(data) / seconds,
            seconds=seconds,
        )

    def _step(self, batch: Batch, weight: float, step: int, coalitions: torch.Generator) -> Tensor:
        """One step of the optimiser; sums over the batch of the objective's terms, of right answers and of 1."""
        settings = self.recipe.optimiser
        weights = asdict(self.recipe.objective)
        lambda_shapley, shapley_from = weights.pop("lambda_shapley"), weights.pop("shapley_from")
        pose = weights.pop("shapley_pose")
        begun = step >= shapley_from * self.stage.epochs * self.n_batches
        shapley = None
        with self.processes.mixed_precision():
            output = self.wrapped(batch.x, batch.mask, batch.lengths)
            if lambda_shapley and begun and self.explainer != NOTHING:
                shapley = lambda_shapley * shapley_penalty(
                    self.network, output.float(), batch, self.part, self.explainer, coalitions, pose
                )
        terms = objective(
            self.network,
            output.float(),
            batch.labels,
            batch.mask,
            penalties=self.recipe.architecture.penalties,
            shapley_penalty=shapley,
            **weights,
        )
        loss = weight * (terms.total - terms.weight_penalty) + terms.weight_penalty
        self.optimiser.zero_grad(set_to_none=True)
        self.processes.backward(loss)
        if settings.gradient_norm:
            self.processes.clip_gradients(self.trained, settings.gradient_norm)
        self.optimiser.step()
        if self.average:
            # Early in a stage the average forgets faster, or it would remember the first weights for too long.
            decay = min(settings.average, (1 + step) / (10 + step))
            torch._foreach_lerp_(self.average, [each.detach() for each in self.trained], 1 - decay)
        right = (output.logits.argmax(-1) == batch.labels).float().mean()
        n = len(batch.labels) if weight else 0
        penalties = {**terms.penalties, "weight_penalty": terms.weight_penalty}
        self.penalty_names = tuple(penalties)
        sums = [terms.cross_entropy, *penalties.values(), right, torch.ones_like(right)]
        return torch.stack(sums).detach() * n

    def finish(self) -> None:
        """End the stage: averaged weights, if there are any, take their place."""
        for weights, average in zip(self.trained, self.average, strict=False):
            weights.data.copy_(average)
        self.processes.end_stage()

    def copy(self) -> Network:
        """The whole network as it would be if the stage ended now: with averaged weights, if there are any."""
        made = copy.deepcopy(self.whole)
        averages = {id(weights): average for weights, average in zip(self.trained, self.average, strict=False)}
        for mine, weights in zip(made.parameters(), self.whole.parameters(), strict=True):
            if id(weights) in averages:
                mine.data.copy_(averages[id(weights)])
        return made

    def state(self, number: int, done: int) -> dict[str, Any]:
        """All that a later run needs to go on after ``done`` epochs of the stage of this ``number``."""
        return {
            "stage": number,
            "epoch": done,
            "network": self.whole.state_dict(),
            "stage_network": self.network.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "average": self.average,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from `state`."""
        self.whole.load_state_dict(state["network"])
        self.network.load_state_dict(state["stage_network"])
        self.optimiser.load_state_dict(state["optimiser"])
        for mine, kept in zip(self.average, state["average"], strict=True):
            mine.copy_(kept)
