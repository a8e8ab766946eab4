// Every page of every site is HTML as html-validate wants it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { Faults, sites } from "./browse.mjs";

const validator = new HtmlValidate(
  new StaticConfigLoader({
    root: true,
    extends: ["html-validate:recommended", "html-validate:a11y", "html-validate:document"],
    rules: {
      // Titles are those of official documents, which nobody may shorten.
      "long-title": "off",
      // The site's own files come from where the page comes from; a digest guards against others.
      "require-sri": ["error", { target: "crossorigin" }],
      // Headings of documents begin with their number, and their ids with them; HTML allows it, links outside rely on it.
      "valid-id": ["error", { relaxed: true }],
      // A wide table scrolls in a box with a name: a region for the keyboard, not a section of the text. In a drawing a
      // list has no element of its own.
      "prefer-native-element": ["error", { exclude: ["region", "list", "listitem"] }],
      // Tables and lists that a style shows as cards or without bullets lose their role in Safari unless it is said.
      "no-redundant-role": "off",
      // Blanks at the end of a line are what people wrote in their code.
      "no-trailing-whitespace": "off",
    },
  }),
);

/** What is at fault in a page: rule, message, element; where, as line and column. */
async function look(html, name) {
  const report = await validator.validateString(html, name);
  return report.results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, selector, line, column }) => ({
      fault: `${ruleId}: ${message}: ${selector?.replace(/:nth-child\(\d+\)/g, "")}`,
      place: `${name}:${line}:${column}`,
    })),
  );
}

for (const site of sites) {
  test(`html-validate finds nothing on all pages of ${site.name}`, async () => {
    const faults = new Faults();
    for (const page of site.pages) {
      for (const { fault, place } of await look(page.html, page.name)) faults.add(fault, place);
    }
    faults.none();
  });
}

test("what is spoiled is noticed", async () => {
  const [page] = sites[0].of("document");
  const spoils = [
    ["</dl>", "", "close-order"],
    ['id="niemyet-main"', 'id="niemyet-top"', "no-dup-id"],
    ["<h1>", '<h1 style="color: red">', "no-inline-style"],
    ["<title>", "<titel>", "element-required-content|no-unknown-elements|close-order"],
    ["<article>", "<article><p><div></div></p>", "element-permitted-content|close-order|no-implicit-close"],
    ["<nav ", '<nav lang="vi" lang="en" ', "no-dup-attr"],
  ];
  for (const [before, after, rule] of spoils) {
    assert.ok(page.html.includes(before), before);
    const told = (await look(page.html.replace(before, after), page.name)).map(({ fault }) => fault);
    assert.ok(told.some((fault) => new RegExp(`^(${rule})`).test(fault)), `${before} → ${after}: ${told.join("\n")}`);
  }
});
