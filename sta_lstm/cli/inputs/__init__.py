"""What commands read: the options that name it, and how a recording, a data set or a fitted clip comes of them."""
