"""How do statements from elsewhere become statements here?"""
