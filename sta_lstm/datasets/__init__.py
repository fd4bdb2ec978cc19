"""Data sets: clips whose action is known, and who or what made them."""

from sta_lstm.datasets.dataset import Dataset, Fold, LabelledClip, Skipped
from sta_lstm.datasets.open import KINDS, open_dataset

__all__ = ["KINDS", "Dataset", "Fold", "LabelledClip", "Skipped", "open_dataset"]
