import { type Clock, isUuid, platformErrors } from "#core";
import type { Resealed } from "#crypto";
import type {
  AuditOutcome,
  AuditTrail,
  ChainReport,
  LogFilter,
  LogRow,
  Place,
} from "#services/audit-log";
import type { Keeping } from "./keeper.ts";
import { type EntryView, viewsOf } from "./views.ts";

/** Which entries are asked for; accounts by their id. */
export interface EntryFilter {
  readonly actor?: string | undefined;
  readonly target?: string | undefined;
  readonly action?: string | undefined;
  readonly outcome?: AuditOutcome | undefined;
  readonly requestId?: string | undefined;
  /** Milliseconds since the epoch, the first instant and the first that no longer counts. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** One page of entries, newest first. */
export interface EntryPage {
  readonly entries: readonly EntryView[];
  /** What `before` has to be for the next page; null on the last. A page may be short. */
  readonly next: string | null;
}

/** Some entries from a place on, from the newest without one, and where the next ones begin. */
export type EntryReader = (
  from: Place | undefined,
) => Promise<{ readonly rows: readonly EntryView[]; readonly next: Place | undefined }>;

/** How the chain is, as it was looked at last. */
export interface ChainState {
  /** Entries that there ever were. */
  readonly entries: number;
  /** For whoever verifies an export: a raw Ed25519 key as base64url. */
  readonly publicKey: string;
  /** Whether the chain ends before what this machine saw of it. */
  readonly isPutBack: boolean;
  /** Undefined where this process has not looked at it. */
  readonly verified:
    | {
        readonly at: string;
        readonly isWhole: boolean;
        readonly entries: number;
        readonly faults: readonly string[];
      }
    | undefined;
}

/** A look at the chain that is under way, and the last one that ended. */
export interface LookProgress {
  /** Undefined where none is under way. */
  readonly underWay: { readonly entries: number; readonly last: number } | undefined;
  readonly ended: number;
  readonly report: ChainReport | undefined;
}

/** The first line of an export. */
export interface ExportHead {
  readonly format: "plinth-audit-log-1";
  readonly publicKey: string;
  readonly head: unknown;
  readonly checkpoints: readonly unknown[];
}

/** The audit trail as administrators use it. */
export interface AuditLog {
  readonly page: (filter: EntryFilter, before: string | undefined) => Promise<EntryPage>;
  /** Reads all entries that fit, newest first, some at a time; a part may be empty and not the last. */
  readonly reader: (filter: EntryFilter) => Promise<EntryReader>;
  /** @throws {AppError} NOT_FOUND */
  readonly one: (seq: number) => Promise<EntryView>;
  readonly chain: () => Promise<ChainState>;
  /** How far a look at the chain is, and what the last one found. */
  readonly progress: () => LookProgress;
  /** Looks at the whole chain, and records what was found. */
  readonly verify: () => Promise<ChainReport>;
  /** What entries of an export are verified against. */
  readonly exportHead: () => Promise<ExportHead>;
  /** Entries after a place, as they are hashed, and what their sealed parts say. */
  readonly exportAfter: (
    seq: number,
    limit: number,
  ) => Promise<readonly { readonly entry: LogRow; readonly known: EntryView }[]>;
  /** Takes the end of the chain for right, after a restore of an older copy; that is recorded. */
  readonly accept: (because: string) => Promise<void>;
  /** Removes what is older than the setting allows; how many entries. */
  readonly sweep: () => Promise<number>;
  /** Seals the keys of subjects with the present SECRET_KEY. */
  readonly reseal: () => Promise<Resealed>;
}

/** What it is built from. */
export interface AuditLogParts {
  readonly trail: AuditTrail;
  readonly keeping: Pick<Keeping, "note">;
  readonly clock: Clock;
  /** How long entries are kept, in milliseconds. */
  readonly keptMs: number;
}

const PAGE = 50;
const EXPORT_PAGE = 500;
/** Addresses of those whom nobody knows are readable so long. */
const VISITORS_MS = 90 * 86_400_000;
const PLACE = /^(\d{1,15})-(\d{1,15})$/;

const placeText = ({ at, seq }: Place): string => `${at}-${seq}`;

const readPlace = (text: string | undefined): Place | undefined => {
  if (text === undefined) return undefined;
  const [, at, seq] = PLACE.exec(text) ?? [];
  if (at !== undefined && seq !== undefined) return { at: Number(at), seq: Number(seq) };
  throw platformErrors.make.VALIDATION_ERROR({
    faults: [{ field: "query.before", rule: "place", message: "must be the `next` of a page" }],
  });
};

/** Looks at the whole chain, one look at a time being told of. */
const createLooking = ({ trail, keeping, clock }: AuditLogParts) => {
  let verified: ChainState["verified"];
  let progress: LookProgress = { underWay: undefined, ended: 0, report: undefined };

  const look = async (): Promise<ChainReport> => {
    progress = { ...progress, underWay: { entries: 0, last: 0 } };
    try {
      await trail.settle();
      const report = await trail.verify((entries, last) => {
        progress = { ...progress, underWay: { entries, last } };
      });
      progress = { ...progress, report };
      return report;
    } finally {
      progress = { ...progress, underWay: undefined, ended: progress.ended + 1 };
    }
  };

  const verify: AuditLog["verify"] = async () => {
    const report = await look();
    const [fault] = report.faults;
    verified = {
      at: new Date(clock.now()).toISOString(),
      isWhole: report.isWhole,
      entries: report.entries,
      faults: report.faults.map(({ message }) => message),
    };
    await keeping.note({
      action: "audit-log.verified",
      outcome: report.isWhole ? "success" : "failed",
      actor: { kind: "thing", id: "system" },
      via: "system",
      details: {
        entries: report.entries,
        ...(fault === undefined ? {} : { fault: fault.message }),
      },
    });
    return report;
  };

  return { verify, progress: () => progress, verified: () => verified };
};

/** Builds it. */
export const createAuditLog = (parts: AuditLogParts): AuditLog => {
  const { trail, keeping, clock } = parts;
  const looking = createLooking(parts);
  /** An account stands under its pseudonym; what is no account stands as it is. */
  const partiesOf = async (id: string | undefined): Promise<readonly string[] | undefined> => {
    if (id === undefined) return undefined;
    const refs = isUuid(id) ? await trail.keys.refsOf(id) : [];
    return refs.length === 0 ? [id] : refs;
  };
  const filterOf = async ({ actor, target, ...others }: EntryFilter): Promise<LogFilter> => ({
    ...others,
    actors: await partiesOf(actor),
    targets: await partiesOf(target),
  });

  return {
    page: async (filter, before) => {
      const place = readPlace(before);
      // Whoever looks sees what was done a moment ago.
      if (place === undefined) await trail.settle();
      const page = await trail.page({ filter: await filterOf(filter), before: place, limit: PAGE });
      return {
        entries: await viewsOf(page.rows, trail.keys),
        next: page.next === undefined ? null : placeText(page.next),
      };
    },
    reader: async (filter) => {
      await trail.settle();
      const wanted = await filterOf(filter);
      return async (before) => {
        const page = await trail.page({ filter: wanted, before, limit: EXPORT_PAGE });
        return { rows: await viewsOf(page.rows, trail.keys), next: page.next };
      };
    },
    one: async (seq) => {
      const row = await trail.one(seq);
      if (row === undefined) throw platformErrors.make.NOT_FOUND();
      const [view] = await viewsOf([row], trail.keys);
      if (view === undefined) throw platformErrors.make.NOT_FOUND();
      return view;
    },
    chain: async () => ({
      entries: await trail.entries(),
      publicKey: trail.publicKey,
      isPutBack: trail.isPutBack(),
      verified: looking.verified(),
    }),
    progress: looking.progress,
    verify: looking.verify,
    exportHead: async () => ({
      format: "plinth-audit-log-1",
      publicKey: trail.publicKey,
      ...(await trail.ends()),
    }),
    exportAfter: async (seq, limit) => {
      const rows = await trail.after(seq, limit);
      const views = await viewsOf(rows, trail.keys);
      return rows.flatMap((entry, index) => {
        const known = views[index];
        return known === undefined ? [] : [{ entry, known }];
      });
    },
    accept: async (because) => {
      await keeping.note({
        action: "audit-log.end-accepted",
        outcome: "success",
        actor: { kind: "thing", id: "system" },
        via: "system",
        details: { because: because.slice(0, 200) },
      });
      await trail.acceptEnd();
    },
    reseal: trail.keys.reseal,
    sweep: async () => {
      const now = clock.now();
      await trail.forgetVisitors(now - VISITORS_MS);
      await trail.keys.reseal();
      return trail.removeBefore(now - parts.keptMs);
    },
  };
};
