"""The figures that the product promises, counted."""
