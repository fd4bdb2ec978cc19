"""What makes ``sample_data``: ``python -m sta_lstm.training.demo`` writes clips, checkpoints and snapshots anew."""
