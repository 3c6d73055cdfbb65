"""Drawing pages into PDF files."""
