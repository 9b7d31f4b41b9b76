import { groupsOf, type Operation } from "../operations.ts";
import { type Frame, page } from "./frame.ts";
import { type Html, html } from "./html.ts";
import { operationCard, operationLink } from "./operation-card.ts";

const SEARCH = html`<div class="search" role="search" hidden><label for="filter">Filter routes</label><input id="filter" type="search" autocomplete="off" spellcheck="false" placeholder="path, word or access" aria-describedby="count"><kbd aria-hidden="true">/</kbd></div>`;

const groupSection = ([group, operations]: readonly [string, readonly Operation[]]): Html =>
  html`<section class="group" aria-labelledby="group-${group}"><h2 id="group-${group}">${group}</h2>
${operations.map(operationCard)}</section>`;

const sideGroup = ([group, operations]: readonly [string, readonly Operation[]]): Html =>
  html`<li><a class="group-link" href="#group-${group}">${group}</a><ul>${operations.map(operationLink)}</ul></li>`;

const publicCount = (operations: readonly Operation[]): number =>
  operations.filter(({ policy }) => policy.access.kind === "public").length;

/** The page with every route. Complete without script; with it routes can be filtered and tried. */
export const referencePage = (
  frame: Omit<Frame, "title" | "tools">,
  operations: readonly Operation[],
): string => {
  const groups = [...groupsOf(operations)];
  return page(
    { ...frame, title: `${frame.application} API`, tools: SEARCH },
    html`<div class="layout">
<nav class="side" aria-label="Routes"><ul>${groups.map(sideGroup)}</ul></nav>
<main id="content" tabindex="-1">
<h1>${frame.application} API</h1>
<p class="lead">${operations.length} routes, ${publicCount(operations)} of them open to everyone. Each is shown with the policy that the server enforces; this page is made from nothing else.</p>
<p class="bar"><span id="count" role="status">${operations.length} routes</span><span class="fold" hidden><button type="button" data-fold="open">Open all</button><button type="button" data-fold="close">Close all</button></span></p>
<p class="none" hidden>No route fits. <button type="button" data-clear>Show all routes</button></p>
${groups.map(groupSection)}
</main>
</div>`,
  );
};
