import { FileFault, type FileRecord, MAX_RECORD } from "./records.ts";

type Place = "start" | "plain" | "quoted" | "closed";

interface Line {
  readonly fields: readonly string[];
  readonly broken: string | undefined;
}

/**
 * Cuts text into records by RFC 4180: commas, quotes doubled within quotes, CRLF or LF, line breaks
 * within quotes. Knows nothing of columns; keeps one record at a time.
 */
const createCutter = () => {
  let place: Place = "start";
  let field = "";
  let fields: string[] = [];
  let size = 0;
  let broken: string | undefined;

  const endField = (): void => {
    fields.push(field);
    field = "";
    place = "start";
  };
  const keep = (character: string): void => {
    size += 1;
    if (size <= MAX_RECORD) field += character;
    else broken ??= `is longer than ${MAX_RECORD} characters`;
  };
  const endLine = (): Line | undefined => {
    // A carriage return before the line feed belongs to the line break.
    if (place !== "closed" && field.endsWith("\r")) field = field.slice(0, -1);
    endField();
    const line = { fields, broken };
    const isEmpty = fields.length === 1 && fields[0] === "" && broken === undefined;
    fields = [];
    size = 0;
    broken = undefined;
    return isEmpty ? undefined : line;
  };

  /** One character outside quotes; a finished line when it ended one. */
  const takePlain = (character: string): Line | undefined => {
    if (character === ",") endField();
    else if (character === "\n") return endLine();
    else if (place === "closed" && character !== "\r") broken ??= "has text behind a closing quote";
    else if (character === '"' && place === "start") place = "quoted";
    else if (character === '"' && place === "closed") keep(character);
    else if (place !== "closed") {
      if (character === '"') broken ??= "has a quote within a field that is not quoted";
      keep(character);
      place = "plain";
    }
    return undefined;
  };

  return {
    take: (character: string): Line | undefined => {
      if (place === "closed" && character === '"') {
        // The second of two quotes stands for one.
        keep('"');
        place = "quoted";
        return undefined;
      }
      if (place !== "quoted") return takePlain(character);
      if (character === '"') place = "closed";
      else keep(character);
      return undefined;
    },
    end: (): Line | undefined => {
      if (place === "quoted") broken ??= "ends within quotes";
      const isNothing = place === "start" && field === "" && fields.length === 0;
      return isNothing ? undefined : endLine();
    },
  };
};

async function* cut(text: AsyncIterable<string>): AsyncGenerator<Line> {
  const cutter = createCutter();
  for await (const chunk of text) {
    for (const character of chunk) {
      const line = cutter.take(character);
      if (line !== undefined) yield line;
    }
  }
  const last = cutter.end();
  if (last !== undefined) yield last;
}

/**
 * Reads a CSV file (RFC 4180, UTF-8) whose first record names the columns. Rows are numbered as
 * spreadsheets do: the header is row 1.
 * @throws {FileFault} when the header names no column, an unknown one or one twice.
 */
export async function* readCsv(
  text: AsyncIterable<string>,
  columns: readonly string[],
): AsyncGenerator<FileRecord> {
  let header: readonly string[] | undefined;
  let row = 0;
  for await (const { fields, broken } of cut(text)) {
    row += 1;
    if (header === undefined) {
      header = fields.map((name) => name.trim());
      const unknown = header.filter((name) => !columns.includes(name)).length;
      if (unknown > 0 || broken !== undefined || new Set(header).size < header.length) {
        throw new FileFault(`the first line names columns once each, of ${columns.join(", ")}`);
      }
      continue;
    }
    if (broken !== undefined) yield { row, broken };
    else if (fields.length !== header.length) {
      yield { row, broken: `has ${fields.length} fields, not ${header.length}` };
    } else {
      yield { row, values: Object.fromEntries(header.map((name, at) => [name, fields[at]])) };
    }
  }
  if (header === undefined) throw new FileFault("the file is empty");
}
