"""What helps a room to learn: guessing before the answer is shown, a tour, pictures that live."""
