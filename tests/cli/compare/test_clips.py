"""``sta-lstm compare CLIP SECOND``: one checkpoint on two clips."""

import csv
import json

TWO = ["{}/walk.npz", "squat"]
TINY = ["--checkpoint", "{}/tiny.safetensors"]


def test_two_clips_under_one_checkpoint(compare, tmp_path, capsys):
    page, table = tmp_path / "out.html", tmp_path / "out.csv"
    words = [*TWO, *TINY]
    assert compare(*words) == 0
    out = capsys.readouterr().out
    for said in ("walk.npz", "squat.csv", "aligned  dtw, ", "β differs most", "α differs most", "trunk lengths apart"):
        assert said in out
    assert compare(*words, "--align", "time", "--json", "--html", str(page), "--out", str(table)) == 0
    values = json.loads(capsys.readouterr().out)
    assert [clip["name"] for clip in values["clips"]] == ["walk.npz", "squat.csv"]
    alignment = values["alignment"]
    assert (alignment["kind"], alignment["fps"], alignment["second"]) == ("time", 30, list(range(104)))
    assert alignment["first"] == [*range(30), *[29] * 74]
    rows = list(csv.DictReader(table.read_text().splitlines()))
    assert [int(row["frame_first"]) for row in rows] == alignment["first"]
    payload = json.loads(page.read_text().split('id="payload">')[1].split("</script>")[0])
    assert [pane["recorded"] for pane in payload["panes"]] == [alignment["first"], alignment["second"]]


def test_two_clips_of_other_joints_and_persons(compare, folder, tmp_path, capsys):
    (tmp_path / "in").mkdir()
    for name in ("walk.npz", "other.npz"):
        (tmp_path / "in" / name).write_bytes((folder / name).read_bytes())
    words = [f"{tmp_path}/in", "{}/walk.npz", *TINY, "--json"]
    assert compare(*words, "--entry", "other.npz", "--convert", "--fps", "15") == 0
    out, err = capsys.readouterr()
    clips = json.loads(out)["clips"]
    assert [(clip["name"], clip["fps"]) for clip in clips] == [("other.npz", 15), ("walk.npz", 15)]
    assert err.startswith("sta-lstm: Converted from 'kinect-20' to 'ntu-25'")
    assert compare(words[0], *words[:1], *words[2:], "--entry", "other.npz", "--entry", "walk.npz") == 2
    assert "(--convert)" in capsys.readouterr().err
