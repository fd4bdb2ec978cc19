"""Pictures and videos are sound files, say what the prediction says, and come out the same each time."""

import io
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from sta_lstm.errors import SettingsError

matplotlib = pytest.importorskip("matplotlib", reason="matplotlib is not installed: the extra [export]")

from matplotlib.collections import PatchCollection  # noqa: E402

from sta_lstm.export import body_map, filmstrip, picture_bytes, save_picture, still, timeline, video_bytes  # noqa: E402
from sta_lstm.export.video import gif_times, video_frames  # noqa: E402
from sta_lstm.prediction.maps import JointMap  # noqa: E402
from sta_lstm.prediction.verdict import PartEvidence, Trust, Verdict  # noqa: E402
from sta_lstm.prediction.windows import Windows  # noqa: E402
from sta_lstm.scene.look import DASHES  # noqa: E402

PICTURES = (filmstrip, timeline, body_map, still)
EVIL = "<img src=x onerror=alert(1)> $\\frac{a}{b}$"
RIGHT_TO_LEFT = "לוחצים ידיים"


def words(svg):
    """All text of an SVG, as one line."""
    return " ".join(" ".join(ElementTree.fromstring(svg).itertext()).split())


@pytest.mark.parametrize("draw", PICTURES)
def test_svg_is_xml_with_names_as_text_and_always_the_same(prediction, draw):
    svg = picture_bytes(draw(prediction), ".svg")
    assert EVIL[:30] in words(svg)
    assert b"<img" not in svg
    assert picture_bytes(draw(prediction), ".svg") == svg


@pytest.mark.parametrize("draw", PICTURES)
def test_a_long_recording_is_drawn_with_what_is_said_when_and_no_answer_to_all_of_it(prediction, draw):
    n_frames = prediction.clip.n_frames
    half = n_frames // 2
    spans, rows = ((0, half), (half, n_frames)), np.array([[0.9, 0.1], [0.2, 0.8]], np.float32)
    windows = Windows(("sit down", EVIL), spans, rows, n_frames, 1.0, 0.5, unlike=("never met",))
    long = replace(prediction, scores=None, verdict=None, windows=windows)
    said = words(picture_bytes(draw(long), ".svg"))
    assert prediction.label[:20] not in said.replace(EVIL[:20], "")
    assert draw is not timeline or ("sit down?" in said and "answers" in said and "so far" not in said)


@pytest.mark.slow
@pytest.mark.parametrize("draw", PICTURES)
def test_pdf_embeds_no_type_3_font_and_is_always_the_same(prediction, draw):
    pdf = picture_bytes(draw(prediction), ".pdf")
    assert pdf.startswith(b"%PDF")
    assert b"/Type3" not in pdf
    assert b"/FontFile2" in pdf
    assert b"/CreationDate" not in pdf
    assert picture_bytes(draw(prediction), ".pdf") == pdf


@pytest.mark.parametrize("draw", [filmstrip, body_map, still])
def test_inferred_joints_have_a_hole_and_the_legend_says_so(make_prediction, draw):
    def holes(figure):
        """White discs without a rim; of bodies, and of the legend."""
        patches = [each for axes in figure.axes for each in axes.collections if isinstance(each, PatchCollection)]
        white = [(each.get_facecolor() == 1).all(axis=1) & (each.get_linewidth() == 0) for each in patches]
        return sum(int(each.sum()) for each in white)

    plain = make_prediction(n_persons=1)
    joints = ("torso", "left hand")
    inferred = replace(plain, clip=replace(plain.clip, inferred=joints))
    n_bodies = len(inferred.keyframes) if draw is filmstrip else 1
    assert holes(draw(plain)) == 0
    assert holes(draw(inferred)) == n_bodies * len(joints)
    assert "hollow: inferred" in words(picture_bytes(draw(inferred), ".svg"))
    assert "hollow" not in words(picture_bytes(draw(plain), ".svg"))


