"""Where clips and checkpoints come from, and what they answer: all that pages need, from the modules that hold it."""

from sta_lstm.samples import sample_clips
from sta_lstm.ui.answers import Answer, answer, timed_prediction
from sta_lstm.ui.checkpoint_files import known_checkpoints, pick_checkpoint, pick_checkpoints, read_checkpoint
from sta_lstm.ui.choice import RUN, SECOND_CLIP, Choice, default_samples, nothing_chosen, open_samples, pick
from sta_lstm.ui.clip_files import pick_clip, pick_second_clip, read_clip, read_whole
from sta_lstm.ui.files import FOLDER_SECONDS, Source, folder_file, uploads
from sta_lstm.ui.recordings import names_in_folder

__all__ = [
    "FOLDER_SECONDS",
    "RUN",
    "SECOND_CLIP",
    "Answer",
    "Choice",
    "Source",
    "answer",
    "default_samples",
    "folder_file",
    "nothing_chosen",
    "open_samples",
    "pick",
    "pick_checkpoint",
    "pick_checkpoints",
    "pick_clip",
    "pick_second_clip",
    "read_checkpoint",
    "read_clip",
    "read_whole",
    "sample_names",
    "timed_prediction",
    "uploads",
]


def sample_names() -> tuple[list[str], list[str]]:
    """The names by which an address may ask: of clips, and of checkpoints."""
    clips = [*(path.stem for path in sample_clips()), *names_in_folder()]
    return clips, [source.title for source in known_checkpoints()]
