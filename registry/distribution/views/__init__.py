"""Pages of distribution: what I must read, who has read, whom it goes to, printed copies."""
