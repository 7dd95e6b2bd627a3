import pytest

from doleance.errors import OutputError, UnknownLanguageError
from doleance.report import FORMATS, write_report


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_suffix_chooses_the_format(study, tmp_path, suffix):
    path = write_report(study, str(tmp_path / f"report{suffix.upper()}"), title="Enquête")
    assert path.stat().st_size > 1_000
    assert len(list(tmp_path.iterdir())) == 1


def test_another_suffix_is_refused(study, tmp_path):
    with pytest.raises(OutputError, match=r"report\.docx"):
        write_report(study, tmp_path / "report.docx")


@pytest.mark.parametrize("suffix", FORMATS)
def test_nothing_is_left_of_a_report_that_failed(study, tmp_path, suffix):
    with pytest.raises(UnknownLanguageError):
        write_report(study, tmp_path / f"report{suffix}", language="de")
    with pytest.raises(OutputError):
        write_report(study, tmp_path / "absent" / f"report{suffix}")
    assert list(tmp_path.iterdir()) == []


def test_the_language_is_that_of_most_comments(study, tmp_path):
    assert '<html lang="fr">' in write_report(study, tmp_path / "report.html").read_text(encoding="utf-8")
