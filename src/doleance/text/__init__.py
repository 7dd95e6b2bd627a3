"""What can be known from one comment alone."""
