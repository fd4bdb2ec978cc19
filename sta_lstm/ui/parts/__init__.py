"""Parts of a long recording: answers, labels and named spans along time, and running one of them alone."""
