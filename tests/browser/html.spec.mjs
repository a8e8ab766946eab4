// Every page of every site is valid HTML according to html-validate.

import assert from "node:assert/strict";
import { test } from "node:test";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { Faults, sites } from "./browse.mjs";

const validator = new HtmlValidate(
  new StaticConfigLoader({
    root: true,
    extends: ["html-validate:recommended", "html-validate:a11y", "html-validate:document"],
    rules: {
      // Titles of official documents must not be shortened.
      "long-title": "off",
      // Files of the same origin need no digest.
      "require-sri": ["error", { target: "crossorigin" }],
      // Headings of documents begin with a number, and so do their ids; HTML allows that, and links from outside rely on it.
      "valid-id": ["error", { relaxed: true }],
      // A wide table scrolls in a labelled box, which is a region for the keyboard and not a section of the text. SVG has
      // no list elements.
      "prefer-native-element": ["error", { exclude: ["region", "list", "listitem"] }],
      // In Safari, tables shown as cards and lists without bullets lose their role unless it is explicit.
      "no-redundant-role": "off",
      // Trailing spaces come from the code blocks of authors.
      "no-trailing-whitespace": "off",
    },
  }),
);

/** The faults of a page: rule, message and element, with line and column. */
async function validate(html, name) {
  const report = await validator.validateString(html, name);
  return report.results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, selector, line, column }) => ({
      fault: `${ruleId}: ${message}: ${selector?.replace(/:nth-child\(\d+\)/g, "")}`,
      place: `${name}:${line}:${column}`,
    })),
  );
}

for (const site of sites) {
  test(`html-validate finds no fault on any page of ${site.name}`, async () => {
    const faults = new Faults();
    for (const page of site.pages) {
      for (const { fault, place } of await validate(page.html, page.name)) faults.add(fault, place);
    }
    faults.assertNone();
  });
}

test("html-validate detects deliberately broken pages", async () => {
  const [page] = sites[0].pagesOf("document");
  const mutations = [
    ["</dl>", "", "close-order"],
    ['id="niemyet-main"', 'id="niemyet-top"', "no-dup-id"],
    ["<h1>", '<h1 style="color: red">', "no-inline-style"],
    ["<title>", "<titel>", "element-required-content|no-unknown-elements|close-order"],
    ["<article>", "<article><p><div></div></p>", "element-permitted-content|close-order|no-implicit-close"],
    ["<nav ", '<nav lang="vi" lang="en" ', "no-dup-attr"],
  ];
  for (const [before, after, rule] of mutations) {
    assert.ok(page.html.includes(before), `the page does not contain ${before}`);
    const faults = (await validate(page.html.replace(before, after), page.name)).map(({ fault }) => fault);
    assert.ok(faults.some((fault) => new RegExp(`^(${rule})`).test(fault)), `${before} → ${after}: ${faults.join("\n")}`);
  }
});
