"""The agency as strangers meet it: the head of every page, how to reach it, what it got done."""
