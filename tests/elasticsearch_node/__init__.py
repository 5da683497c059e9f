"""Where do tests get a real Elasticsearch from, where there is no Docker?"""
