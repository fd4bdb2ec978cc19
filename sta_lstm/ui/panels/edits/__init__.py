"""What if: an edit of the clip, the form that makes one, and the search for the smallest that changes the answer."""
