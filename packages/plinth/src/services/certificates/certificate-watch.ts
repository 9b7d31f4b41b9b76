import { type FSWatcher, watch } from "node:fs";
import { dirname } from "node:path";
import type { Clock, Events, StartTimer } from "#core";
import type { Certificate } from "#crypto";
import type { Logger, Metrics } from "#telemetry";
import type { CertificateFiles } from "./certificate-files.ts";

const DAY_MS = 86_400_000;
/** Both files are written by then, in most cases: a pair that is half replaced is not looked at. */
const SETTLE_MS = 500;
/** Looked at in any case: not every file system tells of changes, nor those of a link's target. */
const POLL_MS = 60_000;
/** Days before the end from which on it is announced, and from which on it is grave. */
const SOON_DAYS = 21;
const URGENT_DAYS = 7;

/** What the watch is made from. */
export interface CertificateWatchParts {
  readonly files: CertificateFiles;
  readonly paths: { readonly cert: string; readonly key: string };
  readonly clock: Clock;
  readonly startTimer: StartTimer;
  readonly log: Logger;
  readonly events: Events;
  readonly metrics: Metrics;
  /** Called with every new certificate. */
  readonly onRenewed: (certificate: Certificate) => void;
}

/** Keeps the certificate that is served the one of the files (WEB-12). */
export interface CertificateWatch {
  /** Begins to follow the files. */
  readonly start: () => void;
  /** Looks at once; `reason` is for the log, such as "signal SIGHUP". */
  readonly look: (reason: string) => void;
  /** Within a week of its end the certificate is a fault, though requests still succeed. */
  readonly health: () => {
    readonly healthy: boolean;
    readonly required: false;
    readonly detail: Readonly<Record<string, string | number>>;
  };
  readonly close: () => void;
}

const registerMetrics = ({ metrics, files, clock }: CertificateWatchParts) => {
  const days = metrics
    .gauge({
      name: "tls_certificate_days_left",
      help: "Days until the TLS certificate that is served expires.",
    })
    .child();
  const stop = metrics.onCollect(() => days.set((files.current().notAfter - clock.now()) / DAY_MS));
  const looks = metrics.counter({
    name: "tls_certificate_changes_total",
    help: "New certificates that were taken, and those that could not be served.",
    labels: ["outcome"],
  });
  return {
    stop,
    taken: looks.child({ outcome: "taken" }),
    refused: looks.child({ outcome: "refused" }),
  };
};

/** Tells people, once a day, that the certificate ends soon. */
const createReminder = ({ files, clock, events, log }: CertificateWatchParts) => {
  let toldAt = Number.NEGATIVE_INFINITY;
  return {
    remind: (): void => {
      const { notAfter } = files.current();
      const days = Math.floor((notAfter - clock.now()) / DAY_MS);
      if (days >= SOON_DAYS || clock.now() - toldAt < DAY_MS) return;
      toldAt = clock.now();
      const severity = days < URGENT_DAYS ? "alert" : "warning";
      log.warn("the TLS certificate expires soon", { category: "operations", daysLeft: days });
      events.emit("security", { name: "certificate.expiring", severity, data: { daysLeft: days } });
    },
    forget: (): void => {
      toldAt = Number.NEGATIVE_INFINITY;
    },
  };
};

/** Hears of changes in the folders of the files; none where the system tells of none. */
const watchFolders = (paths: CertificateWatchParts["paths"], onChange: () => void): FSWatcher[] =>
  [...new Set([dirname(paths.cert), dirname(paths.key)])].flatMap((folder) => {
    try {
      const watcher = watch(folder, { persistent: false }, onChange);
      // A folder that is gone says so once; the poll goes on.
      watcher.on("error", () => watcher.close());
      return [watcher];
    } catch {
      return [];
    }
  });

/** Builds the watch; nothing is followed before `start`. */
export const watchCertificate = (parts: CertificateWatchParts): CertificateWatch => {
  const { files, clock, events, log, startTimer } = parts;
  const count = registerMetrics(parts);
  const reminder = createReminder(parts);
  let watchers: readonly FSWatcher[] = [];
  let cancelSettling: (() => void) | undefined;
  let cancelPoll = (): void => undefined;

  const look = (reason: string): void => {
    const found = files.look();
    if (found.outcome === "taken") {
      const { certificate } = found;
      parts.onRenewed(certificate);
      count.taken.inc();
      reminder.forget();
      const until = new Date(certificate.notAfter).toISOString();
      const data = { serial: certificate.serial, until };
      log.info("another TLS certificate is served", { ...data, because: reason });
      events.emit("security", { name: "certificate.renewed", severity: "info", data });
    }
    if (found.outcome === "refused" && found.isNews) {
      count.refused.inc();
      const data = { reason: found.reason };
      log.warn("the new TLS certificate cannot be served; the old one stays", data);
      events.emit("security", { name: "certificate.refused", severity: "warning", data });
    }
    reminder.remind();
  };

  const settle = (): void => {
    cancelSettling?.();
    cancelSettling = startTimer(SETTLE_MS, () => look("the files changed"));
  };
  const poll = (): void => {
    cancelPoll = startTimer(POLL_MS, () => {
      look("the files changed");
      poll();
    });
  };

  return {
    start: () => {
      watchers = watchFolders(parts.paths, settle);
      reminder.remind();
      poll();
    },
    look,
    health: () => {
      const { notAfter } = files.current();
      const daysLeft = Math.floor((notAfter - clock.now()) / DAY_MS);
      const until = new Date(notAfter).toISOString().slice(0, 10);
      return { healthy: daysLeft >= URGENT_DAYS, required: false, detail: { daysLeft, until } };
    },
    close: () => {
      for (const watcher of watchers) watcher.close();
      cancelSettling?.();
      cancelPoll();
      count.stop();
    },
  };
};
