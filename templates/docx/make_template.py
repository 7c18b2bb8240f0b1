"""Makes ``treaty.docx``, the page and the styles of every Word file: ``python make_template.py [FILE]``.

Goes in: the table of styles below.  Comes out: a package that opens in Word, each style shown under its own name, and
that is the same to the byte however often it is made.  The writer takes its styles, settings, fonts and page; numbering,
header, footer and text are the writer's.  A ministry that wants its own look edits the file, or gives another.
"""

from __future__ import annotations

import io
import re
import sys
import zipfile
from pathlib import Path

import docx
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
FACE = "Times New Roman"
MM = 1440 / 25.4

CENTRED = '<w:jc w:val="center"/>'
LEFT = '<w:jc w:val="left"/>'
RIGHT = '<w:jc w:val="right"/>'
NEXT = "<w:keepNext/>"
TOGETHER = "<w:keepNext/><w:keepLines/>"
WHOLE = "<w:suppressAutoHyphens/>"
UNCOUNTED = "<w:suppressLineNumbers/>"
BOLD, ITALIC, CAPITALS, SMALL = "<w:b/>", "<w:i/>", "<w:caps/>", "<w:smallCaps/>"
RULE_ABOVE = '<w:pBdr><w:top w:val="single" w:sz="4" w:space="3" w:color="auto"/></w:pBdr>'


def gap(before: float = 0, after: float = 6, line: int = 0) -> str:
    """Points before and after; ``line`` is a leading other than the body's, in points."""
    leading = f' w:line="{line * 20}" w:lineRule="atLeast"' if line else ""
    return f'<w:spacing w:before="{round(before * 20)}" w:after="{round(after * 20)}"{leading}/>'


def indent(left: float, hanging: float = 0, right: float = 0) -> str:
    """Millimetres."""
    out = f' w:hanging="{round(hanging * MM)}"' if hanging else ""
    edge = f' w:right="{round(right * MM)}"' if right else ""
    return f'<w:ind w:left="{round(left * MM)}"{edge}{out}/>'


