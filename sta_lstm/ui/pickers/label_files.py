"""Files of labels: which this visitor gave, wherever they dropped them, and what they say of a recording."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

import streamlit as st

from sta_lstm.errors import ClipError
from sta_lstm.formats.format import HEAD_BYTES
from sta_lstm.formats.rules.text import few_names
from sta_lstm.formats.tables.segments import (
    names_recordings,
    read_segments,
    recordings_named,
    sniff_segments,
    utkinect_frames,
)
from sta_lstm.samples import sample_labels
from sta_lstm.skeletons import Clip
from sta_lstm.skeletons.cut import Segment
from sta_lstm.ui.pickers.files import SAMPLE, Source
from sta_lstm.ui.session._streamlit import UploadedFile
from sta_lstm.ui.session.kept import kept
from sta_lstm.ui.session.keys import Offered
from sta_lstm.ui.session.preparation import preparation_of

MAX_MB = 4
_STATE, _SNIFFED = "label-files", "label-files-sniffed"  # in the session: those files; of each upload whether it is one
#: Most uploads of which a session remembers that; those seen longest ago are forgotten.
_MOST = 200
_GIVEN_BY_HAND = "given:"


@dataclass(frozen=True)
class LabelFile:
    """A file that says where in a recording its actions lie.

    Attributes:
        key: tells it from others.
        name: what it is called.
        content: its bytes.
        of: the key of the recording to which it belongs; None where it names recordings itself, or holds for all;
            empty until that is known.
        is_wanted: whether it is still to be used.
        is_lent: whether it belongs to that recording for want of its own alone: it came by itself, and a sample was
            shown. The next upload gets it, unless all of its rows lie in the sample.
    """

    key: str
    name: str
    content: Callable[[], bytes]
    of: str | None
    is_wanted: bool = True
    is_lent: bool = False

    @property
    def is_sample(self) -> bool:
        """Whether it comes with a sample clip."""
        return self.key.startswith(SAMPLE)


@dataclass(frozen=True)
class Labels:
    """What a file says of one recording.

    Attributes:
        file: it.
        inside: the parts that the recording has.
        outside: those that lie outside of it, or show nobody.
    """

    file: LabelFile
    inside: tuple[Segment, ...]
    outside: tuple[Segment, ...]


def recordings_among(files: Sequence[UploadedFile]) -> list[UploadedFile]:
    """The uploads that are no files of labels; those that are become this visitor's, and others are forgotten."""
    labels = {file.file_id: file for file in files if _is_label_file(file)}
    known = {key: file for key, file in _files().items() if key in labels or key.startswith(_GIVEN_BY_HAND)}
    for key, file in labels.items():
        if key not in known:
            known[key] = LabelFile(key, file.name, file.getvalue, None if names_recordings(_head(file)) else "")
    st.session_state[_STATE] = known
    return [file for file in files if file.file_id not in labels]


def join(chosen: Source, own: Sequence[Source]) -> None:
    """Have files of labels that came just now belong to a recording.

    Args:
        chosen: the recording that is shown.
        own: this visitor's uploads. One that is called as the file begins is meant, whichever is shown.
    """
    for key, file in list(_files().items()):
        if file.of == "" or file.is_lent:
            stem = PurePath(file.name).stem.casefold()
            named = next((each.key for each in own if stem.startswith(PurePath(each.name).stem.casefold())), None)
            if named is None and file.of and chosen.is_sample:
                continue
            _files()[key] = replace(file, of=named or chosen.key, is_lent=named is None and chosen.is_sample)


def waiting(source: Source, own: Sequence[Source], whole: Callable[[], Clip]) -> list[str]:
    """What to say of files of labels whose recording is not here: what each is, and what to add, in sentences.

    One that was lent to a sample in which all of its rows lie is the sample's from then on.

    Args:
        source: the recording that is shown.
        own: this visitor's uploads.
        whole: reads the recording that is shown, neither cut nor repaired.
    """
    found = []
    for key, file in _files().items():
        if not file.is_wanted or file.of not in (None, source.key):
            continue
        named = recordings_named(file.content()) if file.of is None else ()
        if named and not any(each in one.name for one in (source, *own) for each in named):
            whose = "the recording" if len(named) == 1 else f"{len(named):,} recordings"
            found.append(
                f"“{file.name}” is a list of labels, of {whose} {few_names(named)}, and none of them is here. Add the "
                f"recording too, such as joints_{named[0]}.txt: its labels then stand on its timeline."
            )
        elif file.is_lent:
            try:
                labels = labels_of(file, source, whole())
            except ClipError:
                continue  # it is said above the player
            if labels.outside:
                last = max(segment.end or segment.start for segment in (*labels.inside, *labels.outside))
                found.append(
                    f"“{file.name}” is a table of labels of a recording of {last:,} frames or more, and "
                    f"“{source.title}” has {whole().n_frames:,}. Add its own recording too: the labels go with it."
                )
            else:
                _files()[key] = replace(file, is_lent=False)
    return found


