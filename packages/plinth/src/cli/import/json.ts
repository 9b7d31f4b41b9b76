import { FileFault, type FileRecord, MAX_RECORD } from "./records.ts";

const toRecord = (row: number, text: string | undefined): FileRecord => {
  if (text === undefined) return { row, broken: `is longer than ${MAX_RECORD} characters` };
  try {
    return { row, values: JSON.parse(text) as Record<string, unknown> };
  } catch {
    return { row, broken: "is no JSON" };
  }
};

/**
 * Finds the objects of a JSON array, one at a time, so that the file may be larger than the memory;
 * an object a line without an array around them (JSON Lines) is read as well. Rows count from 1.
 * @throws {FileFault} for anything else than objects, and for a file that is cut off.
 */
export async function* readJson(text: AsyncIterable<string>): AsyncGenerator<FileRecord> {
  let row = 0;
  let depth = 0;
  let size = 0;
  let kept = "";
  let isText = false;
  let isEscaped = false;
  let array = "none" as "none" | "open" | "closed";

  const outside = (character: string): void => {
    if (character === "{" && array !== "closed") depth = 1;
    else if (character === "[" && array === "none" && row === 0) array = "open";
    else if (character === "]" && array === "open") array = "closed";
    else if (!/[\s,]/.test(character)) throw new FileFault("the file is no JSON array of objects");
  };
  const within = (character: string): void => {
    if (isEscaped) isEscaped = false;
    else if (isText && character === "\\") isEscaped = true;
    else if (character === '"') isText = !isText;
    else if (!isText && /[{[]/.test(character)) depth += 1;
    else if (!isText && /[}\]]/.test(character)) depth -= 1;
  };

  for await (const chunk of text) {
    for (const character of chunk) {
      if (depth === 0) outside(character);
      else within(character);
      if (depth === 0 && size === 0) continue;
      size += 1;
      if (size <= MAX_RECORD) kept += character;
      if (depth > 0) continue;
      row += 1;
      yield toRecord(row, size <= MAX_RECORD ? kept : undefined);
      size = 0;
      kept = "";
    }
  }
  if (depth > 0 || array === "open") throw new FileFault("the file is cut off");
  if (array === "none" && row === 0) throw new FileFault("the file is empty");
}
