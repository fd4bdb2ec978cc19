"""Every clip of a data set under checkpoints: what was said and where they looked, a row a clip, in Parquet files."""
