"""Tables: our own CSV and Parquet, and those of others, whose columns must be understood first."""
