"""The files of published data sets, as their authors give them out."""
