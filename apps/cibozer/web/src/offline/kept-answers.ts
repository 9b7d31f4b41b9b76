import type { FetchLike } from "@plinth/console";
import { ME, parse, userOf, welcome } from "./left-letters.ts";
import type { SealedBox } from "./sealed-box.ts";

/** Where answers lie. */
type AnswerBox = Pick<SealedBox, "get" | "put" | "remove">;

/** What kept answers are built with. */
export type KeptAnswersParts = {
  readonly fetch: FetchLike;
  readonly box: AnswerBox;
  /** Empties the box, key and all. */
  readonly empty: () => Promise<void>;
  /** Does what the end of a session asks for, when the server says that nobody is signed in. */
  readonly end: () => Promise<void>;
  /** Told when an answer is not the server's, who cannot be reached. */
  readonly onKept: () => void;
  /** Waits until the page has nothing better to do; what nobody waits for comes after that. */
  readonly rest: () => Promise<void>;
};

/** Sends calls, and answers some of them where the server cannot be reached. */
export type KeptAnswers = {
  readonly fetch: FetchLike;
  /** Forgets everything; what is on its way is not kept either (P-116). */
  readonly forget: () => Promise<void>;
};

const PLANS = "/api/v1/plans";
const LIST = /^\/api\/v1\/plans\/([\w-]+)\/groceries(\?.*)?$/;
const PLAN = /^\/api\/v1\/plans\/([\w-]+)$/;
const CHECKS = /^\/api\/v1\/plans\/([\w-]+)\/groceries\/checks$/;

const KITCHEN = "/api/v1/kitchen";
const HISTORY = "/api/v1/history";

/** The first look at a list, as its page asks for it: in the units that the person chose. */
const listOf = (id: string, kitchen: string | undefined): string => {
  const units = parse(kitchen)["units"] === "us" ? "us" : "metric";
  return `${PLANS}/${id}/groceries?units=${units}`;
};

/**
 * Whether the answer to a GET is kept: who is signed in, their plans and lists, what they like
 * and have, and what they had. Never the profile: what it says of health stays on the server.
 */
const isKept = (path: string): boolean =>
  [ME, PLANS, KITCHEN, HISTORY].includes(path) || PLAN.test(path) || LIST.test(path);

/** A gateway's word for "nobody behind me". */
const isNobody = (answer: Response): boolean => answer.status === 502 || answer.status === 504;

/** The caller gave up; a time-out is none of that. */
const isCancelled = (error: unknown): boolean =>
  error instanceof DOMException && error.name === "AbortError";

type Learned = {
  readonly method: string;
  readonly path: string;
  readonly text: string;
};

/** A call, and the life of the box in which it left. */
type Call = { readonly method: string; readonly path: string; readonly born: number };

/** Whether the answer to a call tells something that is kept. */
export const isTelling = (method: string, path: string): boolean =>
  method === "GET" ? isKept(path) : path.startsWith(PLANS) || path.startsWith(KITCHEN);

/** Takes what answers tell into the box. */
export const createLearner = (parts: Pick<KeptAnswersParts, "box" | "empty">) => {
  const { box } = parts;
  /** The lists of each plan that were seen. */
  const lists = new Map<string, Set<string>>();
  const learnRead = async (path: string, text: string): Promise<void> => {
    if (path === ME) {
      const before = userOf(await box.get(ME));
      // Somebody else signed in: nothing of the person before is theirs.
      const person = userOf(text);
      if (before !== undefined && before !== person) await parts.empty();
      else if (person !== undefined) await welcome(box, person);
    }
    const id = LIST.exec(path)?.[1];
    if (id !== undefined) lists.set(id, (lists.get(id) ?? new Set<string>()).add(path));
    await box.put(path, text);
  };
  const learnChecks = async (id: string, text: string): Promise<void> => {
    const { checked } = parse(text);
    for (const path of lists.get(id) ?? [listOf(id, await box.get(KITCHEN))]) {
      const list = await box.get(path);
      if (list !== undefined) await box.put(path, JSON.stringify({ ...parse(list), checked }));
    }
  };
  return async ({ method, path, text }: Learned): Promise<void> => {
    if (method === "GET") return learnRead(path, text);
    const ticked = CHECKS.exec(path)?.[1];
    if (ticked !== undefined) return learnChecks(ticked, text);
    if (method === "DELETE") return box.remove(path);
    // What was changed comes back as it is now: the kitchen, or a plan.
    const { id, days, tastes } = parse(text);
    if (path.startsWith(KITCHEN) && Array.isArray(tastes)) return box.put(KITCHEN, text);
    if (typeof id === "string" && Array.isArray(days)) {
      await box.put(`${PLANS}/${id}`, text);
    }
  };
};

