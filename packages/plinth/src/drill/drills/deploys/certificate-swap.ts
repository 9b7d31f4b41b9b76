import { renameSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { type Drill, NotRunError, type Scene } from "../../drill.ts";
import { pause, waitFor } from "../../support/ask.ts";

const LANES = 4;
const PAUSE_MS = 20;
/** Longest wait for the new certificate on a new connection. */
const SEEN_MS = 10_000;
const ASK_MS = 10_000;

interface Seen {
  /** Of the certificate that the connection shows. */
  readonly serial: string;
  /** Undefined where all was well. */
  readonly fault: string | undefined;
}

/** Asks for /health over TLS; over a connection of its own where no agent is given. */
const look = (url: string, authority: string, agent?: Agent): Promise<Seen> =>
  new Promise((resolve) => {
    let serial = "";
    const done = (fault?: string): void => resolve({ serial, fault });
    const asking = request(`${url}/health`, {
      agent: agent ?? false,
      ca: authority,
      servername: "localhost",
      timeout: ASK_MS,
    });
    asking.once("timeout", () => asking.destroy(new Error(`no answer in ${ASK_MS} ms`)));
    asking.once("error", (fault) => done(fault.message));
    asking.once("response", (answer) => {
      serial = (answer.socket as TLSSocket).getPeerCertificate().serialNumber ?? "";
      answer.resume();
      answer.once("error", (fault) => done(fault.message));
      answer.once("end", () =>
        done(answer.statusCode === 200 ? undefined : `${answer.statusCode}`),
      );
    });
    asking.end();
  });

/** Callers of whom half keep their connection, until they are told to end. */
const startLooking = ({ defer }: Scene, url: string, authority: string) => {
  const keeping = new Agent({ keepAlive: true, maxSockets: LANES });
  const seen: Seen[] = [];
  let isOver = false;
  const lane = async (number: number): Promise<void> => {
    while (!isOver) {
      seen.push(await look(url, authority, number % 2 === 0 ? keeping : undefined));
      await pause(PAUSE_MS);
    }
  };
  const all = Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
  const end = async (): Promise<void> => {
    isOver = true;
    await all;
    keeping.destroy();
  };
  defer(end);
  return { seen, end };
};

/** Puts a file in the place of another at once. */
const put = (path: string, text: string): void => {
  writeFileSync(`${path}.next`, text, { mode: 0o600 });
  renameSync(`${path}.next`, path);
};

const run = async (scene: Scene) => {
  const { incident } = scene;
  const { makeTestCertificate } = await import("#testing");
  const makeAll = () => {
    const authority = makeTestCertificate({ name: "drill authority", isAuthority: true });
    const [one, two] = [authority, authority].map((issuer) => makeTestCertificate({ issuer }));
    if (one === undefined || two === undefined) throw new Error("no certificates");
    return { authority, one, two };
  };
  let made: ReturnType<typeof makeAll>;
  try {
    made = makeAll();
  } catch {
    throw new NotRunError("openssl is not on this machine");
  }
  const { authority, one, two } = made;
  const directory = scene.directory();
  const [cert, key] = [join(directory, "cert.pem"), join(directory, "key.pem")];
  put(key, one.key);
  put(cert, one.chain);
  const env = { TLS_CERT: cert, TLS_KEY: key, PUBLIC_URL: "https://localhost" };
  const { url } = await scene.start({ env });
  const looking = startLooking(scene, url, authority.chain);
  const before = await look(url, authority.chain);
  incident.note(`certificate ${before.serial.slice(-8)} is served to ${LANES} callers`);
  await pause(300);
  const swappedAt = incident.note("both files are replaced by those of another certificate");
  put(key, two.key);
  put(cert, two.chain);
  const isNew = await waitFor(async () => {
    const { serial } = await look(url, authority.chain);
    return serial !== "" && serial !== before.serial;
  }, SEEN_MS);
  const seenAt = incident.note(isNew ? "new connections show it" : "nobody ever saw it");
  await pause(300);
  await looking.end();
  const failed = looking.seen.filter(({ fault }) => fault !== undefined);
  incident.note(`${looking.seen.length} calls, ${failed.length} failed`);
  return {
    recoverMs: seenAt - swappedAt,
    lost: { what: "calls", of: looking.seen.length, lost: failed.length },
    faults: [
      ...(isNew ? [] : [`the new certificate was not served within ${SEEN_MS} ms`]),
      ...(failed.length === 0 ? [] : [`${failed.length} calls failed: ${failed[0]?.fault}`]),
      ...(before.fault === undefined ? [] : [`before the swap: ${before.fault}`]),
    ],
  };
};

/** Another certificate under traffic (WEB-12). */
export const certificateSwap: Drill = {
  id: "certificate-swap",
  claim: "Another certificate is served without a restart, and no call fails meanwhile",
  holds: [
    "new connections show the new certificate within 10 s of its files being replaced",
    "no call fails, over connections that stand and over new ones",
  ],
  requirements: ["WEB-12"],
  standard: "RFC 8446; renewal as ACME clients do it",
  severity: "high",
  remedy: "Replace the files that TLS_CERT and TLS_KEY name; they are followed",
  shelfLifeDays: 90,
  sabotages: ["keeps-certificate"],
  run,
};
