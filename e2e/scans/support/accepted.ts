import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A row of the table in SECURITY.md: what a scanner says, and why that is as it should be. */
export interface AcceptedFinding {
  readonly tool: string;
  readonly category: string;
  readonly says: string;
  readonly why: string;
}

const document = fileURLToPath(new URL("../../../SECURITY.md", import.meta.url));

/** What SECURITY.md explains of the words of a tool. */
export const acceptedFindings = (tool: string): readonly AcceptedFinding[] => {
  const text = readFileSync(document, "utf8");
  const [, section = ""] = text.split("## What scanners say");
  return section
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .filter(([, name]) => name === tool)
    .map(([, name = "", category = "", says = "", why = ""]) => ({
      tool: name,
      category,
      says: says.replaceAll("`", ""),
      why,
    }));
};
