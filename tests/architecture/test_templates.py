"""Habits of the templates: a person can read each line, and what every page has comes from one component."""

from tests.architecture.sources import name, templates

LONGEST_LINE = 120
PAGE_HEADER = "templates/components/_page_header.html"


def test_no_line_of_a_template_is_longer_than_a_line_of_code():
    """A tag that does not fit is a decision: it belongs into the view's page, or into a component."""
    long = [
        f"{name(path)}:{number}"
        for path in templates()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > LONGEST_LINE
    ]
    assert not long, "\n".join(long)


def test_the_head_of_a_page_is_written_by_its_component_alone():
    written = [name(path) for path in templates() if 'class="page-header' in path.read_text()]
    assert written == [PAGE_HEADER]
