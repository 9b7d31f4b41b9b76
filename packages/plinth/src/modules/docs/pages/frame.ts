import { type Html, html } from "./html.ts";

/** What every page of the documentation has around its content. */
export interface Frame {
  readonly title: string;
  readonly application: string;
  readonly version: string;
  /** Address of the style sheet, with its content's hash. */
  readonly style: string;
  /** Address of the icon, likewise. */
  readonly icon: string;
  /** Address of the script; only the reference has one. */
  readonly script?: string;
  /** Whether the reference is mounted, so that pages may link to it. */
  readonly hasReference: boolean;
  /** Stands in the header, such as the search field. */
  readonly tools?: Html;
}

/** A whole page. Nothing in it is inline: it works under `default-src 'self'` (DOC-01). */
export const page = (frame: Frame, content: Html): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${frame.application} ${frame.version}: every route with its policy, and every error code">
<title>${frame.title}</title>
<link rel="icon" type="image/svg+xml" href="${frame.icon}">
<link rel="stylesheet" href="${frame.style}">
${frame.script === undefined ? "" : html`<script src="${frame.script}" defer></script>`}
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header class="top">
<div class="brand"><a href="${frame.hasReference ? "/docs" : "/docs/errors"}">${frame.application}</a> <span class="version">${frame.version}</span></div>
${frame.tools}
<nav class="links" aria-label="Documentation">${frame.hasReference && html`<a href="/docs">Routes</a> `}<a href="/docs/errors">Errors</a>${frame.hasReference && html` <a href="/docs/json">OpenAPI</a>`}</nav>
</header>
${content}
</body>
</html>
`.markup;