@pytest.mark.parametrize("draw", [filmstrip, body_map, still])
def test_joints_that_networks_disagree_on_are_dashed_and_the_legend_says_so(make_prediction, draw):
    def shapes(figure):
        """How many shapes bodies are made of."""
        patches = [each for axes in figure.axes for each in axes.collections if isinstance(each, PatchCollection)]
        return sum(len(each.get_paths()) for each in patches)

    plain = make_prediction(n_persons=1)
    values = np.ones(plain.alpha.shape)
    values[..., [3, 7]] = 0.2
    said = plain.with_maps(JointMap("alpha-agreement", values, "agreement"))
    unanimous = plain.with_maps(JointMap("alpha-agreement", np.ones(plain.alpha.shape), "agreement"))
    n_bodies = len(plain.keyframes) if draw is filmstrip else 1
    n_shapes = [shapes(draw(each)) for each in (plain, unanimous, said)]
    assert n_shapes[1] == n_shapes[0]
    assert n_shapes[2] == n_shapes[0] + n_bodies * 2 * int(DASHES)
    assert "dashed: networks disagree" in words(picture_bytes(draw(said), ".svg"))
    assert "dashed" not in words(picture_bytes(draw(plain), ".svg"))


def test_the_timeline_names_the_classes_in_any_script(prediction):
    said = words(picture_bytes(timeline(prediction), ".svg"))
    assert RIGHT_TO_LEFT in said
    assert "_kick" in said


def test_the_filmstrip_says_frames_times_at_the_clips_rate_and_beta(prediction):
    said = words(picture_bytes(filmstrip(prediction), ".svg"))
    assert said.index("frame 2") < said.index("frame 5")
    for frame in (2, 5):
        assert f"{frame / 12.5:.2f} s · β {prediction.beta[frame]:#.3g}" in said
    assert "person A" in said
    assert "person B" in said


@pytest.mark.parametrize("draw", PICTURES)
@pytest.mark.parametrize(
    "changed",
    [
        {"n_frames": 1, "keyframes": ()},
        {"n_persons": 1, "spatial": False, "temporal": False, "keyframes": ()},
        {"keyframes": (3, 0)},
    ],
    ids=["one frame", "no attention", "a keyframe without bodies"],
)
def test_every_prediction_can_be_drawn(make_prediction, draw, changed):
    assert ElementTree.fromstring(picture_bytes(draw(make_prediction(**changed)), ".svg")).tag.endswith("svg")


def test_drawing_leaves_matplotlib_as_it_was(prediction):
    before = dict(matplotlib.rcParams)
    picture_bytes(still(prediction), ".png")
    assert dict(matplotlib.rcParams) == before


def test_a_persons_own_settings_change_nothing(prediction):
    plain = picture_bytes(still(prediction), ".svg")
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "black", "text.usetex": False}):
        assert picture_bytes(still(prediction), ".svg") == plain


def test_an_existing_file_is_replaced_whole(prediction, tmp_path):
    path = tmp_path / "out.PNG"
    path.write_bytes(b"old")
    save_picture(still(prediction), path)
    assert path.read_bytes().startswith(b"\x89PNG")
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda p: picture_bytes(still(p), ".docx"), "'.docx'; choose a name that ends in .svg, .pdf, .png"),
        (lambda p: video_bytes(p, ".avi"), "'.avi'; choose a name that ends in .mp4, .gif"),
        (lambda p: save_picture(still(p), "no/where.svg"), "there is no folder 'no'"),
        (lambda p: still(p, frame=8), "no frame 8; it has the frames 0 to 7"),
        (lambda p: filmstrip(p, frames=[0, -1]), "no frame -1"),
        (lambda p: filmstrip(p, frames=[]), "1 to 12 frames; it was given 0"),
    ],
)
def test_what_cannot_be_made_is_said(prediction, call, says):
    with pytest.raises(SettingsError, match=r"cannot be written|no folder|no frame|shows 1 to 12") as error:
        call(prediction)
    assert says in str(error.value)


