import { spawnSync } from "node:child_process";
import { statfsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defineModule, reply, route } from "../../packages/plinth/src/index.ts";
import { status } from "../../packages/plinth/src/modules/status/index.ts";
import { Type } from "../../packages/plinth/src/policy/index.ts";
import {
  startTestApplication,
  type TestApplication,
} from "../../packages/plinth/src/testing/index.ts";

const MEBIBYTE = 1_048_576;
const BODY = "x".repeat(4 * MEBIBYTE);

/** A route that sends much. */
const bulk = defineModule({
  name: "bulk",
  setup: () => ({}),
  routes: () => [
    route.get(
      "/api/v1/bulk",
      {
        access: { public: true, because: "a test counts its bytes" },
        summary: "Sends four mebibytes",
        limit: { none: "the test itself counts its calls" },
        responses: { 200: Type.String() },
        produces: "text",
      },
      // Of a kind that leaves as it is: compressed it would be next to nothing.
      () => reply(200, BODY, ["Content-Type", "application/octet-stream"]),
    ),
  ],
});

let application: TestApplication;
beforeAll(async () => {
  application = await startTestApplication({ modules: [status, bulk] });
});
afterAll(() => application?.stop());

const scrape = async (): Promise<ReadonlyMap<string, number>> => {
  const text = await (await application.fetch("/metrics")).text();
  return new Map(
    text
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => {
        const at = line.lastIndexOf(" ");
        return [line.slice(0, at), Number(line.slice(at + 1))];
      }),
  );
};
const rise = async (name: string, work: () => unknown): Promise<number> => {
  const before = (await scrape()).get(name) ?? Number.NaN;
  await work();
  return ((await scrape()).get(name) ?? Number.NaN) - before;
};

describe("figures of the machine and the process move with what is done", () => {
  it("OBS-04: a CPU burn shows in the CPU time of the process", async () => {
    const burned = await rise("process_cpu_seconds_total", () => {
      const began = process.cpuUsage();
      // Until so much was used, however little of the machine this process gets.
      while (process.cpuUsage(began).user < 200_000) Math.sqrt(Math.random());
    });
    expect(burned).toBeGreaterThanOrEqual(0.2);
  });

  it("OBS-04: a busy loop shows as lag of the event loop", async () => {
    await rise("event_loop_lag_seconds", () => {
      const end = performance.now() + 300;
      while (performance.now() < end) Math.sqrt(Math.random());
    });
    const lag = (await scrape()).get('event_loop_lag_seconds{statistic="max"}') ?? 0;
    expect(lag).toBeGreaterThan(0.2);
  });

  it("OBS-04: an allocation shows in memory, in RAM and on the heap", async () => {
    const held: unknown[] = [];
    const resident = await rise("process_resident_memory_bytes", () => {
      held.push(Buffer.alloc(128 * MEBIBYTE, 1));
    });
    expect(resident).toBeGreaterThan(64 * MEBIBYTE);
    const heap = await rise("process_heap_used_bytes", () => {
      held.push(Array.from({ length: 4_000_000 }, (_, index) => index + 0.5));
    });
    expect(heap).toBeGreaterThan(16 * MEBIBYTE);
    expect(held).toHaveLength(2);
  });

  it.skipIf(process.platform !== "linux")(
    "OBS-04: traffic shows in the bytes of its device",
    async () => {
      const bytes = 4 * BODY.length;
      const send = async (): Promise<void> => {
        for (let call = 0; call < 4; call += 1) {
          expect(await (await application.fetch("/api/v1/bulk")).text()).toHaveLength(BODY.length);
        }
      };
      const sent = await rise('system_network_sent_bytes_total{device="lo"}', send);
      expect(sent).toBeGreaterThanOrEqual(bytes);
      const received = await rise('system_network_received_bytes_total{device="lo"}', send);
      expect(received).toBeGreaterThanOrEqual(bytes);
    },
  );

  it("OBS-04: the disk is as large and as full as the operating system says", async () => {
    const shown = await scrape();
    const { blocks, bsize } = statfsSync(application.dataDirectory);
    expect(shown.get("system_disk_size_bytes")).toBe(blocks * bsize);
    const df = spawnSync("df", ["-B1", "--output=size,avail,pcent", application.dataDirectory], {
      encoding: "utf8",
    });
    const [size = 0, available = 0, percent = 0] = (df.stdout.split("\n")[1] ?? "")
      .trim()
      .split(/[\s%]+/)
      .map(Number);
    expect(shown.get("system_disk_size_bytes")).toBe(size);
    // Others write to the same disk meanwhile.
    const free = shown.get("system_disk_available_bytes") ?? 0;
    expect(Math.abs(free - available)).toBeLessThan(size / 100);
    expect(Math.abs((shown.get("system_disk_usage_ratio") ?? 0) * 100 - percent)).toBeLessThan(2);
  });
});
