"""What the player is told of clips and of what was said of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sta_lstm.errors import SettingsError
from sta_lstm.formats.rules.units import is_unit_assumed
from sta_lstm.limits import PAYLOAD_BYTES
from sta_lstm.player.layouts import LayoutData, LimbData
from sta_lstm.player.messages import (
    VERSION,
    ClipData,
    Payload,
    WarningData,
    to_json,
)
from sta_lstm.player.packed import packed_bytes, packed_floats
from sta_lstm.player.panes import pane_data
from sta_lstm.player.tracks import TrackData
from sta_lstm.prediction.maps import JointMap, check_kinds
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.scene.limbs import limbs_of
from sta_lstm.skeletons import Clip, SkeletonLayout, y_up
from sta_lstm.skeletons.quality.doubts import doubts_before, notes_of, shown_sentences
from sta_lstm.skeletons.quality.findings import Finding, quality

if TYPE_CHECKING:
    from sta_lstm.prediction.windows import Windows

PAYLOAD_VERSION = VERSION
MAX_PANES = 8
#: Bytes of a number before they become letters, and letters of a probability with what is around it and its name.
_NUMBER_BYTES, _PROBABILITY_LETTERS = 4, 16
_SIDES = {"left": "L", "right": "R", "middle": "M"}


def player_payload(
    shown: Sequence[Prediction | Clip],
    *,
    titles: Sequence[str] | None = None,
    recorded: Sequence[Sequence[int]] | None = None,
    maps: Sequence[Sequence[JointMap]] | None = None,
    findings: Sequence[Sequence[Finding]] | None = None,
    fingerprints: Sequence[str] | None = None,
    cautions: Sequence[Sequence[str]] | None = None,
    opens: int = 0,
    timed: bool = True,
) -> dict[str, Any]:
    """Everything that the player draws, as plain JSON values; one pane for each result, or for a clip by itself.

    ``player/messages.py`` says what each field is. Only what cannot be derived is sent: the player works out
    contributions β_t z_t, the leading class and the camera by itself. A clip that several panes show is sent once.

    Args:
        shown: 1 to 8 results, or clips to be seen without a model.
        titles: a caption for each pane; none leaves captions to the player, which then names the checkpoints where
            there are several.
        recorded: for each pane, which frame of the recording each of its frames is; captions then say so. None where
            the player's own count is the recording's.
        maps: for each pane, maps beside those of its result; a clip by itself may have some, too.
        findings: for each pane, what `quality` finds of its recording, in the frames that ``recorded`` names; found
            out here if left out.
        fingerprints: for each pane, what tells its recording from others. The player goes on where it stands when
            another payload shows the same recording. If left out, a recording is the same where its positions are.
        cautions: for each pane, why to trust its answer less than others of the model, each in a few words. If left
            out, how the clip is of another kind than what the model learned from.
        opens: the pane whose lanes are shown in full at first.
        timed: whether seconds of its frames mean anything: they do not where ``recorded`` matches frames by what they
            show.

    Returns:
        `Payload` as JSON values. Its ``revision`` changes with the content alone.

    Raises:
        SettingsError: nothing to show, more than 8, or another number of titles, of recorded frames, of lists of maps,
            of findings or of fingerprints; or it is more than a browser can be sent.
        PredictionError: a map does not go with its clip, has the name of another in its pane, or differs from its
            namesake in another pane in what it means.
    """
    if not 1 <= len(shown) <= MAX_PANES:
        raise SettingsError(f"the player shows 1 to {MAX_PANES} results at a time; it was given {len(shown)}.")
    counted = {
        "titles": titles,
        "lists of maps": maps,
        "lists of findings": findings,
        "fingerprints": fingerprints,
        "lists of cautions": cautions,
    }
    for what, given in counted.items():
        if given is not None and len(given) != len(shown):
            raise SettingsError(
                f"the player was given {len(given)} {what} for {len(shown)} results; give each its own."
            )
    if recorded is not None:
        _check_recorded(shown, recorded)
    results = [_with_maps(one, maps[p] if maps else ()) for p, one in enumerate(shown)]
    _check_size(results)
    check_kinds([one.maps for one in results if isinstance(one, Prediction)])
    clips: list[Clip] = []
    sent: list[ClipData] = []
    panes = []
    for p, one in enumerate(results):
        clip = _clip_of(one)
        clock = None if recorded is None else recorded[p]
        if not any(known is clip for known in clips):
            clips.append(clip)
            known_findings = None if findings is None else findings[p]
            sent.append(_clip(clip, clock, known_findings, None if fingerprints is None else fingerprints[p]))
        place = next(i for i, known in enumerate(clips) if known is clip)
        title = None if titles is None else str(titles[p])
        # A result that maps were made into here has nobody's answer in it.
        asked = isinstance(shown[p], Prediction)
        pane = pane_data(one, place, title, clock, asked=asked)
        panes.append(pane if cautions is None else replace(pane, cautions=tuple(cautions[p])))
    told = _answers(results, titles)
    told_all = Payload(VERSION, "", tuple(sent), tuple(panes), told, opens=opens, timed=timed)
    message: dict[str, Any] = to_json(told_all)
    message["revision"] = hashlib.sha256(json.dumps(message, sort_keys=True).encode()).hexdigest()[:16]
    return message


def _answers(results: Sequence[Prediction | Clip], titles: Sequence[str] | None) -> tuple[TrackData, ...]:
    """A lane of answers for each result that was read in windows; one that several panes show has one."""
    found: dict[str, Windows] = {}
    for p, one in enumerate(results):
        if isinstance(one, Prediction) and one.windows is not None and one.windows not in found.values():
            name = str(titles[p]) if titles else one.checkpoint
            found[name if name not in found else f"{name} ({p + 1})"] = one.windows
    if not found:
        return ()
    from sta_lstm.player.segments import answers_tracks  # reading in windows takes torch, which has long come here

    return tuple(answers_tracks(found, _clip_of(results[0]).fps, {}))


def _clip_of(one: Prediction | Clip) -> Clip:
    return one if isinstance(one, Clip) else one.clip


def _with_maps(one: Prediction | Clip, maps: Sequence[JointMap]) -> Prediction | Clip:
    if not maps:
        return one
    return Prediction.of_maps(one, maps) if isinstance(one, Clip) else one.with_maps(*maps)


def _check_size(shown: Sequence[Prediction | Clip]) -> None:
    """Refuse what would be more bytes than a browser can be sent, before any are made."""
    clips = {id(clip): clip for clip in map(_clip_of, shown)}
    numbers = sum(3 * _n_joints(clip) for clip in clips.values())
    letters = 0
    for one in shown:
        if isinstance(one, Prediction):
            numbers += (len(one.maps) + 3 * (one.ahead is not None)) * _n_joints(one.clip)
            numbers += len(one.curves) * one.clip.n_frames
            numbers += one.clip.n_frames * len(one.class_names) * one.has_frame_scores
            letters += sum(len(name) + _PROBABILITY_LETTERS for name in one.class_names)
    n_bytes = numbers * _NUMBER_BYTES * 4 / 3 + letters
    first = next(iter(clips.values()))
    PAYLOAD_BYTES.check(
        f"the player with clip '{first.name}'",
        (first.n_frames, "frames"),
        (n_bytes / first.n_frames, "bytes"),
        advice="Keep a part of at most {} frames, or show fewer maps or models at once.",
    )


def _n_joints(clip: Clip) -> int:
    return clip.n_frames * clip.n_persons * clip.n_joints


def _check_recorded(shown: Sequence[Prediction | Clip], recorded: Sequence[Sequence[int]]) -> None:
    expected = [_clip_of(one).n_frames for one in shown]
    found = [len(frames) for frames in recorded]
    if found != expected:
        raise SettingsError(f"the player shows panes of {expected} frames, with recorded frames for {found} of them.")


def _clip(
    clip: Clip, recorded: Sequence[int] | None, findings: Sequence[Finding] | None, fingerprint: str | None
) -> ClipData:
    upright = np.ascontiguousarray(y_up(clip), dtype="<f4")
    if fingerprint is None:
        told = hashlib.sha256(f"{clip.layout.name} {clip.fps} {clip.present.shape}".encode())
        told.update(upright.data)
        told.update(np.ascontiguousarray(clip.present).data)
        fingerprint = told.hexdigest()[:16]
    return ClipData(
        name=clip.name,
        fingerprint=fingerprint,
        fps=clip.fps,
        frames=clip.n_frames,
        persons=clip.n_persons,
        layout=_layout(clip.layout),
        positions=packed_floats(upright),
        present=packed_bytes(clip.present),
        inferred=tuple(sorted(clip.layout.index(joint) for joint in clip.inferred)),
        warnings=_warnings(clip, recorded, findings),
        notes=tuple(shown_sentences(notes_of(clip))),
        unit_assumed=is_unit_assumed(clip.notes),
    )


def _warnings(
    clip: Clip, recorded: Sequence[int] | None, findings: Sequence[Finding] | None
) -> tuple[WarningData, ...]:
    """What is odd about the recording, where the player shows it: a frame that a clock lets stand is not odd."""
    frames = np.arange(clip.n_frames) if recorded is None else np.asarray(recorded)
    starts = np.unique(frames, return_index=True)[1]
    ends = np.append(starts[1:], clip.n_frames) - 1
    if findings is None:
        if len(starts) < clip.n_frames:
            clip = replace(clip, positions=clip.positions[starts], present=clip.present[starts])
        findings = quality(clip)
    found = (
        WarningData(finding.sentence, tuple((int(starts[a]), int(ends[b])) for a, b in finding.frames))
        for finding in findings
    )
    return (*found, *(WarningData(sentence, ()) for sentence in shown_sentences(doubts_before(clip))))


def _layout(layout: SkeletonLayout) -> LayoutData:
    return LayoutData(
        name=layout.name,
        joints=tuple(layout.joints),
        bones=tuple((int(parent), int(child)) for parent, child in layout.bone_indices),
        sides="".join(_SIDES[side] for side in layout.sides),
        limbs=tuple(LimbData(limb.name, limb.joints) for limb in limbs_of(layout)),
    )
