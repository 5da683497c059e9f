"""The state of public content, and caches whose entries are valid for one state.

Nothing in these caches is invalidated: an entry is used only while its state is current.
This room imports models, visibility and languages, and no room above them.
"""
