"""A data set: an index of clips with labels and subjects, and the protocols that say which train and which test."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from sta_lstm.errors import DatasetError
from sta_lstm.skeletons import Clip, SkeletonLayout

_FINGERPRINT_BYTES = 16


def fingerprint_of(clip: Clip) -> str:
    """A hash of a clip's joints, rate, way up, positions and presence, in 32 hexadecimal digits; not of its name."""
    about = json.dumps([clip.layout.joints, clip.fps, clip.up_axis, clip.positions.shape])
    digest = hashlib.blake2b(about.encode("utf-8", "surrogatepass"), digest_size=_FINGERPRINT_BYTES)
    digest.update(np.ascontiguousarray(clip.positions, dtype="<f4").data)
    digest.update(np.ascontiguousarray(clip.present).data)
    return digest.hexdigest()


@dataclass(frozen=True, eq=False, slots=True)
class LabelledClip:
    """A clip of which it is known what is done, and by whom; it is read when it is asked for.

    Attributes:
        label: the action, one of the data set's class names.
        subject: who acts (in SBU the pair); None where nobody wrote it down.
        source: what the clip is called in the data set, for example a path relative to its folder.
        n_frames: T.
        n_persons: M.
        n_shown: how many of the M are present in some frame.
        layout: the J joints.
        fingerprint: of the clip's values, see `fingerprint_of`.
        file: the file, or the folder of frames, that it is in: a path from the data set's folder; empty where it is in
            none.
        frames: first frame in that file and the frame after the last, None for the file's end; None where frames are
            known by other numbers than their places.
        _read: reads it by its number and label; all clips of a data set share it.
    """

    label: str
    subject: str | None
    source: str
    n_frames: int
    n_persons: int
    n_shown: int
    layout: SkeletonLayout
    fingerprint: str
    _read: Callable[[int, str], Clip] = field(repr=False)
    _number: int = field(default=0, repr=False)
    file: str = ""
    frames: tuple[int, int | None] | None = (0, None)

    @classmethod
    def of(
        cls, clip: Clip, label: str, subject: str | None, source: str, *, read: Callable[[], Clip] | None = None
    ) -> LabelledClip:
        """What is known of ``clip``, which is read again when asked by ``read``; without that it stays in memory."""
        return cls(
            label=label,
            subject=subject,
            source=source,
            n_frames=clip.n_frames,
            n_persons=clip.n_persons,
            n_shown=int(clip.present.any(0).sum()),
            layout=clip.layout,
            fingerprint=fingerprint_of(clip),
            _read=(lambda *_: clip) if read is None else (lambda *_: read()),
        )

    def load(self) -> Clip:
        """The clip, read now; its own ``label`` is the same.

        Raises:
            DatasetError: the file that it is in was changed since the data set was opened.
        """
        clip = self._read(self._number, self.label)
        return clip if clip.label == self.label else replace(clip, label=self.label)


@dataclass(frozen=True)
class Skipped:
    """A recording, or a part of one, that is not among the clips, and why."""

    source: str
    reason: str


@dataclass(frozen=True)
class Fold:
    """Which clips train and which test, as indices into a data set's clips.

    Attributes:
        name: what tells the fold from the others of its protocol.
        train: clips that a network learns from.
        test: clips that it must not have seen.
        val: clips to choose settings on, where a manifest sets some aside.
    """

    name: str
    train: tuple[int, ...]
    test: tuple[int, ...]
    val: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Dataset:
    """Labelled clips, and the protocols that divide them.

    Attributes:
        name: ``"sbu"``, ``"utkinect"``, ``"ntu60"``, ``"ntu120"``, or a folder's or manifest's own name.
        clips: N clips, each read when it is asked for.
        class_names: L labels in the data set's own order; each has a clip.
        skipped: what was left out.
        protocols: folds by the name of their protocol.
        notes: what else the owner of the recordings should know, in sentences.
        citation: who recorded it, for those who quote results; empty for data sets that the program does not know.

    Raises:
        DatasetError: there is no clip; a label is not a class, or a class has no clip; or a fold names a clip twice, or
            one that does not exist.
    """

    name: str
    clips: tuple[LabelledClip, ...]
    class_names: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()
    protocols: Mapping[str, tuple[Fold, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    citation: str = ""

    def __post_init__(self) -> None:
        if not self.clips:
            raise DatasetError(f"data set '{self.name}' has no clips; it needs at least one.")
        self._check_classes()
        for protocol, folds in self.protocols.items():
            self._check_folds(protocol, folds)
        object.__setattr__(self, "protocols", MappingProxyType(dict(self.protocols)))

    def _check_classes(self) -> None:
        where = f"data set '{self.name}'"
        twice = [name for name, count in Counter(self.class_names).items() if count > 1]
        if twice:
            raise DatasetError(f"{where} names a class twice: {', '.join(twice)}. Class names must differ.")
        known = set(self.class_names)
        for clip in self.clips:
            if clip.label not in known:
                raise DatasetError(
                    f"{where}: the clip '{clip.source}' has the label '{clip.label}', which is not a class; "
                    f"classes: {', '.join(self.class_names)}."
                )
        without = sorted(known - {clip.label for clip in self.clips})
        if without:
            raise DatasetError(f"{where} has no clip of these classes: {', '.join(without)}. Leave them out.")

    def _check_folds(self, protocol: str, folds: tuple[Fold, ...]) -> None:
        where = f"data set '{self.name}', protocol '{protocol}'"
        twice = [name for name, count in Counter(fold.name for fold in folds).items() if count > 1]
        if twice or not folds:
            raise DatasetError(f"{where} {f'names a fold twice: {twice[0]}' if twice else 'has no folds'}.")
        for fold in folds:
            indices = (*fold.train, *fold.test, *fold.val)
            if not indices:
                raise DatasetError(f"{where}, fold '{fold.name}' holds no clips.")
            if not 0 <= min(indices) <= max(indices) < len(self.clips):
                raise DatasetError(
                    f"{where}, fold '{fold.name}' names clips from {min(indices)} to {max(indices)}; expected indices "
                    f"from 0 to {len(self.clips) - 1}."
                )
            if len(set(indices)) < len(indices):
                index = Counter(indices).most_common(1)[0][0]
                raise DatasetError(
                    f"{where}, fold '{fold.name}' uses the clip '{self.clips[index].source}' twice; a clip trains or "
                    "tests, not both."
                )

    def folds(self, protocol: str) -> tuple[Fold, ...]:
        """The folds of ``protocol``.

        Raises:
            DatasetError: there is no such protocol; the message lists those there are.
        """
        if protocol not in self.protocols:
            known = ", ".join(self.protocols) or "none"
            raise DatasetError(f"data set '{self.name}' has no protocol '{protocol}'; it has: {known}.")
        return self.protocols[protocol]

    def fold(self, protocol: str, name: str | None = None) -> Fold:
        """The fold called ``name``; without a name, the only fold of ``protocol``.

        Raises:
            DatasetError: there is no such protocol or fold, or several folds and no name.
        """
        folds = self.folds(protocol)
        if name is None and len(folds) == 1:
            return folds[0]
        for fold in folds:
            if fold.name == name:
                return fold
        what = "needs the name of a fold" if name is None else f"has no fold '{name}'"
        raise DatasetError(
            f"protocol '{protocol}' of data set '{self.name}' {what}; it has: {', '.join(fold.name for fold in folds)}."
        )
