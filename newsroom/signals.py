"""What follows from a change, whoever made it? Receivers only decide when."""
