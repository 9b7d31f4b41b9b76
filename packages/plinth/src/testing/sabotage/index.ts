import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { identityModules, operationsModules } from "#app";
import { makeTestCertificate, type TestCertificate } from "../certificates.ts";
import { startTestApplication, type TestApplication } from "../test-application.ts";
import { alterStages } from "./alterations.ts";
import { demoModule } from "./demo-module.ts";
import { ACCOUNT_SABOTAGES } from "./identity/of-accounts.ts";
import { API_KEY_SABOTAGES } from "./identity/of-api-keys.ts";
import { PASSKEY_SABOTAGES } from "./identity/of-passkeys.ts";
import { SECOND_FACTOR_SABOTAGES } from "./identity/of-second-factors.ts";
import { SESSION_SABOTAGES } from "./identity/of-sessions.ts";
import { TOKEN_SABOTAGES } from "./identity/of-tokens.ts";
import { followInstance, leadingSettings, leaveDeploys } from "./installation.ts";
import { ACCESS_SABOTAGES } from "./of-access.ts";
import { ERROR_SABOTAGES } from "./of-errors.ts";
import { FORGERY_SABOTAGES } from "./of-forgery.ts";
import { HEADER_SABOTAGES } from "./of-headers.ts";
import { HEALTH_SABOTAGES } from "./of-health.ts";
import { INPUT_SABOTAGES } from "./of-input.ts";
import { INSPECTION_SABOTAGES } from "./of-inspection.ts";
import { LIMIT_SABOTAGES } from "./of-limits.ts";
import { ALERT_SABOTAGES } from "./operations/of-alerts.ts";
import { AUDIT_LOG_SABOTAGES } from "./operations/of-audit-log.ts";
import { BACKUP_SABOTAGES } from "./operations/of-backups.ts";
import { BILLING_SABOTAGES } from "./operations/of-billing.ts";
import { CACHING_SABOTAGES } from "./operations/of-caching.ts";
import { DEPLOY_SABOTAGES } from "./operations/of-deploys.ts";
import { FIGURE_SABOTAGES } from "./operations/of-figures.ts";
import { LIVE_SABOTAGES } from "./operations/of-live.ts";
import { MAIL_SABOTAGES } from "./operations/of-mail.ts";
import { OPERATIONS_SABOTAGES } from "./operations/of-operations.ts";
import { PRIVACY_SABOTAGES } from "./operations/of-privacy.ts";
import { SECURITY_EVENT_SABOTAGES } from "./operations/of-security-events.ts";
import { EXPOSURE_SABOTAGES } from "./outside/of-exposure.ts";
import { HOST_SABOTAGES } from "./outside/of-hosts.ts";
import { INJECTION_SABOTAGES } from "./outside/of-injection.ts";
import { PAGE_SABOTAGES } from "./outside/of-pages.ts";
import { TLS_SABOTAGES } from "./outside/of-tls.ts";
import { PROTOCOL_SABOTAGES } from "./protocol/of-protocol.ts";
import { ROUTE_SABOTAGES } from "./routes/of-routes.ts";
import type { Sabotage, Sabotages } from "./sabotage.ts";
import { UPLOAD_SABOTAGES } from "./uploads/of-uploads.ts";

export { createSwitches, isSwitchable } from "./switches.ts";
export type { Sabotage, Sabotages };

/** Every switch, each taking one control apart. */
export const SABOTAGES: Sabotages = {
  ...HEADER_SABOTAGES,
  ...PAGE_SABOTAGES,
  ...EXPOSURE_SABOTAGES,
  ...INJECTION_SABOTAGES,
  ...HOST_SABOTAGES,
  ...ERROR_SABOTAGES,
  ...ACCESS_SABOTAGES,
  ...ROUTE_SABOTAGES,
  ...LIMIT_SABOTAGES,
  ...INPUT_SABOTAGES,
  ...INSPECTION_SABOTAGES,
  ...UPLOAD_SABOTAGES,
  ...FORGERY_SABOTAGES,
  ...SESSION_SABOTAGES,
  ...TOKEN_SABOTAGES,
  ...API_KEY_SABOTAGES,
  ...ACCOUNT_SABOTAGES,
  ...SECOND_FACTOR_SABOTAGES,
  ...PASSKEY_SABOTAGES,
  ...BILLING_SABOTAGES,
  ...MAIL_SABOTAGES,
  ...SECURITY_EVENT_SABOTAGES,
  ...ALERT_SABOTAGES,
  ...AUDIT_LOG_SABOTAGES,
  ...BACKUP_SABOTAGES,
  ...DEPLOY_SABOTAGES,
  ...PRIVACY_SABOTAGES,
  ...OPERATIONS_SABOTAGES,
  ...LIVE_SABOTAGES,
  ...CACHING_SABOTAGES,
  ...HEALTH_SABOTAGES,
  ...FIGURE_SABOTAGES,
  ...PROTOCOL_SABOTAGES,
  ...TLS_SABOTAGES,
};

