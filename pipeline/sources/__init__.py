"""Reading articles from web pages, manuscripts and feeds."""
