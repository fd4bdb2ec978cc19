"""Small made-up values that tests everywhere build on: clips, predictions, checkpoints.

Each has defaults that keep every law of its class; a test names what it is about and leaves out the rest.
"""

from dataclasses import replace

import numpy as np

from sta_lstm.formats import load_clip
from sta_lstm.prediction import Prediction, Provenance, Scores, alpha_map, beta_curve
from sta_lstm.samples import resolve_clip
from sta_lstm.skeletons import Clip, layout_named
from sta_lstm.skeletons.convert import converted
from sta_lstm.skeletons.layouts import NTU_25

CLASSES = ("wave", "kick", "bow")
#: Begin the names of sample clips in other layouts than the demo checkpoints'.
OTHER_LAYOUTS = ("kinect-20-", "sbu-15-")


def ntu_samples():
    """The sample clips that the demo checkpoints read at once: none of many actions one after another."""
    from sta_lstm.samples import sample_clips

    return [path for path in sample_clips() if not path.stem.startswith((*OTHER_LAYOUTS, "long-"))]


def pitch(degrees):
    """The rotation by which a camera that looks down by so many degrees sees what stands."""
    c, s = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])


def leaning(clip, degrees):
    """The clip as such a camera sees it."""
    return replace(clip, positions=(clip.positions.astype(float) @ pitch(degrees).T).astype(np.float32))


def small_clip(
    n_frames=20, n_persons=1, layout=NTU_25, *, present=None, fps=30.0, up_axis="y", name="clip", seed=0, **more
):
    """A clip of random positions; ``present``, frames × persons, where given, says how many there are of both."""
    present = np.ones((n_frames, n_persons), bool) if present is None else np.asarray(present, bool)
    positions = np.random.default_rng(seed).normal(scale=0.3, size=(*present.shape, layout.n_joints, 3))
    return Clip(positions, fps, layout, up_axis, present, name, **more)


def joined(*clips):
    """One recording of several one after another, each with room for as many persons as any of them has."""
    room = max(clip.n_persons for clip in clips)
    positions = [np.pad(each.positions, ((0, 0), (0, room - each.n_persons), (0, 0), (0, 0))) for each in clips]
    present = [np.pad(each.present, ((0, 0), (0, room - each.n_persons))) for each in clips]
    made = {"positions": np.concatenate(positions), "present": np.concatenate(present)}
    return replace(clips[0], **made, name="joined", label=None, notes=())


def shared_out(weights, read):
    """α: in each frame, weights ≥ 0 (T × M × J) as shares of 1 among the joints of the persons who are read (T × M)."""
    weights = np.where(np.asarray(read, bool)[..., None], weights, 0)
    totals = weights.sum((1, 2), keepdims=True)
    return np.divide(weights, totals, out=np.zeros_like(weights, dtype=float), where=totals > 0)


def made_prediction(
    clip=None,
    *,
    class_names=CLASSES,
    alpha=None,
    beta=None,
    frame_scores=None,
    logits=None,
    read=None,
    spatial=True,
    temporal=True,
    keyframes=None,
    checkpoint="demo",
    device="cpu",
    maps=(),
    curves=(),
    seed=0,
):
    """An answer to ``clip``; what is left out is random, or uniform where the model learns no attention.

    Where ``logits`` are given and ``frame_scores`` are not, the frames' scores are moved so that they add up to them.
    """
    clip = small_clip() if clip is None else clip
    rng = np.random.default_rng(seed)
    read = clip.present if read is None else read
    somebody = np.asarray(read).any(1)
    if alpha is None:
        shape = clip.positions.shape[:3]
        alpha = shared_out(rng.random(shape) if spatial else np.ones(shape), read)
    if beta is None:
        weights = somebody * (rng.random(clip.n_frames) if temporal else 1.0)
        beta = weights / max(weights.sum(), 1e-9)
    beta = np.asarray(beta, np.float32)
    if frame_scores is None:
        frame_scores = rng.normal(size=(clip.n_frames, len(class_names)))
        if logits is not None and beta.any():
            frame_scores += (np.asarray(logits) - beta @ frame_scores) / beta.sum()
    frame_scores = np.asarray(frame_scores, np.float32)
    if keyframes is None:
        keyframes = tuple(int(t) for t in np.argsort(-beta, kind="stable")[:3]) if temporal else ()
    if logits is None:
        logits = (beta[:, None] * frame_scores).sum(0)
    return Prediction(
        clip=clip,
        maps=(alpha_map(alpha, learned=spatial), *maps),
        curves=(beta_curve(beta, learned=temporal), *curves),
        read=read,
        scores=Scores(
            tuple(class_names), (beta[:, None] * frame_scores).sum(0) if logits is None else logits, frame_scores
        ),
        keyframes=tuple(keyframes),
        provenance=Provenance(checkpoint, device=device),
    )


