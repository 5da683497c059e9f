"""How is each word worked out only once, without remembering all words there ever were?"""

from collections.abc import Callable


class Remembered(dict[str, str]):
    """What a function says of words: asked like a dictionary, which costs no call for a known word.

    Holds `most` words and, until so many new ones have come, the `most` before them: words that
    keep coming stay, and an archive with ever new names takes no more memory than a small one.
    """

    def __init__(self, work_out: Callable[[str], str], *, most: int) -> None:
        super().__init__()
        self._work_out = work_out
        self._most = most
        self._older: dict[str, str] = {}

    def __missing__(self, word: str) -> str:
        said = self._older.pop(word, None)
        if said is None:
            said = self._work_out(word)
            if said == word:
                # One string instead of two equal ones: most words are their own form.
                said = word
        if len(self) >= self._most:
            self._older = dict(self)
            self.clear()
        self[word] = said
        return said
