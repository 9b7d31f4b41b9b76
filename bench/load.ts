import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { findPort } from "./contestants/contract.ts";
import { describeMachine, readLoad } from "./harness/machine.ts";
import { markdownTable, median, pairedRatios, spread } from "./harness/stats.ts";
import { describeCommand, storeResult, writeSection } from "./harness/store.ts";

/**
 * How much load `plinth load` makes beside wrk: both from core 1, in turn, on a bare node:http server
 * on core 0. And what holding ten thousand connections costs in memory.
 */
const usage = `npm --prefix bench run load -- [--quick] [--rounds N] [--json FILE] [--write-readme]`;
const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    rounds: { type: "string" },
    json: { type: "string" },
    "write-readme": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
const rounds = Number(flags.rounds ?? (flags.quick ? 2 : 7));
const seconds = flags.quick ? 2 : 4;
const connections = 64;
const held = 10_000;
const least = { rate: 0.8, heldMb: 1536 };
const root = resolve(import.meta.dirname, "..");

const serverSource =
  'import { createServer } from "node:http";const body=JSON.stringify({text:"x".repeat(185)});' +
  'createServer((_,r)=>{r.writeHead(200,{"content-type":"application/json","content-length":body.length});r.end(body)})' +
  '.listen({port:process.env.PORT,host:"127.0.0.1",backlog:4096},()=>console.log("ready"));';

interface Ran {
  readonly text: string;
  /** Most memory that was resident, in MB. */
  readonly mostMb: number;
}

/** Runs a program on core 1 and watches its memory. */
function runClient(program: string, words: readonly string[]): Promise<Ran> {
  return new Promise((done, reject) => {
    const child = spawn("taskset", ["-c", "1", program, ...words], { cwd: root });
    let text = "";
    let mostMb = 0;
    const watch = setInterval(() => {
      try {
        const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1];
        mostMb = Math.max(mostMb, Number(peak ?? 0) / 1024);
      } catch {
        // It has just ended.
      }
    }, 200);
    child.stdout.on("data", (part) => {
      text += part;
    });
    child.stderr.on("data", () => undefined);
    child.on("error", reject);
    child.on("close", () => {
      clearInterval(watch);
      done({ text, mostMb });
    });
  });
}

const plinthLoad = (url: string, words: readonly string[]): Promise<Ran> =>
  runClient(process.execPath, [
    "--conditions=plinth-source",
    "--disable-warning=ExperimentalWarning",
    "packages/plinth/src/cli/main.ts",
    ...["load", url, "--endpoint", "/", "--json", "--quiet", "--no-confirm", ...words],
  ]);

async function withWrk(url: string): Promise<number> {
  const words = ["-t1", `-c${connections}`, `-d${seconds}s`, `${url}/`];
  const { text } = await runClient("wrk", words);
  const rate = /Requests\/sec:\s+([\d.]+)/.exec(text)?.[1];
  if (rate === undefined) throw new Error(`wrk said nothing of use:\n${text}`);
  return Number(rate);
}

async function withPlinth(url: string): Promise<number> {
  const words = ["--concurrent", `${connections}`, "--duration", `${seconds}s`];
  const { text } = await plinthLoad(url, words);
  const { rate, errorShare } = JSON.parse(text);
  if (errorShare > 0) throw new Error(`plinth load met errors:\n${text.slice(0, 500)}`);
  return rate;
}

async function startServer(port: number): Promise<() => void> {
  const words = ["-c", "0", process.execPath, "--input-type=module", "--eval", serverSource];
  const child = spawn("taskset", words, { env: { ...process.env, PORT: `${port}` } });
  await new Promise((done, reject) => {
    child.stdout.once("data", done);
    child.once("exit", () => reject(new Error("the server did not start")));
  });
  return () => child.kill("SIGKILL");
}

async function main(): Promise<number> {
  if (flags.help) {
    console.log(usage);
    return 0;
  }
  for (const tool of ["wrk", "taskset"]) {
    try {
      execFileSync("sh", ["-c", `command -v ${tool}`]);
    } catch {
      console.error(`NOT RUN: ${tool} is missing (Debian packages wrk, util-linux)`);
      return 2;
    }
  }
  const port = await findPort();
  const url = `http://127.0.0.1:${port}`;
  const stop = await startServer(port);
  try {
    const rates = { plinth: [] as number[], wrk: [] as number[] };
    const loads: number[] = [];
    await withWrk(url);
    for (let round = 0; round < rounds; round += 1) {
      console.log(`Round ${round + 1} of ${rounds}`);
      const both = [
        async () => rates.plinth.push(await withPlinth(url)),
        async () => rates.wrk.push(await withWrk(url)),
      ];
      for (const run of round % 2 === 0 ? both : both.toReversed()) await run();
      loads.push(readLoad());
    }
    const many = [
      "--concurrent",
      `${held}`,
      "--think",
      "4s",
      "--duration",
      "6s",
      "--timeout",
      "20s",
    ];
    const holding = await plinthLoad(url, many);
    const { connections: reached, total } = JSON.parse(holding.text);
    const machine = describeMachine();
    const ratios = pairedRatios(rates.plinth, rates.wrk);
    const ratio = median(ratios);
    const table = markdownTable(
      ["client", "requests a second, median (range)", "to wrk (range)"],
      [
        ["plinth load", spread(rates.plinth, 0), spread(ratios)],
        ["wrk", spread(rates.wrk, 0), "1.00"],
      ],
    );
    const isHeld = reached.peak === held && Object.keys(total.faults).length === 0;
    const verdict = (holds: boolean) => (holds ? "holds" : "MISSED");
    const text = [
      `${new Date().toISOString()}; \`${describeCommand("run load")}\`; Node ${machine.node}; ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}; load ${spread(loads)}.`,
      `${connections} connections, ${rounds} rounds of ${seconds} s each in turn; server on core 0, client on core 1.`,
      "",
      table,
      "",
      `rate: ${ratio.toFixed(2)} of wrk's, target >= ${least.rate}: ${verdict(ratio >= least.rate)}`,
      "",
      `held: ${reached.peak} of ${held} connections, ${holding.mostMb.toFixed(0)} MB, target all of them within ${least.heldMb}: ${verdict(isHeld && holding.mostMb <= least.heldMb)}`,
    ].join("\n");
    console.log(`\n${text}\n`);
    storeResult(
      "load",
      {
        at: new Date().toISOString(),
        rates,
        holding: JSON.parse(holding.text),
        mostMb: holding.mostMb,
      },
      flags.json,
    );
    if (flags["write-readme"] && !flags.quick) writeSection("README.md", "bench:load", text);
    return ratio >= least.rate && isHeld && holding.mostMb <= least.heldMb ? 0 : 1;
  } finally {
    stop();
  }
}

process.exitCode = await main();
