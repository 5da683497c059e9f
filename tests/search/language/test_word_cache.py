"""Is a word worked out once, and memory bounded?"""

from hypothesis import given
from hypothesis import strategies as st

from search.language.word_cache import Remembered


@given(st.lists(st.text(max_size=2)), st.integers(min_value=1, max_value=5))
def test_it_says_what_the_function_says_and_holds_no_more_than_twice_as_many(words, most):
    remembered = Remembered(str.upper, most=most)

    for word in words:
        assert remembered[word] == word.upper()
        assert len(remembered) <= most
        assert len(remembered._older) <= most


def test_a_word_that_keeps_coming_is_worked_out_once():
    asked = []
    remembered = Remembered(lambda word: asked.append(word) or word, most=3)

    for number in range(50):
        assert remembered["and"] == "and"
        assert remembered[str(number)] == str(number)

    assert asked.count("and") == 1
