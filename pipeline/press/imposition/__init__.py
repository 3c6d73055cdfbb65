"""Imposition: the pages of a finished file arranged on the sheets of a press, to be folded, gathered and cut."""
