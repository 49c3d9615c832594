import assert from "node:assert/strict";
import { test } from "node:test";
import { commonZone, dayOf, dayText, dayWithoutYear, daysBetween, isDay, language, monthAndYear, pastDay, schoolYearOf, schoolYearText, timeText, yearBefore, zoneText } from "./dates.ts";

language("en-US");

test("days are written in the reader's language, and no time zone moves them", () => {
  assert.equal(dayText("2026-11-29"), "Nov 29, 2026");
  assert.equal(dayText("2026-01-01"), "Jan 1, 2026");
  assert.equal(dayWithoutYear("2026-10-16"), "October 16");
  assert.equal(monthAndYear("2026-11-01"), "Nov 2026");
  language("de-DE");
  assert.equal(dayText("2026-11-29"), "29. Nov. 2026");
  language("en-US");
});

test("moments are written in the reader's own time of day", () => {
  assert.match(timeText("2026-11-29T20:16:00+00:00"), /2:16/); // tests run in Chicago
  assert.equal(dayOf(new Date("2026-11-30T03:00:00Z")), "2026-11-29");
});

test("days between two days do not depend on the hour changing", () => {
  assert.equal(daysBetween("2026-10-16", "2026-11-29"), 44);
  assert.equal(daysBetween("2026-11-29", "2026-11-29"), 0);
  assert.equal(daysBetween("2026-11-30", "2026-11-29"), -1);
});

test("a school year begins on July 1 and is called by the year in which it ends", () => {
  assert.equal(schoolYearOf("2026-06-30"), 2026);
  assert.equal(schoolYearOf("2026-07-01"), 2027);
  assert.equal(schoolYearText(2027), "2026–27");
  assert.equal(schoolYearText(2010), "2009–10");
});

test("today is the day of the district, wherever the reader is", () => {
  const evening = new Date("2026-11-30T03:00:00Z"); // the 29th in Chicago, where tests run
  const table: [string | null, string][] = [[null, "2026-11-29"], ["America/Chicago", "2026-11-29"], ["America/New_York", "2026-11-29"], ["Pacific/Auckland", "2026-11-30"], ["Nowhere/At_All", "2026-11-29"]];
  for (const [zone, expected] of table) assert.equal(dayOf(evening, zone), expected, String(zone));
  assert.equal(commonZone([{ timeZone: "America/Denver" }, { timeZone: "America/Denver" }]), "America/Denver");
  assert.equal(commonZone([{ timeZone: "America/Denver" }, { timeZone: "America/Chicago" }]), null);
  assert.equal(commonZone([]), null);
});

test("a zone is said where it is not the reader's own, or there are several", () => {
  assert.equal(zoneText("America/Chicago"), "");
  assert.equal(zoneText("America/New_York"), "Days are those of New York.");
  assert.equal(zoneText(null), "The districts lie in several time zones; today is the day in Chicago.");
});

test("a year before a day is the same day", () => {
  assert.equal(yearBefore("2026-11-29"), "2025-11-29");
  assert.equal(yearBefore("2028-02-29"), "2027-02-28");
});

test("a day is one of the calendar", () => {
  const table: [string, boolean][] = [["2026-02-28", true], ["2024-02-29", true], ["2026-02-30", false], ["2026-13-45", false], ["2026-2-3", false], ["soon", false]];
  for (const [text, expected] of table) assert.equal(isDay(text), expected, text);
});

test("a link to a day that is still to come is one to today", () => {
  const table: [string | null, string | null][] = [["2026-11-30", "2026-11-30"], ["2026-12-01", null], ["2099-01-01", null], ["2026-02-30", null], [null, null]];
  for (const [text, expected] of table) assert.equal(pastDay(text, "2026-11-30"), expected);
});