def label_of_part(source: Source, whole: Clip, first: int, last: int) -> str | None:
    """What the file of labels calls exactly these frames of a recording; None where it says nothing of them.

    Args:
        source: where the recording came from.
        whole: as it is read, neither cut nor repaired.
        first: the first frame.
        last: the last one.
    """
    file = label_file_for(source)
    try:
        inside = () if file is None else labels_of(file, source, whole).inside
    except ClipError:  # it is said above the player, where it should say something
        return None
    spans = {(each.start, (whole.n_frames if each.end is None else each.end) - 1): each.label for each in inside}
    return spans.get((first, last))


def give(file: UploadedFile) -> None:
    """Take a file for one of labels that holds for every recording, since its owner says so; an earlier one goes."""
    key, data = _GIVEN_BY_HAND + file.file_id, file.getvalue()  # Streamlit forgets a file whose field is gone
    others = {key: file for key, file in _files().items() if not key.startswith(_GIVEN_BY_HAND)}
    st.session_state[_STATE] = others | {key: LabelFile(key, file.name, lambda: data, None)}


def forget(key: str) -> None:
    """Use that file no more, though it may still lie among the uploads."""
    if key.startswith(_GIVEN_BY_HAND):
        _files().pop(key, None)
    else:
        _files()[key] = replace(_files()[key], is_wanted=False)


def label_file_for(source: Source) -> LabelFile | None:
    """The newest file of labels that may say something of a recording."""
    fitting = (file for file in reversed(_files().values()) if file.is_wanted and file.of in (None, source.key))
    return next(fitting, _sample_file(source))


def labels_of(file: LabelFile, source: Source, whole: Clip) -> Labels:
    """What ``file`` says of the recording ``whole``, as it is read, neither cut nor repaired.

    Raises:
        ClipError: the file is damaged, or says nothing of this recording.
    """
    return _labels((source.whole_key, file.key), file, source, whole)


@kept()
def _labels(keys: tuple[str, str], _file: LabelFile, _source: Source, _whole: Clip) -> Labels:
    numbers = _frame_numbers(_source)
    read = read_segments(_file.content(), _file.name, _whole, recording=_source.name, numbers=numbers)
    skipped = preparation_of(_source.key).skipped
    found = tuple(segment.moved(-skipped) for segment in dict.fromkeys(read))  # each once
    inside = tuple(segment for segment in found if segment.lies_in(_whole))
    return Labels(_file, inside, tuple(segment for segment in found if not segment.lies_in(_whole)))


def _frame_numbers(source: Source) -> Callable[[int], int]:
    """What the numbers of UTKinect's list are in this recording."""
    try:
        return utkinect_frames(source.content(), source.name)
    except ClipError:  # it is in several files, and UTKinect's are in one
        return lambda number: number


def _sample_file(source: Source) -> LabelFile | None:
    """The labels that come with a sample, if any do."""
    path = sample_labels(source.title) if source.key.startswith(SAMPLE) else None
    return None if path is None else LabelFile(Offered(SAMPLE + path.name), path.name, path.read_bytes, source.key)


def _is_label_file(file: UploadedFile) -> bool:
    sniffed: dict[str, bool] = st.session_state.setdefault(_SNIFFED, {})
    if file.file_id not in sniffed:
        sniffed[file.file_id] = file.size <= MAX_MB * 2**20 and sniff_segments(_head(file))
        while len(sniffed) > _MOST:
            sniffed.pop(next(iter(sniffed)))
    return sniffed[file.file_id]


def _head(file: UploadedFile) -> bytes:
    return bytes(file.getbuffer()[:HEAD_BYTES])


def _files() -> dict[str, LabelFile]:
    files: dict[str, LabelFile] = st.session_state.setdefault(_STATE, {})
    return files
