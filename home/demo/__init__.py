"""What does a newcomer see? An invented office with ten years of statements in two languages."""
