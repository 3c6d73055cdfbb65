"""Messages, catalogs and what a translation must keep."""
