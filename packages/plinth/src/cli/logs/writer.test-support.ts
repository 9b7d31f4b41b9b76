import { systemClock } from "#core";
import { openRotatingFile } from "#telemetry";

/**
 * A process that writes so many numbered lines to the log of a folder, in files that are full at once:
 * `node writer.test-support.ts FOLDER COUNT`.
 */
const [directory = "", count = "0"] = process.argv.slice(2);
const file = openRotatingFile({
  directory,
  maxBytes: 2_000,
  maxFiles: 1_000,
  maxDays: 30,
  clock: systemClock,
});
const line = (n: number): string =>
  `${JSON.stringify({
    level: n % 2 === 0 ? "info" : "warn",
    time: new Date().toISOString(),
    component: "writer",
    message: `line ${n}`,
  })}\n`;
let next = 0;
const write = (): void => {
  for (let many = 0; many < 7 && next < Number(count); many += 1) {
    file.write(line(next));
    next += 1;
  }
  if (next < Number(count)) setImmediate(write);
  else file.close();
};
write();
