import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { htmlOf } from "./html.ts";

describe("the HTML form of a mail", () => {
  it("says what the text says, with a button for a link that stands alone", () => {
    const html = htmlOf(
      "Set a password",
      "Somebody asked.\n\nOpen this:\nhttps://a.example/x#token=Y\n",
    );
    expect(html).toContain('<p style="margin:0 0 16px">Somebody asked.</p>');
    expect(html.match(/href="https:\/\/a\.example\/x#token=Y"/g)).toHaveLength(1);
    expect(html).toContain("Open this:");
    expect(html).toContain('<html lang="en" dir="ltr">');
  });

  it("leaves the full stop behind an address out of the link", () => {
    expect(htmlOf("s", "See https://a.example/in. Now.")).toContain(
      '<a href="https://a.example/in">https://a.example/in</a>. Now.',
    );
  });

  it("P-029: no text becomes an element, an attribute or an address of its own", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string(), (subject, text) => {
        const plain = htmlOf("", "").match(/<[a-z!/]/gi)?.length ?? 0;
        const html = htmlOf(subject, `${text}<img src=x onerror=alert(1)>"'`);
        expect(html).not.toMatch(/<img|<script|javascript:[^<]*"/i);
        const tags = html.match(/<\/?([a-z0-9]+)/gi) ?? [];
        const known = /^<\/?(html|head|meta|title|body|div|h1|p|a|br)$/i;
        expect(tags.filter((tag) => !known.test(tag))).toEqual([]);
        expect(tags.length).toBeGreaterThanOrEqual(plain - 1);
      }),
    );
  });
});
