import { expect, test } from "vitest";
import { tagsOf } from "./html.ts";

test("EVID-18: tags are read however they are written, and none in comments, scripts or texts", () => {
  const html = [
    '<SCRIPT SRC=/a.js defer></SCRIPT><!-- <script src="/no.js"></script> -->',
    "<script>const text = '<script src=\"/no.js\">';</script>",
    '<script\n  src="/b.js?x=1&amp;y=2" integrity=\'sha384-x\'></script><scripted src="/no.js">',
  ].join("");
  expect(tagsOf(html, "script").map((tag) => tag.get("src"))).toEqual([
    "/a.js",
    undefined,
    "/b.js?x=1&y=2",
  ]);
  expect(tagsOf(html, "script").at(-1)?.get("integrity")).toBe("sha384-x");
});

test("EVID-18: a page without ends is read to its end", () => {
  expect(tagsOf(`<!-- ${"<script ".repeat(50_000)}`, "script")).toEqual([]);
  expect(tagsOf("<script src=/a.js", "script").map((tag) => tag.get("src"))).toEqual(["/a.js"]);
});
