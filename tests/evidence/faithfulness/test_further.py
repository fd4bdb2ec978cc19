"""Which maps rank beside attention, and what is said to those who ask for others."""

import pytest

from sta_lstm.errors import SettingsError
from sta_lstm.evidence.faithfulness import further
from sta_lstm.evidence.faithfulness.further import FURTHER, check_further, usual_further


def test_integrated_gradients_are_usual_where_captum_is(monkeypatch):
    assert usual_further() == ("integrated-gradients",)
    monkeypatch.setattr(further, "has_captum", lambda: False)
    assert usual_further() == ()
    with pytest.raises(SettingsError, match=r"captum is not installed: pip install 'sta-lstm\[explain\]'"):
        check_further(["integrated-gradients"])
    check_further(["ablation-limb"])


def test_all_that_is_offered_can_be_asked_for():
    check_further(FURTHER)


@pytest.mark.parametrize(
    ("names", "says"),
    [
        (["saliency"], "there is no map 'saliency'"),
        (["motion-energy"], "ranked by motion-energy anyhow"),
        (["ablation-limb", "ablation-limb"], "asked for twice"),
    ],
)
def test_other_names_are_refused(names, says):
    with pytest.raises(SettingsError, match=says):
        check_further(names)
