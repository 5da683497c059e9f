"""The plain text of rich text equals the result of Wagtail's own function."""

import pytest
from django.core.exceptions import SuspiciousOperation
from hypothesis import given
from hypothesis import strategies as st
from wagtail.rich_text import get_text_for_indexing

from search.indexing.plain_text import plain_text

PIECES = (
    "word", " ", "\n", "ŵ", "\x00", "\xa0", "<", ">", "&", ";", '"', "'", "/", "=", "!", "--", "#",
    "<p>", "</p>", "<b>", "</b>", "<br/>", "<br />", "<br>", "<hr/>", "<hr  />", "<hr id=\"1\"/>",
    "</li>", "<ul>", "</h2>", "<h7>", "</h7>", "</blockquote>", "<P>", "</P>", "</p >", "< p>",
    '<a href="https://a.example/?b=1&c=2">', '<a linktype="page" id="3">', "<a href='x'>", "</a>",
    '<embed embedtype="image" alt="x > y"/>', "<script>", "</script>", "<style>", "<!-- x -->",
    "<!doctype html>", "<?php x ?>", "<![CDATA[ x ]]>", "&amp;", "&lt;b&gt;", "&#39;", "&#x27;",
    "&nbsp;", "&copy", "&unknown;", "Q&A", "&#;", "&#x;", "&#12", "<b", "p>", "</", "<title>",
)  # fmt: skip
MARKUP = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
WELL_FORMED = st.lists(
    st.tuples(
        st.sampled_from(("p", "b", "a", "h2", "li", "blockquote", "sup", "strong")),
        st.text(alphabet="ab ŵ&;#39lt\xa0", max_size=8),
    ),
    max_size=6,
).map(lambda pairs: "".join(f"<{name}>{text}</{name}>" for name, text in pairs))


@given(MARKUP | WELL_FORMED | st.text())
def test_any_markup_has_the_same_plain_text(source):
    try:
        expected = get_text_for_indexing(source)
    except SuspiciousOperation:
        with pytest.raises(SuspiciousOperation):
            plain_text(source)
    else:
        assert plain_text(source) == expected


def test_words_of_adjacent_elements_are_separate():
    source = "<p>One<b>two</b> &amp; three</p><ul><li>four</li><li>five<br/>six</li></ul>"

    assert plain_text(source).split() == ["Onetwo", "&", "three", "four", "five", "six"]


def test_markup_of_excessive_depth_fails_as_in_wagtail():
    with pytest.raises(SuspiciousOperation):
        plain_text("<a" * 2_000)
