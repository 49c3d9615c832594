import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { COLOURS } from "../charts/free_chart.tsx";

const OKABE_ITO = ["#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7"];
/** Those of data, of words in the same colour, and of what must be seen. */
const HUES = ["district", "partner", "participants", "district-text", "partner-text", "participants-text", "attention", "focus", "error"];

const sheet = (name: string) => readFileSync(join(process.cwd(), "styles", name), "utf8");
const [light = "", dark = ""] = sheet("tokens.css").split("@media (prefers-color-scheme: dark)");
const print = sheet("print.css");
const token = (text: string, name: string): string => {
  const hex = new RegExp(`--${name}: (#[0-9a-f]{3,6});`).exec(text)?.[1];
  assert.ok(hex, `--${name} is not there`);
  return hex.length === 4 ? `#${[...hex.slice(1)].map((digit) => digit + digit).join("")}` : hex;
};
const channels = (hex: string): number[] => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);

function hue(hex: string): number {
  const [red = 0, green = 0, blue = 0] = channels(hex);
  const [least, most] = [Math.min(red, green, blue), Math.max(red, green, blue)];
  const sixth = most === red ? (green - blue) / (most - least) : most === green ? 2 + (blue - red) / (most - least) : 4 + (red - green) / (most - least);
  return (sixth * 60 + 360) % 360;
}

/** The colour of Okabe and Ito of which another is a lighter or darker shade. */
const shadeOf = (hex: string): string | undefined => OKABE_ITO.find((one) => Math.abs(hue(one) - hue(hex)) <= 2);

const linear = (hex: string) => channels(hex).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = linear(hex);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast of two colours by WCAG. */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

test("every hue is of Okabe and Ito, and no two kinds of data share one, in light, dark and print", () => {
  for (const scheme of [light, dark]) {
    for (const name of HUES) assert.ok(shadeOf(token(scheme, name)), `${name} ${token(scheme, name)}`);
    const kinds = ["district", "partner", "participants", "attention"].map((name) => shadeOf(token(scheme, name)));
    assert.equal(new Set(kinds).size, kinds.length);
  }
  for (const name of ["district", "partner", "participants"]) assert.equal(token(print, name), token(light, name));
});

test("words and drawings stand out from the page as WCAG asks", () => {
  for (const scheme of [light, dark]) {
    const page = token(scheme, "page");
    for (const name of ["ink", "ink-2", "ink-3", "district-text", "partner-text", "participants-text", "error", "link"]) assert.ok(contrast(token(scheme, name), page) >= 4.5, name);
    for (const name of ["district", "partner", "participants", "peers", "focus"]) assert.ok(contrast(token(scheme, name), page) >= 3, name);
  }
});

test("colours stand among the tokens alone", () => {
  const others = readdirSync(join(process.cwd(), "styles")).filter((name) => name.endsWith(".css") && name !== "tokens.css" && name !== "print.css");
  for (const name of others) assert.doesNotMatch(sheet(name), /:[^;{}]*#[0-9a-f]{3,8}\b/, name);
  for (const colour of COLOURS) assert.ok(colour === "var(--ink)" || OKABE_ITO.includes(colour), colour);
  assert.equal(new Set(COLOURS).size, COLOURS.length);
});

test("nothing moves for who wants less motion", () => {
  const sheets = readdirSync(join(process.cwd(), "styles")).filter((name) => name.endsWith(".css")).map(sheet).join("\n");
  const wanted = /@media \(prefers-reduced-motion: no-preference\) \{[\s\S]*?\n\}/g;
  assert.match(sheets.match(wanted)?.join("") ?? "", /transition/);
  assert.doesNotMatch(sheets.replace(wanted, ""), /\b(transition|animation)[a-z-]*\s*:|@keyframes|scroll-behavior/);
});
