"""Any torch model as a checkpoint, so that all that can be asked of ours can be asked of it.

The model takes a batch of clips in a form of its own and gives logits. The form is told in letters: N clips, C
features, T frames, V joints, M persons, each once, and in brackets those that share an axis: ``"NCTVM"``,
``"NTVC"``, ``"NT(MVC)"``.

Letters of shapes: N clips, T frames, M persons, J joints of the layout, K = M·J, C features, V joints that the model
reads, L classes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypedDict

import torch
from torch import Tensor, nn

from sta_lstm.errors import SettingsError, StaLstmError
from sta_lstm.formats.names.matching import places_among
from sta_lstm.formats.rules.text import few_names, one_line
from sta_lstm.model.any_torch.forms import Form
from sta_lstm.model.architectures import Architecture, register
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.features import FeatureRecipe, clip_features
from sta_lstm.model.networks.network import Network, NetworkConfig, Output
from sta_lstm.model.run import evaluating
from sta_lstm.skeletons import Clip, SkeletonLayout
from sta_lstm.skeletons.clip import MAX_PERSONS
from sta_lstm.words import counted

#: From a batch of clips in a model's own form to its logits, N × L.
TorchModel = Callable[[Tensor], Tensor]

#: Persons that a model reads whose form has an axis for them.
_USUAL_PERSONS = 2
#: As many as any network of ours names.
_MOST_CLASSES = 10_000


class Reading(TypedDict, total=False):
    """How a torch model reads clips: what `as_checkpoint` takes beside the model and a clip."""

    form: str
    class_names: Sequence[str] | None
    joints: Sequence[str] | None
    persons: int | None
    frames: int | None
    recipe: FeatureRecipe | None
    name: str


@dataclass(frozen=True)
class AnyTorchConfig(NetworkConfig):
    """What is known of a torch model; the sizes are those of `NetworkConfig`.

    Attributes:
        form: in which it takes clips, in letters.
    """

    form: str = ""


class AnyTorch(Network):
    """A torch model, asked as one of our networks is.

    Clips of several lengths are given to it apart, each without padding, since it knows no mask: a person who is absent
    is all zeros. What it is given is a copy.
    """

    config: AnyTorchConfig

    def __init__(self, config: AnyTorchConfig, model: TorchModel, order: tuple[int, ...], name: str) -> None:
        super().__init__(config)
        self.model, self.name = model, name
        self.joint_order = order
        self.form = Form.of(config.form)
        weights = [*model.parameters(), *model.buffers()] if isinstance(model, nn.Module) else []
        devices = sorted({str(each.device) for each in weights})
        if len(devices) > 1:
            raise SettingsError(
                f"'{name}' lies on several devices ({few_names(devices)}). Move it to one: model.to('{devices[0]}')."
            )
        self._device = torch.device(devices[0] if devices else "cpu")
        self._dtype = next((each.dtype for each in weights if each.is_floating_point()), torch.float32)

    @property
    def device(self) -> torch.device:
        """Where the model's weights are; the processor, for a function."""
        return self._device

    @property
    def units(self) -> tuple[int, ...]:
        """As for our own networks, but of a joint each: a model of convolutions gives as much for every joint.

        So memory is bounded. How often each weight is used, and so how long it takes, only its owner knows.
        """
        return tuple(rows * self.config.n_all_joints for rows in super().units)

    def layer(self, name: str) -> nn.Module:
        """The module of that name in the model itself."""
        if not isinstance(self.model, nn.Module):
            raise AttributeError(f"'{self.name}' is a function")
        return self.model.get_submodule(name)

    def forward(self, x: Tensor, mask: Tensor | None = None, lengths: Tensor | None = None) -> Output:
        """Read a batch of whole clips: logits alone.

        Args:
            x: N × T × K × C.
            mask: N × T × K, whether a joint's person is in the frame; the model never sees it.
            lengths: N, frames of each clip before padding; T, if left out.

        Raises:
            SettingsError: the model does not take clips in this form, or does not give logits.
        """
        _, lengths = self.check_input(x, mask, lengths)
        rows = [(lengths == n).nonzero()[:, 0] for n in sorted(set(lengths.tolist()))]
        logits = torch.cat([self.logits(x[each, : int(lengths[each[0]])]) for each in rows])
        if logits.shape[1] != self.config.n_classes:
            raise SettingsError(
                f"'{self.name}' gives {counted(logits.shape[1], 'logit')} of one clip and {self.config.n_classes} of "
                "another. Give a model of one number of classes."
            )
        return Output(logits[torch.cat(rows).argsort()], {}, {})

    def logits(self, x: Tensor) -> Tensor:
        """What the model says of clips of one length: N × L of N × T × K × C.

        Raises:
            SettingsError: it does not take them, or gives no logits.
        """
        given = self._given(x)
        shape, form = _times(given.shape), self.config.form
        try:
            said: Any = self.model(given)
        except StaLstmError:
            raise
        except Exception as error:  # a model of somebody else's may fail in any way
            raise SettingsError(
                f"'{self.name}' does not take a clip as {shape} ({form}): {type(error).__name__}: "
                f"{one_line(str(error), 200).rstrip('.')}. Say how it reads clips with form, joints, persons, frames."
            ) from error
        if not isinstance(said, Tensor):
            raise SettingsError(
                f"'{self.name}' gives a {type(said).__name__}; expected a tensor of logits, clips × classes. Give a "
                "function that picks it: lambda x: model(x)[0]."
            )
        if said.ndim != 2 or len(said) != len(x) or said.shape[1] < 2:
            raise SettingsError(
                f"'{self.name}' gives {_times(said.shape)} of {shape} ({form}); expected {len(x)} × classes, two or "
                "more. Give a function that makes logits of what it gives."
            )
        if said.layout != torch.strided or said.is_meta or said.is_complex() or said.is_quantized:
            raise SettingsError(
                f"'{self.name}' gives logits that are no plain real numbers (sparse, complex, quantised or without "
                "memory). Give a function that makes plain ones of them."
            )
        if said.shape[1] > _MOST_CLASSES:
            raise SettingsError(
                f"'{self.name}' gives {said.shape[1]:,} logits; at most {_MOST_CLASSES:,} classes are read. Give a "
                "function that picks those of interest."
            )
        logits = said.float()
        if not bool(logits.isfinite().all()):
            raise SettingsError(
                f"'{self.name}' gives logits that are no finite numbers. See that it reads metres, y up, and zeros for "
                "who is absent."
            )
        return logits

    def _given(self, x: Tensor) -> Tensor:
        """A copy of N × T × K × C in the model's own form and order of joints."""
        N, T, _, C = x.shape
        apart = x.reshape(N, T, self.config.n_persons, -1, C).transpose(1, 2)  # N × M × T × J × C
        return self.form.given(apart[:, :, :, list(self.joint_order or ())]).to(self._dtype).clone()


