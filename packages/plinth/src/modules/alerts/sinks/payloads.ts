import { createHmac } from "node:crypto";
import type { Secret } from "#core";
import { lineOf, type Notice } from "./notice.ts";

/** What is posted to a webhook. */
export interface Posting {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const MAX_SUMMARY = 1_000;

const iso = (instant: number | undefined): string | null =>
  instant === undefined ? null : new Date(instant).toISOString();

/** The notice in our own words: the documented shape, version 1. */
const ownBody = (notice: Notice): string =>
  JSON.stringify({
    version: 1,
    ...notice,
    advice: notice.advice ?? null,
    address: notice.address ?? null,
    accountId: notice.accountId ?? null,
    startedAt: iso(notice.startedAt),
    at: iso(notice.at),
    endedAt: iso(notice.endedAt),
  });

/**
 * The value of Plinth-Signature: HMAC-SHA256 over the time in seconds, a full stop and the body, so
 * that a notice that is caught and sent again later is none.
 */
const signNotice = (secret: Secret, body: string, at: number): string => {
  const seconds = String(Math.floor(at / 1_000));
  const digest = createHmac("sha256", secret.reveal()).update(`${seconds}.${body}`).digest("hex");
  return `t=${seconds},v1=${digest}`;
};

/** Signed JSON of our own. */
export const jsonPosting = (notice: Notice, secret: Secret, now: number): Posting => {
  const body = ownBody(notice);
  return {
    headers: {
      "content-type": "application/json",
      "idempotency-key": notice.id,
      "plinth-signature": signNotice(secret, body, now),
    },
    body,
  };
};

/** What would be markup in a message of Slack is text. */
const escapeSlack = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A message for an incoming webhook of Slack, and of what understands the same. */
export const slackPosting = (notice: Notice): Posting => {
  const lines = [
    lineOf(notice),
    ...(notice.advice === undefined || notice.kind === "resolved" ? [] : [notice.advice]),
    ...notice.heldBack,
  ].map(escapeSlack);
  const text = [...lines, `<${notice.url}|See what happened>`].join("\n");
  return { headers: { "content-type": "application/json" }, body: JSON.stringify({ text }) };
};

const PAGERDUTY_SEVERITY = { warning: "warning", critical: "critical" } as const;

/** An event of PagerDuty's Events API v2: one incident there for one alert here. */
export const pagerDutyPosting = (notice: Notice, routingKey: Secret): Posting => {
  const { kind, alert, severity, application, environment, rule, at, url } = notice;
  const event = {
    routing_key: routingKey.reveal(),
    event_action: kind === "resolved" ? "resolve" : "trigger",
    dedup_key: kind === "digest" || kind === "test" ? `${application}-${notice.id}` : alert,
    payload: {
      summary: lineOf(notice).slice(0, MAX_SUMMARY),
      source: application,
      severity: kind === "test" ? "info" : PAGERDUTY_SEVERITY[severity],
      timestamp: iso(at),
      component: environment,
      class: rule,
      custom_details: {
        detail: notice.detail,
        advice: notice.advice ?? null,
        value: notice.value,
        heldBack: notice.heldBack,
      },
    },
    client: application,
    client_url: url,
    links: [{ href: url, text: "See what happened" }],
  };
  return { headers: { "content-type": "application/json" }, body: JSON.stringify(event) };
};
