"""What commands read: the options that name it, and the recordings, data sets and fitted clips that they give."""
