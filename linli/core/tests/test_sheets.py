import codecs
import io
import tracemalloc
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from linli.core.actors import SYSTEM
from linli.core.errors import RuleBroken
from linli.core.sheets import workbooks
from linli.core.sheets.importers import MAPPING, Importer, importers
from linli.core.sheets.mapping import load_mapping
from linli.core.sheets.reading import Row, read_rows
from linli.core.sheets.reports import ImportReport
from linli.core.sheets.writing import defused, write_csv, write_xlsx

TABLE = "编号,名称,电话\n1, 和平路12号院　,0917-1\n\n2,平安里,\n"
ROWS = [
    Row(2, {"编号": "1", "名称": "和平路12号院", "电话": "0917-1"}),
    Row(4, {"编号": "2", "名称": "平安里", "电话": ""}),
]


def rows(content: bytes, **options) -> list[Row]:
    return list(read_rows(io.BytesIO(content), **options))


def book(*table, **options) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd", **options}) as workbook:
        sheet = workbook.add_worksheet()
        for number, row in enumerate(table):
            sheet.write_row(number, 0, row)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        codecs.BOM_UTF8 + TABLE.encode(),
        TABLE.encode("gb18030"),
        TABLE.encode("utf-16"),
        TABLE.replace(",", ";").encode(),
        TABLE.replace(",", "\t").encode("gb18030"),
        TABLE.replace(",", "，").encode("gb18030"),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace("\n", "\r").encode(),
        TABLE.replace("平安里", '"平安里"').rstrip("\n").encode(),
    ],
    ids=["utf-8", "mark", "gb18030", "utf-16", "semicolon", "tab", "wide", "crlf", "cr", "quotes"],
)
def test_any_csv_gives_the_same_rows(content):
    assert rows(content, required=["编号"]) == ROWS


def test_gb18030_that_begins_like_ascii(tmp_path):
    """The first megabyte does not tell: the whole file is asked."""
    content = ("a,b\n" + f"1,{'2' * 90}\n" * 12_000 + "3,渭滨\n").encode("gb18030")
    *_others, last = rows(content)
    assert last == Row(12_002, {"a": "3", "b": "渭滨"})


def test_a_path_an_upload_and_a_large_upload_read_alike(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(TABLE.encode())
    small = SimpleUploadedFile("t.csv", TABLE.encode())
    large = TemporaryUploadedFile("t.csv", "text/csv", 0, None)
    large.write(TABLE.encode())
    large.seek(0)
    for source in (path, str(path), small, large):
        assert list(read_rows(source)) == ROWS


def test_lines_are_those_of_the_file():
    content = b'a,b\n1,"two\nlines"\n2,x\n'
    assert [(row.line, row.values["a"]) for row in rows(content)] == [(2, "1"), (4, "2")]


def test_short_and_slipped_rows():
    short, slipped = rows(b"a,b,,\n1\n1,2,3,4,5,,\n")
    assert short == Row(2, {"a": "1", "b": ""})
    assert slipped.values == {"a": "1", "b": "2"} and slipped.surplus == 3


def test_columns_by_our_own_names():
    (row,) = rows("单号,标题\n7,路灯\n".encode(), required=["code"], renames={"单号": "code"})
    assert row.values == {"code": "7", "标题": "路灯"}


@pytest.mark.parametrize(
    "content", [TABLE.encode(), book(["编号", "名称", "电话"], [1, "和平路", ""]), b"", book()]
)
def test_a_missing_column_is_named_with_those_that_are_there(content):
    with pytest.raises(RuleBroken) as refused:
        rows(content, required=["编号", "address", "时间"], renames={"地址": "address"})
    assert refused.value.code == "columns_missing"
    assert "地址、时间" in refused.value.sentence
    assert "编号、名称、电话" in refused.value.sentence or "（空）" in refused.value.sentence


def test_a_column_twice():
    with pytest.raises(RuleBroken, match="名称"):
        rows("名称,名称\n1,2\n".encode())
    with pytest.raises(RuleBroken, match="columns_doubled"):
        rows("名称,标题\n1,2\n".encode(), renames={"标题": "名称"})


def test_an_excel_file_gives_texts():
    content = book(
        ["编号", "经度", "日期", "时刻", "是否", "公式", "空"],
        [610302001001, 107.15, date(2026, 5, 12), datetime(2026, 5, 12, 9, 30), True, "'=1+1", None],  # noqa: DTZ001
        [],
        [2, " 　x ", "2026/5/1"],
    )
    first, second = rows(content, required=["编号"])
    assert first == Row(
        2,
        {
            "编号": "610302001001",
            "经度": "107.15",
            "日期": "2026-05-12",
            "时刻": "2026-05-12 09:30:00",
            "是否": "TRUE",
            "公式": "=1+1",
        }
        | {"空": ""},
    )
    assert second.line == 4 and second.values["经度"] == "x" and second.values["是否"] == ""


def test_an_excel_file_too_long_says_what_to_do(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_ROWS", 3)
    assert len(rows(book(["a"], [1], [2], [3]))) == 3
    with pytest.raises(RuleBroken, match="CSV") as refused:
        rows(book(["a"], [1], [2], [3], [4]))
    assert refused.value.code == "sheet_too_long"


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0",
        b"%PDF-1.4\0\xff\xfe\xff",
        book(["a"], [1])[:300],
        b"PK\x03\x04 no zip",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 no workbook",
        b"a,b\n1,\xff\xff\n",
        b'a,b\n1,"' + b"x" * 300_000,
    ],
    ids=["png", "pdf", "half-xlsx", "no-zip", "no-xls", "no-encoding", "endless-quote"],
)
def test_what_is_no_table_is_refused_with_what_to_do(content):
    with pytest.raises(RuleBroken, match="另存为") as refused:
        rows(content)
    assert refused.value.code == "sheet_unreadable"


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(content):
    try:
        rows(content)
    except RuleBroken as refused:
        assert refused.sentence


