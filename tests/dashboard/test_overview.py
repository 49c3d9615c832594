"""The overview as people use it, on the demo's data."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.dashboard.conftest import Open, Violations

INVESTED = """{ metricQuery(query: {metrics: [{metric: {name: "investment_total"}}], totals: true,
  time: {last: {n: 1, unit: SCHOOL_YEAR, includeCurrent: true}}}) { totals { values { value } } } }"""
RUNNING = """{ partnerships(where: {statuses: [ACTIVE, PAUSED]}) {
  nodes { id name health { score } places { taken { value } } } }
  open: partnerships(where: {statuses: [PROPOSED, ACTIVE, PAUSED]}) { totalCount } }"""
PLACE = re.compile(r"/partnerships/[^#]+#[a-z-]+|/partnerships/[^#/]+/check-ins/[^#/]+|/data-health\?district=.+")
RECORD = """mutation ($id: ID!) { recordContribution(partnership: $id,
  input: {side: PARTNER, kind: FUNDING, amount: 12345}) { status } }"""

MOVING = """[...document.querySelectorAll('*')].map(element => getComputedStyle(element)).filter(style =>
  style.animationName !== 'none' || style.transitionDuration.split(', ').some(time => time !== '0s')).length"""
"""How many elements would move."""


def figure(page: Page, label: str) -> Any:
    return page.locator(".figures > div", has_text=label).locator(".n")


def dollars(amount: float) -> str:
    return f"${round(amount):,}"


@pytest.fixture(scope="module")
def overview(open_shared: Open) -> Page:
    """The page for tests that only look."""
    return open_shared("/")


def test_figures_and_tables_show_what_the_api_says(overview: Page, ask: Callable[..., Any]) -> None:
    answer = ask(RUNNING)
    nodes = answer["partnerships"]["nodes"]
    page = overview
    taken = round(sum(node["places"]["taken"]["value"] or 0 for node in nodes))
    expect(figure(page, "Places taken")).to_contain_text(f"{taken:,}")
    invested = ask(INVESTED)["metricQuery"]["totals"]["values"][0]["value"]
    expect(figure(page, "Put in by both sides")).to_have_text(dollars(invested))
    rows = page.locator("#partnerships .sortable tbody tr")
    expect(rows).to_have_count(answer["open"]["totalCount"])
    worst = min(nodes, key=lambda node: node["health"]["score"])
    row = rows.filter(has_text=worst["name"])
    expect(row).to_contain_text(str(round(worst["health"]["score"])))
    expect(page.locator("#partnerships .answer")).to_contain_text(worst["name"])
    expect(page.locator("#peers .row:not(.axis)")).to_have_count(len(nodes))
    expect(page.locator("#districts")).to_contain_text("Grand Bend ISD")
    expect(page.locator("#districts")).to_contain_text("nothing was received")


def test_the_lead_and_every_answer_claim_no_cause(overview: Page) -> None:
    expect(overview.locator("h1")).to_contain_text("come to school")
    expect(overview.locator("#peers .answer")).to_contain_text("not proof of a cause")


def test_filters_and_order_are_in_the_url_and_a_link_shows_the_same(open_view: Open) -> None:
    page = open_view("/")
    page.get_by_role("combobox", name="Districts").select_option(label="Mesa Union HSD")
    page.locator("#partnerships").get_by_role("button", name="Places taken").click()
    expect(page).to_have_url(re.compile(r"\?district=.+&sort=-places$"))
    expect(page.locator("#districts tbody tr")).to_have_count(1)
    expect(page.locator("#partnerships tbody tr", has_text="Maker lab")).to_have_count(0)  # it is of other districts
    names = page.locator("#partnerships tbody th a").all_inner_texts()
    other = open_view(page.url)
    expect(other.locator("#partnerships tbody th a")).to_have_text(names)
    expect(other.locator("#partnerships th[aria-sort=descending]")).to_have_text(re.compile("Places taken"))


def test_the_measure_of_the_peers_can_be_changed_and_each_chart_has_a_table(overview: Page) -> None:
    page = overview
    page.get_by_role("button", name="Chronic absence", exact=True).first.click()
    expect(page.locator("#peers h2")).to_contain_text("chronically absent")
    expect(page).to_have_url(re.compile("rate=chronic_absence_rate"))
    page.locator("#peers").get_by_text("Show as a table").first.click()
    expect(page.get_by_role("region", name="Participants and peers as a table")).to_be_visible()


def test_every_problem_ends_in_a_link_that_leads_to_its_place(overview: Page) -> None:
    page = overview
    items = page.locator(".todo li")
    expect(items.first).to_be_visible()
    for link in items.locator("a.do").all():
        assert PLACE.fullmatch(link.get_attribute("href") or "")


def test_keyboard_alone_reaches_the_content_a_word_and_its_explanation(overview: Page) -> None:
    page = overview
    page.evaluate("document.body.tabIndex = -1, document.body.focus(), document.body.removeAttribute('tabindex')")
    expect(page.locator(".figures .n").first).not_to_have_class(re.compile("pending"))
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to content")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    word = page.locator(".figures button.term").first
    word.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#g-places")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#g-places")).to_be_hidden()
    expect(word).to_be_focused()


def test_a_part_that_waits_and_fails_leaves_the_others_and_can_be_tried_again(open_view: Open) -> None:
    page = open_view("/data-health")  # a page that asks nothing yet, to have the routes in place before
    page.clock.install()
    held: list[Route] = []

    def hold(route: Route) -> None:
        if "contribution_kind" in (route.request.post_data or "") and not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/graphql", hold)
    page.goto("/")
    investment = page.locator("#investment")
    expect(page.locator("#partnerships tbody tr").first).to_be_visible()
    expect(investment.get_by_role("status")).to_have_text("Loading")
    page.clock.fast_forward(5_000)
    expect(investment.get_by_role("status")).to_contain_text("Still counting")
    held[0].abort()
    expect(investment).to_contain_text("This part could not be loaded")
    investment.get_by_role("button", name="Try again").click()
    expect(investment.locator(".trow.total")).to_be_visible()


def test_an_event_changes_the_number_on_the_page_and_is_announced(open_view: Open, ask: Callable[..., Any]) -> None:
    changed = ask(RUNNING)["partnerships"]["nodes"][0]["id"]
    page = open_view("/stories")
    page.get_by_role("link", name="Overview").first.click()
    before = ask(INVESTED)["metricQuery"]["totals"]["values"][0]["value"]
    expect(figure(page, "Put in by both sides")).to_have_text(dollars(before))
    ask(RECORD, id=changed)
    expect(figure(page, "Put in by both sides")).to_have_text(dollars(before + 12_345))
    expect(page.locator("p.sr[role=status]")).to_have_text(re.compile("on this page (was|were) updated"))


def test_each_figure_has_its_trend_and_the_year_before(overview: Page) -> None:
    figures = overview.locator(".figures > div")
    for figure in figures.all():
        expect(figure.get_by_text("last year")).not_to_have_count(0)
        expect(figure.locator("svg[aria-label*='by month since']")).to_be_visible()


def test_a_partnership_can_be_proposed_from_the_overview(overview: Page) -> None:
    link = overview.locator("#partnerships").get_by_role("link", name="Propose a partnership")
    expect(link).to_have_attribute("href", "/partnerships#propose")


def test_nothing_moves_for_who_wants_less_motion(overview: Page) -> None:
    overview.emulate_media(reduced_motion="no-preference")
    assert overview.evaluate(MOVING) > 0
    overview.emulate_media(reduced_motion="reduce")
    assert overview.evaluate(MOVING) == 0


def test_small_screens_have_one_column_a_menu_and_nothing_to_scroll_sideways(overview: Page) -> None:
    page = overview
    page.set_viewport_size({"width": 360, "height": 800})
    expect(page.locator("#partnerships tbody tr").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_text("Menu", exact=True).click()
    expect(page.get_by_role("navigation", name="Main, small screen").get_by_text("Districts")).to_be_visible()


def test_nothing_bars_people_in_light_and_dark_wide_and_narrow(overview: Page, violations: Violations) -> None:
    page = overview
    expect(page.locator("#peers .row").first).to_be_visible()
    expect(page.locator("#districts tbody tr").first).to_be_visible()
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 800})
    assert violations(page) == []
