"""Import and export of corrections and synonyms."""

import pytest
from django.core.management import CommandError, call_command

from search.models.curation import LemmaOverride, SynonymGroup

pytestmark = pytest.mark.django_db

OVERRIDES = "language,form,lemma,mutations,note\n"
SYNONYMS = "site,language,words,finds,in_use,note\n"


def run(kind: str, *arguments, capsys=None) -> str:
    call_command("search_words", kind, *arguments)
    return capsys.readouterr().out if capsys else ""


@pytest.fixture
def file(tmp_path):
    def make(text: str, *, encoding: str = "utf-8"):
        path = tmp_path / "words.csv"
        path.write_bytes(text.encode(encoding))
        return str(path)

    return make


def test_an_exported_file_equals_the_imported_one(office, tmp_path, file):
    first = (
        f"{SYNONYMS},cy,GIG | Gwasanaeth Iechyd,,yes,\n"
        f"localhost,en,broadband,fibre | full fibre,no,'=note\n"
    )
    run("synonyms", "--import", file(first))
    run(
        "overrides",
        "--import",
        file(f"{OVERRIDES}cy,Trefarian,TREF,yes,a place\nen,buses,bus,no,\n", encoding="utf-8-sig"),
    )

    group = SynonymGroup.objects.get(language="en")
    assert (group.site, group.finds, group.note) == (office.site, "fibre\nfull fibre", "=note")
    assert not group.is_active
    row = LemmaOverride.objects.get(language="cy")
    assert (row.form, row.lemma, row.mutations) == ("trefarian", "tref", True)

    again = tmp_path / "again.csv"
    run("synonyms", "--export", str(again))
    assert again.read_text(encoding="utf-8") == first
    run("overrides", "--export", str(again), "--language", "en")
    assert again.read_text(encoding="utf-8") == f"{OVERRIDES}en,buses,bus,no,\n"


def test_existing_rows_are_changed_and_none_deleted(file, capsys):
    LemmaOverride.objects.create(language="cy", form="alffa", lemma="beta")
    LemmaOverride.objects.create(language="cy", form="zeta", lemma="eta")

    out = run(
        "overrides",
        "--import",
        file(f"{OVERRIDES}cy,ALFFA,gama,no,\ncy,newydd,hen,no,\n"),
        capsys=capsys,
    )

    assert "1 rows were added, 1 changed" in out
    assert dict(LemmaOverride.objects.values_list("form", "lemma")) == {
        "alffa": "gama",
        "newydd": "hen",
        "zeta": "eta",
    }


@pytest.mark.parametrize(
    ("kind", "text", "lines"),
    [
        ("overrides", "form,lemma\na,b\n", [1]),
        ("overrides", "", [1]),
        ("overrides", f"{OVERRIDES}cy,da,ab,yes,\ncy,dau air,ab,yes,\nxx,da,ab,yes,\n", [3, 4]),
        ("overrides", f"{OVERRIDES}cy,da,ab,yes,\ncy,ab,cd,yes,\n", [3]),
        ("overrides", f"{OVERRIDES}cy,da,ab,perhaps,\n", [2]),
        ("overrides", f"{OVERRIDES}cy,da\n", [2]),
        ("synonyms", f"{SYNONYMS},en,NHS,,yes,\n", [2]),
        ("synonyms", f"{SYNONYMS}nowhere.example,en,NHS | health,,yes,\n", [2]),
        ("synonyms", f"{SYNONYMS},en,NHS | *,,yes,\n", [2]),
        ("synonyms", f"{SYNONYMS},en,NHS | health,,yes,{'x' * 300}\n", [2]),
    ],
)
@pytest.mark.parametrize("check", [[], ["--check"]])
def test_invalid_lines_are_named_and_nothing_is_saved(office, file, kind, text, lines, check):
    with pytest.raises(CommandError) as raised:
        run(kind, "--import", file(text), *check)

    for number in lines:
        assert f"{number}:" in str(raised.value)
    assert not LemmaOverride.objects.exists()
    assert not SynonymGroup.objects.exists()


def test_a_check_saves_nothing(file, capsys):
    out = run(
        "overrides", "--import", file(f"{OVERRIDES}cy,da,ab,yes,\n"), "--check", capsys=capsys
    )

    assert "1 rows would be added" in out
    assert not LemmaOverride.objects.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["overrides", "--import", "/nowhere/at/all.csv"],
        ["overrides", "--export", "/nowhere/at/all.csv"],
    ],
)
def test_files_that_cannot_be_opened(arguments):
    with pytest.raises(CommandError) as raised:
        call_command("search_words", *arguments)
    assert raised.value.returncode == 2


def test_a_file_that_is_not_text(file, tmp_path):
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(CommandError) as raised:
        run("overrides", "--import", str(path))
    assert raised.value.returncode == 2
