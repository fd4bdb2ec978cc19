"""``sta-lstm compare`` with what it cannot use: one line, and nothing written."""

import pytest


def checkpoints(*names):
    return [word for name in names for word in ("--checkpoint", f"{{}}/{name}.safetensors")]


BOTH = checkpoints("tiny", "plain")
TWO = ["{}/walk.npz", "squat"]


BAD = [
    (BOTH, "one clip, or --data"),
    (["{}/walk.npz", "--data", "{}", *BOTH], "one of the two"),
    (["{}/walk.npz"], "2 to 8 checkpoints and got 0"),
    (["{}/walk.npz", *checkpoints("tiny")], "and got 1"),
    (["{}/walk.npz", *checkpoints(*["tiny"] * 9)], "and got 9"),
    (["{}/nowhere.npz", *BOTH], "nowhere.npz"),
    (["{}/noise.skeleton", *BOTH], "noise.skeleton"),
    (["{}/other.npz", *BOTH], "fits 0 of 2 checkpoints"),
    (["{}/walk.npz", *BOTH, "--html", "{}/a.pdf"], "ends in .html"),
    (["{}/walk.npz", *BOTH, "--out", "{}/a.xlsx"], "ends in .csv"),
    (["{}/walk.npz", *BOTH, "--html", "{}/no/a.html"], "no folder"),
    (["{}/walk.npz", *BOTH, "--top", "0"], "is not a whole number from 1"),
    (["{}/walk.npz", *BOTH, "--split", "test"], "--split chooses among the clips of a data set"),
    (["{}/walk.npz", *BOTH, "--align", "time"], "give a second clip"),
    ([*TWO, *BOTH], "under one checkpoint; got 2"),
    (["{}/walk.npz", "{}/other.npz", *checkpoints("tiny")], "clip 'other.npz' has 1 person"),
    ([*TWO, *checkpoints("tiny"), "--align", "music"], "invalid choice: 'music'"),
    ([*TWO, *checkpoints("tiny"), "--data", "{}"], "one of the two"),
]


@pytest.mark.parametrize(("words", "says"), BAD)
def test_bad_input_is_one_line_and_status_two(compare, folder, capsys, words, says):
    assert compare(*words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("sta-lstm: ")
    assert err.count("\n") == 1
    assert says in err
    assert not list(folder.glob("a.*"))
