"""What do editors see besides Wagtail's own admin?"""
