"""Tests of what files really are, and of what is removed from pictures."""
