"""Models of other people, in torch: in which form they read clips, and how they are asked as ours are."""
