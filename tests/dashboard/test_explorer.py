"""The explorer as an analyst uses it, on the demo's data."""

import json
import re
import urllib.parse
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.dashboard.conftest import Open, Violations

BY_SCHOOL = """{ metricQuery(query: {metrics: [{metric: {name: "chronic_absence_rate"}}], groupBy: ["school"],
  time: {last: {n: 1, unit: SCHOOL_YEAR, includeCurrent: true}}, totals: true}) {
  rows { nodes { keys { label } values { value n } } } totals { values { value } } } }"""

ROWS = """query ($query: MetricQuery!) { metricQuery(query: $query) {
  rows(first: 500) { nodes { values { value } } } } }"""


def question(page: Page) -> dict[str, Any]:
    """The question that the address holds."""
    parameters = urllib.parse.parse_qs(urllib.parse.urlparse(page.url).query)
    query: dict[str, Any] = json.loads(parameters["q"][0])
    return query


def test_the_first_question_is_answered_by_chart_table_and_code_as_the_api_says(
    open_view: Open, ask: Callable[..., Any], violations: Violations
) -> None:
    answer = ask(BY_SCHOOL)["metricQuery"]
    page = open_view("/explorer")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(len(answer["rows"]["nodes"]))
    for shown, row in zip(rows.all(), answer["rows"]["nodes"], strict=True):
        expect(shown).to_contain_text(row["keys"][0]["label"])
        expect(shown).to_contain_text(f"{row['values'][0]['value']:.1f}%")
    expect(page.locator("tfoot")).to_contain_text(f"{answer['totals']['values'][0]['value']:.1f}%")
    chart = page.locator(".free-chart svg")
    expect(chart).to_be_visible()
    for row in answer["rows"]["nodes"]:
        expect(chart).to_contain_text(f"{row['values'][0]['value']:.1f}%, n {row['values'][0]['n']:,}")
    document, _, variables = page.locator("pre").inner_text().partition("# variables")
    assert ask(document, **json.loads(variables))["metricQuery"]["rows"]["nodes"]  # what can be copied for programs
    page.get_by_role("button", name="Python").click()
    expect(page.locator("pre")).to_contain_text("import json, httpx")
    expect(page).to_have_url(re.compile("code=python"))
    page.locator(".source").get_by_role("button", name="Chronic absence rate").click()
    expect(page.get_by_role("note", name="Chronic absence rate")).to_contain_text(
        re.compile("Formula.+Source.*chronic_absence_rate.+As of.+Behind this number.+learners")
    )
    page.keyboard.press("Escape")
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 800})
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_question_is_put_together_and_its_link_asks_the_same(open_view: Open, ask: Callable[..., Any]) -> None:
    page = open_view("/explorer")
    page.get_by_role("combobox", name="Add a grouping").select_option(label="Grade level")
    expect(page.locator(".question")).to_contain_text("by school and grade level")
    page.get_by_role("button", name="Remove School").click()
    page.get_by_role("combobox", name="In steps of").select_option(label="By month")
    page.get_by_role("combobox", name="Filter by").select_option(label="District")
    page.get_by_role("combobox", name="Choose a value").select_option(label="Mesa Union HSD")
    expect(page.locator(".chip", has_text="District:")).to_be_visible()
    query = question(page)
    assert (query["groupBy"], query["granularity"]) == (["grade_level"], "MONTH")
    assert query["where"]["dimension"]["name"] == "district"
    expect(page.locator("tbody tr").first).to_be_visible()
    page.locator("thead").get_by_role("button", name=re.compile(r"^Chronic absence rate\W*$")).click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("Chronic absence rate")
    expect(page.locator(".question")).to_contain_text("ordered by chronic absence rate, from the largest")
    assert question(page)["orderBy"] == [{"by": "chronic_absence_rate", "direction": "DESC"}]
    nodes = ask(ROWS, query=question(page))["metricQuery"]["rows"]["nodes"]
    known = [node["values"][0]["value"] for node in nodes if node["values"][0]["value"] is not None]
    assert known == sorted(known, reverse=True)
    shown = [f"{value:.1f}%" for value in known] + [re.compile("^–")] * (len(nodes) - len(known))
    expect(page.locator("tbody tr td:nth-child(3)")).to_have_text(shown)
    sentence = page.locator(".question").inner_text()
    other = open_view(page.url)
    expect(other.locator(".question")).to_have_text(sentence)


def test_an_error_of_a_formula_is_at_its_column_and_the_last_answer_stays(open_view: Open) -> None:
    page = open_view("/explorer")
    page.get_by_role("button", name="Add a formula").click()
    expect(page.locator("thead")).to_contain_text("Own measure 1")
    field = page.get_by_label("Formula")
    field.fill("attendance_rate + absences")
    field.press("Tab")
    expect(page.locator(".err")).to_have_text(re.compile(r"^Column \d+: Expected one unit"))
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("tbody tr").first).to_be_visible()


def test_an_answer_is_taken_away_as_a_file_and_a_question_is_saved_and_opened(open_view: Open) -> None:
    page = open_view("/explorer")
    page.get_by_role("button", name="Export").click()
    link = page.get_by_role("link", name="Download the file")
    expect(link).to_be_visible()
    with page.expect_download() as download:
        link.click()
    lines = download.value.path().read_text().splitlines()
    assert "chronic_absence_rate" in lines[0]
    page.get_by_label("Save as").fill("Absence by school")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page).to_have_url(re.compile(r"\\?saved="))
    other = open_view(page.url)
    expect(other.locator(".question")).to_contain_text("Chronic absence rate")
    expect(other.get_by_role("combobox", name="Open a saved question")).to_contain_text("Absence by school")


def test_an_answer_of_many_rows_says_how_many_are_shown_and_shows_more(open_view: Open) -> None:
    many = {
        "metrics": [{"metric": {"name": "attendance_rate"}}],
        "groupBy": ["school", "grade_level"],
        "granularity": "DAY",
        "time": {"last": {"n": 1, "unit": "SCHOOL_YEAR", "includeCurrent": True}},
    }
    page = open_view(f"/explorer?view=chart&q={urllib.parse.quote(json.dumps(many))}")
    notice = page.get_by_text(re.compile(r"The first 500 of [\d,]+ rows are shown"))
    expect(notice).to_be_visible()
    page.locator("details.table summary").click()  # the table behind the chart
    expect(page.locator("tbody tr")).to_have_count(500)
    page.get_by_role("button", name=re.compile("^Show .+ more$")).click()
    expect(page.locator("tbody tr").nth(500)).to_be_visible()
    expect(notice).not_to_be_visible()
