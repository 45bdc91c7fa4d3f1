"""Reading a PDF in tests: its words in reading order, its structure, its typefaces."""

import io
import shutil
import subprocess
from typing import Any

import pytest
from pypdf import PdfReader

needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs pdftotext (poppler-utils)")


def text_of(pdf: bytes, *options: str) -> str:
    """The words of a PDF in its reading order, each page closed by a form feed."""
    read = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return read.stdout.decode()


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page, white space evened out."""
    return [" ".join(page.split()) for page in text_of(pdf).split("\f")[:-1]]


def read(pdf: bytes) -> PdfReader:
    """The structure of a PDF."""
    return PdfReader(io.BytesIO(pdf))


def fonts_without_a_file(pdf: bytes) -> set[str]:
    """The typefaces that a PDF names and does not carry."""
    found: set[str] = set()
    for page in read(pdf).pages:
        fonts: Any = page["/Resources"].get_object().get("/Font", {})
        for font in fonts.get_object().values():
            whole = font.get_object()
            parts = [one.get_object() for one in whole.get("/DescendantFonts", [])] or [whole]
            for part in parts:
                described = part["/FontDescriptor"].get_object() if "/FontDescriptor" in part else {}
                if not any(name in described for name in ("/FontFile", "/FontFile2", "/FontFile3")):
                    found.add(str(whole["/BaseFont"]))
    return found
