import type { ReadinessReport } from "../document.ts";
import { list, row } from "./rows.ts";
import { anchorOf, type Links, type Table } from "./words.ts";

const MOST_LINKS = 4;

const linksOf = (ids: readonly string[]): Links => ({
  checks: ids.slice(0, MOST_LINKS),
  more: Math.max(0, ids.length - MOST_LINKS),
});

const BOXES = { shown: "☑", partly: "◪", "not shown": "☐" } as const;

/** A list with its boxes; evidence that ticked one first, then checks that leave it open. */
export const items = (
  title: string,
  all: ReadinessReport["lists"]["checklist"],
  hasOwners = false,
): Table => ({
  title,
  none: "None.",
  head: ["Group", "Item", "State", "Requirements", "Checks", ...(hasOwners ? ["Owner"] : [])],
  rows: all.map((item) =>
    row(
      item.state === "shown" ? "good" : item.state === "partly" ? "plain" : "bad",
      item.group,
      item.title,
      `${BOXES[item.state]} ${item.state}, ${item.shown} of ${item.of}`,
      item.requirements.join(", "),
      linksOf([...new Set([...item.by.filter((id) => item.checks.includes(id)), ...item.checks])]),
      ...(hasOwners ? [item.owner ?? "nobody named"] : []),
    ),
  ),
});

/** What the boxes open: how each check went, and the command that runs it again (EVID-15). */
export const checks = ({ checks: all }: ReadinessReport): Table => ({
  title: "Checks",
  none: "No check was named.",
  head: ["Check", "State", "Kind", "Measured", "Run again", "Evidence"],
  rows: all.map((check) => ({
    ...row(
      check.state === "pass" ? "good" : check.state === "fail" ? "bad" : "soft",
      check.id,
      check.state,
      check.kind,
      check.measured,
      check.command,
      check.source === "" ? "-" : check.source,
    ),
    anchor: anchorOf(check.id),
  })),
});

/** What people think, labelled as that (EVID-12). */
export const estimates = ({ estimates: all }: ReadinessReport): Table => ({
  title: "Human estimates",
  none: "Nobody gave an estimate; nothing here is computed from one.",
  head: ["Area", "About", "Human estimate", "By", "On", "Closed by"],
  rows: all.map(({ area, about, range, by, on, label, closedBy }) =>
    row("soft", area, about, `${range} (${label})`, by, on, list(closedBy)),
  ),
});
