"""What must be learned from all comments together."""
