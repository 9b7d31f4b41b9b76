import { isLocalHost, Secret } from "#core";
import type { AlertConfig } from "../config.ts";
import { mailAddress } from "../parsers/network.ts";
import { oneOf } from "../parsers/plain.ts";
import { defineVariables, type ValuesOf, type ValueType } from "./variable.ts";

/** Where notices of alerts are posted to. Such an address often holds the secret that opens it. */
const webhookUrl: ValueType<Secret> = {
  words: "URL such as https://hooks.example.org/alerts",
  parse: (text, profile) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol) || url.hash !== "") {
      return { fault: "must be a URL such as https://hooks.example.org/alerts" };
    }
    if (url.username !== "" || url.password !== "") {
      return { fault: "must hold no user and no password" };
    }
    // Else whoever listens in between learns what is broken.
    return url.protocol === "http:" && !isLocalHost(url.hostname) && profile === "production"
      ? { fault: "must be https in production, except on this machine" }
      : { value: new Secret(text) };
  },
};

/** A secret that is shared with whoever is told, or a key that they gave. */
const sharedSecret: ValueType<Secret> = {
  words: "16 to 200 letters, digits and . _ ~ + / = -",
  parse: (text) =>
    /^[\w.~+/=-]{16,200}$/.test(text)
      ? { value: new Secret(text) }
      : { fault: "must be 16 to 200 letters, digits and . _ ~ + / = -" },
};

/** Whom alerts are told to (OBS-09). */
export const ALERT_VARIABLES = defineVariables({
  ALERT_WEBHOOK_URL: {
    type: webhookUrl,
    description: "Where notices of alerts are posted to; see docs/guide/alerts.md.",
    whenAbsent: "nobody is told over HTTP; alerts are logged, counted and shown in the console",
    isSecret: true,
  },
  ALERT_WEBHOOK_FORMAT: {
    type: oneOf("json", "slack", "pagerduty"),
    description:
      "What is posted: signed JSON of our own, a message for Slack and what understands it, or an event of PagerDuty (Events API v2).",
    defaults: "json",
  },
  ALERT_WEBHOOK_SECRET: {
    type: sharedSecret,
    description: "With json, what notices are signed with; with pagerduty, the routing key.",
    whenAbsent: "only slack can be used",
    isSecret: true,
  },
  ALERT_EMAIL: {
    type: mailAddress,
    description: "Who is mailed when something is wrong and when it is over; ten mails an hour.",
    whenAbsent: "nobody is mailed",
  },
});

type AlertValues = ValuesOf<typeof ALERT_VARIABLES>;

/** The settings that the variables stand for. */
export const alertConfig = (values: AlertValues): AlertConfig => ({
  webhook:
    values.ALERT_WEBHOOK_URL === undefined
      ? undefined
      : {
          url: values.ALERT_WEBHOOK_URL,
          format: values.ALERT_WEBHOOK_FORMAT,
          secret: values.ALERT_WEBHOOK_SECRET,
        },
  email: values.ALERT_EMAIL,
});

/** What each of them allows for itself, and all of them together do not. */
export const alertProblems = (values: Partial<AlertValues>): readonly string[] => {
  const {
    ALERT_WEBHOOK_URL: url,
    ALERT_WEBHOOK_FORMAT: format,
    ALERT_WEBHOOK_SECRET: secret,
  } = values;
  const problems: string[] = [];
  // A value that could not be read was told already; what is absent is there, as undefined.
  if (!("ALERT_WEBHOOK_URL" in values && "ALERT_WEBHOOK_SECRET" in values)) return problems;
  if (url === undefined && secret !== undefined) {
    problems.push("ALERT_WEBHOOK_SECRET needs ALERT_WEBHOOK_URL: nothing would be posted");
  }
  if (url !== undefined && secret === undefined && format !== undefined && format !== "slack") {
    problems.push(
      format === "json"
        ? "ALERT_WEBHOOK_URL needs ALERT_WEBHOOK_SECRET: nobody could tell our notices from others"
        : "ALERT_WEBHOOK_FORMAT pagerduty needs ALERT_WEBHOOK_SECRET: its routing key",
    );
  }
  return problems;
};
