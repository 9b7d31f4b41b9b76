import { type Fault, type Probe, undocumented } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { bodyFor, type Operation, operationsOf, pathOf } from "../../support/operations.ts";
import { createPerson, hasAccounts, NO_ACCOUNTS } from "../../support/people.ts";
import { formHeaders, pictureFor } from "../../support/uploads/upload-routes.ts";
import type { Answer, Target } from "../../target.ts";

/** A route that makes things, and those that read, change or remove one of them. */
interface Collection {
  readonly make: Operation;
  readonly items: readonly Operation[];
}

const isOfUsers = ({ policy }: Operation): boolean =>
  policy.access.kind === "user" && !policy.signed;

const collectionsOf = (target: Target): readonly Collection[] => {
  const operations = operationsOf(target).filter(isOfUsers);
  return operations
    .filter(
      ({ method, body, path }) => method === "POST" && body !== undefined && !path.includes("{"),
    )
    .map((make) => {
      const items = operations.filter(({ path }) => {
        const rest = path.startsWith(`${make.path}/`) ? path.slice(make.path.length) : "";
        return /^\/\{\w{1,40}\}(?:\/[\w-]{1,40})?$/.test(rest);
      });
      return { make, items };
    })
    .filter(({ items }) => items.length > 0);
};

/** The id in what was answered: its own, or that of the thing it holds. */
const idIn = (value: unknown, depth = 0): string | undefined => {
  if (typeof value !== "object" || value === null || depth > 2) return undefined;
  const { id } = value as { id?: unknown };
  if (typeof id === "string" || typeof id === "number") return String(id);
  return Object.values(value)
    .map((member) => idIn(member, depth + 1))
    .find((found) => found !== undefined);
};

/** The request of an operation about one thing. */
const about = (
  operation: Operation,
  id: string,
  target: Target,
  bearer: string,
): Promise<Answer> => {
  const path = pathOf(
    { ...operation, path: operation.path.replace(/\{\w{1,40}\}/, encodeURIComponent(id)) },
    target,
  );
  // A form without its file would be refused for that, whoever sent it.
  const picture = pictureFor(operation, target);
  if (picture !== undefined) {
    const headers = formHeaders({ bearer });
    return target.visitor().ask(path, { method: operation.method, headers, body: picture });
  }
  const body = bodyFor(operation, target);
  const ask = { method: operation.method, headers: { Authorization: bearer } };
  return target.visitor().ask(path, body === undefined ? ask : { ...ask, body });
};

/** AZ-04, P-102 */
export const foreignObjects: Probe = {
  id: "foreign-objects",
  claim: "What one account made, no other account reads, changes or removes, on any route",
  requirements: ["AZ-04", "P-102", "P-065"],
  standard: "OWASP ASVS 5 V8.2.2; OWASP API1:2023",
  owasp: "A01",
  severity: "critical",
  depth: "touch",
  remedy: "Look things up by owner and id together, and answer 404 for those of others.",
  sabotage: "open-foreign-objects",
  run: async (target) => {
    if (!hasAccounts(target)) return undocumented(target, NO_ACCOUNTS);
    const collections = collectionsOf(target);
    if (collections.length === 0) return undocumented(target, "no route makes things with an id");
    const owner = await createPerson(target);
    const stranger = await createPerson(target, "another");
    const faults: Fault[] = [];
    const leftOut: string[] = [];
    let checked = 0;
    for (const { make, items } of collections) {
      const made = await target.visitor().ask(pathOf(make, target), {
        method: make.method,
        headers: { Authorization: owner.bearer },
        body: bodyFor(make, target),
      });
      const id = made.status < 300 ? idIn(made.json) : undefined;
      if (id === undefined) {
        leftOut.push(`${make.name} (${made.status})`);
        continue;
      }
      for (const operation of items) {
        const answer = await about(operation, id, target, stranger.bearer);
        checked += 1;
        if ([403, 404].includes(answer.status)) continue;
        faults.push({ what: `${operation.name} of another: ${answer.status}`, answer });
      }
      const remove = items.find(({ method, path }) => method === "DELETE" && path.endsWith("}"));
      if (remove !== undefined) await about(remove, id, target, owner.bearer);
    }
    const of = "calls about things of others";
    return judge({ faults, checked, of, wanted: "404 or 403 for each", leftOut });
  },
};
