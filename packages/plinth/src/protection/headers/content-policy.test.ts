import { describe, expect, it } from "vitest";
import { createReplyHeaders, type ReplyHeaderOptions } from "./index.ts";

const REPORTS = { reportPath: "/api/v1/csp-reports" };

const headersOf = (
  options: ReplyHeaderOptions,
  kind: "html" | "page" | "json" | "worker" = "html",
  secure = true,
): ReadonlyMap<string, string> => {
  const flat = createReplyHeaders(options)(kind, secure);
  return new Map(
    Array.from({ length: flat.length / 2 }, (_, at) => [
      flat[at * 2] ?? "",
      flat[at * 2 + 1] ?? "",
    ]),
  );
};

describe("content policies of pages", () => {
  it.each(["html", "page"] as const)("WEB-04: %s answers say where to report", (kind) => {
    const secure = headersOf(REPORTS, kind);
    expect(secure.get("Content-Security-Policy")).toMatch(
      /; report-uri \/api\/v1\/csp-reports; report-to csp$/,
    );
    expect(secure.get("Reporting-Endpoints")).toBe('csp="/api/v1/csp-reports"');
    // Over plain HTTP browsers that know `report-to` would send nothing at all.
    const plain = headersOf(REPORTS, kind, false);
    expect(plain.get("Content-Security-Policy")).toMatch(/; report-uri \/api\/v1\/csp-reports$/);
    expect(plain.has("Reporting-Endpoints")).toBe(false);
  });

  it("ERR-04, WEB-04: error pages may have what is inside them, and load nothing", () => {
    const inlineOfErrors = { styles: ["'sha256-a'"], scripts: ["'sha256-b'"] };
    const page = headersOf({ inlineOfErrors }, "page").get("Content-Security-Policy") ?? "";
    expect(page).toMatch(
      /^default-src 'none'; style-src '[^ ]+' 'sha256-a'; script-src '[^ ]+' 'sha256-b'; base-uri/,
    );
    expect(page).not.toContain("'self'");
    const html = headersOf({ inlineOfErrors }).get("Content-Security-Policy");
    expect(html).not.toContain("sha256-a");
  });

  it("WEB-04: data has nothing to report", () => {
    const data = headersOf({ ...REPORTS, isCspReportOnly: true }, "json");
    expect(data.get("Content-Security-Policy")).toBe("default-src 'none'; frame-ancestors 'none'");
  });

  it("WEB-04, UX-01: a service worker may fetch from its own origin, and nothing else", () => {
    const worker = headersOf({ ...REPORTS, contentHosts: ["https://cdn.example.org"] }, "worker");
    expect(worker.get("Content-Security-Policy")).toBe(
      "default-src 'none'; connect-src 'self'; frame-ancestors 'none'",
    );
  });

  it("WEB-04: a policy that is only tried stands under its own name, and alone", () => {
    const tried = headersOf({ ...REPORTS, isCspReportOnly: true });
    expect(tried.has("Content-Security-Policy")).toBe(false);
    expect(tried.get("Content-Security-Policy-Report-Only")).toContain("default-src 'self'; ");
    expect(tried.get("X-Frame-Options")).toBe("DENY");
  });

  it("WEB-04: hosts from the settings give scripts, styles and fonts, and nothing else", () => {
    const host = "https://cdn.example.org";
    const policy = headersOf({ contentHosts: [host] }).get("Content-Security-Policy") ?? "";
    const naming = policy.split("; ").filter((directive) => directive.includes(host));
    expect(naming.map((directive) => directive.split(" ")[0])).toEqual([
      "script-src",
      "style-src",
      "font-src",
    ]);
    expect(policy).not.toMatch(/unsafe/);
    const page = headersOf({ contentHosts: [host] }, "page").get("Content-Security-Policy");
    expect(page).not.toContain(host);
  });
});
