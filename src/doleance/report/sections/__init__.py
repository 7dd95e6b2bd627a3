"""One module for each part of the report: figures in, words out."""
