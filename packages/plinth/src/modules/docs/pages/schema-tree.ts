import type { JsonSchema } from "../operations.ts";
import { type Member, type SchemaWords, schemaWords } from "../schema-words.ts";
import { type Html, html } from "./html.ts";

const valueLine = ({ type, rules, description }: SchemaWords): Html =>
  html`<span class="type">${type}</span>${rules.length > 0 && html` <span class="rules">${rules.join(" · ")}</span>`}${description !== undefined && html` <span class="note">${description}</span>`}`;

const memberItem = ({ name, required, value }: Member): Html =>
  html`<li><code class="name">${name}</code> ${required && html`<span class="required">required</span> `}${valueLine(value)}${memberList(value)}</li>`;

const memberList = ({ members }: SchemaWords): Html | undefined =>
  members.length === 0 ? undefined : html`<ul>${members.map(memberItem)}</ul>`;

/** A schema as a tree to read: its members with type, rules and description. */
export const schemaTree = (schema: JsonSchema): Html => {
  const words = schemaWords(schema);
  return html`<div class="schema"><p>${valueLine(words)}${words.isClosed && html` <span class="rules">no other members</span>`}</p>${memberList(words)}</div>`;
};

/** Parameters as a list in the look of a tree. */
export const parameterTree = (members: readonly Member[]): Html =>
  html`<div class="schema"><ul>${members.map(memberItem)}</ul></div>`;
