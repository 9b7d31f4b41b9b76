import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shareOfRun } from "../support/share.ts";
import { startWeakShop } from "./planted/weak-shop.ts";
import { type Echo, type Sweep, sendRaw, sweepForEchoes } from "./support/echo.ts";
import { type Parameter, parametersIn, requestFor } from "./support/parameters.ts";
import { type Scanned, startScanned } from "./support/scanned.ts";
import type { MarkedRequest } from "./support/sqlmap.ts";

/** Nothing else in the world is called that; letters and digits pass most schemas. */
const MARKER = `zq${randomUUID().replaceAll("-", "").slice(0, 14)}`;

/** No field of anybody is called that. */
const NO_NAME = `<${MARKER} onerror=alert(1)>`;

type Asked = MarkedRequest & { readonly why: string };
type Headers = Readonly<Record<string, string>>;

const HTML = { Accept: "text/html" };

const told = ({ asked, status, around }: Echo): string => `${status} ${asked}: …${around}…`;

/** Headers that programs read, with the marker in each. */
const MARKED_HEADERS: readonly Headers[] = [
  { "User-Agent": MARKER },
  { Referer: `https://${MARKER}.example/` },
  { "X-Request-Id": MARKER },
  { Authorization: `Bearer ${MARKER}` },
  { Authorization: MARKER },
  { Cookie: `__Host-plinth=${MARKER}; ${MARKER}=1` },
  { Origin: `https://${MARKER}.example` },
  { "X-CSRF-Token": MARKER },
  { "Content-Type": `text/${MARKER}` },
  { "Content-Type": `application/json; charset=${MARKER}` },
  { "Content-Encoding": MARKER },
  { Accept: `text/${MARKER}` },
  { "X-Forwarded-For": MARKER },
  { "X-Forwarded-Host": MARKER },
  { "Signature-Input": `sig1=("@method");keyid="${MARKER}"`, Signature: `sig1=:${MARKER}:` },
  { "Idempotency-Key": MARKER },
  { [`X-${MARKER}`]: MARKER },
];

/**
 * Unknown fields are named, so that a slip of the finger is found (VAL-02): where the name is one of
 * letters and digits, and nowhere else. SECURITY.md says so.
 */
const isNamedField = ({ asked, around }: Echo): boolean =>
  /\((?:unknown query field|unknown member)\)$/.test(asked) &&
  new RegExp(`"field":"(?:body|query)\\.${MARKER}","rule":"additionalProperties"`).test(around);

/** Ways of the marker into an operation, beside its parameters. */
const aroundOperation = (request: MarkedRequest, who: Headers): readonly Asked[] => {
  const { method, path, body } = request;
  const with_ = (why: string, more: Partial<MarkedRequest>): Asked => ({
    ...request,
    headers: { ...who, ...more.headers },
    ...more,
    why,
  });
  const end = path.includes("?") ? "&" : "?";
  const text = (value: unknown): string => JSON.stringify(value);
  const member = { ...(body === undefined ? {} : JSON.parse(body)), [MARKER]: MARKER };
  return [
    with_("unknown query field", { path: `${path}${end}${MARKER}=${MARKER}` }),
    with_("query field that is no name", { path: `${path}${end}${encodeURIComponent(NO_NAME)}=1` }),
    with_("longer path", { path: `${path.split("?")[0]}/${MARKER}` }),
    with_("longer path as a page", {
      path: `${path.split("?")[0]}/${MARKER}`,
      headers: { ...who, ...HTML },
    }),
    ...MARKED_HEADERS.map((headers) =>
      with_(`header ${Object.keys(headers)[0]}`, { headers: { ...who, ...headers } }),
    ),
    ...(method === "GET"
      ? []
      : [
          with_("unknown member", { body: text(member) }),
          with_("member that is no name", { body: text({ [NO_NAME]: 1 }) }),
          with_("text as body", { body: text(MARKER) }),
          with_("broken JSON", { body: `{"${MARKER}":${MARKER}` }),
          with_("member twice", { body: `{"${MARKER}":1,"${MARKER}":2}` }),
          with_("broken text", { body: `{"a":"\\u${MARKER}"}` }),
        ]),
  ];
};

/** Every operation once, by any of its parameters. */
const oneOfEach = (parameters: readonly Parameter[]): readonly Parameter[] => [
  ...new Map(parameters.map((one) => [one.operation.name, one])).values(),
];

