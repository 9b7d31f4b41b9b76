import { readFile, statfs } from "node:fs/promises";
import type { Platform } from "#modules/contract";

/** A machine has few network devices; containers make some more. */
const MOST_DEVICES = 32;

/** Bytes of one network device since it came up. */
export interface DeviceTraffic {
  readonly device: string;
  readonly received: number;
  readonly sent: number;
}

/** Reads the text of /proc/net/dev (proc(5)); lines that are none of its kind are left out. */
export const parseDevices = (text: string): readonly DeviceTraffic[] =>
  text.split("\n").flatMap((line) => {
    const [device = "", figures] = line.split(":", 2);
    if (figures === undefined) return [];
    const numbers = figures.trim().split(/\s+/).map(Number);
    const [received, , , , , , , , sent] = numbers;
    const isKnown = Number.isFinite(received) && Number.isFinite(sent);
    return isKnown ? [{ device: device.trim(), received: received ?? 0, sent: sent ?? 0 }] : [];
  });

/**
 * Adds disk and network of the machine (OBS-04). Network figures are those of Linux; elsewhere there
 * are none. The result stops it.
 */
export const registerMachineMetrics = (
  metrics: Platform["metrics"],
  /** Its file system is the one that must not fill up. */
  directory: string,
): (() => void) => {
  const gauge = (name: string, help: string) => metrics.gauge({ name, help }).child();
  const size = gauge("system_disk_size_bytes", "Size of the data directory's file system.");
  const available = gauge("system_disk_available_bytes", "What ordinary users may still write.");
  const network = (name: string, help: string) =>
    metrics.counter({ name, help, labels: ["device"], maxChildren: MOST_DEVICES });
  const received = network("system_network_received_bytes_total", "Bytes received, by device.");
  const sent = network("system_network_sent_bytes_total", "Bytes sent, by device.");

  const readDisk = async (): Promise<void> => {
    const { blocks, bavail, bsize } = await statfs(directory);
    size.set(blocks * bsize);
    available.set(bavail * bsize);
  };
  const readNetwork = async (): Promise<void> => {
    if (process.platform !== "linux") return;
    for (const { device, ...bytes } of parseDevices(await readFile("/proc/net/dev", "utf8"))) {
      received.child({ device }).mirror(bytes.received);
      sent.child({ device }).mirror(bytes.sent);
    }
  };
  const stops = [metrics.onRefresh(readDisk), metrics.onRefresh(readNetwork)];
  return () => {
    for (const stop of stops) stop();
  };
};
