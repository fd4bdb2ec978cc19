"""How well a checkpoint does on labelled clips, and how concentrated its attention is."""
