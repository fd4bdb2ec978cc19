"""What a visit remembers: uploads, what is done to recordings, the page's address, predictions."""
