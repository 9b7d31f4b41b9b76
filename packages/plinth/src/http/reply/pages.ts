import { createHash } from "node:crypto";
import { escapeHtml } from "#core";
import type { ProblemDocument } from "./problem.ts";

const STYLE = `:root{color-scheme:light dark;--ink:#1d2321;--paper:#faf9f6;--soft:#5c6661;--line:#d9dcd6;--accent:#1f6f54}
@media(prefers-color-scheme:dark){:root{--ink:#edf0ec;--paper:#151917;--soft:#a5afa9;--line:#333b37;--accent:#7cc9a9}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--paper);color:var(--ink);font:1.05rem/1.6 ui-sans-serif,system-ui,sans-serif;padding:1.5rem}
main{max-width:34rem;width:100%}p.status{font-variant-numeric:tabular-nums;color:var(--soft);margin:0;letter-spacing:.04em}
h1{font-size:1.9rem;line-height:1.2;margin:.25rem 0 1rem;text-wrap:balance}dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem;border-top:1px solid var(--line);padding-top:1rem;margin-top:2rem;font-size:.9rem;color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere;font-family:ui-monospace,monospace}a{color:var(--accent)}a:focus-visible{outline:3px solid var(--accent);outline-offset:3px}`;

const COUNTDOWN = `(()=>{const e=document.getElementById("wait");if(!e)return;let n=Number(e.textContent);const t=setInterval(()=>{n-=1;if(n<=0){clearInterval(t);e.parentElement.textContent="You can try again now.";return}e.textContent=String(n)},1000)})()`;

const sha256 = (text: string): string =>
  `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** The inline style and script of our own pages, as CSP hashes (CSP level 3 section 2.3.1). */
export const PAGE_CSP_HASHES = { style: sha256(STYLE), script: sha256(COUNTDOWN) } as const;

/** Builds an HTML page for a problem; templates are overridable (ERR-04). */
export type ErrorPage = (problem: ProblemDocument, retryAfterSeconds: number | undefined) => string;

/** The default page: no external assets, readable offline, counts down after a 429. */
export const defaultErrorPage: ErrorPage = (problem, retryAfterSeconds) => {
  const detail = problem.detail === problem.title ? "" : `<p>${escapeHtml(problem.detail)}</p>`;
  const wait =
    retryAfterSeconds === undefined
      ? ""
      : `<p role="timer">You can try again in <span id="wait">${retryAfterSeconds}</span> seconds.</p><script>${COUNTDOWN}</script>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${problem.status} ${escapeHtml(problem.title)}</title><style>${STYLE}</style></head><body><main><p class="status">${problem.status}</p><h1>${escapeHtml(problem.title)}</h1>${detail}${wait}<p><a href="/">Go to the start page</a></p><dl><dt>Code</dt><dd><a href="${escapeHtml(problem.documentationUrl)}">${escapeHtml(problem.code)}</a></dd><dt>Request</dt><dd>${escapeHtml(problem.requestId)}</dd></dl></main></body></html>`;
};

/** The frame of our own static pages (documentation of errors), under the same CSP hashes. */
export const staticPage = (title: string, mainHtml: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><main>${mainHtml}</main></body></html>`;

/** Whether the client would rather read a page than JSON (RFC 9110 section 12.5.1). */
export const prefersHtml = (accept: string | undefined): boolean => {
  if (accept === undefined) return false;
  const html = accept.indexOf("text/html");
  if (html === -1) return false;
  const json = accept.indexOf("json");
  return json === -1 || html < json;
};
