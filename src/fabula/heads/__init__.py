"""Heads: NumPy functions from word vectors to spans and scores, one file per task."""
