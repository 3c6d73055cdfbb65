"""Preflight: a finished PDF held against a profile of the press, of accessibility, or of large print."""
