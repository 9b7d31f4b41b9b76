/** A box that requirements tick: [title, ids]. */
export type Box = readonly [title: string, requirements: readonly string[]];

/** The readiness checklist of 21 items (EVID-15), by group. */
export const CHECKLIST: Readonly<Record<string, readonly Box[]>> = {
  security: [
    ["Nobody without a credential passes a guarded route", ["POL-02", "POL-04", "AZ-02", "AZ-04"]],
    ["Passwords, second factors and lockout", ["ID-02", "ID-06", "ID-10", "ID-17"]],
    ["Input is validated and attacks are refused", ["VAL-01", "VAL-03", "VAL-08"]],
    ["Headers, CSP, CSRF and CORS", ["WEB-01", "WEB-04", "WEB-06", "WEB-07"]],
    ["Secrets are strong, rotated and nowhere in the open", ["CFG-03", "CFG-04", "CFG-08"]],
  ],
  performance: [
    ["Reads answer in time under load", ["PERF-01"]],
    ["The number of users that is promised is held", ["PERF-02"]],
    ["Caches work and are bounded", ["CACHE-05", "CACHE-06"]],
    ["Queries use indexes and are fast", ["DB-07", "DB-08"]],
  ],
  reliability: [
    ["A kill loses no acknowledged write", ["RES-05"]],
    ["Breakers, retries and degraded modes", ["RES-01", "RES-02", "RES-03"]],
    ["Backups are restored on schedule", ["BK-01", "BK-05"]],
    ["Health, alerts and logs tell of trouble", ["HLT-01", "HLT-07", "OBS-08", "LOG-01"]],
  ],
  scalability: [
    ["Several nodes agree", ["SCALE-01"]],
    ["Limits are exact over nodes", ["RL-10", "RL-11"]],
    ["Jobs survive and end visibly", ["SCALE-03"]],
    ["The pool is bounded and leaks nothing", ["DB-02", "DB-05"]],
  ],
  compliance: [
    ["Data of a person can be exported and erased", ["PRIV-02", "PRIV-03"]],
    ["Consent and its withdrawal", ["PRIV-04"]],
    ["The audit trail is whole and kept", ["LOG-04", "LOG-05", "LOG-06"]],
    ["Protected fields are encrypted", ["PRIV-06"]],
  ],
};

/** What is to be true before, while and after a build goes out (EVID-15). */
export const DEPLOYMENT: Readonly<Record<string, readonly Box[]>> = {
  "before it goes out": [
    ["Every setting is checked, and all mistakes are told at once", ["CFG-01", "CFG-03"]],
    ["No secret lies in the repository, an image or a command line", ["CFG-04", "CFG-08"]],
    ["Tests ran, and advisories were read", ["TST-02", "TST-10"]],
    ["The gates of a deployment hold", ["DEP-06", "DEP-07", "DEP-08", "DEP-09"]],
    ["A backup was taken, is encrypted and was restored", ["BK-01", "BK-02", "BK-05"]],
    ["Migrations go up and down, and the last release runs on the new schema", ["DB-09"]],
    ["Images are pinned, run without root and hold no secret", ["DEP-10", "DEP-11"]],
  ],
  "while it goes out": [
    ["The new slot is ready before anybody reaches it", ["DEP-03", "HLT-07"]],
    ["Requests in flight finish", ["DEP-05"]],
    ["A bad build is taken back by itself", ["DEP-04"]],
  ],
  "after it went out": [
    ["Health says what is true", ["HLT-01", "HLT-03", "DEP-15"]],
    ["Alerts are active, and one was delivered", ["OBS-08", "DEP-09"]],
    ["Drift of settings is noticed", ["CFG-08"]],
    ["Everything can be revoked and closed at once", ["DEP-16"]],
    ["Another machine can take over", ["BK-07", "BK-08"]],
  ],
};

/** The number of a control, such as "CC6.1", of the title of its box. */
export const controlOf = (title: string): string => title.split(" ")[0] ?? title;

/** Trust services criteria of SOC 2, and what stands for them here. */
export const SOC2: Readonly<Record<string, readonly Box[]>> = {
  "CC6 Logical access": [
    ["CC6.1 Access is restricted to who may have it", ["POL-04", "AZ-01", "AZ-02", "AZ-04"]],
    ["CC6.2 Users are registered and removed", ["ID-01", "ID-21", "PRIV-03"]],
    ["CC6.3 Rights follow roles and are reviewed", ["AZ-01", "AZ-05"]],
    ["CC6.6 What comes from outside is bounded", ["RL-01", "RL-13", "WEB-06", "GW-03"]],
    ["CC6.7 Data is protected on its way", ["WEB-09", "WEB-10", "DB-10"]],
    ["CC6.8 Harmful content is kept out", ["VAL-08", "UPL-01"]],
  ],
  "CC7 Operations": [
    ["CC7.1 Vulnerabilities are looked for", ["TST-06", "TST-10", "EVID-05"]],
    ["CC7.2 Anomalies are noticed", ["OBS-08", "OBS-11", "LOG-03"]],
    ["CC7.3 Security events are judged", ["LOG-03", "ERR-10"]],
    ["CC7.4 Incidents are answered", ["DEP-16", "PRIV-07"]],
    ["CC7.5 Recovery is tested", ["BK-05", "BK-08", "BK-09"]],
  ],
  "CC8 Change": [["CC8.1 Changes are tested before they go out", ["TST-02", "DEP-02", "DEP-06"]]],
  "A1 Availability": [
    ["A1.1 Capacity is measured", ["PERF-02", "OBS-04"]],
    ["A1.2 Backups and failover", ["BK-01", "BK-02", "BK-07"]],
    ["A1.3 Restores are exercised", ["BK-05"]],
  ],
  "C1 Confidentiality": [
    ["C1.1 Confidential data is known and encrypted", ["PRIV-01", "PRIV-06", "BK-02"]],
    ["C1.2 It is disposed of", ["PRIV-03", "LOG-06"]],
  ],
};

/** What customers ask before they sign, and where the answer comes from. */
export const QUESTIONNAIRE: Readonly<Record<string, readonly Box[]>> = {
  access: [
    ["Is multi-factor authentication available?", ["ID-17", "ID-22"]],
    ["Are passwords stored with a slow, salted hash?", ["ID-06", "ID-08"]],
    ["Are sessions ended on sign-out and after a time?", ["SES-01", "SES-03"]],
    ["Are API keys stored as digests only?", ["KEY-01"]],
  ],
  data: [
    ["Is data encrypted in transit?", ["WEB-09", "WEB-10"]],
    ["Are protected fields encrypted at rest?", ["PRIV-06"]],
    ["Are backups encrypted and restored for practice?", ["BK-02", "BK-05"]],
    ["Can a person's data be exported and erased?", ["PRIV-02", "PRIV-03"]],
  ],
  operations: [
    ["Is there an audit trail that shows changes to itself?", ["LOG-04", "LOG-05"]],
    ["Are dependencies checked for known vulnerabilities?", ["TST-10"]],
    ["Is the service tested from outside, with evidence?", ["TST-06", "EVID-01", "EVID-05"]],
    ["Is there a tested way to recover from a disaster?", ["BK-08", "BK-09"]],
  ],
};
