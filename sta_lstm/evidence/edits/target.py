"""Which joints, persons and frames of a clip an edit is about."""

from __future__ import annotations

import numpy as np

from sta_lstm.errors import SettingsError
from sta_lstm.evidence.edits.edit import Edit
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.scene.limbs import body_parts
from sta_lstm.skeletons import Clip, SkeletonLayout, persons_shown
from sta_lstm.words import person_letter

#: Stands before the name of a joint that is also the name of a part of the body: "joint head".
_JOINT = "joint "


def joint_target(layout: SkeletonLayout, joint: int) -> str:
    """What an edit calls the joint of that column alone."""
    name = layout.joints[joint]
    return _JOINT + name if _key(name) in {_key(part.name) for part in body_parts(layout)} else name


def joints_of(edit: Edit, layout: SkeletonLayout) -> tuple[int, ...]:
    """Columns of the joints that an edit names, ascending; all J where it names none.

    Raises:
        SettingsError: the layout has no part and no joint of a name; the message lists the parts.
    """
    if not edit.targets:
        return tuple(range(layout.n_joints))
    return tuple(sorted({joint for name in edit.targets for joint in _find(edit, name, layout)[1]}))


def names_of(edit: Edit, layout: SkeletonLayout) -> list[str]:
    """What the layout itself calls the parts and joints that an edit names.

    Raises:
        SettingsError: the layout has no part and no joint of a name; the message lists the parts.
    """
    return [_find(edit, name, layout)[0] for name in edit.targets]


def _find(edit: Edit, name: str, layout: SkeletonLayout) -> tuple[str, tuple[int, ...]]:
    """A part or a joint: what it is called, and the columns of its joints."""
    key = _key(name)
    parts = {_key(part.name): (part.name, part.joints) for part in body_parts(layout)}
    joints = {_key(own): (own, (j,)) for j, own in enumerate(layout.joints)}
    named = {f"{_JOINT}{own}": (f"{_JOINT}{found[0]}", found[1]) for own, found in joints.items()}
    for known in (parts, joints, named):
        if key in known:
            return known[key]
    raise SettingsError(
        f"'{edit.kind}' cannot find '{name[:60]}' on a body of '{layout.name}'; its parts are: "
        f"{', '.join(part.name for part in body_parts(layout))}. A joint can be named, too."
    )


def persons_of(edit: Edit, clip: Clip) -> tuple[int, ...]:
    """Columns of the persons that an edit is about: those who are shown.

    Raises:
        SettingsError: the clip does not show that person.
    """
    shown = persons_shown(clip)
    if edit.person is None:
        return shown
    if edit.person not in shown:
        raise SettingsError(
            f"'{edit.kind}' is about person {person_letter(edit.person)}, and clip '{clip.name}' shows "
            f"{', '.join(map(person_letter, shown))}. Name one of them."
        )
    return (edit.person,)


def frames_of(edit: Edit, clip: Clip) -> tuple[int, int]:
    """First frame of an edit, and the one after its last.

    Raises:
        SettingsError: the clip ends before.
    """
    if edit.frames is None:
        return 0, clip.n_frames
    first, last = edit.frames
    if last >= clip.n_frames:
        raise SettingsError(
            f"'{edit.kind}' is about the frames {first} to {last}, and clip '{clip.name}' has the frames 0 to "
            f"{clip.n_frames - 1}. Name some of them."
        )
    return first, last + 1


def most_attended_part(prediction: Prediction) -> str:
    """The part of the body on which most attention lies, α weighed by β; what one tries to hold first.

    The last part where the model learned no attention to joints.
    """
    parts = body_parts(prediction.clip.layout)
    first = prediction.maps[0]
    if not (first.learned and first.relative):
        return parts[-1].name
    shares = np.einsum("t,tmj->j", prediction.beta, first.values)
    return max(parts, key=lambda part: float(shares[list(part.joints)].sum())).name


def _key(name: str) -> str:
    return name.casefold()
