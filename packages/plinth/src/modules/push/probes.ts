import type { Answer, Fault, ModuleProbe, ProbePerson } from "#policy";
import { NOBODYS_KEYS, type SubscriptionReply } from "./schema.ts";
import type { PushService } from "./service.ts";

const ROOT = "/api/v1/push";
const SUBSCRIPTIONS = `${ROOT}/subscriptions`;
/** Of the push services that are allowed unless PUSH_SERVICES says otherwise. */
const SERVICE = "updates.push.services.mozilla.com";
/** Where nobody may have an application call, whatever it is told that is there. */
const INNER = [
  "https://127.0.0.1/a",
  "https://[::1]/a",
  "https://10.0.0.1/a",
  "https://169.254.169.254/latest/meta-data",
  "https://localhost/a",
  `http://${SERVICE}/a`,
  `https://${SERVICE}:8443/a`,
  `https://user@${SERVICE}/a`,
  `https://${SERVICE}@127.0.0.1/a`,
  `https://${SERVICE}.example.org/a`,
  `https://127.0.0.1/#${SERVICE}`,
  "file:///etc/hostname",
];

const subscribe = ({ ask }: ProbePerson, endpoint: string): Promise<Answer> =>
  ask(SUBSCRIPTIONS, { method: "POST", body: { endpoint, keys: NOBODYS_KEYS } });

/** VAL-07 */
export const pushRefusesInnerAddresses: ModuleProbe<PushService> = {
  id: "push-refuses-inner-addresses",
  claim: "A browser can name no address for messages but of a push service on the internet",
  requirements: ["VAL-07", "RES-01"],
  standard: "OWASP ASVS 5 V1.3.6; OWASP A10:2021; CWE-918",
  owasp: "A10",
  severity: "high",
  depth: "touch",
  remedy: "Take only https URLs, without a port, of the hosts in PUSH_SERVICES.",
  run: async ({ person }) => {
    const one = await person();
    const faults: Fault[] = [];
    for (const endpoint of INNER) {
      const answer = await subscribe(one, endpoint);
      if (answer.status !== 400) faults.push({ what: `${endpoint}: ${answer.status}`, answer });
    }
    return { faults, checked: INNER.length, of: "addresses of others", wanted: "400" };
  },
  twin: {
    what: "takes any address for messages",
    breaks: (push) => ({
      ...push,
      subscribe: async (_owner, { endpoint }) => ({
        id: crypto.randomUUID(),
        service: endpoint.slice(0, 100),
        createdAt: new Date(0).toISOString(),
        sentAt: null,
        current: true,
      }),
    }),
  },
};

/** As long as 32 bytes are in base64url, the least that a private key has: ids are shorter. */
const KEY = /[\w-]{43,}/;
/** A point of P-256 as browsers want it: 65 bytes, of which the first is 4. */
const POINT = /^B[\w-]{86}$/;

const isShown = ({ json }: Answer, id: string): boolean =>
  (
    (json as { readonly subscriptions?: readonly SubscriptionReply[] } | undefined)
      ?.subscriptions ?? []
  ).some((one) => one.id === id);

/** What answers tell that nobody is to know. */
const leaksOf = (key: Answer, others: readonly Answer[], endpoint: string): readonly Fault[] => {
  const { publicKey, ...rest } = (key.json ?? {}) as Readonly<Record<string, unknown>>;
  const isPublic = POINT.test(`${publicKey}`) && !KEY.test(JSON.stringify(rest));
  const path = new URL(endpoint).pathname;
  return [
    ...(isPublic ? [] : [{ what: "more than a public key is given to browsers", answer: key }]),
    ...others
      .filter(({ text }) => KEY.test(text) || text.includes(path))
      .map((answer) => ({ what: "an answer holds a key, or where a browser is reached", answer })),
  ];
};

/** SES-01, AZ-04, PRIV-06 */
export const pushBelongsToItsSession: ModuleProbe<PushService> = {
  id: "push-belongs-to-its-session",
  claim: "Messages to a browser are seen and ended by nobody else, and end with its session",
  requirements: ["AZ-04", "SES-04", "UX-12", "PRIV-06"],
  standard: "OWASP ASVS 5 V8.2.2, V7.4.1; RFC 8030 section 8; RFC 8292 section 3.2",
  owasp: "A01",
  severity: "high",
  depth: "touch",
  remedy: "Look subscriptions up by account and id, and have them go with their session.",
  run: async ({ person, unique }) => {
    const [owner, stranger] = [await person(), await person()];
    // The same person elsewhere, who sees what becomes of it.
    const elsewhere = await owner.again();
    const look = (of: ProbePerson): Promise<Answer> => of.ask(SUBSCRIPTIONS);
    const endpoint = `https://${SERVICE}/${unique("browser")}`;
    const made = await subscribe(owner, endpoint);
    const looks = { of: "looks at a browser", wanted: "its account's alone, until it signs out" };
    if (made.status !== 201) {
      return { ...looks, faults: [], checked: 0, leftOut: [`a browser (${made.status})`] };
    }
    const { id } = made.json as SubscriptionReply;
    const listed = await look(elsewhere);
    const faults: Fault[] = [...leaksOf(await owner.ask(`${ROOT}/key`), [made, listed], endpoint)];
    if (!isShown(listed, id)) faults.push({ what: "its owner does not see it", answer: listed });
    const foreign = await look(stranger);
    if (isShown(foreign, id)) faults.push({ what: "a stranger sees it", answer: foreign });
    const ended = await stranger.ask(`${SUBSCRIPTIONS}/${id}`, { method: "DELETE" });
    if (ended.status !== 404) {
      faults.push({ what: `a stranger ending it gets ${ended.status}`, answer: ended });
    }
    await owner.ask("/api/v1/auth/signout", { method: "POST" });
    const after = await look(elsewhere);
    if (isShown(after, id)) faults.push({ what: "it is there after the sign-out", answer: after });
    return { ...looks, faults, checked: 6 };
  },
  twin: {
    what: "lets anybody end messages to a browser",
    breaks: (push) => ({ ...push, unsubscribe: async () => undefined }),
  },
};
