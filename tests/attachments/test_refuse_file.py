"""A file whose name, size or content do not tell one story does not come in."""

import io

import pytest
from django.core.files.base import ContentFile
from pypdf import PdfWriter

from almacontact.attachments.checks import check_file
from almacontact.attachments.file_types import ACCEPT, FILE_TYPES
from almacontact.attachments.names import clean_name
from almacontact.refusals import Refused
from tests.attachments import samples
from tests.attachments.samples import upload

TRUE_FILES = {
    "pliego.pdf": (samples.PDF, "application/pdf"),
    "oferta.docx": (
        samples.office("docx"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "precios.xlsx": (samples.office("xlsx"), "application/octet-stream"),
    "empresa.pptx": (samples.office("pptx"), ""),
    "acta.doc": (samples.compound({"WordDocument": b"x", "1Table": b"y"}), "application/msword"),
    "base.xls": (samples.compound({"Workbook": b"x" * 5000}), "application/vnd.ms-excel"),
    "base95.xls": (samples.compound({"Book": b"x"}), "application/vnd.ms-excel"),
    "empresa.ppt": (samples.compound({"PowerPoint Document": b"x"}), "application/vnd.ms-powerpoint"),
    "plano.png": (samples.PNG, "image/png"),
    "foto.jpg": (samples.JPEG, "image/jpeg"),
    "foto.JPEG": (samples.JPEG, "image/jpeg"),
    "logo.gif": (samples.GIF, "image/gif"),
    "logo.webp": (samples.WEBP, "image/webp"),
    "nota.txt": (samples.TEXT, "text/plain; charset=utf-8"),
    "nota-ansi.txt": ("Señores".encode("cp1252"), "text/plain"),
    "nota-utf16.txt": ("Señores".encode("utf-16"), "text/plain"),
    "lista.csv": (b"cliente;puestos\nAndina;10\n", "application/vnd.ms-excel"),
    "invitación.eml": (samples.eml(), "message/rfc822"),
    "carta.msg": (samples.msg(body="Hola"), "application/vnd.ms-outlook"),
}


def refusal(name: str, data: bytes, content_type: str = "application/octet-stream"):
    """The one blocker that the file meets."""
    with pytest.raises(Refused) as refused:
        check_file(upload(name, data, content_type))
    [blocker] = refused.value.blockers
    return blocker


@pytest.mark.parametrize("name", TRUE_FILES)
def test_a_true_file_of_each_accepted_kind_comes_in(name):
    data, content_type = TRUE_FILES[name]
    checked = check_file(upload(name, data, content_type))
    assert (checked.name, checked.data) == (name, data)
    assert name.lower().removesuffix("95.xls").endswith((checked.file_type.extension, "jpeg", "base"))


def test_every_type_in_the_table_has_a_true_file_in_these_tests():
    tested = {check_file(upload(name, *TRUE_FILES[name])).file_type for name in TRUE_FILES}
    assert tested == set(FILE_TYPES)


@pytest.mark.parametrize(
    "content", [samples.PROGRAM, b"\x7fELF" + bytes(60), b"#!/bin/sh\nrm -rf /\n", samples.HTML, samples.SVG]
)
@pytest.mark.parametrize("name", ["factura.pdf", "factura.txt", "factura.exe", "factura.png", "factura.csv"])
def test_programs_scripts_pages_and_svg_are_refused_under_any_name(name, content):
    blocker = refusal(name, content)
    assert blocker.code == "attachment_kind_refused"
    assert name in blocker.message
    assert blocker.field == "file"


@pytest.mark.parametrize(
    "text", [b"<!-- x --> <HTML>", b"\xef\xbb\xbf  <!doctype html>", b"<svg onload=alert(1)>", b"<script>x</script>"]
)
def test_markup_does_not_hide_behind_comments_marks_or_case(text):
    assert refusal("nota.txt", text).code == "attachment_kind_refused"


@pytest.mark.parametrize("claimed", sorted(TRUE_FILES))
@pytest.mark.parametrize("true", ["pliego.pdf", "plano.png", "oferta.docx", "carta.msg"])
def test_a_name_that_the_content_belies_is_refused(claimed, true):
    if TRUE_FILES[claimed][0] == TRUE_FILES[true][0]:
        return
    blocker = refusal(claimed, TRUE_FILES[true][0])
    assert blocker.code == "attachment_content_mismatch"
    assert claimed in blocker.message


@pytest.mark.parametrize(
    "name", ["macro.docm", "macro.xlsm", "todo.zip", "pagina.html", "plano.svg", "virus.exe", "sin-extension", "a.rar"]
)
def test_an_ending_that_is_not_in_the_table_is_refused(name):
    assert refusal(name, samples.PDF).code == "attachment_type_refused"


def test_the_last_ending_decides():
    assert refusal("oferta.pdf.exe", samples.PDF).code == "attachment_type_refused"


@pytest.mark.parametrize("name", TRUE_FILES)
@pytest.mark.parametrize(
    "declared", ["application/wps-office.xlsx", "application/vnd.oasis.opendocument.text", "text/html", "nonsense", ""]
)
def test_what_the_senders_computer_calls_a_file_says_nothing(name, declared):
    assert check_file(upload(name, TRUE_FILES[name][0], declared)).name == name


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pptx"])
def test_a_document_of_another_office_suite_may_name_its_parts_otherwise(kind):
    main, declared = samples.MAIN[kind]
    moved = main.replace(".xml", "2.xml")
    for part, said, quote in ((moved, moved, '"'), (main.replace("/", "\\"), main, '"'), (main.upper(), main, "'")):
        types = f"<Types><Override ContentType='application/{declared}' PartName={quote}/{said}{quote}/></Types>"
        data = samples.zipped({"[Content_Types].xml": types.encode(), part: b"<document/>"})
        assert check_file(upload(f"a.{kind}", data)).file_type.extension == kind


def locked(user: str, owner: str = "duena", algorithm: str = "AES-256") -> bytes:
    """A PDF encrypted with these passwords."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt(user, owner, algorithm=algorithm)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_a_pdf_that_needs_a_password_is_refused_by_name(algorithm):
    blocker = refusal("acta firmada.pdf", locked("secreta", algorithm=algorithm))
    assert blocker.code == "attachment_password"
    assert "acta firmada.pdf" in blocker.message


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_a_pdf_with_an_owners_password_alone_opens_for_everybody_and_comes_in(algorithm):
    assert check_file(upload("acta.pdf", locked("", algorithm=algorithm))).file_type.extension == "pdf"


def test_a_pdf_that_speaks_of_encryption_comes_in():
    assert check_file(upload("norma.pdf", samples.PDF + b"% see /Encrypt in the standard\n")).name == "norma.pdf"


def test_a_pdf_locked_for_the_holder_of_a_certificate_is_refused():
    data = samples.PDF.replace(
        b"/Root 1 0 R", b"/Root 1 0 R/Encrypt<</Filter/Adobe.PubSec/V 4/SubFilter/adbe.pkcs7.s5>>"
    )
    assert refusal("acta.pdf", data).code == "attachment_password"


@pytest.mark.parametrize(
    "name, data",
    [
        ("a.docx", samples.office("docx", **{"word/vbaProject.bin": b"x"})),
        ("a.xlsx", samples.office("xlsm")),
        ("a.docx", samples.office("docm")),
        ("a.doc", samples.compound({"WordDocument": b"x", "Macros/VBA/dir": b"x"})),
        ("a.xls", samples.compound({"Workbook": b"x", "_VBA_PROJECT_CUR/VBA/dir": b"x"})),
    ],
)
def test_macros_are_refused_under_a_plain_name_too(name, data):
    assert refusal(name, data).code == "attachment_macro"


def test_a_workbook_with_a_password_is_told_from_a_damaged_one():
    locked = samples.compound({"EncryptedPackage": b"x" * 5000, "EncryptionInfo": b"y"})
    assert refusal("precios.xlsx", locked).code == "attachment_password"


def test_a_renamed_archive_is_not_a_document():
    assert refusal("oferta.docx", samples.zipped({"leame.txt": b"x"})).code == "attachment_content_mismatch"


def test_a_document_that_unpacks_to_far_more_than_its_size_is_refused():
    bomb = samples.office("xlsx", **{"xl/worksheets/sheet1.xml": bytes(40 * 1024 * 1024)})
    assert len(bomb) < 100_000
    assert refusal("precios.xlsx", bomb).code == "attachment_bomb"


def test_a_document_with_too_many_parts_is_refused():
    crowd = samples.office("docx", **{f"word/{number}.xml": b"" for number in range(10_001)})
    assert refusal("oferta.docx", crowd).code == "attachment_bomb"


def test_a_document_whose_parts_overlap_is_refused():
    whole = samples.office("docx", **{"word/media/a.bin": bytes(range(256)) * 20})
    # The directory names the same packed bytes twelve times over.
    end = whole.rindex(b"PK\x05\x06")
    start = int.from_bytes(whole[end + 16 : end + 20], "little")
    entries, count = whole[start:end], int.from_bytes(whole[end + 10 : end + 12], "little")
    tail = bytearray(whole[end:])
    tail[8:10] = tail[10:12] = (count * 12).to_bytes(2, "little")
    tail[12:16] = (len(entries) * 12).to_bytes(4, "little")
    assert refusal("oferta.docx", whole[:start] + entries * 12 + bytes(tail)).code == "attachment_bomb"


@pytest.mark.parametrize("name", ["oferta.docx", "precios.xlsx", "carta.msg", "base.xls"])
def test_half_a_file_is_called_damaged_or_not_what_it_says(name):
    data = TRUE_FILES[name][0]
    for cut in (len(data) // 2, len(data) // 4):
        assert refusal(name, data[:cut]).code in {"attachment_damaged", "attachment_content_mismatch"}


def test_an_empty_file_is_refused_by_name():
    blocker = refusal("vacio.pdf", b"")
    assert blocker.code == "attachment_empty"
    assert "vacio.pdf" in blocker.message


def test_a_file_one_byte_above_the_limit_is_refused_and_one_at_it_is_not(settings):
    settings.ATTACHMENT_MAX_BYTES = len(samples.PDF)
    assert check_file(upload("justo.pdf", samples.PDF)).size == len(samples.PDF)
    settings.ATTACHMENT_MAX_BYTES -= 1
    assert refusal("grande.pdf", samples.PDF).code == "attachment_too_large"


@pytest.mark.parametrize(
    "given, kept",
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\ana\\oferta.pdf", "oferta.pdf"),
        ("a\x00b\x1f\n.pdf", "ab .pdf"),
        ("factura\u202efdp.exe", "facturafdp.exe"),
        ("ofer\u200bta.pdf", "oferta.pdf"),
        (' .oferta "final"?.pdf. ', "oferta _final__.pdf"),
        ("Nin\u0303o.pdf", "Niño.pdf"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("\u202e\u200b", ""),
    ],
)
def test_names_lose_paths_controls_and_invisible_characters(given, kept):
    assert clean_name(given) == kept


def test_a_right_to_left_name_cannot_pass_a_program_as_a_pdf():
    file = ContentFile(samples.PDF, name="factura\u202efdp.exe")
    with pytest.raises(Refused) as refused:
        check_file(file)
    assert refused.value.blockers[0].code == "attachment_type_refused"


def test_the_upload_field_offers_what_the_table_accepts():
    assert ACCEPT.split(",") == [*(f".{one.extension}" for one in FILE_TYPES), ".jpeg"]