def test_a_csv_is_read_in_constant_memory(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("a,b\n" + f"1,{'x' * 90}\n" * 50_000)  # 5 MB
    tracemalloc.start()
    assert sum(1 for _ in read_rows(path)) == 50_000
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3_000_000


cells = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12) | st.sampled_from(
    ["=1+1", "+86", "-x", "@a", "'", "'=", 'a"b', "a,b;c", "0012", "1e5", "\t=1"]
)


@settings(deadline=None)
@given(st.lists(st.tuples(cells, cells), max_size=5))
def test_what_is_written_is_read_again(table):
    expected = [[cell.strip().strip("\ufeff\u200b\u200e\u200f").strip() for cell in row] for row in table]
    expected = [[text[1:] if text[:2] == "'=" else text for text in row] for row in expected]
    expected = [row for row in expected if any(row)]
    for content in (b"".join(write_csv(["一", "二"], table)), write_xlsx(["一", "二"], table)):
        read = [list(row.values.values()) for row in rows(content)]
        assert read == expected


def test_no_text_becomes_a_formula():
    evil = ["=HYPERLINK(1)", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "-12.5", "+8613800000000", -12.5]
    written = b"".join(write_csv(["x"], [[cell] for cell in evil])).decode("utf-8-sig").split("\r\n")
    assert written[1:5] == ["'=HYPERLINK(1)", "'+1+1", "'-1+1", "'@SUM(1)"]
    assert written[-4:] == ["-12.5", "+8613800000000", "-12.5", ""]
    assert "'=x" in b"".join(write_csv(["=x"], [])).decode()

    sheet = CalamineWorkbook.from_filelike(
        io.BytesIO(write_xlsx(["x"], [[cell] for cell in evil]))
    ).get_sheet_by_index(0)
    assert [row[0] for row in sheet.to_python()][1:5] == evil[:4]  # plain texts need no apostrophe


def test_numbers_days_and_moments():
    row = [3, 0.5, None, True, date(2026, 5, 12), datetime(2026, 5, 12, 1, 30, tzinfo=UTC), "0917"]
    content = write_xlsx(list("abcdefg"), [row], title="周报: 一/二")
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert workbook.sheet_names == ["周报  一 二"]
    moment = datetime(2026, 5, 12, 9, 30)  # noqa: DTZ001
    assert workbook.get_sheet_by_index(0).to_python()[1] == [
        3,
        0.5,
        "",
        True,
        date(2026, 5, 12),
        moment,
        "0917",
    ]
    assert "2026-05-12 09:30" in b"".join(write_csv(list("abcdefg"), [row])).decode()
    assert content == write_xlsx(list("abcdefg"), [row], title="周报: 一/二")


