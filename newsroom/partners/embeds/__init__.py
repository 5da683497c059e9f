"""How do other sites show an office's statements without reading the API themselves?"""
