"""Files become the comments table."""
