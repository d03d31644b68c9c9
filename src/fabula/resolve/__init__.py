"""Whole-book decisions: who is who, who narrates, who speaks to whom."""
