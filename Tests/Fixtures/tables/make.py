"""Makes the workbooks beside this file, with openpyxl where it can and by hand where spreadsheets write what openpyxl does not.

Run with the Python that has openpyxl: .venv/bin/python Tests/Fixtures/tables/make.py
"""
import datetime
import io
import pathlib
import zipfile

import openpyxl

here = pathlib.Path(__file__).parent
EPOCH = (2026, 11, 22, 0, 0, 0)


def save(book, name):
    """Saves with fixed times inside, so that the same script makes the same bytes."""
    book.properties.created = book.properties.modified = datetime.datetime(2026, 11, 22)
    raw = io.BytesIO()
    book.save(raw)
    parts = zipfile.ZipFile(raw)
    pack(name, {part: parts.read(part) for part in parts.namelist() if part != "docProps/core.xml"})


def pack(name, parts):
    with zipfile.ZipFile(here / name, "w", zipfile.ZIP_DEFLATED) as out:
        for part, content in parts.items():
            out.writestr(zipfile.ZipInfo(part, EPOCH), content, zipfile.ZIP_DEFLATED, 9)


def leads():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "見込み客"
    sheet.append(["会社名", "電話", "法人番号", "売上", "率", "獲得日", "更新", "時刻", "得意先", "郵便番号"])
    sheet.append(["山田製作所", "0312345678", 7876665288245, 0.1 + 0.2, 0.105, datetime.date(2026, 11, 22),
                  datetime.datetime(2026, 11, 22, 9, 30), datetime.time(9, 5), True, 640941])
    sheet["E2"].number_format = "0.0%"
    sheet["J2"].number_format = "0000000"
    sheet["A4"], sheet["C4"] = "㈱髙橋商店", -1234.5
    sheet["F4"], sheet["F4"].number_format = 46348, '[$-411]ggge"年"m"月"d"日";@'
    sheet["I4"], sheet["J4"] = False, 640941
    sheet["J4"].number_format = "[<=999]000;[<=9999]000\\-00;000\\-0000"
    sheet["A5"] = "  前後 \n改行"
    sheet["B5"] = "=1+1"
    other = book.create_sheet("取引先")
    other.append(["取引先名"])
    other.append(["鈴木工業"])
    save(book, "leads.xlsx")


def macintosh():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.MAC_EPOCH
    book.active.append([datetime.date(2026, 11, 22), datetime.date(1904, 1, 2)])
    save(book, "from-1904.xlsx")


TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>"""
BOOK = """<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
<sheet name="隠し" sheetId="1" state="hidden" r:id="rId1"/><sheet name="表" sheetId="2" r:id="rId2"/></sheets></workbook>"""
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
RELATIONS = f"""<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="{KIND}" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{KIND}" Target="/xl/worksheets/sheet2.xml"/>
</Relationships>"""
SHEET = ('<?xml version="1.0"?>{prolog}<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
         '<x:sheetData>{rows}</x:sheetData></x:worksheet>')
SHARED = """<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<si><t>髙橋 一郎</t><rPh sb="0" eb="2"><t>タカハシ</t></rPh><rPh sb="3" eb="5"><t>イチロウ</t></rPh><phoneticPr fontId="1"/></si>
<si><r><rPr><b/></rPr><t xml:space="preserve">山田 </t></r><r><t>製作所</t></r><rPh sb="0" eb="2"><t>ヤマダ</t></rPh></si>
<si><t>1行目_x000D_
2行目 _x005F_x000D_</t></si><si/></sst>"""


def workbook(rows, prolog="", shared=SHARED):
    return {"[Content_Types].xml": TYPES, "xl/workbook.xml": BOOK, "xl/_rels/workbook.xml.rels": RELATIONS,
            "xl/worksheets/sheet1.xml": SHEET.format(prolog="", rows='<x:row><x:c t="inlineStr"><x:is><x:t>隠れた行</x:t></x:is></x:c></x:row>'),
            "xl/worksheets/sheet2.xml": SHEET.format(prolog=prolog, rows=rows), "xl/sharedStrings.xml": shared}


def odd():
    pack("odd.xlsx", workbook(
        '<x:row r="2"><x:c r="B2" t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c><x:c r="F2" t="s"><x:v>2</x:v></x:c></x:row>'
        '<x:row r="3"/><x:row r="5"><x:c r="A5" s="9"/><x:c r="XFD5" s="9"/></x:row>'
        '<x:row r="6"><x:c r="A6" t="e"><x:f>1/0</x:f><x:v>#DIV/0!</x:v></x:c><x:c r="B6"><x:f>1+1</x:f></x:c>'
        '<x:c r="C6"><x:f>1+1</x:f><x:v>2</x:v></x:c><x:c r="D6" t="str"><x:f>A1</x:f><x:v>文字</x:v></x:c>'
        '<x:c r="E6" t="d"><x:v>2026-11-22T00:00:00</x:v></x:c><x:c r="F6" t="s"><x:v>99</x:v></x:c>'
        '<x:c r="G6" t="str"><x:f>""</x:f><x:v></x:v></x:c></x:row>'
        '<x:row><x:c><x:v>7.876665288245E12</x:v></x:c><x:c><x:v>0.1</x:v></x:c><x:c><x:v>1E-3</x:v></x:c>'
        '<x:c t="inlineStr"><x:is><x:r><x:t>イン</x:t></x:r><x:r><x:t>ライン</x:t></x:r><x:rPh sb="0" eb="1"><x:t>x</x:t></x:rPh></x:is></x:c></x:row>'))


def hostile():
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    pack("entities.xlsx", workbook('<x:row><x:c t="str"><x:v>&l9;</x:v></x:c></x:row>', prolog=f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'))
    pack("outside.xlsx", workbook('<x:row><x:c t="str"><x:v>&e;</x:v></x:c></x:row>', prolog='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'))
    pack("bomb.xlsx", workbook("<x:row></x:row>" + " " * (64 << 20)))
    pack("no-sheet.xlsx", {"[Content_Types].xml": TYPES, "word/document.xml": "<x/>"})
    whole = (here / "leads.xlsx").read_bytes()
    (here / "cut-off.xlsx").write_bytes(whole[: len(whole) // 2])
    flipped = bytearray((here / "odd.xlsx").read_bytes())
    at = flipped.find(b"xl/worksheets/sheet2.xml") + 60
    flipped[at:at + 4] = b"\xff\xff\xff\xff"
    (here / "damaged.xlsx").write_bytes(flipped)
    ole = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
    (here / "old.xls").write_bytes(ole + "Workbook".encode("utf-16le") + bytes(100))
    (here / "password.xlsx").write_bytes(ole + "EncryptedPackage".encode("utf-16le") + bytes(100))


leads()
macintosh()
odd()
hostile()
