import type { FaultGroup } from "./rows.ts";

/** What a file of errors says of each group. */
export const ERROR_COLUMNS = [
  "id",
  "state",
  "source",
  "kind",
  "message",
  "place",
  "times",
  "times then",
  "first",
  "last",
  "first release",
  "last release",
  "returns",
  "request",
  "trace",
];

const iso = (time: number): string => new Date(time).toISOString();

/** A group as a line of a file. */
export const errorCells = (
  group: FaultGroup & { readonly timesThen: number },
): readonly string[] => [
  group.id,
  group.state,
  group.source,
  group.kind,
  group.message,
  group.place,
  String(group.times),
  String(group.timesThen),
  iso(group.firstAt),
  iso(group.lastAt),
  group.firstRelease,
  group.lastRelease,
  String(group.returns),
  group.requestId ?? "",
  group.traceId ?? "",
];
