"""The Motivator's press: from source articles to bilingual, accessible, printable issues."""
