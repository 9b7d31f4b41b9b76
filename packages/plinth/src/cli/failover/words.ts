import type { FailoverHealth, FailoverLook } from "#ops/failover";

const at = (instant: number | undefined): string =>
  instant === undefined ? "never" : new Date(instant).toISOString();

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;

/** How it stands, for people. */
export const lookLines = (look: FailoverLook, now: number): readonly string[] => [
  look.holder === undefined
    ? `nobody ever led; the witness is ${look.witness}`
    : `${look.holder} leads epoch ${look.epoch} since ${at(look.since)}`,
  ...(look.holder === undefined ? [] : [`the witness is ${look.witness}`]),
  ...(look.beat === undefined
    ? []
    : [
        look.beat.isReleased
          ? `it let go at ${at(look.beat.at)}`
          : `last sign of life ${seconds(Math.max(0, now - look.beat.at))} ago, by its clock`,
      ]),
  ...look.standbys.map(
    ({ name, isReady, at: said, upTo }) =>
      `standby ${name}: ${isReady ? "could take over" : "could not take over"}, ${seconds(Math.max(0, said - upTo))} behind, said so ${seconds(Math.max(0, now - said))} ago`,
  ),
  ...look.servers.flatMap(({ name, look: seen, fault, standbys }) => [
    seen === undefined
      ? `server ${name}: does not answer (${fault})`
      : `server ${name}: ${seen.isStandby ? "standby" : "primary"}, epoch ${seen.epoch}`,
    ...standbys.map(
      (one) =>
        `  followed by ${one.name}: ${one.state}${one.isSynchronous ? ", synchronous" : ""}, ${seconds(one.lagMs)} behind`,
    ),
  ]),
];

/** What was found over a while, for people. */
export const healthLines = ({ look, faults }: FailoverHealth, now: number): readonly string[] => [
  ...lookLines(look, now),
  ...faults.map((fault) => `NOT OK: ${fault}`),
  ...(faults.length === 0 ? ["ok: a loss of what leads would be survived"] : []),
];
