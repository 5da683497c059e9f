"""A bounded cache of what a function returns for each word."""

from collections.abc import Callable


class WordCache(dict[str, str]):
    """A dictionary that computes missing words, so that a cached word costs no function call.

    Two generations of `size` words each: when the current one is full, it becomes the older one,
    which is dropped at the next turn. Frequent words stay, and memory does not grow with the
    number of different words.
    """

    def __init__(self, compute: Callable[[str], str], *, size: int) -> None:
        super().__init__()
        self._compute = compute
        self._size = size
        self._older: dict[str, str] = {}

    def __missing__(self, word: str) -> str:
        result = self._older.pop(word, None)
        if result is None:
            result = self._compute(word)
            if result == word:
                # One string object instead of two equal ones: most words are their own result.
                result = word
        if len(self) >= self._size:
            self._older = dict(self)
            self.clear()
        self[word] = result
        return result
