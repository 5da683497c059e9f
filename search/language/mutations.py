"""Initial mutations of Welsh words.

The soft, nasal and aspirate mutations and the h before vowels, for lower-case words without
accents on the first letter. These are spelling rules only: they do not tell whether a word may take
a mutation at all.
"""

LANGUAGE = "cy"

SOFT = {
    "c": "g",
    "p": "b",
    "t": "d",
    "g": "",
    "b": "f",
    "d": "dd",
    "m": "f",
    "ll": "l",
    "rh": "r",
}
NASAL = {"c": "ngh", "p": "mh", "t": "nh", "g": "ng", "b": "m", "d": "n"}
ASPIRATE = {"c": "ch", "p": "ph", "t": "th"}
VOWELS = frozenset("aeiouwyâêîôûŵŷáéíóúẃýàèìòùẁỳäëïöüẅÿ")
# Two characters that are one letter: "ch" does not begin with "c".
DIGRAPHS = ("ch", "dd", "ff", "ng", "ll", "ph", "rh", "th")
SHORTEST = 3


def first_letter(word: str) -> str:
    """Return the Welsh letter that `word` begins with, which may be two characters long."""
    return word[:2] if word.startswith(DIGRAPHS) else word[:1]


def mutated(word: str) -> tuple[str, ...]:
    """Return the mutated forms of `word`, which is in its dictionary form."""
    letter = first_letter(word)
    rest = word[len(letter) :]
    if letter in VOWELS:
        return (f"h{word}",)
    forms = [table[letter] + rest for table in (SOFT, NASAL, ASPIRATE) if letter in table]
    return tuple(form for form in forms if len(form) >= 2)


def mutated_in(language: str, word: str) -> tuple[str, ...]:
    """Return what `mutated` does for Welsh; nothing for a language without mutations."""
    return mutated(word) if language == LANGUAGE else ()


def unmutated(word: str) -> tuple[str, ...]:
    """Return the radicals that `word` may be a mutation of, likeliest first, without itself."""
    if len(word) < SHORTEST:
        return ()
    radicals = [radical for radical in _possible_radicals(word) if word in mutated(radical)]
    return tuple(dict.fromkeys(radicals))


def _possible_radicals(word: str) -> list[str]:
    """Reverse each rule whose result `word` begins with; `unmutated` verifies the guesses."""
    guesses = []
    for table in (NASAL, ASPIRATE, SOFT):
        for radical, mutation in table.items():
            if mutation and word.startswith(mutation):
                guesses.append(radical + word[len(mutation) :])
    if word.startswith("h") and word[1:2] in VOWELS:
        guesses.append(word[1:])
    if first_letter(word) in VOWELS or word[:1] in "lrn":
        guesses.append(f"g{word}")
    return guesses
