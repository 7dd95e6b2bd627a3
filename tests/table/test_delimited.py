from __future__ import annotations

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doleance.table.delimited import read_delimited

HEADER = ["id", "note", "commentaire", "magasin"]
ROWS = [
    ["00012", "9", "Très bon accueil ; caissière souriante, merci", "Besançon"],
    ["00013", "2", 'Le vendeur a dit "revenez demain"\nJe ne reviendrai pas…', "Nîmes"],
    ["00014", "10", '=HYPERLINK("http://exemple.test";"clic")', "Orléans"],
    ["00015", "", "N/A", "NA"],
    ["00016", "7", "L’été, c’est bondé : 12,90 € l’entrée", "Sète"],
    ["00017", "0", "", "Besançon"],
]


def write_csv(rows: list[list[str]], delimiter: str = ",", end: str = "\r\n") -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator=end).writerows(rows)
    return stream.getvalue()


PLAIN = [HEADER, *ROWS]
FRENCH = write_csv(PLAIN, ";")
LATE = [
    HEADER,
    *([str(n), "8", "All fine; nothing to add", "Lyon"] for n in range(29_990)),
    ["29990", "3", "Trop chère à mon goût", "Nîmes"],
]
MAC = [[cell.replace("…", "...") for cell in row] for row in PLAIN]
LOOSE = [["id", "note", "commentaire"], *([str(n), str(n % 11), "Bon; mais cher; à revoir" if n % 2 else "Parfait"] for n in range(40))]
LONE = [
    ["commentaire"],
    ["Bien, mais; trop cher"],
    ["Rien à dire"],
    ["Attente; attente, attente"],
    ["Bon, très bon, parfait; oui"],
    ["N/A"],
]
QUALTRICS = [
    ["StartDate", "EndDate", "RecordedDate", "ResponseId", "Q1", "Q2_TEXT"],
    ["Start Date", "End Date", "Recorded Date", "Response ID", "How likely are you to recommend us?", "Why, in a few words?"],
    [
        '{"ImportId":"startDate"}',
        '{"ImportId":"endDate"}',
        '{"ImportId":"d"}',
        '{"ImportId":"_id"}',
        '{"ImportId":"QID1"}',
        '{"ImportId":"QID2_TEXT"}',
    ],
    ["2024-03-01", "2024-03-01", "2024-03-01", "R_1", "9", 'Friendly, quick and "fair"'],
    ["2024-03-02", "2024-03-02", "2024-03-02", "R_2", "3", "NA"],
]
NASTY = {
    "cp1252 semicolon": (FRENCH.encode("cp1252"), PLAIN, "cp1252", ";"),
    "utf-8 with a mark, semicolon": (FRENCH.encode("utf-8-sig"), PLAIN, "utf-8-sig", ";"),
    "sep= line": (("sep=;\r\n" + FRENCH).encode("cp1252"), PLAIN, "cp1252", ";"),
    "utf-16 tab": (write_csv(PLAIN, "\t").encode("utf-16"), PLAIN, "utf-16", "\t"),
    "utf-8 tab": (write_csv(PLAIN, "\t", "\n").encode(), PLAIN, "utf-8", "\t"),
    "title lines above the header": (("Export des avis\r\nDu 01/03 au 31/03\r\n\r\n" + FRENCH).encode("cp1252"), PLAIN, "cp1252", ";"),
    "mac roman": (write_csv(MAC, ";", "\r").encode("mac_roman"), MAC, "mac_roman", ";"),
    "quoted comma": (write_csv(PLAIN).encode(), PLAIN, "utf-8", ","),
    "a late accent": (write_csv(LATE).encode("cp1252"), LATE, "cp1252", ","),
    "one column full of signs": ("\n".join(row[0] for row in LONE).encode(), LONE, "utf-8", ""),
    "unquoted signs in the last column": ("\n".join(";".join(row) for row in LOOSE).encode("cp1252"), LOOSE, "cp1252", ";"),
    "qualtrics": (write_csv(QUALTRICS).encode(), QUALTRICS, "utf-8", ","),
}
MORE = {
    "utf-16-le without a mark": (write_csv(PLAIN, ";").encode("utf-16-le"), PLAIN, "utf-16-le", ";"),
    "utf-16-be without a mark": (write_csv(PLAIN, ";").encode("utf-16-be"), PLAIN, "utf-16-be", ";"),
    "cp850": (write_csv(MAC, ";").replace("’", "'").replace("€", "euros").encode("cp850"), None, "cp850", ";"),
    "iso8859-15": (write_csv(MAC, ";").replace("’", "'").replace("bon", "bœuf").encode("iso8859-15"), None, "iso8859-15", ";"),
    "bars": (write_csv(PLAIN, "|").encode(), PLAIN, "utf-8", "|"),
    "padded title line": (("Avis du mois;;;\r\n" + FRENCH).encode(), PLAIN, "utf-8", ";"),
    "every row one sign too many": (b"id,commentaire\n1,Bien\xc3\xa9, merci\n2,Cher, trop\n3,Long, long", None, "utf-8", ","),
}


