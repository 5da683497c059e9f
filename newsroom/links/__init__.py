"""The link checker: links of public statements to other sites, which the worker asks for.

Off unless `LINK_CHECKS` is set. This room imports models, blocks, network and visibility.
"""
