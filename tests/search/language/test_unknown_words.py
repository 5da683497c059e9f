"""The report of Welsh words to review, and its command."""

import json

import pytest
from django.core.management import CommandError, call_command

from search.language.unknown_words import count_words, suspicious_lemmas, unknown_words
from tests.factories import make_statement

TEXT = "Roedd y gaeaf yn yr ysgol. Zwblod oedd y zwblod, 20mya, ac ydyw."


def test_unknown_words_are_counted():
    (word,) = unknown_words(count_words([TEXT]))

    assert (word.word, word.count, word.lemma) == ("zwblod", 2, "")


def test_lemmas_with_another_first_letter_are_suspicious_unless_reviewed():
    found = {one.word: one.lemma for one in suspicious_lemmas(count_words([TEXT, "gorau"]))}

    assert found == {"gorau": "da"}
    # The dictionary gives the lemma `cau`; the reviewed words correct it.
    assert "gaeaf" not in found


def test_the_command_reads_files(tmp_path, capsys):
    path = tmp_path / "text.txt"
    path.write_text(TEXT, encoding="utf-8")

    call_command("search_unknown_words", str(path), "--json")

    listed = json.loads(capsys.readouterr().out)
    assert listed["unknown"] == [{"word": "zwblod", "lemma": "", "count": 2}]


def test_the_command_reads_public_welsh_statements(office, capsys):
    make_statement(office, language="cy", title="Zwblod", text="Gorau glas")
    make_statement(office, language="en", title="English", text="zzenglish")
    make_statement(office, language="cy", title="Cudd", text="zwcudd").unpublish()

    call_command("search_unknown_words")

    output = capsys.readouterr().out
    assert "1  zwblod\n" in output
    assert "1  gorau → da\n" in output
    assert "zzenglish" not in output
    assert "zwcudd" not in output


@pytest.mark.parametrize("arguments", [["--limit", "0"], ["/nowhere/at/all.txt"]])
def test_wrong_usage_exits_with_two(arguments):
    with pytest.raises(CommandError) as refused:
        call_command("search_unknown_words", *arguments)

    assert refused.value.returncode == 2