def size(points: float) -> str:
    """A size of type; Word counts half points."""
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def listed(list_: int, level: int) -> str:
    """The paragraph's place in the writer's lists: 1 Parts, 2 articles and what is in them, 3 annexes."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_}"/></w:numPr>'


CONTENTS_TAB = '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9071"/></w:tabs>'
EDGE = '<w:tab w:val="right" w:pos="9071"/>'
MIDDLE = '<w:tab w:val="center" w:pos="4535"/>'

# id, name, based on, next, paragraph properties in the order of the schema, run properties in the order of the schema
PARAGRAPHS = [
    ("Title", "Title", "Normal", "DraftMark", TOGETHER + UNCOUNTED + WHOLE + gap(0, 12, 18) + CENTRED, BOLD + size(14)),
    ("DraftMark", "Draft Mark", "Normal", "Recital", NEXT + UNCOUNTED + WHOLE + gap(0, 18) + CENTRED, size(10)),
    ("Party", "Party", "Normal", "Party", NEXT + WHOLE + gap() + CENTRED, ""),
    ("Recital", "Recital", "Normal", "Recital", "", ""),
    ("Enacting", "Enacting Formula", "Normal", "Heading1", NEXT + gap(6, 6), ""),
    ("Heading1", "heading 1", "Normal", "Heading2", TOGETHER + listed(1, 0) + WHOLE + gap(24, 12) + CENTRED + '<w:outlineLvl w:val="0"/>', BOLD),
    ("Heading2", "heading 2", "Normal", "Text", TOGETHER + listed(2, 0) + WHOLE + gap(14, 6) + CENTRED + '<w:outlineLvl w:val="1"/>', ITALIC),
    (
        "AnnexHeading",
        "Annex Heading",
        "Normal",
        "Text",
        TOGETHER + "<w:pageBreakBefore/>" + listed(3, 0) + WHOLE + gap(0, 12) + CENTRED + '<w:outlineLvl w:val="0"/>',
        BOLD,
    ),
    ("Alternative", "Alternative", "Normal", "Text", TOGETHER + WHOLE + gap(6, 6) + LEFT, BOLD),
    ("Text", "Treaty Text", "Normal", "Text", "", ""),
    ("Paragraph", "Treaty Paragraph", "Text", "Paragraph", listed(2, 1), ""),
    ("Point", "Treaty Point", "Text", "Point", listed(2, 2), ""),
    ("Subpoint", "Treaty Subpoint", "Text", "Subpoint", listed(2, 3), ""),
    ("ParagraphText", "Treaty Paragraph Continued", "Text", "Paragraph", indent(10), ""),
    ("PointText", "Treaty Point Continued", "Text", "Point", indent(18), ""),
    ("SubpointText", "Treaty Subpoint Continued", "Text", "Subpoint", indent(26), ""),
    ("Closing", "Closing", "Normal", "Closing", NEXT + gap(6, 6), ""),
    ("SignatureHeading", "Signature Heading", "Normal", "SignatureName", TOGETHER + UNCOUNTED + WHOLE + gap(18, 0) + indent(0, right=8) + LEFT, ""),
    (
        "SignatureName",
        "Signature Name",
        "Normal",
        "SignatureText",
        TOGETHER + UNCOUNTED + RULE_ABOVE + WHOLE + gap(40, 0) + indent(0, right=8) + LEFT,
        size(9.5),
    ),
    ("SignatureText", "Signature Text", "Normal", "SignatureText", TOGETHER + UNCOUNTED + WHOLE + gap(0, 0) + indent(0, right=8) + LEFT, size(9.5)),
    ("TableHead", "Table Head", "Normal", "TableText", TOGETHER + WHOLE + gap(0, 0, 12) + LEFT, BOLD + size(10)),
    ("TableHeadFigure", "Table Head Figure", "TableHead", "TableFigure", RIGHT, ""),
    ("TableText", "Table Text", "Normal", "TableText", gap(0, 0, 12) + LEFT, size(10)),
    ("TableFigure", "Table Figure", "TableText", "TableFigure", WHOLE + RIGHT, ""),
    ("ColumnHead", "Column Head", "Normal", "Text", TOGETHER + UNCOUNTED + WHOLE + gap(0, 4, 11) + CENTRED, ITALIC + size(9)),
    ("TableEnd", "Table End", "Normal", "Text", UNCOUNTED + '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>', size(1)),
    ("TOCHeading", "TOC Heading", "Normal", "TOC1", TOGETHER + "<w:pageBreakBefore/>" + UNCOUNTED + WHOLE + gap(0, 12) + CENTRED, BOLD),
    ("TOC1", "toc 1", "Normal", "Normal", NEXT + UNCOUNTED + CONTENTS_TAB + WHOLE + gap(8, 2) + LEFT, ""),
    ("TOC2", "toc 2", "Normal", "Normal", UNCOUNTED + CONTENTS_TAB + WHOLE + gap(0, 2) + indent(24, 24) + LEFT, ""),
    ("TOC3", "toc 3", "Normal", "Normal", UNCOUNTED + CONTENTS_TAB + WHOLE + gap(0, 2) + indent(30, 24) + LEFT, ""),
    ("Header", "header", "Normal", "Header", UNCOUNTED + f"<w:tabs>{EDGE}</w:tabs>" + WHOLE + gap(0, 0, 11) + LEFT, size(9)),
    ("Footer", "footer", "Normal", "Footer", UNCOUNTED + f"<w:tabs>{MIDDLE}{EDGE}</w:tabs>" + WHOLE + gap(0, 0, 11) + LEFT, size(9)),
    ("FootnoteText", "footnote text", "Normal", "FootnoteText", UNCOUNTED + gap(0, 2, 11), size(9)),
    ("CommentText", "annotation text", "Normal", "CommentText", gap(0, 0, 12) + LEFT, size(10)),
]

CHARACTERS = [
    ("Bracket", "Bracket", BOLD),
    ("Proposer", "Proposer", BOLD + SMALL),
    ("Blank", "Blank", BOLD),
    ("Emphasis", "Emphasis", ITALIC),
    ("Strong", "Strong", BOLD),
    ("Hyperlink", "Hyperlink", ""),
    ("FootnoteReference", "footnote reference", '<w:vertAlign w:val="superscript"/>'),
    ("CommentReference", "annotation reference", size(8)),
    ("LineNumber", "line number", '<w:color w:val="808080"/>' + size(8)),
]

TABLES = """
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/>
<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>
<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="TreatyTable"><w:name w:val="Treaty Table"/><w:basedOn w:val="TableNormal"/><w:qFormat/>
<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="6" w:space="0" w:color="auto"/><w:bottom w:val="single" w:sz="6" w:space="0" w:color="auto"/>
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="auto"/></w:tblBorders>
<w:tblCellMar><w:top w:w="57" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="57" w:type="dxa"/>
<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="ParallelTable"><w:name w:val="Parallel Table"/><w:basedOn w:val="TableNormal"/>
<w:tblPr><w:tblBorders><w:insideV w:val="single" w:sz="4" w:space="0" w:color="auto"/></w:tblBorders>
<w:tblCellMar><w:left w:w="142" w:type="dxa"/><w:right w:w="142" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
<w:style w:type="table" w:customStyle="1" w:styleId="SignatureTable"><w:name w:val="Signature Table"/><w:basedOn w:val="TableNormal"/>
<w:tblPr><w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>
"""

SETTINGS = f"""<w:settings {W}><w:zoom w:percent="100"/><w:defaultTabStop w:val="284"/><w:autoHyphenation/><w:consecutiveHyphenLimit w:val="2"/>
<w:hyphenationZone w:val="283"/><w:doNotHyphenateCaps/><w:characterSpacingControl w:val="doNotCompress"/>
<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>
<w:compatSetting w:name="overrideTableStyleFontSizeAndJustification" w:uri="http://schemas.microsoft.com/office/word" w:val="1"/>
<w:compatSetting w:name="enableOpenTypeFeatures" w:uri="http://schemas.microsoft.com/office/word" w:val="1"/>
<w:compatSetting w:name="doNotFlipMirrorIndents" w:uri="http://schemas.microsoft.com/office/word" w:val="1"/></w:compat>
<w:themeFontLang w:val="en-GB"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>"""

FONTS = f"""<w:fonts {W}><w:font w:name="{FACE}"><w:altName w:val="Liberation Serif"/><w:panose1 w:val="02020603050405020304"/><w:charset w:val="00"/>
<w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>"""

LEVELS = {1: ["PART %1"], 2: ["Article %1", "%2.", "(%3)", "(%4)"], 3: ["ANNEX %1", "%2.", "(%3)", "(%4)"]}
MARGINS = 'w:top="1417" w:right="1417" w:bottom="1417" w:left="1417" w:header="709" w:footer="709" w:gutter="0"'
PAGE = f'<w:sectPr {W}><w:pgSz w:w="11906" w:h="16838"/><w:pgMar {MARGINS}/></w:sectPr>'


def styles() -> str:
    """``word/styles.xml``: defaults, then every style of the tables above."""
    fonts = f'<w:rFonts w:ascii="{FACE}" w:hAnsi="{FACE}" w:eastAsia="{FACE}" w:cs="{FACE}"/>'
    made = [
        f"<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>{fonts}{size(11.5)}",
        '<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>',
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>',
        f'<w:pPr><w:widowControl/>{gap(0, 6, 14)}<w:jc w:val="both"/></w:pPr></w:style>',
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>',
        '<w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>',
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>',
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/></w:style>',
        TABLES.replace("\n", ""),
    ]
    built_in = {"Title", "Closing", "Emphasis", "Strong", "Hyperlink", "TOCHeading"}
    for id, name, base, following, pPr, rPr in PARAGRAPHS:
        own = "" if id in built_in or name.islower() or "heading " in name else ' w:customStyle="1"'
        properties = (f"<w:pPr>{pPr}</w:pPr>" if pPr else "") + (f"<w:rPr>{rPr}</w:rPr>" if rPr else "")
        links = f'<w:basedOn w:val="{base}"/><w:next w:val="{following}"/><w:qFormat/>'
        made.append(f'<w:style w:type="paragraph"{own} w:styleId="{id}"><w:name w:val="{name}"/>{links}{properties}</w:style>')
    for id, name, rPr in CHARACTERS:
        own = "" if id in built_in or name.islower() else ' w:customStyle="1"'
        properties = '<w:basedOn w:val="DefaultParagraphFont"/><w:qFormat/>' + (f"<w:rPr>{rPr}</w:rPr>" if rPr else "")
        made.append(f'<w:style w:type="character"{own} w:styleId="{id}"><w:name w:val="{name}"/>{properties}</w:style>')
    return "".join(made) + "</w:styles>"


def numbering() -> str:
    """Lists as the writer makes them for an English treaty, so that the template shows its labels."""
    formats = ["decimal", "decimal", "lowerLetter", "lowerRoman"]
    made = [f"<w:numbering {W}>"]
    for list_, texts in LEVELS.items():
        made.append(f'<w:abstractNum w:abstractNumId="{list_}"><w:multiLevelType w:val="multilevel"/>')
        for level, text in enumerate(texts):
            style = "upperRoman" if list_ != 2 and level == 0 else formats[level]
            suffix = '<w:suff w:val="nothing"/>' if level == 0 else ""
            made.append(
                f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>{suffix}<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
            )
        made.append("</w:abstractNum>")
    made += [f'<w:num w:numId="{list_}"><w:abstractNumId w:val="{list_}"/></w:num>' for list_ in LEVELS]
    return "".join(made) + "</w:numbering>"


def package() -> bytes:
    """The template, every default of python-docx's own gone."""
    document = docx.Document()
    part = document.part
    for rel in list(document.part.rels.values()):
        if rel.reltype.endswith(("/stylesWithEffects", "/customXml", "/webSettings", "/theme")):
            del part.rels[rel.rId]
    for rel in list(part.package.rels.values()):
        if rel.reltype.endswith("/thumbnail"):
            del part.package.rels[rel.rId]
    part.part_related_by(RT.STYLES)._element = parse_xml(styles())
    part.part_related_by(RT.SETTINGS)._element = parse_xml(SETTINGS.replace("\n", ""))
    part.part_related_by(RT.NUMBERING)._element = parse_xml(numbering())
    part.part_related_by(RT.FONT_TABLE)._blob = f"{HEAD}{FONTS}".replace("\n", "").encode()
    body = document.element.body
    body.clear_content()
    body.remove(body.sectPr)
    body.append(parse_xml(PAGE))
    for id, name, *_ in PARAGRAPHS:
        body.sectPr.addprevious(parse_xml(f'<w:p {W}><w:pPr><w:pStyle w:val="{id}"/></w:pPr><w:r><w:t>{name}</w:t></w:r></w:p>'))
    core = document.core_properties
    core.title, core.author, core.last_modified_by, core.comments, core.keywords = "Treaty", "peacedraft", "peacedraft", "", ""
    core.revision, core.language = 1, "en-GB"
    saved = io.BytesIO()
    document.save(saved)
    return reproducible(saved.getvalue())


def reproducible(data: bytes) -> bytes:
    """The same package with fixed times, in a fixed order; what python-docx writes of itself is dropped."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"<dcterms:(created|modified).*?</dcterms:\1>", b"", content)
            if name == "docProps/app.xml":
                content = f'{HEAD}<Properties xmlns="{EXTENDED}"><Application>peacedraft</Application></Properties>'.encode()
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0, 0
            target.writestr(info, content)
    return made.getvalue()


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_name("treaty.docx")).write_bytes(package())
