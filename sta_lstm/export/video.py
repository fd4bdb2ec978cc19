"""Videos of the moving bodies with attention on them: MP4 by PyAV, GIF by Pillow; no browser and no screen."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from sta_lstm.export.bodies import Stage
from sta_lstm.export.legend import draw_legend
from sta_lstm.export.style import (
    COLOURS,
    LINE_IN,
    SMALL_PT,
    answer,
    caption,
    house_style,
    missing,
    seconds,
    write_lines,
)
from sta_lstm.export.timeline import draw_beta
from sta_lstm.limits import Limit
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.words import label_line

_WIDTH_PX, _HEIGHT_PX, _DPI = 640, 560, 125
_TITLE, _BETA, _LEGEND = 0.075, 0.17, 0.055  # shares of the height
#: Hundredths of a second: browsers slow down a GIF whose frames are shorter.
_LEAST_DELAY = 2
_GIF_COLOURS = 160
#: Pictures of a GIF are all in memory before the first is written.
_GIF_FRAMES = Limit(1_500 * _WIDTH_PX * _HEIGHT_PX, "bytes of pictures")
_MAX_ABOUT = 4000

Picture = NDArray[np.uint8]


def video_frames(prediction: Prediction, frames: Sequence[int], *, progress: bool = False) -> Iterator[Picture]:
    """``frames`` of the clip, each as height × width × 3 bytes; both sides are even.

    Args:
        prediction: what is shown.
        frames: numbers of frames, in the order of the video.
        progress: show a bar on the terminal, where there is one.

    Raises:
        SettingsError: matplotlib is not installed.
    """
    with house_style():
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        figure = Figure(figsize=(_WIDTH_PX / _DPI, _HEIGHT_PX / _DPI), dpi=_DPI)
        canvas: Any = FigureCanvasAgg(figure)  # matplotlib leaves its methods without types
        said = caption(prediction, 0.94 * _WIDTH_PX / _DPI)
        line = LINE_IN * _DPI / _HEIGHT_PX
        top = _TITLE + line * len(said)
        stage_height = 1 - top - _BETA - _LEGEND - 0.075
        scene = figure.add_axes((0, 1 - top - stage_height, 1, stage_height))
        stage = Stage.of(prediction, _WIDTH_PX, _HEIGHT_PX * stage_height)
        stage.prepare(scene)
        lane = figure.add_axes((0.11, _LEGEND + 0.07, 0.86, _BETA))
        draw_beta(lane, prediction, ranks=False)
        lane.tick_params(labelsize=SMALL_PT - 1)
        lane.set_ylabel("β", labelpad=1)
        draw_legend(figure.add_axes((0.03, 0.005, 0.94, _LEGEND)), prediction)
        title = answer(prediction, 36)
        figure.text(0.03, 1 - _TITLE / 2, title, weight="bold", va="center")
        write_lines(figure, said, left=0.03, top_in=_TITLE * _HEIGHT_PX / _DPI + 0.1 * LINE_IN)
        playhead = lane.axvline(0, color=COLOURS.text, linewidth=1)
        when = figure.text(0.97, 1 - _TITLE / 2, "", ha="right", va="center", fontsize=SMALL_PT)
    for frame in tqdm(frames, desc="video", unit="frame", leave=False, disable=None if progress else True):
        with house_style():  # not over a yield, where the caller would draw in it as well
            drawn = stage.draw(scene, frame)
            playhead.set_xdata([frame / prediction.clip.fps] * 2)
            when.set_text(f"frame {frame} · {seconds(prediction, frame)}")
            canvas.draw()
            picture = np.asarray(canvas.buffer_rgba())[..., :3].copy()
            for artist in drawn:
                artist.remove()
        yield picture


def mp4_bytes(prediction: Prediction, *, progress: bool = False) -> bytes:
    """Every frame of the clip at the clip's rate, as MP4.

    Raises:
        SettingsError: PyAV or matplotlib is not installed.
    """
    try:
        import av
    except ImportError as error:
        raise missing("PyAV (av)") from error

    fps = prediction.clip.fps
    # MPEG-4 counts time in at most 65,535 parts.
    rate = Fraction(fps).limit_denominator(max(1, min(1001, int(65_535 / max(fps, 1)))))
    rate = max(rate, Fraction(1, 1001))
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        container.metadata["comment"] = label_line(prediction.provenance.in_full(), _MAX_ABOUT)
        if "libx264" in av.codecs_available:
            # One thread: more may cut the work, and so the bytes, in another way.
            stream = container.add_stream("libx264", rate=rate, options={"crf": "18", "threads": "1"})
        else:
            stream = container.add_stream("mpeg4", rate=rate, options={"qscale": "3"})
        stream.width, stream.height, stream.pix_fmt = _WIDTH_PX, _HEIGHT_PX, "yuv420p"
        for picture in video_frames(prediction, range(prediction.clip.n_frames), progress=progress):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return buffer.getvalue()


def gif_bytes(prediction: Prediction, *, progress: bool = False) -> bytes:
    """The clip at its own rate, as a GIF that repeats; of clips above 50 frames a second fewer frames.

    Raises:
        SettingsError: matplotlib is not installed, or the clip has too many frames for a GIF.
    """
    try:
        from PIL import Image
    except ImportError as error:
        raise missing("Pillow") from error

    frames, delays_ms = gif_times(prediction.clip.n_frames, prediction.clip.fps)
    _GIF_FRAMES.check(
        f"the GIF of clip '{prediction.clip.name}'",
        (len(frames), "pictures"),
        (_WIDTH_PX * _HEIGHT_PX, "pixels"),
        advice="Save it as .mp4, or keep a part of the clip: {} pictures go.",
    )
    pictures = []
    palette = None
    for picture in video_frames(prediction, frames, progress=progress):
        image = Image.fromarray(picture)
        if palette is None:  # one for all frames: nothing flickers, and what stands still is not stored again
            palette = image.quantize(_GIF_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
            colours, paper = palette.getpalette() or [], int(np.asarray(palette)[0, 0])
            colours[3 * paper : 3 * paper + 3] = [255, 255, 255]  # the mean of nearly white is not white
            palette.putpalette(colours)
        pictures.append(image.quantize(palette=palette, dither=Image.Dither.NONE))
    buffer = io.BytesIO()
    comment = label_line(prediction.provenance.in_full(), _MAX_ABOUT).encode()
    pictures[0].save(
        buffer, "GIF", save_all=True, append_images=pictures[1:], duration=delays_ms, loop=0, comment=comment
    )
    return buffer.getvalue()


def gif_times(n_frames: int, fps: float) -> tuple[list[int], list[int]]:
    """Which frames a GIF shows, and for how many milliseconds each; a GIF counts in hundredths of a second.

    Each frame ends where its own end, rounded, is, so that the whole lasts as long as the clip.
    """
    step = max(1, int(np.ceil(_LEAST_DELAY * fps / 100 - 1e-9)))
    frames = list(range(0, n_frames, step))
    edges = np.round(100 * np.array([*frames, n_frames]) / fps).astype(int)
    return frames, [10 * max(_LEAST_DELAY, int(delay)) for delay in np.diff(edges)]