@pytest.mark.parametrize("name", NASTY)
def test_every_cell_of_a_nasty_file_is_read_as_it_was_written(name: str) -> None:
    content, rows, encoding, delimiter = NASTY[name]
    table = read_delimited(content)
    assert (table.encoding, table.delimiter) == (encoding, delimiter)
    assert list(table.frame.columns) == rows[0]
    assert table.frame.to_numpy().tolist() == rows[1:]


@pytest.mark.parametrize("name", MORE)
def test_more_encodings_and_layouts(name: str) -> None:
    content, rows, encoding, delimiter = MORE[name]
    table = read_delimited(content)
    assert (table.encoding, table.delimiter) == (encoding, delimiter)
    if rows:
        assert [list(table.frame.columns), *table.frame.to_numpy().tolist()] == rows


def test_cells_too_many_are_joined_and_told() -> None:
    table = read_delimited(MORE["every row one sign too many"][0])
    assert table.frame["commentaire"].tolist() == ["Biené, merci", "Cher, trop", "Long, long"]
    assert [fault.row for fault in table.faults] == [1, 2, 3]
    assert "joined into the column 'commentaire'" in table.faults[0].action


def test_a_space_before_a_quotation_mark_is_no_part_of_the_cell() -> None:
    table = read_delimited(b'id, comment, score\n1, "Good, really", 5\n2, "Bad", 0\n')
    assert table.frame.to_numpy().tolist() == [["1", "Good, really", "5"], ["2", "Bad", "0"]]


def test_a_file_without_header_gets_names() -> None:
    table = read_delimited(b"1;9;Bien\n2;3;Mal\n3;5;Moyen\n")
    assert list(table.frame.columns) == ["column 1", "column 2", "column 3"]
    assert len(table.frame) == 3
    assert any("no header" in note for note in table.notes)


def test_repeated_names_are_numbered_and_told() -> None:
    table = read_delimited(b"id,comment,comment\n1,a,b\n")
    assert list(table.frame.columns) == ["id", "comment", "comment (2)"]
    assert "comment (2)" in table.notes[0]


def test_a_few_bytes_of_another_encoding_are_mended_and_told() -> None:
    rows = [["id", "comment"], *([str(n), "été très réussi"] for n in range(30))]
    content = write_csv(rows).encode().replace("été".encode(), "été".encode("cp1252"), 1)
    table = read_delimited(content)
    assert table.frame["comment"].eq("été très réussi").all()
    assert table.notes == ("2 byte(s) are not utf-8; they were read as cp1252.",)


def test_empty_lines_of_a_single_column_are_rows() -> None:
    assert read_delimited(b"comment\ngood\n\nbad\n\n").frame["comment"].tolist() == ["good", "", "bad"]


def test_a_delimiter_that_is_named_is_used() -> None:
    table = read_delimited(b"id^comment\n1^good, very\n2^bad; very\n", delimiter="^")
    assert table.frame["comment"].tolist() == ["good, very", "bad; very"]


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00\x1f\ufeff", exclude_categories=["Cs"]), max_size=30)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=20), st.sampled_from(",;\t|"))
def test_what_a_writer_quotes_comes_back(cells: list[tuple[str, str]], delimiter: str) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["comment", "title"])
    writer.writerows(cells)
    table = read_delimited(stream.getvalue().encode(), encoding="utf-8", delimiter=delimiter)
    pd.testing.assert_frame_equal(table.frame, pd.DataFrame(cells, columns=["comment", "title"], dtype="str"))