const REMOVABLE = {
  protect: [0, 2],
  read: [0, 1],
  authenticate: [0, 1],
  authorize: [0, 1],
  meter: [0, 1, 2],
  validate: [0],
  inspect: [0],
} as const;

/** One sabotage for each stage of the lifecycle: that stage is not there (P-065). */
export const STAGE_REMOVALS: Sabotages = Object.fromEntries(
  Object.entries(REMOVABLE).flatMap(([place, positions]) =>
    positions.map((position): [string, Sabotage] => [
      `without ${place} ${position}`,
      {
        what: `has no stage ${position} at ${place}`,
        alter: () =>
          alterStages(place as keyof typeof REMOVABLE, (factories) =>
            factories.filter((_, index) => index !== position),
          ),
      },
    ]),
  ),
);

/** Small, so that probes soon see that there is an end. */
const QUICK = { HEADERS_TIMEOUT: "2", MAX_CONNECTIONS_PER_ADDRESS: "200" };

/** A throwaway instance, and who vouches for its certificate if it has one. */
export interface Specimen extends TestApplication {
  readonly ca: string | undefined;
}

/** Puts a certificate where the start finds it. */
const putCertificate = ({ chain, key }: TestCertificate) => {
  const folder = mkdtempSync(join(tmpdir(), "plinth-specimen-"));
  const env = { TLS_CERT: join(folder, "chain.pem"), TLS_KEY: join(folder, "key.pem") };
  writeFileSync(env.TLS_CERT, chain, { mode: 0o600 });
  writeFileSync(env.TLS_KEY, key, { mode: 0o600 });
  return { env, remove: () => rmSync(folder, { recursive: true, force: true }) };
};

/** Starts a throwaway instance with accounts, status, docs and a demo; sound without a sabotage. */
export const startSpecimen = async (sabotage: Partial<Sabotage> = {}): Promise<Specimen> => {
  const { secure, standbys } = sabotage;
  const certificate =
    secure === undefined
      ? undefined
      : makeTestCertificate(secure.days === undefined ? {} : { days: secure.days });
  const files = certificate === undefined ? undefined : putCertificate(certificate);
  const alter = sabotage.alter?.(certificate);
  const isBackedUp = sabotage.isBackedUp === true || standbys !== undefined;
  const place = isBackedUp ? mkdtempSync(join(tmpdir(), "plinth-specimen-")) : undefined;
  const leading = place === undefined || standbys === undefined ? {} : leadingSettings(place);
  const application = await startTestApplication({
    modules: [...identityModules, ...operationsModules, demoModule],
    ...(alter === undefined ? {} : { alter }),
    // The public status page is off by default, and no key is public; probes need some to look at.
    env: {
      PUBLIC_STATUS_PAGE: "true",
      ALGORITHM: "EdDSA",
      ...QUICK,
      ...files?.env,
      ...(place === undefined ? {} : { BACKUP_DIRECTORY: place }),
      ...leading,
      ...sabotage.env,
    },
  });
  if (sabotage.isDeployed === true) leaveDeploys(application.dataDirectory);
  const leave = standbys === 1 ? await followInstance(leading) : undefined;
  const stop = async (): Promise<void> => {
    await leave?.();
    await application.stop();
    files?.remove();
    if (place !== undefined) rmSync(place, { recursive: true, force: true });
  };
  return { ...application, stop, ca: certificate?.chain };
};
