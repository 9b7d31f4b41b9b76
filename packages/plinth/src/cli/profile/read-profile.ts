import { fileURLToPath } from "node:url";
import { createPlaceFinder, type FindPlace } from "#telemetry";
import { Type } from "#vendor/typebox";
import { Value } from "#vendor/typebox-value";

const Profile = Type.Object({
  nodes: Type.Array(
    Type.Object({
      id: Type.Integer(),
      callFrame: Type.Object({
        functionName: Type.String(),
        url: Type.String(),
        lineNumber: Type.Integer(),
      }),
      children: Type.Optional(Type.Array(Type.Integer())),
    }),
  ),
  samples: Type.Array(Type.Integer()),
  /** Microseconds between a sample and the one before. */
  timeDeltas: Type.Array(Type.Number()),
});

/** A function as it was called from one place; siblings of one function are one. */
export interface Frame {
  readonly name: string;
  /** Room of Plinth, package, "application" or what the engine did, such as "(garbage collector)". */
  readonly room: string;
  /** File and line, as short as they say where it is; "" for the engine's own. */
  readonly place: string;
  /** Microseconds in the function itself. */
  readonly selfMicros: number;
  /** Microseconds in it and in what it called. */
  readonly totalMicros: number;
  readonly children: readonly Frame[];
}

/** Deeper stacks are cut: nobody reads them. */
const DEEPEST = 150;

const roomOf = (path: string): string => {
  const inside = path.split("/node_modules/");
  const [scope = "", name = ""] = inside.length > 1 ? (inside.at(-1) ?? "").split("/") : [];
  const dependency = scope === "" ? undefined : scope.startsWith("@") ? `${scope}/${name}` : scope;
  if (dependency !== undefined && dependency !== "plinth") return `package ${dependency}`;
  const own =
    /\/(?:packages\/plinth\/(?:src|dist)|node_modules\/plinth\/(?:src|dist))\/([^/]+)\//.exec(path);
  return own?.[1] === undefined ? "application" : `plinth ${own[1]}`;
};

const whereIs = (
  name: string,
  url: string,
  line: number,
  { directory, findPlace }: { readonly directory: string; readonly findPlace: FindPlace },
): Pick<Frame, "room" | "place"> => {
  if (url === "") return { room: /^\(.+\)$/.test(name) ? name : "engine", place: "" };
  if (url.startsWith("node:")) return { room: "node", place: `${url}:${line + 1}` };
  const own = url.startsWith("file:") ? fileURLToPath(url) : url;
  const { file: path, line: row } = findPlace(own, line + 1) ?? { file: own, line: line + 1 };
  const short = path.startsWith(`${directory}/`) ? path.slice(directory.length + 1) : path;
  return { room: roomOf(path), place: `${short}:${row}` };
};

interface Growing {
  readonly key: string;
  readonly name: string;
  readonly room: string;
  readonly place: string;
  selfMicros: number;
  readonly children: Map<string, Growing>;
}

const finished = (growing: Growing): Frame => {
  const children = [...growing.children.values()]
    .map(finished)
    .toSorted((a, b) => b.totalMicros - a.totalMicros);
  const below = children.reduce((sum, child) => sum + child.totalMicros, 0);
  const { name, room, place, selfMicros } = growing;
  return { name, room, place, selfMicros, totalMicros: selfMicros + below, children };
};

/**
 * Reads a CPU profile as V8 writes it; time in which nothing ran is left out.
 * @throws {TypeError} when it is none.
 */
export const readProfile = (value: unknown, directory: string): Frame => {
  if (!Value.Check(Profile, value)) throw new TypeError("this is no CPU profile of V8");
  const findPlace = createPlaceFinder();
  const self = new Map<number, number>();
  value.samples.forEach((id, at) => {
    self.set(id, (self.get(id) ?? 0) + Math.max(0, value.timeDeltas[at] ?? 0));
  });
  const nodes = new Map(value.nodes.map((node) => [node.id, node]));
  const root: Growing = {
    key: "",
    name: "all",
    room: "",
    place: "",
    selfMicros: 0,
    children: new Map(),
  };
  const add = (parent: Growing, id: number, depth: number): void => {
    const node = nodes.get(id);
    if (node === undefined || depth > DEEPEST) return;
    const { functionName, url, lineNumber } = node.callFrame;
    // Starting and ending the profile is no work of the application.
    if (functionName === "(idle)" || url === "node:inspector") return;
    const name = functionName === "" ? "(anonymous)" : functionName;
    const key = `${name} ${url}:${lineNumber}`;
    const known = parent.children.get(key) ?? {
      key,
      name,
      ...whereIs(functionName, url, lineNumber, { directory, findPlace }),
      selfMicros: 0,
      children: new Map<string, Growing>(),
    };
    parent.children.set(key, known);
    known.selfMicros += self.get(id) ?? 0;
    for (const child of node.children ?? []) add(known, child, depth + 1);
  };
  const [first] = value.nodes;
  for (const child of first?.children ?? []) add(root, child, 1);
  return finished(root);
};

/** Self time of one thing, in microseconds. */
export interface Share {
  readonly name: string;
  readonly micros: number;
}

const sumBy = (frame: Frame, keyOf: (frame: Frame) => string): readonly Share[] => {
  const sums = new Map<string, number>();
  const visit = (one: Frame): void => {
    if (one.selfMicros > 0) sums.set(keyOf(one), (sums.get(keyOf(one)) ?? 0) + one.selfMicros);
    one.children.forEach(visit);
  };
  visit(frame);
  return [...sums]
    .map(([name, micros]) => ({ name, micros }))
    .toSorted((a, b) => b.micros - a.micros);
};

/** Self time by room, most first. */
export const byRoom = (frame: Frame): readonly Share[] => sumBy(frame, ({ room }) => room);

/** Self time by function, most first. */
export const byFunction = (frame: Frame): readonly Share[] =>
  sumBy(frame, ({ name, room, place }) => (place === "" ? name : `${name}  ${place}  [${room}]`));