/**
 * Keeps the answers that a person needs with no network, sealed, and gives them back when the
 * server does not answer (UX-02). Online nothing comes from here.
 */
export const createKeptAnswers = (parts: KeptAnswersParts): KeptAnswers => {
  let life = 0;
  let last: Promise<unknown> = Promise.resolve();
  const learn = createLearner(parts);
  /** The lists that were asked for, and are those of the plans as they are now. */
  const asked = new Set<string>();
  /** One after another, and only what belongs to the person who is still there. */
  const inTurn = (born: number, work: () => Promise<void>): Promise<void> => {
    const done = last.then(async () => {
      if (born === life) await work();
    });
    // A browser without storage keeps nothing, and works.
    last = done.catch(() => undefined);
    return last as Promise<void>;
  };
  const end = async (work: () => Promise<void>): Promise<void> => {
    life += 1;
    asked.clear();
    await inTurn(life, work);
  };
  const forget = () => end(parts.empty);
  const keptOf = async (path: string): Promise<Response | undefined> => {
    const text = await last.then(() => parts.box.get(path)).catch(() => undefined);
    if (text === undefined) return undefined;
    parts.onKept();
    return new Response(text, { headers: { "content-type": "application/json" } });
  };
  /** Sends a call, and knows of the lists which ones were asked for. */
  const send: FetchLike = async (path, init) => {
    if ((init.method ?? "GET") !== "GET" || !LIST.test(path)) return parts.fetch(path, init);
    asked.add(path);
    try {
      const answer = await parts.fetch(path, init);
      if (!answer.ok) asked.delete(path);
      return answer;
    } catch (error) {
      asked.delete(path);
      throw error;
    }
  };
  /** The list of a plan that is opened comes along: in the shop there may be no network. */
  const takeListAlong = async (id: string, born: number): Promise<void> => {
    await parts.rest();
    const path = listOf(id, await parts.box.get(KITCHEN));
    // The page of the list asks for it itself.
    if (asked.has(path) || born !== life) return;
    const answer = await send(path, {
      headers: { accept: "application/json" },
      credentials: "same-origin",
      signal: AbortSignal.timeout(15_000),
    });
    if (!answer.ok) return;
    const text = await answer.text();
    await inTurn(born, () => learn({ method: "GET", path, text }));
  };
  const hear = async (call: Call, answer: Response): Promise<void> => {
    const { method, path, born } = call;
    if (path === ME && answer.status === 401) return end(parts.end);
    if (!answer.ok || !isTelling(method, path)) return;
    const text = await answer.clone().text();
    void inTurn(born, () => learn({ method, path, text }));
    const id = /^\/api\/v1\/plans\/([\w-]+)(\/(swap|resolve|undo))?$/.exec(path)?.[1];
    if (id === undefined || id === "import" || method === "DELETE") return;
    // What was changed needs another list.
    if (method !== "GET")
      for (const list of asked) if (LIST.exec(list)?.[1] === id) asked.delete(list);
    takeListAlong(id, born).catch(() => undefined);
  };
  return {
    forget,
    fetch: async (path, init) => {
      const method = init.method ?? "GET";
      const isRead = method === "GET" && isKept(path);
      const call = { method, path, born: life };
      try {
        const answer = await send(path, init);
        if (isRead && isNobody(answer)) return (await keptOf(path)) ?? answer;
        await hear(call, answer).catch(() => undefined);
        return answer;
      } catch (error) {
        const kept = isRead && !isCancelled(error) ? await keptOf(path) : undefined;
        if (kept === undefined) throw error;
        return kept;
      }
    },
  };
};
