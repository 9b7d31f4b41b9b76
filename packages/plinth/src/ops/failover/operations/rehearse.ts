import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { type BackupTarget, createWarmCopy, type OpeningKey } from "#ops/backup";
import { type FailoverLook, type LookParts, lookAtFailover } from "./look.ts";

/** One thing that a failover needs, and whether it is there. */
export interface RehearsedStep {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
}

const attempt = async (what: string, work: () => Promise<string>): Promise<RehearsedStep> => {
  try {
    return { what, ok: true, detail: await work() };
  } catch (fault) {
    return { what, ok: false, detail: fault instanceof Error ? fault.message : String(fault) };
  }
};

/** That of two who claim the same, one gets it: what everything else rests on. */
const tryClaims = (place: BackupTarget, word: string): Promise<RehearsedStep> =>
  attempt("of two claims one is refused", async () => {
    const name = `failover/test-${word}.json`;
    const content = Buffer.from("{}");
    try {
      const won = await Promise.all([place.claim(name, content), place.claim(name, content)]);
      const late = await place.claim(name, content);
      if (won.filter(Boolean).length !== 1 || late) {
        throw new Error(`${place.place} gives one name to two: it cannot be the witness`);
      }
      return place.place;
    } finally {
      await place.remove(name);
    }
  });

/** Makes a standby's copy in a scratch folder, and lets SQLite look at all of it. */
const tryCopy = (parts: {
  readonly from: BackupTarget;
  readonly key: OpeningKey;
  readonly directory: string;
}): Promise<RehearsedStep> =>
  attempt("the shipped log gives a whole database", async () => {
    await mkdir(parts.directory, { recursive: true, mode: 0o700 });
    const scratch = await mkdtemp(join(parts.directory, "failover-test-"));
    try {
      const began = performance.now();
      const copy = createWarmCopy({
        target: parts.from,
        key: parts.key,
        dataDirectory: scratch,
        now: () => performance.now(),
      });
      const { at } = await copy.catchUp();
      await copy.finish(0);
      const tookMs = Math.round(performance.now() - began);
      return `up to ${new Date(at).toISOString()}, made and checked in ${tookMs} ms`;
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  });

const serverSteps = ({ servers, holder, epoch }: FailoverLook): readonly RehearsedStep[] => {
  const primary = servers.find(({ name }) => name === holder);
  const following = primary?.standbys.filter(({ state }) => state === "streaming") ?? [];
  const worst = Math.max(0, ...following.map(({ lagMs }) => lagMs));
  return [
    ...servers.map(({ name, look, fault }) => ({
      what: `${name} answers`,
      ok: look !== undefined,
      detail:
        fault ?? (look?.isStandby === true ? "a standby" : `a primary of epoch ${look?.epoch}`),
    })),
    {
      what: "the primary is of the epoch that was claimed last",
      ok: primary?.look?.epoch === epoch && !primary.look.isStandby,
      detail: `${holder ?? "nobody"}, epoch ${epoch}`,
    },
    {
      what: "a standby follows",
      ok: following.length > 0,
      detail: `${following.length} follow, ${Math.round(worst)} ms behind at most`,
    },
    ...servers
      .filter(({ look }) => look?.isStandby === true)
      .map(({ name, needed }) => ({
        what: `the role may promote ${name}`,
        ok: needed.length === 0,
        detail: needed.length === 0 ? "it may" : `let a superuser say: ${needed.join("; ")}`,
      })),
    ...servers
      .filter(({ look }) => look !== undefined)
      .map(({ name, grants }) => ({
        what: `the role may do the rest at ${name}`,
        ok: grants.length === 0,
        detail: grants.length === 0 ? "it may" : `let a superuser say: ${grants.join("; ")}`,
      })),
  ];
};

/** Tries everything that a failover needs, and changes nothing that anybody uses. */
export const rehearseFailover = async (
  parts: LookParts & {
    /** Where leases are kept. */
    readonly place: BackupTarget;
    /** A word that nobody else has. */
    readonly word: string;
    /** Embedded: where a standby would read from. */
    readonly copy:
      | { readonly from: BackupTarget; readonly key: OpeningKey; readonly directory: string }
      | undefined;
  },
): Promise<readonly RehearsedStep[]> => {
  const claims = await tryClaims(parts.place, parts.word);
  if (parts.copy !== undefined) return [claims, await tryCopy(parts.copy)];
  return [claims, ...serverSteps(await lookAtFailover(parts))];
};
