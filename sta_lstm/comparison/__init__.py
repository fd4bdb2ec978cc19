"""How answers differ: of models, of clips, of seeds, over a training, over a data set."""
