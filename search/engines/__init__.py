"""The search engines and the protocol that they share.

`base` has the protocol with its queries and answers, `entries` what is indexed, `selection` the
engines that the settings configure. `elasticsearch` and `embedded` are independent of each other
and have the same layout. May import `search.models` and `search.language`.
"""
