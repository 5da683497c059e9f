"""Is this installation configured so that it can be trusted with the public?"""
