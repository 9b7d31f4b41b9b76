import { describe, expect, it } from "vitest";
import { foreignContentProblems } from "./foreign-content.ts";

const HASH = `integrity="sha384-${"A".repeat(64)}"`;
const HOSTS = ["https://cdn.example.org"];

describe("what pages load from other hosts", () => {
  it.each([
    `<script src="https://cdn.example.org/a.js" ${HASH} crossorigin></script>`,
    `<link rel="stylesheet" href="https://cdn.example.org/a.css" ${HASH} crossorigin="anonymous">`,
    `<script type="module" crossorigin src="/assets/index.js"></script>`,
    `<link rel="icon" href="/favicon.svg"><link rel="canonical" href="https://elsewhere.example/">`,
    `<a href="https://elsewhere.example/">elsewhere</a>`,
  ])("WEB-04: %s is in order", (html) => {
    expect(foreignContentProblems(html, HOSTS)).toEqual([]);
  });

  it.each([
    [`<script src="https://cdn.example.org/a.js" crossorigin></script>`, /integrity/],
    [`<script src='//cdn.example.org/a.js' integrity="md5-abc" crossorigin></script>`, /integrity/],
    [`<script src="https://cdn.example.org/a.js" ${HASH}></script>`, /crossorigin/],
    [`<script ${HASH} crossorigin src=https://evil.example/a.js></script>`, /CSP_HOSTS/],
    [`<LINK REL=stylesheet HREF="http://cdn.example.org/a.css" ${HASH} crossorigin>`, /CSP_HOSTS/],
    [`<script data-x=">" src="https://evil.example/a.js"></script>`, /CSP_HOSTS/],
    [`<link rel="modulepreload" href="https://evil.example/a.js">`, /CSP_HOSTS/],
  ])("WEB-04: %s is refused", (html, words) => {
    expect(foreignContentProblems(html, HOSTS).join()).toMatch(words);
  });
});
