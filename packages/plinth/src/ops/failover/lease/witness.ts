import { BackupFault, type BackupTarget } from "#ops/backup";
import type { Beat, Claim, StandbyNote, Witness } from "./contract.ts";

const FOLDER = "failover/";
const BEAT = `${FOLDER}beat.json`;
const CLAIM = /^failover\/epoch-(\d{13})\.json$/;
const STANDBY = /^failover\/standby-[a-z0-9.-]{1,80}\.json$/;
/** Claims of before that stay, for people who want to know what happened. */
const KEPT = 20;
const MAX_BYTES = 4_096;

const claimName = (epoch: number): string =>
  `${FOLDER}epoch-${String(epoch).padStart(13, "0")}.json`;
const standbyName = (name: string): string =>
  `${FOLDER}standby-${name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]/g, "-")
    .slice(0, 80)}.json`;

const encode = (value: object): Buffer => Buffer.from(JSON.stringify(value));

/** An answer that does not come is one that says no; what was begun may go on behind. */
const within = async <T>(work: Promise<T>, ms: number, what: string): Promise<T> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new BackupFault("target", what)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * A place for backups as witness. That an epoch is given once is all that it must be able to do: it
 * keeps bytes under a name that nothing has. `timeoutMs` bounds every call.
 */
export const createWitness = (target: BackupTarget, timeoutMs: number): Witness => {
  /** Claims never change. */
  let known: Claim | undefined;

  const readText = async (name: string): Promise<string | undefined> => {
    const parts: Uint8Array[] = [];
    let bytes = 0;
    try {
      for await (const part of target.get(name)) {
        bytes += part.byteLength;
        if (bytes > MAX_BYTES) throw new BackupFault("foreign", `${name} is none of ours`);
        parts.push(part);
      }
    } catch (fault) {
      if (fault instanceof BackupFault && fault.kind === "missing") return undefined;
      throw fault;
    }
    return Buffer.concat(parts).toString("utf8");
  };
  const readJson = async <T>(name: string): Promise<T | undefined> => {
    const text = await readText(name);
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new BackupFault("foreign", `${name} of ${target.place} is none of ours`);
    }
  };
  const epochs = async (): Promise<readonly number[]> =>
    (await target.list(`${FOLDER}epoch-`))
      .map(({ name }) => Number(CLAIM.exec(name)?.[1] ?? 0))
      .filter((epoch) => epoch > 0);

  const newest = async (): Promise<Claim | undefined> => {
    const epoch = Math.max(0, ...(await epochs()));
    if (epoch === 0) return undefined;
    if (known?.epoch !== epoch) {
      const read = await readJson<Claim>(claimName(epoch));
      if (read?.epoch !== epoch) {
        throw new BackupFault("foreign", `epoch ${epoch} of ${target.place} is none of ours`);
      }
      known = read;
    }
    return known;
  };

  const bounded = <T>(work: () => Promise<T>): Promise<T> =>
    within(work(), timeoutMs, `${target.place} did not answer within ${timeoutMs} ms`);

  const put = async (name: string, value: object): Promise<void> => {
    const content = encode(value);
    const once = async function* once() {
      yield content;
    };
    await bounded(() => target.put(name, once(), content.length));
  };

  const claim = async (wanted: Claim): Promise<boolean> => {
    if (await target.claim(claimName(wanted.epoch), encode(wanted))) return true;
    // The answer to a first try may have been lost.
    const there = await readJson<Claim>(claimName(wanted.epoch));
    return there?.nonce === wanted.nonce;
  };

  return {
    place: target.place,
    read: () =>
      bounded(async () => {
        const [claimed, beat] = await Promise.all([newest(), readJson<Beat>(BEAT)]);
        return { claim: claimed, beat };
      }),
    claim: async (wanted) => {
      const isOurs = await bounded(() => claim(wanted));
      if (isOurs) {
        const old = (await epochs()).filter((epoch) => epoch <= wanted.epoch - KEPT);
        await Promise.all(old.map((epoch) => target.remove(claimName(epoch))));
      }
      return isOurs;
    },
    beat: (beat) => put(BEAT, beat),
    note: (note) => put(standbyName(note.name), note),
    standbys: () =>
      bounded(async () => {
        const names = (await target.list(`${FOLDER}standby-`)).map(({ name }) => name);
        const notes = await Promise.all(
          names.filter((name) => STANDBY.test(name)).map((name) => readJson<StandbyNote>(name)),
        );
        return notes.filter((note) => note !== undefined);
      }),
    forget: (name) => bounded(() => target.remove(standbyName(name))),
  };
};
