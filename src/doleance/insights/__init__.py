"""What the themes mean: frames in, one frame out."""
