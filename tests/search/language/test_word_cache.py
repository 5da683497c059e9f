"""The word cache computes a frequent word once and is bounded in size."""

from hypothesis import given
from hypothesis import strategies as st

from search.language.word_cache import WordCache


@given(st.lists(st.text(max_size=2)), st.integers(min_value=1, max_value=5))
def test_cached_results_equal_the_functions_and_memory_is_bounded(words, size):
    cache = WordCache(str.upper, size=size)

    for word in words:
        assert cache[word] == word.upper()
        assert len(cache) <= size
        assert len(cache._older) <= size


def test_a_frequent_word_is_computed_once():
    computed = []
    cache = WordCache(lambda word: computed.append(word) or word, size=3)

    for number in range(50):
        assert cache["and"] == "and"
        assert cache[str(number)] == str(number)

    assert computed.count("and") == 1
