import type { ErrorCatalogue, ErrorDefinition } from "#core";
import type { Operation } from "../operations.ts";
import { type Frame, page } from "./frame.ts";
import { type Html, html } from "./html.ts";

type Surround = Omit<Frame, "title" | "tools" | "script">;

const byStatus = (catalogue: ErrorCatalogue): readonly (readonly [string, ErrorDefinition])[] =>
  Object.entries(catalogue).toSorted(([, a], [, b]) => a.status - b.status);

/** All codes with status and meaning. */
export const errorIndexPage = (frame: Surround, catalogue: ErrorCatalogue): string =>
  page(
    { ...frame, title: `Errors of ${frame.application}` },
    html`<main id="content" class="text" tabindex="-1"><h1>Errors</h1>
<p class="lead">Every error is a problem document (RFC 9457). Programs go by its <code>code</code>, which never changes; <code>requestId</code> names the occurrence.</p>
<ul class="errors">${byStatus(catalogue).map(
      ([code, { status, title }]) =>
        html`<li><code class="status">${status}</code> <a href="/docs/errors/${code}"><code>${code}</code></a> <span>${title}</span></li>`,
    )}</ul></main>`,
  );

const sample = (code: string, { status, title }: ErrorDefinition, url: string): string =>
  JSON.stringify(
    {
      type: url,
      title,
      status,
      detail: title,
      instance: "urn:uuid:01890a5d-ac96-774b-bcce-b302099a8057",
      code,
      details: [],
      requestId: "01890a5d-ac96-774b-bcce-b302099a8057",
      timestamp: "2026-01-01T00:00:00.000Z",
      documentationUrl: url,
    },
    null,
    2,
  );

/** Explanations mark names of members with backticks. */
const prose = (text: string): readonly Html[] =>
  text
    .split("`")
    .map((piece, index) => (index % 2 === 1 ? html`<code>${piece}</code>` : html`${piece}`));

const routeList = (operations: readonly Operation[]): Html | undefined =>
  operations.length === 0
    ? undefined
    : html`<h2>Where it can happen</h2><ul class="where">${operations.map(
        ({ id, method, path }) =>
          html`<li><a href="/docs#${id}"><span class="method ${method.toLowerCase()}">${method}</span> <span class="path">${path}</span></a></li>`,
      )}</ul>`;

/** What one code means, how its answer looks, and which routes give it (ERR-07). */
export const errorPage = (
  frame: Surround,
  code: string,
  definition: ErrorDefinition,
  /** Address of the page itself, as problem documents name it. */
  url: string,
  operations: readonly Operation[],
): string =>
  page(
    { ...frame, title: `${code}: ${definition.title}` },
    html`<main id="content" class="text" tabindex="-1">
<p class="eyebrow"><code class="status">${definition.status}</code> <code>${code}</code></p>
<h1>${definition.title}</h1>
<p class="lead">${prose(definition.explanation)}</p>
<h2 id="sample">How the answer looks</h2>
<pre tabindex="0" role="group" aria-labelledby="sample"><code>${sample(code, definition, url)}</code></pre>
${routeList(operations)}
<p><a href="/docs/errors">All error codes</a></p></main>`,
  );
