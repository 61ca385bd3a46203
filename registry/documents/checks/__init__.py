"""What is wrong with drafts, frozen copies and what is in force; what authors leave on purpose."""
