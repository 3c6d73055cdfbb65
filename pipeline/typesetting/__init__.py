"""Composing paragraphs, galleys and pages."""
