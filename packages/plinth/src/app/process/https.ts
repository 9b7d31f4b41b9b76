import type { Config } from "#config";
import { type Clock, type StartTimer, systemTimer } from "#core";
import { type CreateServer, createTlsListener } from "#http";
import type { HealthReport, Platform } from "#modules/contract";
import {
  type CertificateFiles,
  createCertificateFiles,
  watchCertificate,
} from "#services/certificates";

/** HTTPS as it is served here. */
export interface Https {
  readonly create: CreateServer;
  /** How the certificate is, for /health and /ready. */
  readonly health: () => HealthReport;
  /** Begins to follow the files of the certificate. */
  readonly start: () => void;
  /** Reads the files at once; `reason` is for the log. */
  readonly reload: (reason: string) => void;
  readonly close: () => void;
}

/**
 * The certificate that the settings name; undefined where nothing here speaks TLS.
 * @throws {BootError} in one line when it cannot be served.
 */
export const openCertificate = (
  { https }: Pick<Config, "https">,
  clock: Clock,
): CertificateFiles | undefined =>
  https.files === undefined ? undefined : createCertificateFiles({ files: https.files, clock });

/** Builds what serves a certificate and follows its files (WEB-10, WEB-12). */
export const createHttps = (
  files: CertificateFiles | undefined,
  platform: Pick<Platform, "config" | "clock" | "random" | "events" | "metrics" | "log">,
  startTimer: StartTimer = systemTimer,
): Https | undefined => {
  const { config, clock, random, events, metrics } = platform;
  const paths = config.https.files;
  if (files === undefined || paths === undefined) return undefined;
  const tls = createTlsListener({ identity: files.current(), random, startTimer });
  const log = platform.log.child("https");
  const watch = watchCertificate({
    ...{ files, paths, clock, startTimer, events, metrics, log },
    onRenewed: tls.renew,
  });
  return {
    create: tls.create,
    health: watch.health,
    start: watch.start,
    reload: watch.look,
    close: () => {
      watch.close();
      tls.close();
    },
  };
};
