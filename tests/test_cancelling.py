"""Long work asks whether somebody still waits for it."""

import pytest
from made import small_clip, tiny_checkpoint

from sta_lstm.cancelling import asking, check_wanted, while_wanted
from sta_lstm.formats import recordings
from sta_lstm.model.features import clip_features
from sta_lstm.model.run import run


class Left(BaseException):
    """Nobody waits any more."""


class Patience:
    """Raises once it was asked so often."""

    def __init__(self, times):
        self.times = times

    def __call__(self):
        self.times -= 1
        if self.times < 0:
            raise Left


def test_without_anybody_who_said_so_work_goes_on():
    check_wanted()
    assert list(while_wanted("abc")) == ["a", "b", "c"]


def test_items_end_where_nobody_waits():
    done = []
    with pytest.raises(Left), asking(Patience(2)):
        list(map(done.append, while_wanted("abcd")))
    assert done == ["a", "b"]
    check_wanted()


def test_one_asks_in_the_place_of_another():
    with asking(Patience(0)), asking(Patience(1)):
        check_wanted()


def test_a_network_is_asked_no_further_batch():
    checkpoint = tiny_checkpoint()
    read, one = [], clip_features(small_clip(6), checkpoint.recipe, n_persons=2)
    features = (read.append(i) or one for i in range(5))
    with pytest.raises(Left), asking(Patience(2)):
        list(run(checkpoint, features, batch=1))
    assert read == [0, 1, 2]


def test_a_folder_is_listed_no_further(tmp_path):
    for name in "abc":
        (tmp_path / f"{name}.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    with pytest.raises(Left), asking(Patience(2)):
        recordings(tmp_path)
