"""peacedraft."""