def changed(prediction, **changes):
    """The same answer with other α, β, scores or names; scores follow β and z where no logits are given."""
    alpha, beta = prediction.maps[0], prediction.curves[0]
    alpha = replace(alpha, values=changes.pop("alpha", alpha.values), learned=changes.pop("spatial", alpha.learned))
    beta = replace(beta, values=changes.pop("beta", beta.values), learned=changes.pop("temporal", beta.learned))
    scores = prediction.scores
    z = changes.pop("frame_scores", scores.frame_scores)
    summed = scores.logits if z is None else (beta.values[:, None] * np.asarray(z, np.float32)).sum(0)
    logits = changes.pop("logits", summed)
    if not np.allclose(summed, logits, atol=1e-3):
        z = None  # scores that the frames do not add up to
    scores = Scores(tuple(changes.pop("class_names", scores.class_names)), logits, z)
    provenance = replace(prediction.provenance, checkpoint=changes.pop("checkpoint", prediction.checkpoint))
    own = {"maps": (alpha, *prediction.maps[1:]), "curves": (beta, *prediction.curves[1:])}
    return replace(prediction, scores=scores, provenance=provenance, **own, **changes)


def tiny_checkpoint(
    variant="sta",
    *,
    name="tiny",
    layout=NTU_25,
    min_persons=1,
    n_persons=2,
    class_names=CLASSES,
    recipe=None,
    training=None,
    accuracy=None,
    seed=0,
    **network,
):
    """A checkpoint of random weights, four units a layer; ``network`` has further fields of `StaLstmConfig`."""
    import torch

    from sta_lstm.model.checkpoint import Checkpoint
    from sta_lstm.model.features import FeatureRecipe
    from sta_lstm.model.networks.sta_lstm import VARIANTS, StaLstm, StaLstmConfig

    recipe = recipe or FeatureRecipe()
    torch.manual_seed(seed)
    shape = {"hidden": 4, "spatial_hidden": 4, "temporal_hidden": 4, **network}
    config = StaLstmConfig(n_persons, layout.n_joints, recipe.n_channels, len(class_names), **shape)
    return Checkpoint(
        name=name,
        network=StaLstm(VARIANTS[variant].of(config)).eval().requires_grad_(False),
        layout=layout,
        min_persons=min_persons,
        class_names=tuple(class_names),
        recipe=recipe,
        training=training or {},
        accuracy=accuracy or {},
    )


def person(layout, n_frames):
    """T × J × 3, metres, y up: a person's body, who bows, in the joints of that layout."""
    clip = load_clip(resolve_clip("bow"))
    return converted(clip, layout_named(layout)).positions[:n_frames, 0].astype(float)


def sbu_persons(n_frames):
    """T × 2 × 15 × 3: two persons as SBU normalises them."""
    one = person("sbu-15", n_frames)
    metres = np.stack([one, one + np.array((0.8, 0, 0.1))], axis=1)
    return (metres * 1000 - (1280, 960, 0)) / (-2560, -1920, 1280)


#: Two checkpoints of one kind that `attended_folder` knows, by revision.
ATTENDED = {"aaaa": "net-1", "bbbb": "net-2"}


def attended_row(clip="a.npz", label="wave", predicted="wave", revision="aaaa", **more):
    """A row as `evidence.attended.rows.attend` gives it, without maps: one person of NTU's joints."""
    row = {
        "clip": clip,
        "file": clip,
        "start": 0,
        "end": None,
        "fingerprint": clip,
        "label": label,
        "subject": "s1",
        "view": None,
        "split": None,
        "n_frames": 20,
        "n_persons": 1,
        "n_joints": 25,
        "checkpoint": ATTENDED.get(revision, ""),
        "revision": revision,
        "predicted": predicted,
        "probability": 0.75,
        "seconds": 0.7,
        "joint_attention": [1.0] * 25,
        "phase_attention": [1.0] * 20,
    }
    return row | more


def attended_folder(folder, rows, **about):
    """A folder of attended clips that holds these rows; what is true of all of them can be told otherwise."""
    from sta_lstm.evidence.attended.store import AttendedFolder

    known = {"variant": "STA-LSTM", "class_names": list(CLASSES), "layout": "ntu-25", "joints": list(NTU_25.joints)}
    told = {
        "dataset": "made",
        "class_names": list(CLASSES),
        "checkpoints": {revision: {"name": name, **known} for revision, name in ATTENDED.items()},
        "poses": {"ntu-25": [[0.01 * i, 0.04 * i] for i in range(25)]},
    }
    with AttendedFolder(folder, (), told | about) as written:
        for row in rows:
            written.add(row)
    return folder
