"""Whether to believe an attention map.

removal       what a model says once cells of a clip are taken away
maps          what else could be said of where a network looks
faithfulness  whether a map is true to its model
planted       whether it finds what is known to carry the action
edits         hands that try to break an answer
verdict       all that in one sentence, for one clip
trust         how many clips have which verdict
"""
