import { type Events, type SecurityEvent, securityOutcome } from "#core";
import type { LineLevel, Logger } from "./logger.ts";

const LEVELS: Readonly<Record<SecurityEvent["severity"], LineLevel>> = {
  info: "info",
  warning: "warn",
  alert: "error",
};

/**
 * Writes every security event as one line of category "security", whatever the log level is
 * (LOG-03). The result stops it.
 */
export const recordSecurityEvents = (events: Events, logger: Logger): (() => void) =>
  events.on("security", (event) => {
    const { name, severity, ...rest } = event;
    const outcome = securityOutcome(event);
    const head = { category: "security", event: name, severity, outcome };
    logger.record(LEVELS[severity], name, { ...head, ...rest });
  });
