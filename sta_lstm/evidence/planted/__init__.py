"""Whether a map finds what is known to carry the action, on planted clips."""
