"""What participants say: submissions, replies and support, and the two facts that decide what became of them."""
