"""Which folders of attended clips an app offers: the one that was named when it was started, and the samples."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

from sta_lstm.disk import lies_within
from sta_lstm.evidence.attended.store import files_in
from sta_lstm.samples import ATTENDED_VARIABLE, MAX_FOLDER_FILES, bundle_folder
from sta_lstm.words import address_words

#: What the attended sample clips are called.
SAMPLES = "samples"


def named_folder() -> Path | None:
    """The folder that the environment variable names, if any."""
    named = os.environ.get(ATTENDED_VARIABLE)
    return Path(named).expanduser().absolute() if named else None


def attended_in(folder: Path) -> dict[str, Path]:
    """The folders of attended clips that a folder is or holds, by name; nothing that a link leads out of it to."""
    if files_in(folder):
        return {_name(folder.name): folder}
    found = (each for each in sorted(folder.iterdir()) if each.is_dir() and not each.name.startswith("."))
    own = list(islice((each for each in found if lies_within(each, folder) and files_in(each)), MAX_FOLDER_FILES))
    return dict(zip(address_words(each.name for each in own), own, strict=True))


def offered() -> dict[str, Path]:
    """What a page can show, by the names of an address: first what was named at the start, then the samples.

    A folder that is none, or holds none, is offered all the same: whoever opens it reads why.
    """
    folder = named_folder()
    found: dict[str, Path] = {}
    if folder is not None:
        try:
            found = attended_in(folder)
        except OSError:
            found = {}
        found = found or {_name(folder.name): folder}
    taken = {f"{name} (folder)" if name == SAMPLES else name: path for name, path in found.items()}
    samples = bundle_folder() / "sample_data" / "attended"
    return taken | ({SAMPLES: samples} if samples.is_dir() else {})


def _name(name: str) -> str:
    (word,) = address_words([name or "folder"])
    return word
