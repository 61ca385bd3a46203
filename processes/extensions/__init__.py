"""What other packages add to cases: effects of steps, guards, parts of pages; registers alone."""
