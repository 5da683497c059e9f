"""Generated texts, whose words are as frequent as in natural language."""

import itertools
import random
import re
import tomllib
from collections import Counter
from pathlib import Path

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

CONTENT = Path(__file__).resolve().parents[2] / "home" / "demo" / "content" / "statements"
WORD = re.compile(r"[^\W\d_]+")
VOCABULARY = 60_000
# Parameters of the Zipf–Mandelbrot law that are usual for prose.
SHIFT, SLOPE = 2.7, 1.05
SENTENCE = (8, 20)
PARAGRAPH = 60
# Few readers search for "the" or "and".
COMMONEST = 30


class Speech:
    """Random texts in one language, the same ones for the same seed.

    The commonest words are those of the demo's statements, in their order; the long tail comes
    from the language's dictionary, which is read where it is installed and not kept here.
    """

    def __init__(self, language: str, *, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self.words = _vocabulary(language, draw=self._random)
        weights = (1 / (rank + SHIFT) ** SLOPE for rank in range(1, len(self.words) + 1))
        self._cumulated = list(itertools.accumulate(weights))
        self._common = frozenset(self.words[:COMMONEST])

    def draw(self, count: int) -> list[str]:
        """Return `count` words, with the frequencies of their ranks."""
        return self._random.choices(self.words, cum_weights=self._cumulated, k=count)

    def text(self, count: int) -> list[str]:
        """Return paragraphs of `count` words in all."""
        words = self.draw(count)
        return [
            self._sentences(words[start : start + PARAGRAPH])
            for start in range(0, count, PARAGRAPH)
        ]

    def title(self) -> str:
        """Return a line of five to ten words."""
        return " ".join(self.draw(self._random.randint(5, 10))).capitalize()

    def lines(self, count: int) -> list[str]:
        """Return query lines of one to three words, rarely the most common ones."""
        lines = []
        while len(lines) < count:
            drawn = self.draw(self._random.choice((1, 2, 2, 3)))
            words = [word for word in drawn if word not in self._common]
            if words:
                lines.append(" ".join(words))
        return lines

    def _sentences(self, words: list[str]) -> str:
        left, sentences = list(words), []
        while left:
            length = self._random.randint(*SENTENCE)
            sentences.append(" ".join(left[:length]).capitalize() + ".")
            left = left[length:]
        return " ".join(sentences)


def _vocabulary(language: str, *, draw: random.Random) -> list[str]:
    """Return the words of the language, the most common first."""
    counted: Counter[str] = Counter()
    for path in sorted(CONTENT.glob("*.toml")):
        said = tomllib.loads(path.read_text(encoding="utf-8")).get(language, {})
        for name in ("title", "summary", "body"):
            counted.update(word.lower() for word in WORD.findall(said.get(name, "")))
    common = [word for word, _count in counted.most_common()]
    dictionary = DefaultDictionaryFactory().get_dictionary(language)
    known = sorted(
        word for word in dictionary if word.isalpha() and word.islower() and word not in counted
    )
    return common + draw.sample(known, VOCABULARY - len(common))