describe("no error gives back what was sent", () => {
  let scanned: Scanned;
  let callers: readonly (readonly [name: string, headers: Headers])[];

  beforeAll(async () => {
    scanned = await startScanned({ isInspected: true });
    callers = [
      ["nobody", {}],
      ["user", { Authorization: `Bearer ${await scanned.newcomer()}` }],
      ["admin", { Authorization: `Bearer ${await scanned.tokenOf("admin")}` }],
    ];
  });
  afterAll(() => scanned?.stop());

  const sweepAll = async (requests: readonly Asked[]): Promise<Sweep> => {
    const sweep = await sweepForEchoes(scanned.url, MARKER, requests);
    process.stdout.write(
      `echo: ${requests.length} requests, errors ${JSON.stringify(sweep.errors)}\n`,
    );
    return sweep;
  };

  it("ERR-05: the sweep sees it where a service does", async () => {
    const shop = await startWeakShop();
    try {
      const request = { method: "GET", path: `/${MARKER}`, headers: {}, why: "planted" };
      const { echoes } = await sweepForEchoes(shop.url, MARKER, [request]);
      expect(echoes).toHaveLength(1);
    } finally {
      await shop.stop();
    }
  });

  it("ERR-05, VAL-14: in no parameter of any operation, for nobody, a user and an administrator", async () => {
    const { document } = scanned;
    const parameters = parametersIn(document);
    const spoils = [() => MARKER, () => `${MARKER}'"<script>`, () => MARKER.repeat(700)];
    const requests = callers.flatMap(([who, headers]) =>
      shareOfRun(parameters, 3).flatMap((parameter) =>
        spoils.map((spoil) => {
          const encoded = (good: string): string =>
            parameter.place === "body" ? spoil() : encodeURIComponent(spoil() || good);
          const made = requestFor({ parameter, document, headers, known: {}, spoil: encoded });
          return { ...made, why: `${who}, ${parameter.name}` };
        }),
      ),
    );
    const { echoes, errors } = await sweepAll(requests);
    expect(echoes.map(told)).toEqual([]);
    // Each class of refusal was met: of the caller, of the input, of the way.
    for (const status of ["400", "401", "403", "404"]) expect(errors[status]).toBeGreaterThan(5);
    expect(Object.keys(errors).filter((status) => status >= "500" || status === "429")).toEqual([]);
  });

  it("ERR-05: in no header, path, unknown field or broken body around any operation", async () => {
    const { document } = scanned;
    const requests = callers.slice(0, 2).flatMap(([, headers]) =>
      shareOfRun(oneOfEach(parametersIn(document)), 3).flatMap((parameter) => {
        const spoil = (good: string): string => good;
        return aroundOperation(
          requestFor({ parameter, document, headers, known: {}, spoil }),
          headers,
        );
      }),
    );
    const { echoes, errors } = await sweepAll(requests);
    expect(echoes.filter((echo) => !isNamedField(echo)).map(told)).toEqual([]);
    expect(errors["415"]).toBeGreaterThan(5);
    expect(Object.keys(errors).filter((status) => status >= "500" || status === "429")).toEqual([]);
  });

  const RAW: readonly (readonly [string, string])[] = [
    ["an unreadable address", `GET /%zz${MARKER} HTTP/1.1\r\nHost: a\r\n`],
    ["an unknown method", `${MARKER.toUpperCase()} / HTTP/1.1\r\nHost: a\r\n`],
    ["an unknown protocol", `GET /${MARKER} ${MARKER}/1.1\r\nHost: a\r\n`],
    ["a length that is none", `POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: ${MARKER}\r\n`],
    ["an unknown encoding", `POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: ${MARKER}\r\n`],
    ["a strange host", `GET /none HTTP/1.1\r\nHost: ${MARKER}"><\r\n`],
    ["a whole address", `GET http://${MARKER}.example/none HTTP/1.1\r\nHost: a\r\n`],
    ["a header without a name", `GET / HTTP/1.1\r\nHost: a\r\n: ${MARKER}\r\n`],
    ["a header too large", `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${MARKER.repeat(8_000)}\r\n`],
    ["an expectation", `GET /none HTTP/1.1\r\nHost: a\r\nExpect: ${MARKER}\r\n`],
    [
      "an upgrade",
      `GET /none HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: ${MARKER}\r\n`,
    ],
  ];
  it.each(RAW)("ERR-05: not in what answers %s", async (_, head) => {
    const answer = await sendRaw(scanned.url, `${head}Connection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 [45]\d\d /);
    expect(answer.toLowerCase()).not.toContain(MARKER);
  });
});
