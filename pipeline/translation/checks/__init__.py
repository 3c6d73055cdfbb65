"""What a translation must keep of its original, and what a careful reader would ask about."""
