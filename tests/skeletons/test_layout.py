"""A layout: data that contradicts itself is refused, and indices follow from names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sta_lstm.errors import LayoutError
from sta_lstm.skeletons import LAYOUTS, SkeletonLayout, layout_named
from sta_lstm.skeletons.estimator_layouts import ESTIMATOR_LAYOUTS
from sta_lstm.skeletons.layouts import BODIES

SOUND = {
    "name": "mine",
    "title": "Mine",
    "joints": ("pelvis", "head", "left hand", "right hand"),
    "bones": (("pelvis", "head"), ("head", "left hand"), ("head", "right hand")),
    "mirror_pairs": (("left hand", "right hand"),),
    "root": "pelvis",
    "torso": ("pelvis", "head"),
    "up_axis": "y",
    "source": "here",
}


def test_indices_follow_from_names():
    layout = SkeletonLayout(**SOUND)
    assert layout.n_joints == 4
    assert layout.bone_indices == ((0, 1), (1, 2), (1, 3))
    assert layout.mirror_indices == (0, 1, 3, 2)
    assert layout.sides == ("middle", "middle", "left", "right")
    assert layout.index("head") == 1


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("joints", (), "has 0 joints; expected 1 to 512"),
        ("joints", tuple(map(str, range(513))), "has 513 joints"),
        ("joints", (*SOUND["joints"], "head"), "names a joint twice: head"),
        ("bones", (("pelvis", "tail"),), "bones names joints that it does not have: tail"),
        ("mirror_pairs", (("left hand", "fin"),), "mirror_pairs names joints that it does not have: fin"),
        ("mirror_pairs", (("left hand", "left hand"),), "mirror_pairs names a joint twice"),
        ("mirror_pairs", (("left hand", "right hand"), ("head", "left hand")), "mirror_pairs names a joint twice"),
        ("root", "tail", "root names joints that it does not have: tail"),
        ("torso", ("pelvis", "tail"), "torso names joints that it does not have: tail"),
        ("up_axis", "up", "has the up axis 'up'; expected x, y or z"),
    ],
)
def test_contradictions_are_refused(field, value, says):
    with pytest.raises(LayoutError) as caught:
        SkeletonLayout(**{**SOUND, field: value})
    assert says in str(caught.value)
    assert "'mine'" in str(caught.value)


def test_unknown_names_list_what_there_is():
    with pytest.raises(LayoutError, match="has no joint 'tail'; it has: pelvis, head"):
        SkeletonLayout(**SOUND).index("tail")
    with pytest.raises(LayoutError, match="there is no layout 'ntu-24'; known layouts: ntu-25, sbu-15"):
        layout_named("ntu-24")


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_json_gives_the_same_layout(layout):
    assert SkeletonLayout.from_json(layout.to_json()) == layout


@pytest.mark.parametrize("field", SOUND)
def test_json_without_a_field_is_refused(field):
    values = SkeletonLayout(**SOUND).to_json()
    del values[field]
    with pytest.raises(LayoutError, match="lacks or garbles a field"):
        SkeletonLayout.from_json(values)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*SOUND]), inner, max_size=9),
    max_leaves=20,
)


@given(changes=st.dictionaries(st.sampled_from([*SOUND]), json_values, max_size=3))
def test_json_of_any_shape_is_a_layout_or_refused(changes):
    try:
        layout = SkeletonLayout.from_json({**SkeletonLayout(**SOUND).to_json(), **changes})
    except LayoutError:
        return
    assert SkeletonLayout.from_json(layout.to_json()) == layout


@given(values=json_values)
def test_json_of_anything_is_refused(values):
    with pytest.raises(LayoutError):
        SkeletonLayout.from_json(values)


# Laws of every layout that ships -------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_bones_make_one_tree_with_every_joint(layout):
    assert len(layout.bones) == layout.n_joints - 1
    reached = {layout.root}
    for _ in layout.bones:
        reached |= {child for parent, child in layout.bones if parent in reached}
        reached |= {parent for parent, child in layout.bones if child in reached}
    assert reached == set(layout.joints)


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_sides_mirror_each_other(layout):
    order = layout.mirror_indices
    assert [order[j] for j in order] == list(range(layout.n_joints))
    for joint, side, image in zip(layout.joints, layout.sides, order, strict=True):
        assert joint.split()[0] == side or side == "middle"
        other_side = {"left": "right", "right": "left"}.get(side, "")
        assert layout.joints[image] == (joint if side == "middle" else joint.replace(side, other_side))
    bones = set(layout.bones)
    mirrored = {tuple(layout.joints[order[layout.index(joint)]] for joint in bone) for bone in bones}
    assert mirrored == bones


def test_one_joint_has_one_name_in_all_layouts():
    names = {joint for layout in BODIES.values() if layout not in ESTIMATOR_LAYOUTS for joint in layout.joints}
    assert names - set(LAYOUTS["ntu-25"].joints) == {"torso"}
    theirs = {joint for layout in ESTIMATOR_LAYOUTS for joint in layout.joints}
    plain = {joint.removeprefix("left ") for joint in theirs - names if not joint.startswith("right ")}
    assert plain == {
        *("nose", "jaw", "head top", "eye", "inner eye", "outer eye", "ear", "mouth corner"),
        *("index finger", "little finger", "heel", "big toe", "small toe"),
        *("spine1", "spine3", "clavicle"),
    }


@pytest.mark.parametrize(("name", "n_joints"), [(name, int(name.rsplit("-", 1)[1])) for name in LAYOUTS])
def test_layouts_by_name(name, n_joints):
    assert layout_named(name).n_joints == n_joints
    assert layout_named(name).name == name