ANY_TORCH = Architecture("any-torch", "torch model", AnyTorchConfig, AnyTorch, is_code=True)
register(ANY_TORCH)


def as_checkpoint(
    model: TorchModel,
    clip: Clip,
    *,
    form: str,
    class_names: Sequence[str] | None = None,
    joints: Sequence[str] | None = None,
    persons: int | None = None,
    frames: int | None = None,
    recipe: FeatureRecipe | None = None,
    name: str = "",
) -> Checkpoint:
    """A torch model as a checkpoint, which `predict`, `explain`, `compare` and the tests of faithfulness take.

    It is asked in evaluation mode, whatever its mode is, and left in its own; on its own device; on copies. Metres,
    y up, zeros for a person who is absent: whatever else it wants of its input, a function around it may do.

    Args:
        model: a `torch.nn.Module`, or any function from clips to logits (N × L). Modules inside a function stay in the
            mode in which they are: call ``model.eval()`` before.
        clip: one that it is to read, which tells the layout of the body; the model is asked about it twice.
        form: in which it takes clips, in letters: N clips, C features, T frames, V joints, M persons, those in
            brackets on one axis; ``"NCTVM"``, ``"NTVC"``, ``"NT(MVC)"``.
        class_names: L names; without them the classes are numbered.
        joints: names of the V joints in the model's order, in any words for them; the clip's, if left out. The clip
            must have each.
        persons: that it reads: 2 where the form has M and this is left out, 1 where it has none. A clip of fewer has
            zeros for the others.
        frames: that it reads: clips are interpolated to so many. Each clip keeps its own number, if left out.
        recipe: what else is done to positions, such as centring or velocities as three more features; nothing, if left
            out.
        name: what to call it; its class, if left out.

    Raises:
        SettingsError: the form, the joints or the classes are not those of the model, it gives no logits or others each
            time, or it lies on several devices.
        MismatchError: the clip shows more persons than the model reads.
    """
    if not callable(model) or isinstance(model, type):
        raise SettingsError(
            f"a torch model, or a function from clips to logits, is needed; got {one_line(repr(model), 60)}."
        )
    if not isinstance(clip, Clip):
        raise SettingsError(f"a clip is needed, as load_clip gives it; got {one_line(repr(clip), 60)}.")
    _check_texts("name", (name,))
    _check_texts("class_names", class_names)
    _check_texts("joints", joints)
    name = one_line(name, 100) or getattr(model, "__name__", type(model).__name__).replace("<lambda>", "model")
    read = Form.of(form)
    if persons is not None and not (type(persons) is int and 1 <= persons <= MAX_PERSONS):
        raise SettingsError(f"persons is {persons!r:.40}; expected a whole number from 1 to {MAX_PERSONS}.")
    if not read.has_persons and persons not in (None, 1):
        raise SettingsError(f"{counted(persons or 0, 'person')} have no axis in the form {form!r}. Put M into it.")
    n_persons = persons or (_USUAL_PERSONS if read.has_persons else 1)
    recipe = recipe or FeatureRecipe(centre="none")
    recipe = recipe if frames is None else replace(recipe, resample=frames)
    features = clip_features(clip, recipe, n_persons=n_persons)
    sizes = {"n_persons": n_persons, "n_joints": clip.n_joints, "n_channels": recipe.n_channels}
    order = _order(joints, clip.layout, name)
    names = None if class_names is None else tuple(class_names)
    config = AnyTorchConfig(**sizes, n_classes=max(2, len(names or ())), form=form)
    network = AnyTorch(config, model, order, name)
    with torch.no_grad(), evaluating(network):
        x = features.x[None].to(network.device)
        said, again = network.logits(x), network.logits(x)
    if not torch.allclose(said, again, rtol=1e-3, atol=1e-4 * float(said.abs().max().clamp(min=1))):
        raise SettingsError(
            f"'{name}' says something else each time it is asked the same. Put it into evaluation mode, model.eval(), "
            "and draw nothing by chance."
        )
    n_classes = said.shape[1]
    names = tuple(f"class {i}" for i in range(1, n_classes + 1)) if names is None else names
    if len(names) != n_classes:
        raise SettingsError(
            f"'{name}' gives {counted(n_classes, 'logit')}, and class_names has {counted(len(names), 'name')}. Name "
            "each class."
        )
    network.config = replace(config, n_classes=n_classes)
    return Checkpoint(name, network, clip.layout, 1, names, recipe)


