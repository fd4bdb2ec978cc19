"""Names of joints find their joints, in any words and order."""

import pytest

from sta_lstm.formats.names.matching import places_among
from sta_lstm.skeletons import LAYOUTS


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=lambda each: each.name)
def test_a_layouts_own_names_in_any_order_are_its_joints(layout):
    assert places_among(layout.joints, layout) == tuple(range(layout.n_joints))
    backwards = layout.joints[::-1]
    assert [backwards[place] for place in places_among(backwards, layout)] == list(layout.joints)


def test_other_words_are_understood_and_what_nobody_names_is_told():
    layout = LAYOUTS["ntu-25"]
    places = dict(zip(layout.joints, places_among(("LeftKnee", "nonsense", "right_wrist"), layout), strict=True))
    assert (places["left knee"], places["right wrist"], places["head"]) == (0, 2, -1)
