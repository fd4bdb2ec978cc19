"""The app in front of strangers: what surrounds it on a public server, and signing in."""
