"""Catalogs to agencies and back: XLIFF 1.2 and 2, CSV, TMX, Weblate."""
