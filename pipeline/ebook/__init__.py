"""Editions without pages: an issue as an EPUB, and as braille."""