def _check_texts(what: str, given: Any) -> None:
    """Refuse what is no list of texts; None, and a text as a list of its letters, are taken.

    Raises:
        SettingsError: it is none.
    """
    if given is None or isinstance(given, str):
        return
    if not isinstance(given, Sequence) or not all(isinstance(each, str) for each in given):
        raise SettingsError(f"{what} is {one_line(repr(given), 60)}; expected texts. Give a list of names.")


def _order(joints: Sequence[str] | None, layout: SkeletonLayout, name: str) -> tuple[int, ...]:
    """V, which of the layout's joints each of the model's is."""
    if joints is None:
        return tuple(range(layout.n_joints))
    names = tuple(joints)
    if not names or isinstance(joints, str) or len(set(names)) < len(names):
        raise SettingsError("joints is a list of names, each once, in the model's order.")
    places = places_among(names, layout)
    lacking = [joint for place, joint in enumerate(names) if place not in places]
    if lacking:
        raise SettingsError(
            f"'{name}' reads joints that '{layout.name}' does not have: {few_names(lacking)}. Convert the clip first, "
            "or name them as its layout does."
        )
    return tuple(places.index(place) for place in range(len(names)))


def _times(shape: Sequence[int]) -> str:
    return " × ".join(map(str, shape)) or "one number"
