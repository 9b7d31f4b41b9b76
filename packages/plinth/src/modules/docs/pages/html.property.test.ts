import fc from "fast-check";
import { expect, test } from "vitest";
import { html } from "./html.ts";

const decode = (text: string): string =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");

const hostile = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("<script>alert(1)</script>", `" onclick="x`, "'><img src=x onerror=y>", "&lt;"),
);

test("P-029: no text that is put into a page breaks out of its element or attribute", () => {
  fc.assert(
    fc.property(hostile, hostile, (title, text) => {
      const { markup } = html`<p title="${title}">${[text]}</p>`;
      const match = /^<p title="([^"<>]*)">([^<>]*)<\/p>$/s.exec(markup);
      expect(match).not.toBeNull();
      expect(decode(match?.[1] ?? "")).toBe(title);
      expect(decode(match?.[2] ?? "")).toBe(text);
    }),
  );
});

test("DOC-01: markup, lists and nothing are taken as they are", () => {
  const items = ["a", "b"].map((name) => html`<li>${name}</li>`);
  expect(html`<ul>${items}</ul>${undefined}${false}${3}`.markup).toBe(
    "<ul><li>a</li><li>b</li></ul>3",
  );
});
