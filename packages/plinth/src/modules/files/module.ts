import type { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { systemTimer } from "#core";
import { createSealer, type Resealed } from "#crypto";
import { defineModule, type HealthReport, type PersonalData } from "#modules/contract";
import { repeat } from "#services/background";
import { createImageReencoder } from "#services/images";
import { createClamav, createDeclaredScanner, noScanner } from "#services/scan";
import { avatarRoutes } from "./avatar/avatar-routes.ts";
import { type Avatars, createAvatars } from "./avatar/avatars.ts";
import { createByteStore } from "./bytes/byte-store.ts";
import { createSealedBytes, resealKeys } from "./bytes/sealed-bytes.ts";
import { type SweepResult, sweep } from "./bytes/sweep.ts";
import { fileErrors } from "./errors.ts";
import { createFileLinks } from "./links.ts";
import { fileData } from "./migrations/data.ts";
import { fileMigrations } from "./migrations/index.ts";
import { filePersonalData } from "./personal-data.ts";
import { createQuarantine, type Quarantine } from "./quarantine/quarantine.ts";
import { quarantineRoutes } from "./quarantine/quarantine-routes.ts";
import { createFileRepository, type KeptFile } from "./repository.ts";
import { fileRoutes } from "./routes.ts";
import { createScreen } from "./screening.ts";
import { createFiles, type Files } from "./service.ts";
import { createServing, type Serve } from "./serving.ts";
import { createVariants } from "./variants/variants.ts";

const SWEEP_MS = 3_600_000;
/** No request that is still to write its row is older than this. */
const GRACE_MS = 3_600_000;

/** What the module keeps; other modules that require it keep files of their own with it. */
export interface FilesService extends Files {
  readonly avatars: Avatars;
  readonly quarantine: Quarantine;
  readonly serve: Serve;
  /** The bytes of a file; undefined where they are gone. */
  readonly read: (file: KeptFile) => Promise<Buffer | undefined>;
  /** Seals with the present SECRET_KEY the keys of files that are sealed with the one of before. */
  readonly reseal: () => Promise<Resealed>;
  readonly personalData: readonly PersonalData[];
  /** Brings table and directory in step; see `sweep`. */
  readonly tidy: (graceMs: number) => Promise<SweepResult>;
  readonly begin: () => Promise<void>;
  readonly health: () => Promise<HealthReport>;
  readonly close: () => Promise<void>;
}

/** Files of people: kept sealed under random names, scanned, served as downloads that run nothing. */
export const files = defineModule({
  name: "files",
  migrations: fileMigrations,
  data: fileData,
  errors: fileErrors,
  setup: (deps): FilesService => {
    const { clock, events, keyring, metrics, random, newId, store } = deps;
    const { directory, isDirectoryNamed, origin, scan: mode, scanner: address } = deps.config.files;
    const log = deps.log.child("files");
    const repository = createFileRepository(store);
    const places = createByteStore(directory, random);
    const sealer = createSealer({ ...keyring.sealing("kept-files"), random });
    const sealed = createSealedBytes({ bytes: places, sealer, random });
    const bytes = { ...sealed, remove: places.remove };
    const images = createImageReencoder();
    const scanner =
      address === undefined
        ? noScanner
        : createDeclaredScanner(createClamav({ address }), deps.dependencies);
    const scans = metrics.counter({
      name: "file_scans_total",
      help: "Files shown to the scanner, by what it said.",
      labels: ["result"],
    });
    const screen = createScreen({
      mode,
      scanner,
      events,
      scans,
      onUnavailable: (because) => log.warn("a file could not be scanned", { because }),
    });
    const hash = (data: Uint8Array): string => createHash("sha256").update(data).digest("hex");
    const service = createFiles({ repository, bytes, screen, images, events, clock, newId, hash });
    const links = origin === undefined ? undefined : createFileLinks({ origin, keyring, clock });
    const isAlone = store.engine === "embedded";
    const seesAll = isAlone || isDirectoryNamed;
    const sweepParts = { repository, bytes: places, sealed, clock, seesAll };
    const stops: (() => Promise<void>)[] = [];
    let rowsMissing = 0;

    const tidy = async (graceMs: number): Promise<SweepResult> => {
      const result = await sweep(sweepParts, graceMs);
      rowsMissing = result.rowsMissing;
      const { sealed: count, ...steps } = result;
      if (steps.bytesRemoved + steps.rowsRemoved + rowsMissing > 0) {
        log.warn("files and their table were out of step", steps);
      }
      if (count > 0) log.info("files from before files were sealed are sealed now", { count });
      return result;
    };

    return {
      ...service,
      avatars: createAvatars(service),
      quarantine: createQuarantine({ repository, files: service, events }),
      serve: createServing({
        files: service,
        bytes,
        variants: createVariants({ bytes, images }),
        links,
        onMissing: ({ id }) => log.error("the bytes of a file are gone", { file: id }),
      }),
      read: sealed.read,
      reseal: () => resealKeys(repository, sealer),
      personalData: filePersonalData(service),
      tidy,
      begin: async () => {
        // Nothing is under way before the start where no other process writes here.
        await tidy(isAlone ? 0 : GRACE_MS);
        const again = (): Promise<void> =>
          tidy(GRACE_MS).then(
            () => undefined,
            (error: unknown) => log.warn("files could not be tidied", { error }),
          );
        const first = systemTimer(SWEEP_MS, () => stops.push(repeat(systemTimer, SWEEP_MS, again)));
        stops.push(async () => first());
      },
      health: async () => {
        const isScanning = mode === "off" || (await scanner.isReady());
        return {
          healthy: isScanning && rowsMissing === 0,
          required: false,
          detail: {
            scan: mode,
            ...(isScanning ? {} : { scanner: "out of reach" }),
            ...(rowsMissing === 0 ? {} : { filesWithoutBytes: rowsMissing }),
          },
        };
      },
      close: async () => {
        await Promise.all(stops.map((stop) => stop()));
        await images.close();
      },
    };
  },
  start: (service) => service.begin(),
  routes: (service) => [
    ...fileRoutes(service.serve),
    ...avatarRoutes(service.avatars),
    ...quarantineRoutes(service.quarantine),
  ],
  personalData: (service) => service.personalData,
  reseal: (service) => service.reseal(),
  health: (service) => service.health(),
  close: (service) => service.close(),
});
