"""Making editions: what an issue is made of, its pages, its files and their manifest."""
