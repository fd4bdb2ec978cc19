"""The files of pose estimators: points in pictures or in space, one person or many, a file a frame or a video."""
