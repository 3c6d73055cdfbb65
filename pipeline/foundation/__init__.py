"""What every room stands on: problems, settings, lengths, languages, safe files."""
