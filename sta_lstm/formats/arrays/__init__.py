"""Arrays: NumPy, MATLAB and pickles, none of which is ever run."""
