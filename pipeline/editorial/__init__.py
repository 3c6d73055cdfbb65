"""The plan of an issue and the dates of its articles."""
