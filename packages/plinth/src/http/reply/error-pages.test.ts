import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inlineContentOf, inlineContentOfErrors } from "../inline-content.ts";
import { createErrorPages } from "./error-pages.ts";
import type { ProblemDocument } from "./problem.ts";

const SAYS = "{{code}} {{requestId}}";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "plinth-error-pages-"));
  mkdirSync(join(directory, "errors"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const write = (name: string, html: string): void =>
  writeFileSync(join(directory, "errors", name), html);

const problem = (status: number, requestId = "id"): ProblemDocument => ({
  type: "about:blank",
  ...{ title: "T", status, detail: "T", instance: "urn", code: "CODE", details: [], requestId },
  timestamp: "2026-01-01T00:00:00.000Z",
  documentationUrl: "https://plinth.local/docs/errors/CODE",
});

describe("ERR-04: an application brings its own pages for errors", () => {
  it("that of the status, else of its kind, else Plinth's, below its prefix only", () => {
    write("404.html", `lost {{status}} ${SAYS}`);
    write("5xx.html", `broken {{status}} ${SAYS} {{documentationUrl}}`);
    const console = { directory: join(directory, "no-such"), prefix: "/console" };
    const pages = createErrorPages([{ directory, prefix: "" }, console]);
    const read = (url: string, status: number) => pages(url, status)(problem(status), undefined);
    expect(read("/nowhere?a=1", 404)).toBe("lost 404 CODE id");
    expect(read("/", 503)).toBe("broken 503 CODE id https://plinth.local/docs/errors/CODE");
    for (const [url, status] of [
      ["/a", 403],
      ["/console", 404],
      ["/console/a", 500],
      ["*", 404],
    ] as const) {
      expect(read(url, status)).toMatch(/^<!doctype html><html lang="en">/);
    }
    expect(read("/consoles", 404)).toBe("lost 404 CODE id");
  });

  it("a page counts down where it is known for how long", () => {
    write("429.html", `{{retryAfterSeconds}} ${SAYS}`);
    const page = createErrorPages([{ directory, prefix: "" }])("/", 429);
    expect(page(problem(429), 42)).toBe("42 CODE id");
    expect(page(problem(429), undefined)).toBe(" CODE id");
  });

  it("ERR-05: what is filled in is text, whatever it is, and is filled in once", () => {
    write("404.html", `<p>${SAYS}</p>`);
    const page = createErrorPages([{ directory, prefix: "" }])("/", 404);
    const text = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.constantFrom("<script>", "{{code}}", "&lt;", "$&", "\"'"),
    );
    fc.assert(
      fc.property(text, (id) => {
        const said = /^<p>CODE ([^<>]*)<\/p>$/s.exec(page(problem(404, id), undefined))?.[1];
        expect(said?.includes("{{code}}")).toBe(id.includes("{{code}}"));
        expect(said === id).toBe(!/[&<>"']/.test(id));
      }),
    );
  });

  it("refuses a start with a page that nobody would see, that cannot be filled, or that loads", () => {
    write("oops.html", SAYS);
    write("404.html", "{{code}} {{reason}}");
    write("5xx.html", `${SAYS}<script src="https://cdn.example.org/a.js"></script>`);
    const start = () => createErrorPages([{ directory, prefix: "" }]);
    expect(start).toThrow(/errors\/oops\.html in .* is of no error/);
    expect(start).toThrow(/errors\/404\.html in .* has no \{\{reason\}\} to show/);
    expect(start).toThrow(/errors\/404\.html in .* does not say \{\{requestId\}\}/);
    expect(start).toThrow(/cdn\.example\.org/);
  });

  it("WEB-04: what they have inside is known, and apart from what other pages have", () => {
    write("404.html", `<style>a{}</style>${SAYS}`);
    writeFileSync(join(directory, "index.html"), "<script>1</script>");
    const web = [{ directory }];
    expect(inlineContentOfErrors(web)).toEqual({
      styles: [expect.stringMatching(/^'sha256-/)],
      scripts: [],
    });
    expect(inlineContentOf(web)).toEqual({
      styles: [],
      scripts: [expect.stringMatching(/^'sha256-/)],
    });
  });
});
