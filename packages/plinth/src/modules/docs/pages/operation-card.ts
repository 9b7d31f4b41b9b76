import type { Answer, Operation, Parameter } from "../operations.ts";
import { accessWord, policyWords } from "../policy-words.ts";
import { schemaWords } from "../schema-words.ts";
import { type Html, html } from "./html.ts";
import { parameterTree, schemaTree } from "./schema-tree.ts";

const asJson = (value: unknown): string => JSON.stringify(value, null, 2) ?? "";

const methodBadge = (method: string): Html =>
  html`<span class="method ${method.toLowerCase()}">${method}</span>`;

const policyTable = ({ policy }: Operation): Html =>
  html`<section><h4>Policy</h4><dl class="policy">${policyWords(policy).map(
    ([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`,
  )}</dl></section>`;

const parameterSection = ({ parameters }: Operation): Html | undefined => {
  if (parameters.length === 0) return undefined;
  const part = (place: Parameter["in"], title: string): Html | undefined => {
    const chosen = parameters.filter((parameter) => parameter.in === place);
    if (chosen.length === 0) return undefined;
    const members = chosen.map(({ name, required, schema }) => ({
      name,
      required,
      value: schemaWords(schema),
    }));
    return html`<section><h4>${title}</h4>${parameterTree(members)}</section>`;
  };
  return html`${part("path", "Path parameters")}${part("query", "Query parameters")}`;
};

const exampleOf = ({ id, body }: Operation): Html | undefined =>
  body?.example === undefined
    ? undefined
    : html`<h5 id="${id}-example">Example</h5><pre tabindex="0" role="group" aria-labelledby="${id}-example"><code>${asJson(body.example)}</code></pre>`;

const bodySection = (operation: Operation): Html | undefined =>
  operation.body === undefined
    ? undefined
    : html`<section><h4>Request body</h4>${schemaTree(operation.body.schema)}${exampleOf(operation)}</section>`;

const answerItem = ({ status, description, media, schema }: Answer): Html =>
  html`<li><p><code class="status">${status}</code> ${description}${media !== undefined && html` <span class="rules">${media}</span>`}</p>${schema !== undefined && media === "application/json" && schemaTree(schema)}</li>`;

const answerSection = ({ answers, policy }: Operation): Html =>
  html`<section><h4>Answers</h4><ul class="answers">${answers.map(answerItem)}</ul></section>${
    policy.errors.length > 0 &&
    html`<section><h4>Errors</h4><ul class="codes">${policy.errors.map(
      (code) => html`<li><a href="/docs/errors/${code}"><code>${code}</code></a></li>`,
    )}</ul></section>`
  }`;

const field = (id: string, { name, in: place, required }: Parameter): Html =>
  html`<div class="field"><label for="${id}-${place}-${name}"><code>${name}</code> <span class="rules">${place}</span></label><input id="${id}-${place}-${name}" data-in="${place}" name="${name}" autocomplete="off" spellcheck="false"${required && html` required`}></div>`;

const bodyField = ({ id, body }: Operation): Html | undefined =>
  body === undefined
    ? undefined
    : html`<div class="field"><label for="${id}-body">Body <span class="rules">JSON</span></label><textarea id="${id}-body" name="body" rows="8" spellcheck="false" autocomplete="off">${body.example === undefined ? "{}" : asJson(body.example)}</textarea></div>`;

/** Hidden until the script is there, because without it the form could not send JSON. */
const tryForm = (operation: Operation): Html => {
  const { id, method, path, policy, parameters } = operation;
  const isSafe = policy.csrf.kind === "safe-method";
  return html`<section class="try" hidden><h4>Try it</h4>
<form data-method="${method}" data-path="${path}" data-csrf="${policy.csrf.kind === "cookie" ? "yes" : "no"}" aria-label="Try ${method} ${path}" novalidate>
${!isSafe && html`<p class="caution">This is a real request to this server, with your session.</p>`}
${parameters.map((parameter) => field(id, parameter))}${bodyField(operation)}
<button type="submit">Send ${method}</button>
<div class="result" role="status" aria-live="polite"></div>
</form></section>`;
};

/** Everything about one route, folded away behind its line. */
export const operationCard = (operation: Operation): Html => {
  const { id, method, path, summary, group, policy } = operation;
  const words = `${method} ${path} ${summary} ${group} ${accessWord(policy)} ${policy.errors.join(" ")}`;
  return html`<details class="operation" id="${id}" data-words="${words.toLowerCase()}">
<summary>${methodBadge(method)} <h3 class="path">${path}</h3> <span class="summary">${summary}</span> <span class="access ${policy.access.kind}">${accessWord(policy)}</span></summary>
<div class="card">
<p class="permalink"><a href="#${id}">Link to this route</a></p>
<div class="columns">${policyTable(operation)}
<div class="contract">${parameterSection(operation)}${bodySection(operation)}${answerSection(operation)}</div>
${tryForm(operation)}</div>
</div></details>
`;
};

/** The line of a route in the list at the side. */
export const operationLink = ({ id, method, path }: Operation): Html =>
  html`<li data-for="${id}"><a href="#${id}">${methodBadge(method)} <span>${path}</span></a></li>`;
