"""Answers as text for a terminal. Nothing is decided here: the explanation object is rendered."""
