"""Texts that people type and paste, of which a document must lose no word: long, wide, in other scripts, with signs."""

import random
from html import escape

LONG = "A" * 300
ALWAYS = (
    LONG,
    "https://www.contratos.gov.co/consultas/detalleProceso.do?numConstancia=" + "27-1-234567-" * 12,
    "Resolución_de_adjudicación_definitiva_del_proceso_" * 6,
    "华为技术有限公司成立于一九八七年是全球领先的信息与通信基础设施提供商" * 4,
    "株式会社エヌ・ティ・ティ・データ 東京都江東区豊洲三丁目",
    "한국전력공사 서울특별시 강남구 삼성동",
    "Акционерное общество «Росэлектроника» и Высокопревосходительство",
    "Ελληνική Εταιρεία Τηλεπικοινωνιών",
    "บริษัท ไทยเบฟเวอเรจ จำกัด",
    "😀🤝🥇🚀✅ Acuerdo 🫡",
    "“comillas” – guiones — € ₱ ₿ ½ ³ ≤ ≥ ± × ÷ → ✓",
    "e\u0301 n\u0303 letras compuestas aparte: a\u0301o\u0308",
    "0" * 120,
    "$ 999.999.999.999.999.999 por puesto",
    "MAYÚSCULAS" * 20,
    "palabra-con-guiones-" * 15,
    "correo.muy.largo." * 10 + "@cliente.example",
    "línea 1\nlínea 2\nlínea 3",
    "C:\\carpeta\\sin\\espacios\\" * 8,
    "fin",
)
_LETTERS = (
    "abcdefghijklmnñopqrstuvwxyzáéíóúüABCDEFGHIJKLMNÑOPQRSTUVWXYZ0123456789.,;:()/%&#@€$–—“”¿¡华为技術公司한국Россия"
)


def texts(count: int) -> list[str]:
    """Return `count` hostile texts: those above, then random ones, the same each time."""
    chance = random.Random(20270315)
    return [*ALWAYS[:count], *(_random(chance) for _ in range(count - len(ALWAYS)))]


def table(columns: int, rows: int = 3, length: int = 14) -> str:
    """Return a table in Markdown with words of `length` letters."""
    lines = ["|".join(["", *(f"Columna{one:02d}".ljust(length, "x") for one in range(columns)), ""])]
    lines.append("|".join(["", *["---"] * columns, ""]))
    for row in range(rows):
        lines.append("|".join(["", *(f"F{row}C{one:02d}".ljust(length, "y") for one in range(columns)), ""]))
    return "\n".join(lines)


def as_html(text: str) -> str:
    """Return a text as it stands in a page."""
    return escape(text)


def _random(chance: random.Random) -> str:
    words = []
    for _ in range(chance.randint(1, 12)):
        length = chance.choice((3, 8, 15, 30, 80, 200))
        words.append("".join(chance.choice(_LETTERS) for _ in range(chance.randint(1, length))))
    return " ".join(words)
