import type { Terminal } from "../command.ts";

const WIDTH = 24;
const STEPS = 20;

/** Tells how far long work is: a line with a bar for each twentieth of it. */
export const createProgress = (terminal: Pick<Terminal, "tell">) => {
  let what = "";
  let told = -1;
  return (step: string, share: number): void => {
    const part = Math.floor(Math.min(1, Math.max(0, share)) * STEPS);
    if (step === what && part <= told) return;
    what = step;
    told = part;
    const filled = Math.round((part / STEPS) * WIDTH);
    const bar = `${"#".repeat(filled)}${"-".repeat(WIDTH - filled)}`;
    terminal.tell(`[${bar}] ${Math.round((part / STEPS) * 100)} %  ${step}`);
  };
};
