"""The pages, each with its words; the files in the top folder ``pages/`` run them."""
