import { type AddressInfo, createServer } from "node:net";
import { hostOf, overhear, rawHead } from "../../connection.ts";
import { type Fault, notApplicable, type Probe } from "../../probe.ts";
import { judge } from "../../support/judge.ts";
import { isReading, operationsOf, pathOf } from "../../support/operations.ts";
import type { Target } from "../../target.ts";

/** Parameters by which services take addresses. */
const NAMES = [
  "url",
  "uri",
  "src",
  "dest",
  "link",
  "image",
  "feed",
  "callback",
  "webhook",
  "proxy",
];
const PATHS = ["/", "/fetch", "/proxy", "/preview", "/image"];
/** A call that is to come comes within this, in milliseconds. */
const WAIT_MS = 300;

/** A listener on this machine that remembers which markers it was asked for. */
const listen = async () => {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", (bytes: Buffer) => {
      heard.push(bytes.toString("latin1", 0, 200));
      socket.end("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
    });
    socket.setTimeout(5_000, () => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    addressOf: (marker: string) => `http://127.0.0.1:${port}/${marker}`,
    isHeard: (marker: string) => heard.some((text) => text.includes(`/${marker} `)),
    stop: () => server.close(),
  };
};

type Listener = Awaited<ReturnType<typeof listen>>;

/** Paths with an address in every parameter that might be one; documented ones first. */
const pathsFor = (target: Target): readonly string[] => {
  const documented = operationsOf(target)
    .filter((operation) => isReading(operation) && operation.policy.access.kind === "public")
    .filter(({ parameters }) => parameters.some(({ name }) => /ur[il]|link|callback/i.test(name)))
    .map((operation) => pathOf(operation, target).split("?")[0] ?? "/");
  return [...documented, ...PATHS];
};

const offer = async (target: Target, path: string, address: string): Promise<void> => {
  const query = NAMES.map((name) => `${name}=${encodeURIComponent(address)}`).join("&");
  await target.ask(`${path}?${query}`);
};

/** As to a proxy: the address stands where a path should. */
const offerWhole = async (target: Target, address: string): Promise<void> => {
  const socket = await target.open();
  const head = rawHead(`GET ${address} HTTP/1.1`, `Host: ${hostOf(target)}`, "Connection: close");
  await overhear(socket, head, WAIT_MS);
};

const offerAll = async (target: Target, { addressOf }: Listener) => {
  const offered: { readonly what: string; readonly marker: string }[] = [];
  for (const path of pathsFor(target)) {
    const marker = target.unique("address");
    offered.push({ what: `${path} calls what its query names`, marker });
    await offer(target, path, addressOf(marker));
  }
  const marker = target.unique("address");
  offered.push({ what: "it forwards requests like an open proxy", marker });
  await offerWhole(target, addressOf(marker));
  await target.pause(WAIT_MS);
  return offered;
};

/** EVID-05 */
export const fetchedAddresses: Probe = {
  id: "fetched-addresses",
  claim: "The service calls no address of its own network that a stranger names",
  requirements: ["EVID-05", "TST-06"],
  standard: "OWASP ASVS 5 V1.3.6; OWASP A10:2021; CWE-918",
  owasp: "A10",
  severity: "high",
  depth: "look",
  remedy:
    "Call addresses of others through the outbound service only, which refuses private networks (docs/guide/outbound.md).",
  sabotage: "fetch-addresses",
  run: async (target) => {
    if (!target.isLocal) return notApplicable("a service elsewhere cannot call this machine");
    const listener = await listen();
    try {
      const offered = await offerAll(target, listener);
      const faults: readonly Fault[] = offered
        .filter(({ marker }) => listener.isHeard(marker))
        .map(({ what }) => ({ what }));
      const wanted = "no call arrives at the address that was named";
      return judge({ faults, checked: offered.length, of: "places for an address", wanted });
    } finally {
      listener.stop();
    }
  },
};
