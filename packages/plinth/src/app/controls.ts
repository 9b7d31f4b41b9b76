import type { Config } from "#config";
import type { Clock, Events, IdGenerator, Random, StartTimer } from "#core";
import type { Keyring } from "#crypto";
import {
  type Authenticator,
  authenticateStage,
  authorizeStage,
  type Denial,
  type InlineContent,
  isFromElsewhere,
  type KeyAuthenticator,
  type Preflight,
  type ReplyHeaders,
  type RequestContext,
  readStage,
  type StageSet,
  type StillHolds,
  validateStage,
} from "#http";
import { createCors } from "#protection/cors";
import { createCsrf } from "#protection/csrf";
import { createFilesOrigin } from "#protection/files-origin";
import { createGate, type Gate } from "#protection/gate";
import { createReplyHeaders } from "#protection/headers";
import { createHttpsOnly } from "#protection/https";
import { createInspection, type Detector } from "#protection/inspect";
import { createSigning } from "#protection/signing";
import { createKeyLimits, createThrottle, type Throttle } from "#protection/throttle";
import { createUploads } from "#protection/uploads";
import type { Redis } from "#store";
import type { Logger, Metrics } from "#telemetry";
import { createLimiter } from "./platform/shared-services.ts";

/** Every control that a request meets, in one value: what the sabotage harness takes apart. */
export interface Controls {
  readonly replyHeaders: ReplyHeaders;
  readonly preflight: Preflight;
  readonly stages: StageSet;
  /** Whether the caller of an answer that goes on may have the rest of it (SES-07). */
  readonly stillHolds: StillHolds;
  /** The token that a page sends back with state changes. */
  readonly csrfTokenFor: ReturnType<typeof createCsrf>["tokenFor"];
  /** The limits that the stages hold, to be replaced while they run. */
  readonly throttle: Omit<Throttle, "protect" | "meter">;
  /** What decides by address alone, before everything else. */
  readonly gate: Omit<Gate, "protect">;
}

/** What the controls are made from. */
export interface ControlParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly events: Events;
  readonly keyring: Keyring;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly newId: IdGenerator;
  readonly random: Random;
  /** Rings when no byte of a form came for too long. */
  readonly startTimer: StartTimer;
  readonly authenticator: Authenticator;
  /** Who judges API keys; undefined where no module does. */
  readonly keyAuthenticator: KeyAuthenticator | undefined;
  readonly ownOrigin: () => string;
  /** Where browsers report violations to; undefined where no module takes reports. */
  readonly reportPath: string | undefined;
  /** What pages of the web applications have inside themselves. */
  readonly inline: InlineContent;
  /** What their pages for errors have inside themselves. */
  readonly inlineOfErrors: InlineContent;
  /** Detectors of the application (VAL-17). */
  readonly detectors: readonly Detector[];
  /** Where limits are counted over all nodes; undefined where this process is alone. */
  readonly redis: Redis | undefined;
}

const createGateFor = ({ config, log, ...parts }: ControlParts): Gate => {
  const { trustedProxies, isHttps } = config.server;
  const isEndedElsewhere = isHttps && config.https.files === undefined;
  const isExposed = config.profile === "staging" || config.profile === "production";
  return createGate({
    ...parts,
    ...config.blocking,
    log: log.child("gate"),
    trustedProxies,
    needsProxy: isExposed && isEndedElsewhere && trustedProxies.length === 0,
  });
};

/** Counts and tells of what known callers were refused. */
const createDenialNote = ({ events, metrics }: Pick<ControlParts, "events" | "metrics">) => {
  const denied = metrics
    .counter({ name: "authorization_denials_total", help: "Known callers refused by policy" })
    .child();
  return (context: RequestContext, reason: Denial): void => {
    denied.inc();
    events.emit("security", {
      name: "access.denied",
      severity: "warning",
      requestId: context.requestId,
      clientAddress: context.clientAddress,
      fromElsewhere: isFromElsewhere(context),
      ...(context.principal === undefined ? {} : { subject: context.principal.userId }),
      data: { route: context.route.policy.path, reason },
    });
  };
};

/** Builds the controls and puts each in its place of the lifecycle. */
export const createControls = (parts: ControlParts): Controls => {
  const { config, clock, events, keyring, metrics } = parts;
  const limiter = createLimiter(parts);
  const gate = createGateFor(parts);
  const throttle = createThrottle({
    limiter,
    // Reports are sent by browsers by themselves, of whatever pages make of them.
    onRefused: (context) => {
      if (context.route.policy.path !== parts.reportPath) gate.noteRefusal(context);
    },
    events,
    metrics,
    clock,
    // Keyed, so that an address in an event cannot be found by hashing guesses.
    reference: (text) => keyring.hmac("limit", text).slice(0, 32),
  });
  const cors = createCors({ allowedOrigins: config.server.allowedOrigins });
  const csrf = createCsrf({
    hmac: keyring.hmac,
    ownOrigin: parts.ownOrigin,
    allowedOrigins: config.server.allowedOrigins,
    events,
    metrics,
  });
  const inspect = createInspection({
    events,
    metrics,
    clock,
    log: parts.log.child("inspect"),
    detectors: parts.detectors,
    ownCookies: [parts.authenticator.cookieName],
  });
  const uploads = createUploads({ ...parts, dataDirectory: config.dataDirectory });
  const signing = parts.keyAuthenticator?.signing;
  const onDenied = createDenialNote(parts);
  const onKeyRefused = ({ requestId, clientAddress, route }: RequestContext): void =>
    events.emit("security", {
      name: "api-key.refused",
      severity: "warning",
      requestId,
      clientAddress,
      data: { route: route.policy.path },
    });
  const { isForced, exemptPaths } = config.https;
  const httpsOnly = { publicUrl: parts.ownOrigin, exemptPaths, log: parts.log.child("https") };
  const forced = isForced ? [createHttpsOnly(httpsOnly)] : [];
  const { origin: filesOrigin } = config.files;
  const apart = filesOrigin === undefined ? [] : [createFilesOrigin(filesOrigin)];
  return {
    replyHeaders: createReplyHeaders({
      ...config.headers,
      inline: parts.inline,
      inlineOfErrors: parts.inlineOfErrors,
      ...(filesOrigin === undefined ? {} : { filesOrigin }),
      ...(parts.reportPath === undefined ? {} : { reportPath: parts.reportPath }),
    }),
    preflight: cors.preflight,
    csrfTokenFor: csrf.tokenFor,
    stillHolds: (principal) => {
      const judge = principal.key === undefined ? parts.authenticator : parts.keyAuthenticator;
      return judge?.holds?.(principal) ?? true;
    },
    throttle,
    gate,
    stages: {
      protect: [gate.protect, ...apart, ...forced, cors.protect, throttle.protect],
      read: [readStage, uploads.read],
      authenticate: [
        authenticateStage(parts.authenticator, parts.keyAuthenticator, onKeyRefused),
        ...(signing === undefined ? [] : [createSigning({ ...parts, signing })]),
      ],
      authorize: [authorizeStage(onDenied, clock), csrf.authorize],
      meter: [
        throttle.meter,
        createKeyLimits({ limiter, events, metrics, clock, onRefused: gate.noteRefusal }),
        // The last thing that can cost much: whoever may not call, or not so often, sends no file.
        uploads.receive,
      ],
      validate: [validateStage],
      inspect: [inspect],
      handle: [],
    },
  };
};
