"""The document and the ways it is written down."""
