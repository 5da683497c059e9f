"""Reads the editors' guides: their sections, what stands in them, and their sentences."""

import re
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[3] / "docs"
GUIDES = {"en": FOLDER / "editors.md", "cy": FOLDER / "golygyddion.md"}
HEADING = re.compile(r"(#+) (.+)")
PICTURE = re.compile(r"!\[.*\]\(pictures/\w+/(.+)\)")
ITEM = re.compile(r"(?:- |\d+\. |\| )")
END_OF_SENTENCE = re.compile(r"(?<=[.?!])[)”\"*]*\s+(?=[A-ZŴŶ*“\"`\[(])")


@dataclass
class Section:
    """A heading and what follows it up to the next one."""

    level: int
    title: str
    pictures: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)

    @property
    def sentences(self) -> list[str]:
        """The sentences of paragraphs, list items and table rows."""
        return [
            sentence
            for block in self.blocks
            for sentence in END_OF_SENTENCE.split(ITEM.sub("", block, count=1))
        ]

    @property
    def shape(self) -> list[str]:
        """The kinds of the blocks: paragraphs, list items, steps and table rows."""
        return [
            re.sub(r"\d+", "1", found[0]) if (found := ITEM.match(block)) else ""
            for block in self.blocks
        ]


def sections(language: str) -> list[Section]:
    """Return the sections of a guide in their order."""
    found: list[Section] = []
    is_open = False  # whether the next line continues the last block
    for line in GUIDES[language].read_text("utf-8").splitlines():
        line = line.strip()
        if heading := HEADING.fullmatch(line):
            found.append(Section(len(heading[1]), heading[2]))
            is_open = False
        elif picture := PICTURE.fullmatch(line):
            found[-1].pictures.append(picture[1])
        elif not line or line.startswith("| ---"):
            is_open = False
        elif is_open and not ITEM.match(line):
            found[-1].blocks[-1] += " " + line
        else:
            found[-1].blocks.append(line)
            is_open = True
    return found
