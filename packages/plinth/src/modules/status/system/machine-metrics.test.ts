import { expect, test } from "vitest";
import { parseDevices } from "./machine-metrics.ts";

test("OBS-04: bytes received and sent of every device, as proc(5) has them", () => {
  const text = [
    "Inter-|   Receive                                                |  Transmit",
    " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs",
    "    lo:  104729     811    0    0    0     0          0         0   104730     811    0    0",
    "  eth0:5000 4 0 0 0 0 0 0 7000 5 0 0 0 0 0 0",
    "broken: no figures",
    "",
  ].join("\n");
  expect(parseDevices(text)).toEqual([
    { device: "lo", received: 104_729, sent: 104_730 },
    { device: "eth0", received: 5_000, sent: 7_000 },
  ]);
});
