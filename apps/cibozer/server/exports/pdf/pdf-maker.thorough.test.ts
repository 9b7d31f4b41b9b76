import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PdfJob } from "./pdf-job.ts";
import { createPdfMaker, type PdfMaker } from "./pdf-maker.ts";

const JOB = { paper: "A4", made: 0, words: {} } as unknown as PdfJob;

/** A thread that does as its job's words say, and then gives one byte. */
const file = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort, workerData } from "node:worker_threads";
    const cell = new Int32Array(new SharedArrayBuffer(4));
    if (workerData.words === "endless") for (;;);
    if (workerData.words === "waits") Atomics.wait(cell, 0, 0, 2_500);
    parentPort.postMessage({ bytes: new Uint8Array([workerData.made]) });
  `)}`,
);
const job = (words: "endless" | "waits" | "quick", made = 1): PdfJob =>
  ({ ...JOB, words, made }) as unknown as PdfJob;

let maker: PdfMaker;
let gone: AbortController;
beforeEach(() => {
  maker = createPdfMaker({ file, limitMs: 1_000 });
  gone = new AbortController();
});
afterEach(async () => {
  gone.abort();
  await maker.close();
});

describe("MEAL-10: paper on a busy machine", () => {
  it("comes however long it has to wait for a processor", async () => {
    const stays = new AbortController().signal;
    expect([...(await maker.make(job("waits", 7), stays))]).toEqual([7]);
  });

  it("is given up once it has computed too long, and the next is drawn", async () => {
    const stays = new AbortController().signal;
    const endless = maker.make(job("endless"), stays);
    const next = maker.make(job("quick", 2), stays);
    await expect(endless).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    expect([...(await next)]).toEqual([2]);
  });

  it("waits for its turn in a row with an end, and whoever leaves makes room", async () => {
    maker = createPdfMaker({ file });
    const signals = Array.from({ length: 9 }, () => new AbortController());
    const asked = signals.map(({ signal }) => maker.make(job("endless"), signal));
    const faults = Promise.allSettled(asked);
    const stays = new AbortController().signal;
    await expect(maker.make(job("quick"), stays)).rejects.toThrow("Many files");
    signals.at(-1)?.abort();
    await expect(asked.at(-1)).rejects.toThrow("ended");
    const late = maker.make(job("quick", 3), stays);
    for (const controller of signals) controller.abort();
    expect([...(await late)]).toEqual([3]);
    expect((await faults).every(({ status }) => status === "rejected")).toBe(true);
  });
});
