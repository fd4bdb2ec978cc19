"""A clip on its way to a checkpoint that does not read it as it is: converted once somebody asks for it (`misfit`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.fitting import find_misfit, fitted
from sta_lstm.skeletons import Clip, SkeletonLayout
from sta_lstm.ui.errors import run_or_show_error
from sta_lstm.ui.panels import misfit
from sta_lstm.ui.panels.misfit import Adaptation
from sta_lstm.ui.session.kept import kept
from sta_lstm.ui.session.keys import short_hash


@dataclass(frozen=True, eq=False)
class AdaptedClip:
    """A clip on its way to a checkpoint.

    Attributes:
        clip: as it was, or converted.
        key: tells it apart from all others, as the key of its source does.
        is_pending: whether it does not fit: what would change that, or that nothing does, stands on the page.
        adaptation: what was done to it, or is offered; None where it fits.
    """

    clip: Clip
    key: str
    is_pending: bool = False
    adaptation: Adaptation | None = None

    @property
    def kept(self) -> int | None:
        """The one person of the recording who is left in ``clip``, by column there; None where nobody was left out."""
        return None if self.adaptation is None or self.is_pending else self.adaptation.person

    def with_all_persons(self) -> Clip:
        """``clip`` with the persons who were left out; itself where nobody was."""
        if self.adaptation is None or self.kept is None:
            return self.clip
        return _fitted(f"{self.adaptation.key}:all", self.adaptation.clip, self.adaptation.checkpoint, None)


def adapt_or_offer(clip_key: str, clip: Clip, checkpoint: Checkpoint, *, clip_name: str | None = None) -> AdaptedClip:
    """``clip`` as ``checkpoint`` reads it, if it does or if that was asked for; else an offer of what would help.

    Args:
        clip_key: tells the clip apart from all others.
        clip: what was chosen.
        checkpoint: what is to read it.
        clip_name: what the page calls the clip, where it shows more than one.
    """
    adapted = adapt(clip_key, clip, checkpoint)
    if adapted.adaptation is not None:
        misfit.show(adapted.adaptation, clip_name=clip_name)
    return adapted


def adapt(clip_key: str, clip: Clip, checkpoint: Checkpoint) -> AdaptedClip:
    """What `adapt_or_offer` returns, without showing anything; `show_offers` does, for several checkpoints."""
    found = find_misfit(clip, checkpoint.reads)
    if found is None:
        return AdaptedClip(clip, clip_key)
    wanted = (
        f"{_joints_key(found.reads.layout)}:{found.reads.least}-{found.reads.most}{':any' * found.reads.any_layout}"
    )
    key = f"{clip_key}→{wanted}"
    terms = key if found.needs_one_person else f"{_joints_key(clip.layout)}×{found.n_persons}→{wanted}"
    adaptation = Adaptation(key, terms, clip, checkpoint, found)
    if not adaptation.is_accepted:
        return AdaptedClip(clip, clip_key, is_pending=True, adaptation=adaptation)
    key = f"{key}:{adaptation.person}"
    new = run_or_show_error(lambda: _fitted(key, clip, checkpoint, adaptation.person))
    return (
        AdaptedClip(clip, clip_key, is_pending=True, adaptation=adaptation)
        if new is None
        else AdaptedClip(new, key, adaptation=adaptation)
    )


def show_offers(adapted: Mapping[str, AdaptedClip]) -> None:
    """One clip on its way to several checkpoints: an offer, or what was done, once for all that want the same.

    Args:
        adapted: what `adapt` returned for each checkpoint, by what the page calls the checkpoint.
    """
    steps = {one.adaptation.key: one.adaptation for one in adapted.values() if one.adaptation is not None}
    for key, adaptation in steps.items():
        misfit.show(
            adaptation,
            readers=[name for name, one in adapted.items() if one.adaptation is not None and one.adaptation.key == key],
        )


def _joints_key(layout: SkeletonLayout) -> str:
    """Tells layouts apart: clips and checkpoints of the same joints share what was asked for."""
    return short_hash("\n".join(layout.joints))


@kept("Converting …")
def _fitted(key: str, _clip: Clip, _checkpoint: Checkpoint, _person: int | None) -> Clip:
    return fitted(_clip, _checkpoint.reads, convert=True, double=True, person=_person)
