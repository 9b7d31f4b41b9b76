import type { Answer, Ask, Target } from "../target.ts";
import { isGuarded, isReading, operationsOf, pathOf } from "./operations.ts";
import { tagsOf } from "./pages/html.ts";

/** An answer and the class it stands for, such as "unknown path (page)". */
export interface Reply {
  readonly label: string;
  readonly answer: Answer;
}

/** What browsers send. */
export const HTML = { Accept: "text/html,application/xhtml+xml,*/*;q=0.8" } as const;

/** Whether an answer is a document that a browser would show. */
export const isPage = ({ headers }: Answer): boolean =>
  (headers.get("content-type") ?? "").startsWith("text/html");

/** A script or style that a page of the service loads from the service itself. */
const ownFile = (answer: Answer): string | undefined => {
  if (!isPage(answer)) return undefined;
  for (const tag of tagsOf(answer.text, "script", "link")) {
    const path = tag.get("src") ?? tag.get("href") ?? "";
    const isOwn = path.startsWith("/") && !path.startsWith("//");
    if (isOwn && /\.(?:js|css)(?:\?|$)/.test(path)) return path;
  }
  return undefined;
};

/** A path that no service has. */
export const unknownPath = (target: Target): string => `/${target.unique("no-such-thing")}`;

/**
 * One answer of each class that a stranger can get without changing anything: page, file of a page,
 * data, unknown path as data and as page, unreadable address, and where the document tells of them a refused
 * method and a refused caller.
 */
export const askAllClasses = async (target: Target): Promise<readonly Reply[]> => {
  const operations = operationsOf(target);
  const open = operations.find(
    (operation) =>
      isReading(operation) &&
      !isGuarded(operation) &&
      operation.parameters.length === 0 &&
      operation.policy.produces === "json",
  );
  const guarded = operations.find((operation) => isReading(operation) && isGuarded(operation));
  const readOnly = operations.find(
    ({ path, method }) =>
      method === "GET" &&
      !path.includes("{") &&
      !operations.some((other) => other.path === path && other.method === "PUT"),
  );
  const asked: readonly (readonly [label: string, ask: readonly [path: string, ask: Ask]])[] = [
    ["start page", ["/", { headers: HTML }]],
    ["documentation page", ["/docs", { headers: HTML }]],
    ["unknown path (data)", [unknownPath(target), {}]],
    ["unknown path (page)", [unknownPath(target), { headers: HTML }]],
    ["unreadable address", ["/%zz", {}]],
    ...(open === undefined ? [] : [[open.name, [open.path, {}]] as const]),
    ...(guarded === undefined
      ? []
      : [[`${guarded.name} without sign-in`, [pathOf(guarded, target), {}]] as const]),
    ...(readOnly === undefined
      ? []
      : [[`PUT ${readOnly.path}`, [readOnly.path, { method: "PUT" }]] as const]),
  ];
  const { signedIn } = target;
  const own =
    signedIn === undefined
      ? []
      : ["/", ...(guarded === undefined ? [] : [pathOf(guarded, target)])].map(
          (path) => [`${path}, signed in`, [path, { headers: { ...HTML, ...signedIn } }]] as const,
        );
  const replies: Reply[] = [];
  for (const [label, [path, ask]] of [...asked, ...own]) {
    replies.push({ label, answer: await target.ask(path, ask) });
  }
  const file = replies.map(({ answer }) => ownFile(answer)).find((path) => path !== undefined);
  if (file !== undefined) replies.push({ label: "file of a page", answer: await target.ask(file) });
  return replies;
};
