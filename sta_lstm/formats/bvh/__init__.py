"""BVH motion capture: a skeleton of its own and the angles of its joints."""
