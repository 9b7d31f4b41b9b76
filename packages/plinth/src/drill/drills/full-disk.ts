import type { Drill, Scene } from "../drill.ts";
import { ask, pause, waitFor } from "../support/ask.ts";
import { fileFaults } from "../support/database-file.ts";
import { mountSmallDisk } from "../support/tmpfs.ts";
import {
  readEntries,
  startWriting,
  tally,
  type Writing,
  type Written,
} from "../support/writing.ts";

/** Room for the database, its log and what applications keep beside it. */
const MEGABYTES = 24;
/** Longest until a full disk shows: some room is left in the log of the database. */
const DETECT_MS = 10_000;
const RECOVER_MS = 10_000;
const FULL_MS = 700;
/** Clear words for it: 503 Service Unavailable, 507 Insufficient Storage. */
const CLEAR: readonly number[] = [503, 507];

const refused = (writing: Writing, from: number): readonly Written[] =>
  writing.written.slice(from).filter(({ status }) => status !== 201);

const refusalFaults = (writes: readonly Written[]): readonly string[] => {
  const odd = writes.filter(
    ({ status, type }) => !CLEAR.includes(status) || !type.startsWith("application/problem+json"),
  );
  const kinds = [...new Set(odd.map(({ status, code }) => `${status} ${code}`.trim()))].join(", ");
  return odd.length === 0 ? [] : [`${odd.length} refusals were no 503 or 507 problem: ${kinds}`];
};

/** What must still work: whoever reads needs no room. */
const lookDuring = async (url: string): Promise<readonly string[]> => {
  const [health, list] = await Promise.all([
    ask(`${url}/health`),
    ask(`${url}/api/v1/drill/entries`),
  ]);
  return [
    ...(health.status === 200 ? [] : [`/health answered ${health.status}`]),
    ...(list.status === 200 ? [] : [`a read answered ${list.status}`]),
  ];
};

const run = async (scene: Scene) => {
  const { incident } = scene;
  const disk = mountSmallDisk(scene, MEGABYTES);
  incident.note(`a file system of ${MEGABYTES} MB is mounted`);
  const instance = await scene.start({ dataDirectory: disk.directory });
  const { url } = instance;
  incident.note("an instance with its data there is up, and 3 writers begin");
  const writing = startWriting({
    ...{ url, prefix: "d", elapsed: incident.elapsed },
    ...{ defer: scene.defer, lanes: 3, fillerBytes: 8_000 },
  });
  await waitFor(() => writing.acknowledged.size >= 10, RECOVER_MS);
  const from = writing.written.length;
  const left = disk.free();
  disk.fill();
  const fullAt = incident.note(`the last ${Math.round(left / 1024)} KB are taken`);
  const isNoticed = await waitFor(() => refused(writing, from).length > 0, DETECT_MS);
  const noticedAt = refused(writing, from)[0]?.at;
  if (isNoticed) incident.note("writes are refused");
  await pause(FULL_MS);
  const during = await lookDuring(url);
  const refusals = refused(writing, from);
  disk.makeRoom();
  const roomAt = incident.note(`there is room again; ${refusals.length} writes were refused`);
  const isBack = (): Written | undefined =>
    writing.written.find(({ at, status }) => at > roomAt && status === 201);
  const isRecovered = await waitFor(() => isBack() !== undefined, RECOVER_MS);
  if (isRecovered) incident.note("writes are acknowledged again, without a restart");
  await pause(200);
  await writing.end();
  const { lost, faults } = tally(writing.acknowledged, await readEntries(url));
  incident.note(`read back: ${lost.lost} of ${lost.of} acknowledged writes are missing`);
  await instance.kill();
  const recoveredAt = isBack()?.at;
  return {
    detectMs: noticedAt === undefined ? undefined : noticedAt - fullAt,
    recoverMs: recoveredAt === undefined ? undefined : recoveredAt - roomAt,
    lost,
    faults: [
      ...faults,
      ...during,
      ...refusalFaults(refusals),
      ...(isNoticed ? [] : [`no write was refused in ${DETECT_MS} ms on a full disk`]),
      ...(isRecovered ? [] : [`no write was acknowledged ${RECOVER_MS} ms after there was room`]),
      ...fileFaults(disk.directory),
    ],
  };
};

/** The disk with the data is full, and has room again (P-118, DB-04). */
export const fullDisk: Drill = {
  id: "full-disk",
  claim: "On a full disk writes are refused clearly, nothing is damaged, and room is all it takes",
  holds: [
    "writes that find no room are refused with a 503 or 507 problem",
    "/health and reads are answered meanwhile",
    `writes are acknowledged again within ${RECOVER_MS / 1_000} s after there is room, in the same process`,
    "every acknowledged write is there, whole, and the file passes its integrity check",
  ],
  requirements: ["P-118", "DB-04", "HLT-01"],
  standard: "RFC 9110 15.6.4, RFC 4918 11.5",
  severity: "high",
  remedy: "Let faults of the store pass as they come, and alert on disk_percent before it is full",
  shelfLifeDays: 30,
  sabotages: ["acknowledge-anyhow", "never-recovers"],
  run,
};