def test_a_long_csv_comes_in_pieces():
    pieces = list(write_csv(["n"], ([n] for n in range(50_000))))
    assert len(pieces) > 3 and max(map(len, pieces)) < 100_000
    assert defused(5) == 5


def test_mappings(tmp_path):
    path = tmp_path / "m.toml"
    path.write_text('[columns]\ncode = "单号"\ntext = ["标题", "内容"]\n[categories]\n"市容" = "city"\n')
    mapping = load_mapping(path)
    assert mapping.columns == {"单号": "code", "标题": "text", "内容": "text"}
    assert mapping.tables == {"categories": {"市容": "city"}}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[columns", "TOML"),
        ("x = 1", "columns"),
        ("[columns]", "columns"),
        ('[columns]\na = "x"\nb = "x"', "x"),
        ("[columns]\na = [1]", "1"),
    ],
)
def test_mappings_that_cannot_be_used(tmp_path, content, says):
    path = tmp_path / "m.toml"
    path.write_text(content)
    with pytest.raises(RuleBroken, match=says):
        load_mapping(path)
    with pytest.raises(RuleBroken):
        load_mapping(tmp_path / "nothing.toml")


def test_a_report_keeps_a_thousand_reasons_and_counts_all():
    report = ImportReport(read=1_500)
    for line in range(2, 1_502):
        report.refuse(line, "没有编号")
    assert report.refused == 1_500 and len(report.errors) == 1_000
    assert report.as_text().splitlines()[1] == "第 2 行：没有编号"
    assert "500" in report.as_text().splitlines()[-1]


DAYS = """日期,类型,说明
2027-02-06,休息,春节
2027-02-13,上班,调休
昨天,休息,x
2027-02-07,玩,x
2027-02-08,休息,
"""


@pytest.mark.django_db
def test_the_command_keeps_good_rows_names_bad_ones_and_changes_nothing_twice(tmp_path, capsys):
    path = tmp_path / "days.csv"
    path.write_bytes(DAYS.encode("gb18030"))
    for options, counts in (
        (["--dry-run"], "新增 2，更新 0，未变 0，有误 3"),
        ([], "新增 2，更新 0，未变 0，有误 3"),
        ([], "新增 0，更新 0，未变 2，有误 3"),
    ):
        with pytest.raises(SystemExit) as ended:
            call_command("import", "calendar", str(path), *options)
        assert ended.value.code == 1
        told = capsys.readouterr().out
        assert counts in told
        assert "第 4 行：日期请写成" in told and "第 5 行：" in told and "第 6 行：" in told


@pytest.mark.django_db
def test_the_command_says_what_is_wrong_with_the_call(tmp_path, capsys):
    path = tmp_path / "days.csv"
    path.write_text("日期,类型\n")
    for arguments, says in (
        (["nothing", str(path)], "nothing"),
        (["calendar", str(tmp_path / "gone.csv")], "找不到文件"),
        (["calendar", str(path)], "缺少这些列：说明"),
    ):
        with pytest.raises(CommandError, match=says):
            call_command("import", *arguments)
    path.write_text("日期,类型,说明\n2027-02-06,休息,春节\n")
    call_command("import", "calendar", str(path))
    assert "新增 1" in capsys.readouterr().out


def test_help_tells_what_can_be_imported_and_what_the_exit_codes_mean(capsys):
    with pytest.raises(SystemExit):
        call_command("import", "--help")
    told = capsys.readouterr().out
    assert "calendar" in told and "退出码" in told


def test_importers_are_found_and_carry_a_sentence():
    assert {"calendar"} <= set(importers())
    assert all(str(importer.sentence) and importer.name == name for name, importer in importers().items())
    assert Importer("x", "y", lambda *_: ImportReport(), [MAPPING]).options[0].kind is Path and SYSTEM
