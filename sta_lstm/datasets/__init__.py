"""Data sets: clips whose action is known, and who or what made them.

What is named in ``__all__`` is public; whatever else is in here may move.
"""

from sta_lstm.datasets.dataset import Dataset, Fold, LabelledClip, Skipped
from sta_lstm.datasets.open import KINDS, is_dataset, open_dataset
from sta_lstm.datasets.report import report

__all__ = ["KINDS", "Dataset", "Fold", "LabelledClip", "Skipped", "is_dataset", "open_dataset", "report"]
