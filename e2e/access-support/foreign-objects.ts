import type { JsonSchema } from "../../packages/plinth/src/readiness/support/samples.ts";
import { UNKNOWN_ID } from "../../packages/plinth/src/readiness/support/samples.ts";
import { belongingsOf, type Owner, standing } from "./belongings.ts";
import type { Operation, Reply, WholeApplication } from "./whole-application.ts";

/** What an operation takes an id in, and which kind of thing it names. */
interface IdPlace {
  readonly operation: Operation;
  readonly place: "path" | "query" | "body";
  readonly name: string;
}

/** Whether a schema takes ids and nothing else. */
const isId = ({ pattern }: JsonSchema): boolean => {
  const expression = new RegExp(pattern ?? "", "u");
  return expression.test(UNKNOWN_ID) && !expression.test("another text");
};

/** Words that the application chose, such as a purpose that people agree to, belong to nobody. */
const isWord = ({ pattern }: JsonSchema): boolean =>
  pattern !== undefined && new RegExp(pattern, "u").test("word");

/** Every place for an id in what signed-in people may call, as the document tells. */
export const idPlaces = ({ operations }: WholeApplication): readonly IdPlace[] =>
  operations
    .filter(({ policy }) => policy.access.kind === "user")
    .flatMap((operation) => [
      ...operation.parameters
        .filter(({ in: place, schema = {} }) => (place === "path" ? !isWord(schema) : isId(schema)))
        .map(
          ({ name, in: place }): IdPlace => ({
            operation,
            name,
            place: place as "path" | "query",
          }),
        ),
      ...Object.entries(operation.body?.properties ?? {})
        .filter(([, schema]) => isId(schema))
        .map(([name]): IdPlace => ({ operation, name, place: "body" })),
    ]);

/** "/api/v1/plans" of "/api/v1/plans/{id}/swap": the kind of thing that an id in a path names. */
const kindOf = ({ path }: Operation): string => path.split("/{")[0] ?? path;

const send = async (
  whole: WholeApplication,
  { operation, place, name }: IdPlace,
  id: string,
  as: Owner,
): Promise<Reply> => {
  const plain = whole.formFor(operation) ?? whole.bodyFor(operation);
  const body = place === "body" ? { ...(plain as object), [name]: id } : plain;
  const path = place === "path" ? operation.path.replace(`{${name}}`, id) : whole.pathOf(operation);
  const query = place === "query" ? `?${name}=${id}` : "";
  // Every try a day of its own: no limit answers in the place of the owner filter.
  whole.identity.clock.advance(86_400_000);
  return whole.ask(operation.method, path + query, await as.bearer(), body);
};

/** An answer without what differs from one request to the next. */
const comparable = ({ status, json }: Reply): string => {
  const { requestId: _id, traceId: _trace, instance: _at, timestamp: _when, ...rest } = json;
  return `${status} ${JSON.stringify(rest)}`;
};

/** An id like this one that names nothing: "own-…" for one that begins so. */
const unknownLike = (id: string): string =>
  `${/^[a-z]+-(?=.{36}$)/.exec(id)?.[0] ?? ""}${UNKNOWN_ID}`;

const idsToTry = ({ operation, place }: IdPlace, owner: Owner): readonly string[] => {
  if (place !== "path") return Object.values(owner.ids);
  const id = owner.ids[kindOf(operation)];
  return id === undefined ? [] : [id];
};

const judge = (place: IdPlace, foreign: Reply, missing: Reply, owner: Owner): string[] => {
  const { name } = place.operation;
  const told = [owner.account.email, owner.account.id, ...Object.values(owner.ids)];
  const faults: string[] = [];
  // The answer may repeat the path that was asked for, and nothing else.
  const { instance: _, ...said } = foreign.json;
  if (told.some((one) => JSON.stringify(said).includes(one))) faults.push(`${name}: tells of it`);
  if (place.place === "query") return faults;
  if (place.place === "path" && foreign.status !== 404) faults.push(`${name}: ${foreign.status}`);
  if (place.place === "body" && foreign.status < 400) faults.push(`${name}: ${foreign.status}`);
  if (comparable(foreign) !== comparable(missing))
    faults.push(`${name}: another answer than for none`);
  return faults;
};

/**
 * Has a stranger try everything on everything of an owner: each id in each place, each list, and
 * each operation on "all of mine". What is wrong, as sentences that begin with the operation.
 */
export const tryForeignObjects = async (
  whole: WholeApplication,
  owner: Owner,
  stranger: Owner,
): Promise<readonly string[]> => {
  const faults: string[] = [];
  let before = await belongingsOf(whole, owner);
  const requireUntouched = async (name: string): Promise<void> => {
    const after = await belongingsOf(whole, owner);
    // What is over is removed by the night.
    const now = whole.identity.clock.now();
    if (standing(after, now) !== standing(before, now))
      faults.push(`${name}: has changed what is somebody else's`);
    before = after;
  };
  for (const place of idPlaces(whole)) {
    const { name, method } = place.operation;
    const ids = idsToTry(place, owner);
    if (ids.length === 0) faults.push(`${name}: nobody in this test owns what it names`);
    for (const id of ids) {
      const missing = await send(whole, place, unknownLike(id), stranger);
      const foreign = await send(whole, place, id, stranger);
      faults.push(...judge(place, foreign, missing, owner));
    }
    if (method !== "GET") await requireUntouched(name);
  }
  const taking = new Set(idPlaces(whole).map(({ operation }) => operation));
  const ofAll = whole.operations.filter(
    (operation) =>
      operation.policy.access.kind === "user" &&
      operation.body === undefined &&
      !taking.has(operation),
  );
  for (const { name, method, path } of ofAll) {
    whole.identity.clock.advance(86_400_000);
    const { text } = await whole.ask(method, path, await stranger.bearer());
    const told = [owner.account.email, owner.account.id, ...Object.values(owner.ids)];
    if (told.some((one) => text.includes(one))) faults.push(`${name}: tells of it`);
    if (method !== "GET") await requireUntouched(name);
  }
  return faults;
};
