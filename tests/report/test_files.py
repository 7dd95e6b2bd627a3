import pytest

from doleance.errors import OutputError
from doleance.report.files import write_beside, write_whole


def test_a_file_is_written(tmp_path):
    write_whole(tmp_path / "a.html", b"new")
    assert (tmp_path / "a.html").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["a.html"]


def write_half(path):
    with write_beside(path) as beside:
        beside.write_bytes(b"ha")
        raise ValueError("half")


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "a.html"
    path.write_bytes(b"old")
    with pytest.raises(ValueError, match="half"):
        write_half(path)
    assert path.read_bytes() == b"old"
    assert [found.name for found in tmp_path.iterdir()] == ["a.html"]


@pytest.mark.parametrize("name", ["absent/a.html", "file/a.html", "folder"])
def test_a_place_that_cannot_be_written_is_an_error_with_a_hint(tmp_path, name):
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="cannot be written") as caught:
        write_whole(tmp_path / name, b"")
    assert caught.value.hint
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".part"]