@pytest.mark.slow
def test_a_video_has_every_frame_at_the_clips_rate(prediction):
    av = pytest.importorskip("av", reason="PyAV is not installed: the extra [export]")
    video = video_bytes(prediction, ".mp4")
    with av.open(io.BytesIO(video)) as container:
        stream = container.streams.video[0]
        frames = list(container.decode(video=0))
        assert float(stream.average_rate) == pytest.approx(12.5)
    assert len(frames) == 8
    assert frames[0].format.name == "yuv420p"
    assert frames[0].width % 2 == frames[0].height % 2 == 0
    times = [float(frame.pts * frame.time_base) for frame in frames]
    np.testing.assert_allclose(times, np.arange(8) / 12.5, atol=1e-3)
    assert video_bytes(prediction, ".mp4") == video


def test_a_gif_has_every_frame_at_the_clips_rate(prediction):
    from PIL import Image

    with Image.open(io.BytesIO(video_bytes(prediction, ".gif"))) as video:
        assert video.n_frames == 8
        total = 0
        for frame in range(video.n_frames):
            video.seek(frame)
            total += video.info["duration"]
        assert video.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
    assert total == 640


@pytest.mark.parametrize("fps", [0.5, 12.5, 25, 29.97, 30, 50, 60, 120, 1000])
def test_gif_times_keep_the_length_of_the_clip(fps):
    frames, delays = gif_times(240, fps)
    assert len(frames) == len(delays)
    assert len(frames) == 240 or fps > 50
    assert min(delays) >= 20
    assert sum(delays) / 1000 == pytest.approx(240 / fps, abs=0.02 if fps < 1000 else 0.03)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".svg", ".pdf", ".png"])
def test_a_picture_says_which_weights_it_comes_from(prediction, suffix):
    told = replace(prediction.provenance, revision="1a2b3c4d", device="CPU")
    text = "demo 1a2b3c4d".encode("utf-16-be" if suffix == ".pdf" else "ascii")
    assert text in picture_bytes(still(prediction), suffix, told)
    assert text not in picture_bytes(still(prediction), suffix)


def test_pictures_and_videos_say_what_to_know_of_the_recording(make_prediction):
    short = make_prediction(n_frames=4, keyframes=(1,))
    told = replace(short.provenance, changes=("Turned.",), doubts=("It trembles.",))
    said = b"note: Turned. \xc2\xb7 doubt: It trembles."
    assert said in picture_bytes(still(short), ".svg", told)
    for suffix in (".gif", ".mp4"):
        assert said in video_bytes(replace(short, provenance=told), suffix)


def test_a_video_says_which_weights_it_comes_from(make_prediction):
    short = make_prediction(n_frames=4, keyframes=(1,))
    told = replace(short, provenance=replace(short.provenance, revision="1a2b3c4d"))
    assert b"demo 1a2b3c4d" in video_bytes(told, ".gif")
    assert b"demo 1a2b3c4d" in video_bytes(told, ".mp4")


@pytest.fixture(scope="session")
def judged(prediction):
    """The prediction with a verdict of one long line."""
    parts = (PartEvidence(0, "left leg", 0.2, 0.5, 0.42), PartEvidence(1, "right arm", 0.8, 2.4, 0.03))
    return prediction.with_verdict(Verdict(prediction.label, 0.6, parts, Trust.DOUBT, several=True))


@pytest.mark.parametrize("draw", PICTURES)
def test_a_picture_says_whether_its_attention_can_be_believed(prediction, judged, draw):
    assert judged.verdict.short in words(picture_bytes(draw(judged), ".svg"))
    assert "believable" not in words(picture_bytes(draw(prediction), ".svg"))


def test_a_video_says_it_too(prediction, judged):
    plain, told = (next(video_frames(one, [0])) for one in (prediction, judged))
    assert plain.shape == told.shape
    assert (plain != told).any()
