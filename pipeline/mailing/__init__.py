"""Mail: readers' addresses to pieces, in the order of the post, each with its own reader's address."""
