import type { Page } from "playwright-core";

/** A node as Chromium gives it to screen readers; the members that are looked at. */
interface AxNode {
  readonly nodeId: string;
  readonly ignored: boolean;
  readonly role?: { readonly value?: string };
  readonly name?: { readonly value?: string };
  readonly properties?: readonly {
    readonly name: string;
    readonly value: { readonly value?: unknown };
  }[];
  readonly childIds?: readonly string[];
  readonly backendDOMNodeId?: number;
}

/** Roles that a person works with: each needs a name to be called by (WCAG 2.2, 4.1.2). */
const WORKED_WITH = new Set([
  "button",
  "link",
  "textbox",
  "searchbox",
  "checkbox",
  "radio",
  "combobox",
  "listbox",
  "slider",
  "spinbutton",
  "switch",
  "menuitem",
  "tab",
  "dialog",
  "alertdialog",
  "form",
  "image",
  "progressbar",
  "meter",
]);

const roleOf = (node: AxNode): string => node.role?.value ?? "";
const nameOf = (node: AxNode): string => (node.name?.value ?? "").trim();

/** Nodes in the order in which they are read out. */
const inOrder = (nodes: readonly AxNode[]): readonly AxNode[] => {
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const ordered: AxNode[] = [];
  const visit = (node: AxNode | undefined): void => {
    if (node === undefined) return;
    if (!node.ignored) ordered.push(node);
    for (const id of node.childIds ?? []) visit(byId.get(id));
  };
  visit(nodes[0]);
  return ordered;
};

const levelOf = (node: AxNode): number =>
  Number(node.properties?.find(({ name }) => name === "level")?.value.value ?? 0);

const headingFaults = (nodes: readonly AxNode[]): readonly string[] => {
  const headings = nodes.filter((node) => roleOf(node) === "heading");
  const faults: string[] = [];
  const first = headings.filter((node) => levelOf(node) === 1);
  if (first.length !== 1) faults.push(`${first.length} headings of level 1`);
  let before = 0;
  for (const heading of headings) {
    const level = levelOf(heading);
    if (nameOf(heading) === "") faults.push("a heading says nothing");
    if (level > before + 1) faults.push(`"${nameOf(heading)}" jumps to level ${level}`);
    before = level;
  }
  return faults;
};

const landmarkFaults = (nodes: readonly AxNode[]): readonly string[] => {
  const mains = nodes.filter((node) => roleOf(node) === "main");
  const navigations = nodes.filter((node) => roleOf(node) === "navigation").map(nameOf);
  return [
    ...(mains.length === 1 ? [] : [`${mains.length} main parts`]),
    ...(new Set(navigations).size === navigations.length ? [] : ["two navigations of one name"]),
  ];
};

/** What is wrong with the tree that screen readers are given. */
export const treeFaults = async (page: Page): Promise<readonly string[]> => {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send("Accessibility.enable");
    const { nodes } = (await session.send("Accessibility.getFullAXTree")) as {
      readonly nodes: readonly AxNode[];
    };
    const read = inOrder(nodes);
    const nameless = read.filter((node) => WORKED_WITH.has(roleOf(node)) && nameOf(node) === "");
    return [
      ...nameless.map((node) => `a ${roleOf(node)} has no name`),
      ...headingFaults(read),
      ...landmarkFaults(read),
    ];
  } finally {
    await session.detach();
  }
};
