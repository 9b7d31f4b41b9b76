import type { InspectedField, InspectMode } from "#policy";

/** Takes one text and the field it stands in. */
export type Visit = (text: string, field: string, mode: InspectMode) => void;

/** Where text may stand in a value; made once a route, walked once a request. */
export interface PlanNode {
  /** Inspects the value itself where it is text. */
  entry: InspectedField | undefined;
  /** Inspects whatever the value holds, names included. */
  open: InspectedField | undefined;
  readonly members: Map<string, PlanNode>;
  /** Members that the schema does not name. */
  rest: PlanNode | undefined;
  items: PlanNode | undefined;
}

const emptyNode = (): PlanNode => ({
  entry: undefined,
  open: undefined,
  members: new Map(),
  rest: undefined,
  items: undefined,
});

const memberOf = (node: PlanNode, name: string): PlanNode => {
  const known = node.members.get(name) ?? emptyNode();
  node.members.set(name, known);
  return known;
};

const itemsOf = (node: PlanNode): PlanNode => {
  node.items ??= emptyNode();
  return node.items;
};

/** "lines[].note" to the node it means, made on the way. */
const nodeAt = (root: PlanNode, path: string): PlanNode => {
  let node = root;
  for (const segment of path.split(".")) {
    const name = segment.replaceAll("[]", "");
    if (name === "*") {
      node.rest ??= emptyNode();
      node = node.rest;
    } else node = memberOf(node, name);
    const depth = (segment.length - name.length) / 2;
    for (let level = 0; level < depth; level += 1) node = itemsOf(node);
  }
  return node;
};

/** The plan of one part of a route; undefined where nothing of it is looked at. */
export const planOf = (
  part: "params" | "query" | "body" | "files",
  fields: readonly InspectedField[],
): PlanNode | undefined => {
  const relevant = fields.filter(
    ({ field, mode }) =>
      mode !== "off" &&
      (field === part || field.startsWith(`${part}.`) || field.startsWith(`${part}[`)),
  );
  if (relevant.length === 0) return undefined;
  const top = emptyNode();
  for (const entry of relevant) {
    const node = nodeAt(top, entry.field);
    if (entry.because === "open object") node.open = entry;
    else node.entry = entry;
  }
  return top.members.get(part);
};

/** Nobody nests deeper: the reader of bodies refuses that. */
const MAX_DEPTH = 64;

/** The way a name reads where it is written: what an operator of a document store needs. */
const asKey = (name: string): string => `{"${name}":`;

const visitAll = (
  value: unknown,
  { field, mode }: InspectedField,
  visit: Visit,
  depth: number,
): void => {
  if (typeof value === "string") visit(value, field, mode);
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return;
  if (Array.isArray(value)) {
    for (const item of value)
      visitAll(item, { field, mode, because: "declared" }, visit, depth + 1);
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    visit(asKey(name), field, mode);
    visitAll(member, { field, mode, because: "declared" }, visit, depth + 1);
  }
};

const walkRest = (
  members: Readonly<Record<string, unknown>>,
  node: PlanNode,
  rest: PlanNode,
  visit: Visit,
): void => {
  for (const [name, member] of Object.entries(members)) {
    if (node.members.has(name)) continue;
    if (rest.open !== undefined) visit(asKey(name), rest.open.field, rest.open.mode);
    walkPlan(member, rest, visit);
  }
};

/** Hands every text that a plan names to `visit`. */
export const walkPlan = (value: unknown, node: PlanNode, visit: Visit): void => {
  if (node.open !== undefined) visitAll(value, node.open, visit, 0);
  if (typeof value === "string") {
    if (node.entry !== undefined) visit(value, node.entry.field, node.entry.mode);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    if (node.items !== undefined) for (const item of value) walkPlan(item, node.items, visit);
    return;
  }
  const members = value as Readonly<Record<string, unknown>>;
  for (const [name, member] of node.members) {
    const found = members[name];
    if (found !== undefined) walkPlan(found, member, visit);
  }
  if (node.rest !== undefined) walkRest(members, node, node.rest, visit);
};
