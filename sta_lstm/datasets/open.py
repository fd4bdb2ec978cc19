"""The way from a folder to a data set, whatever kind it is of."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Literal

from sta_lstm.datasets import cache as disk
from sta_lstm.datasets import named_files
from sta_lstm.datasets.dataset import Dataset, LabelledClip, Skipped
from sta_lstm.datasets.folders import is_folders, plan_folders
from sta_lstm.datasets.manifest import FILE_NAMES, manifest_in, plan_manifest
from sta_lstm.datasets.ntu import is_ntu, names_in, plan_ntu
from sta_lstm.datasets.parse import Progress, read_all
from sta_lstm.datasets.plan import LabelledSegment, Plan, path_within
from sta_lstm.datasets.sbu import is_sbu, plan_sbu
from sta_lstm.datasets.split_files import is_split_file, plan_split_file
from sta_lstm.datasets.store import ClipStore
from sta_lstm.datasets.store_writer import ClipWriter
from sta_lstm.datasets.utkinect import is_utkinect, plan_utkinect
from sta_lstm.errors import ClipError, DatasetError, SettingsError
from sta_lstm.formats.load import read_bytes
from sta_lstm.formats.rules.text import decoded
from sta_lstm.words import counted, few_of

KINDS = ("auto", "sbu", "utkinect", "ntu", *named_files.KNOWN, "manifest", "folders", "splits")
#: Names of a list of what to skip that are of nothing here, and are told.
_MOST_UNMATCHED = 5
_EXPECTED = {
    "sbu": "SBU's folders (s01s02/01/001/skeleton_pos.txt)",
    "utkinect": "UTKinect's joint files (joints_s01_e01.txt) and its list of actions",
    "ntu": "NTU RGB+D's files (S001C001P001R001A001.skeleton)",
    **{each.kind: f"{each.citation.partition(' (')[0]}'s files ({each.example})" for each in named_files.NAMED_FILES},
    "manifest": f"a {' or '.join(FILE_NAMES)}",
    "folders": "one sub-folder of clips for each class",
    "splits": "an .npz of recordings and labels (x_train, y_train, x_test, y_test)",
}

PathLike = str | os.PathLike[str]


def open_dataset(
    path: PathLike,
    *,
    kind: str = "auto",
    skip_list: PathLike | None = None,
    root: PathLike | None = None,
    workers: int | None = None,
    cache: PathLike | Literal[False] | None = None,
    progress: Progress | None = None,
) -> Dataset:
    """The data set in a folder, or the one that a manifest lists.

    Protocols: ``five-folds`` (SBU); ``leave-one-subject-out`` and ``odd-even`` (UTKinect); ``cross-subject``,
    ``cross-view`` and ``cross-setup`` (NTU RGB+D); ``cross-view`` and ``odd-even`` (Northwestern-UCLA);
    ``odd-even`` (MSR-Action3D, UTD-MHAD); ``split`` (a manifest with splits, or a file of them); else
    ``leave-one-subject-out`` where subjects are known, and ``stratified-five-folds``.

    Where Python starts worker processes afresh (macOS, Windows, and Python 3.14 on), a script calls this below
    ``if __name__ == "__main__":``, or passes ``workers=1``.

    Args:
        path: the folder; or a manifest, CSV or Parquet (see `manifest`); or a file of splits (see `split_files`).
        kind: one of `KINDS`; ``"auto"`` is told by what is in the folder.
        skip_list: a text file that names what to leave out, one source a line, with or without its ending; for NTU
            RGB+D the list that its authors publish.
        root: the folder below which a manifest's relative paths lie; its own, if left out.
        workers: processes that read recordings; None is one a processor.
        cache: the folder where it is kept what recordings became, and from which clips are read; None is the user's own
            cache folder. With False, or where nothing can be written there, they are in a nameless temporary file.
        progress: called with the number of recordings read, and of all.

    Raises:
        DatasetError: there is no such folder, or no clip in it; or a manifest or list in it is wrong.
        SettingsError: no such kind, or no workers.
    """
    if kind not in KINDS:
        raise SettingsError(f"there is no kind of data set '{kind}'; known kinds: {', '.join(KINDS)}.")
    if workers is not None and workers < 1:
        raise SettingsError(f"a data set is to be read by {workers} workers; expected 1 or more.")
    try:
        place = Path(path).expanduser()
        exists = place.exists()
    except (OSError, ValueError, RuntimeError) as error:
        raise DatasetError(f"{str(path)[:80]!r} cannot be the path of a data set ({error}).") from error
    if not exists:
        raise DatasetError(f"there is no folder '{place}'. Give the folder of a data set, or a manifest.")
    try:
        plan = _planned(place, kind, None if root is None else Path(root).expanduser())
    except OSError as error:
        raise DatasetError(f"cannot look into '{place}': {error.strerror or error}.") from error
    if skip_list is not None:
        plan = without(plan, Path(skip_list).expanduser())
    if not plan.wanted:
        raise _no_clips(place, plan)
    store, notes = _read(place, plan, workers or os.cpu_count() or 1, cache, progress or (lambda *_: None))
    return _assembled(
        place, place if root is None else Path(root).expanduser(), replace(plan, notes=(*plan.notes, *notes)), store
    )


def is_dataset(folder: Path) -> bool:
    """Whether a folder looks like a data set of any kind, sound or not; of its files, the names alone are looked at."""
    try:
        return bool(manifest_in(folder)) or any(
            is_kind(folder)
            for is_kind in (is_sbu, is_utkinect, is_ntu, *(each.is_in for each in named_files.NAMED_FILES), is_folders)
        )
    except (DatasetError, OSError):
        return True  # `open_dataset` says what is wrong


def without(plan: Plan, skip_list: Path) -> Plan:
    """``plan`` without the segments that the file ``skip_list`` names.

    Raises:
        DatasetError: the file cannot be read.
    """
    try:
        text = decoded(read_bytes(skip_list, skip_list.name), skip_list.name)
    except ClipError as error:
        raise DatasetError(f"the list of what to skip: {error}") from error
    lines = (line.strip() for line in text.split("\n"))
    names = set(names_in(text) if plan.kind == "ntu" else (line for line in lines if line))

    def is_named(segment: LabelledSegment) -> bool:
        return bool(_forms(segment.source) & names)

    named = [segment.source for each in plan.wanted for segment in each.segments if is_named(segment)]
    unmatched = sorted(names - {form for source in named for form in _forms(source)})
    kept = (
        replace(each, segments=tuple(segment for segment in each.segments if not is_named(segment)))
        for each in plan.wanted
    )
    return replace(
        plan,
        wanted=tuple(each for each in kept if each.segments),
        skipped=(*plan.skipped, *(Skipped(source, f"'{skip_list.name}' names it.") for source in named)),
        notes=(*plan.notes, _on_skipped(skip_list.name, len(names), len(named), unmatched)),
    )


def _forms(source: str) -> set[str]:
    """How a list may call a recording: with its ending, or without."""
    return {source, str(PurePosixPath(source).with_suffix(""))}


def _on_skipped(name: str, n_names: int, n_named: int, unmatched: Sequence[str]) -> str:
    """What a list of what to skip came to, and which of its names are of nothing that is here."""
    here = f"{n_named:,} {'is' if n_named == 1 else 'are'} here"
    text = f"'{name}' names {counted(n_names, 'recording')} to skip; {here}."
    return f"{text} Not here: {few_of(unmatched, _MOST_UNMATCHED)}." if unmatched else text


def _planned(place: Path, kind: str, root: Path | None) -> Plan:
    if kind == "manifest":
        return plan_manifest(manifest_in(place) or (place if place.is_file() else place / FILE_NAMES[0]), root)
    manifest = manifest_in(place) if kind == "auto" else None
    if manifest is not None:
        return plan_manifest(manifest, root)
    if root is not None:
        raise SettingsError(f"a root is for the paths of a manifest, and '{place}' is none. Leave it out.")
    if kind == "splits" or (kind == "auto" and is_split_file(place)):
        return plan_split_file(place)
    if not place.is_dir():
        raise DatasetError(
            f"'{place}' is neither a folder nor a manifest (.csv, .parquet), nor a file of splits (.npz)."
        )
    known: dict[str, tuple[Callable[[Path], bool], Callable[[Path], Plan]]] = {
        "sbu": (is_sbu, plan_sbu),
        "utkinect": (is_utkinect, plan_utkinect),
        "ntu": (is_ntu, plan_ntu),
        **named_files.KNOWN,
        "folders": (is_folders, plan_folders),
    }
    if kind != "auto":
        return known[kind][1](place)
    for is_kind, plan in known.values():
        if is_kind(place):
            return plan(place)
    raise DatasetError(
        f"'{place}' holds no clips that a data set is made of. Expected one of these: {'; '.join(_EXPECTED.values())}."
    )


def _read(
    place: Path, plan: Plan, workers: int, cache: PathLike | Literal[False] | None, progress: Progress
) -> tuple[ClipStore, tuple[str, ...]]:
    """What became of every segment, from the cache or from the files, and what is to be noted about the cache."""
    folder = None if cache is False else disk.cache_folder() if cache is None else Path(cache).expanduser()
    key = disk.content_key(plan) if folder else None
    if folder is None or key is None:
        return _streamed(plan, workers, progress, None)[0], ()
    if why := disk.why_not_ours(folder):
        return _streamed(plan, workers, progress, None)[0], (f"The cache in '{folder}' is not used: {why}.",)
    notes: tuple[str, ...] = ()
    file = disk.cached(folder, plan, key)
    if file is not None:
        found = disk.load(file, sum(len(each.segments) for each in plan.wanted))
        if found is not None:
            progress(len(plan.wanted), len(plan.wanted))
            return found, ()
        notes = ("The cache of this data set was damaged; the recordings were read again.",)
    target, error = None, None
    try:
        target = disk.CacheFile(folder, place, plan, key)
    except OSError as failure:
        error = failure
    store, failed = _streamed(plan, workers, progress, target)
    error = error or failed
    if error is not None:
        notes = (*notes, f"The cache could not be written to '{folder}' ({error.strerror or error}).")
    return store, notes


def _streamed(
    plan: Plan, workers: int, progress: Progress, target: disk.CacheFile | None
) -> tuple[ClipStore, OSError | None]:
    """Every recording read, its clips written as they come; and why they could not be kept in ``target``."""
    writer = ClipWriter(None if target is None else target.file)
    try:
        for outcomes in read_all(plan.wanted, workers, progress):
            for outcome in outcomes:
                writer.add(outcome)
        store = writer.finish()
    except BaseException:
        writer.close()
        if target is not None:
            target.discard()
        raise
    if target is None:
        return store, None
    if writer.error is not None:
        target.discard()
        return store, writer.error
    try:
        target.keep(store)
    except OSError as error:
        return store, error
    return store, None


def _assembled(place: Path, below: Path, plan: Plan, store: ClipStore) -> Dataset:
    clips: list[LabelledClip] = []
    segments: list[LabelledSegment] = []
    skipped = list(plan.skipped)
    read = store.load  # one for all
    wanted = ((each.recording.source, segment) for each in plan.wanted for segment in each.segments)
    for number, ((source, segment), known) in enumerate(zip(wanted, store.outcomes, strict=True)):
        if isinstance(known, str):
            skipped.append(Skipped(segment.source, known))
            continue
        segments.append(segment)
        clips.append(
            LabelledClip(
                label=segment.label,
                subject=segment.subject,
                source=segment.source,
                n_frames=known.n_frames,
                n_persons=known.n_persons,
                n_shown=known.n_shown,
                layout=known.layout,
                fingerprint=known.fingerprint,
                _read=read,
                _number=number,
                file=path_within(below, source),
                frames=None if plan.kind == "utkinect" else (segment.start, segment.end),
            )
        )
    if not clips:
        raise _no_clips(place, replace(plan, skipped=tuple(skipped)))
    present = {segment.label for segment in segments}
    divided = plan.divide(segments)
    return Dataset(
        name=plan.name,
        clips=tuple(clips),
        class_names=tuple(name for name in plan.class_names if name in present),
        skipped=tuple(skipped),
        protocols=divided.protocols,
        notes=(*plan.notes, *divided.notes),
        citation=plan.citation,
    )


def _no_clips(place: Path, plan: Plan) -> DatasetError:
    why = ""
    if plan.skipped:
        first = plan.skipped[0]
        why = f" {len(plan.skipped):,} were skipped, the first of them {first.source}: {first.reason}"
    return DatasetError(f"'{place}' holds no clips; expected {_EXPECTED[plan.kind]}.{why}")
