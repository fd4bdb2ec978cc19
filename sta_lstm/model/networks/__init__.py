"""The networks themselves: torch alone, each beside its paper."""
