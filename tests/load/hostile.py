"""Files of visitors who wish the server ill: each is small or legal, and costs what it can."""

import io
import json
import pickle
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from made import small_clip

from sta_lstm.formats.load import writer_of

CLIP, CHECKPOINT = "or upload your own recording", "or upload your own checkpoint"
#: Whole numbers that Python keeps in one slot of a dictionary are multiples of this one.
COLLIDING = 2**61 - 1


@dataclass(frozen=True)
class Bad:
    """A file, and the upload field that it is put into."""

    kind: str
    name: str
    make: Callable[[], bytes]
    field: str = CLIP


def long_clip():
    """20,000 frames of two persons, as many as the app takes."""
    clip = small_clip(20_000, 2, name="long")
    return writer_of("long.npz")[1](clip)


def colliding_json():
    """Pictures of COCO whose numbers all collide."""
    numbers = [COLLIDING * k for k in range(1, 20_001)]
    images = [{"id": number, "file_name": f"{k}.jpg", "width": 640, "height": 480} for k, number in enumerate(numbers)]
    person = {"id": 1, "image_id": numbers[0], "category_id": 1, "keypoints": [100, 100, 2] * 17}
    return json.dumps({"images": images, "annotations": [person]}).encode()


def colliding_pickle():
    """A PYSKL file whose keys all collide."""
    keys = {COLLIDING * k: None for k in range(1, 20_001)}
    return pickle.dumps([{"frame_dir": "a", "keypoint": None, "keys": keys}], protocol=4)


def heavy_archive():
    """A zip of 20 files of 1.48 million instructions each, which must be opened to be listed."""
    busy, packed = b"\x80\x04(" + b"NN0" * 490_000 + b"Vframe_dir\nVkeypoint\nl.", io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for k in range(20):
            archive.writestr(f"{k}.pkl", busy)
    return packed.getvalue()


BAD = {
    bad.kind: bad
    for bad in (
        Bad("clip", "long.npz", long_clip),
        Bad("json", "keypoints.json", colliding_json),
        Bad("pickle", "ntu.pkl", colliding_pickle),
        Bad("archive", "many.zip", heavy_archive),
    )
}
