import { Buffer } from "node:buffer";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  CANARY,
  makeExif,
  makePng,
  pngChunk,
} from "../../packages/plinth/src/services/images/images.test-support.ts";
import { documentFaults } from "../support/accessible-page.ts";
import { createApi, PASSWORD } from "../support/api.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../support/browser.ts";
import { scratchDirectory } from "../support/scratch.ts";
import { startServer } from "../support/server.ts";
import {
  openBrowser,
  type SigningIn,
  startSigningIn,
  typePassword,
} from "../support/signing-in.ts";

warnWithoutChromium();

const AVATAR = "/api/v1/account/avatar";
const PHOTO = makePng({
  width: 300,
  height: 200,
  colour: (x, y) => [x % 256, y, 120],
  chunks: [pngChunk("eXIf", makeExif(6)), pngChunk("tEXt", Buffer.from(`Comment\0${CANARY}`))],
});

const formOf = (bytes: Uint8Array, name: string, type: string): FormData => {
  const form = new FormData();
  form.append("photo", new Blob([Uint8Array.from(bytes)], { type }), name);
  return form;
};

const tokenOf = async (url: string, email: string): Promise<string> => {
  const open = createApi(url);
  await open.call("POST", "/api/v1/auth/signup", { email, password: PASSWORD, name: "Robin" });
  const { json } = await open.call("POST", "/api/v1/auth/signin", { email, password: PASSWORD });
  return String(json["accessToken"]);
};

const putPhoto = (url: string, token: string, form: FormData): Promise<Response> =>
  fetch(`${url}${AVATAR}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}` },
    body: form,
    signal: AbortSignal.timeout(60_000),
  });

const filesBelow = (directory: string): readonly string[] =>
  existsSync(directory)
    ? readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
    : [];

describe.skipIf(chromiumPath === undefined)("UPL-04: a profile picture in a browser", () => {
  let place: SigningIn;
  let browser: Browser;
  beforeAll(async () => {
    place = await startSigningIn();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await place?.stop();
  });

  const choose = (page: Page, name: string, buffer: Buffer): Promise<void> =>
    page.locator("input[type=file]").setInputFiles({ name, mimeType: "image/png", buffer });
  const press = (page: Page, name: string) => page.getByRole("button", { name }).click();

  it("UPL-04: is chosen, looked at, saved without metadata, shown, and removed", async () => {
    const { email } = await place.addMember("Ines");
    const { page, context, faults } = await openBrowser(browser, {
      viewport: { width: 390, height: 844 },
    });
    await page.goto(`${place.url}/signin?from=/account`);
    await typePassword(page, email);
    await page.getByRole("button", { name: "Choose a picture" }).focus();

    await choose(page, "page.png", Buffer.from("<html><script>alert(1)</script>"));
    await page.getByText("This file cannot be read as a picture.").waitFor();
    await choose(page, "holiday.png", PHOTO);
    await page.getByRole("img", { name: "The picture you chose" }).waitFor();
    await press(page, "Cancel");
    await page.getByRole("img", { name: "The picture you chose" }).waitFor({ state: "detached" });
    await choose(page, "holiday.png", PHOTO);
    await press(page, "Save picture");
    const shown = page.getByRole("img", { name: "Your profile" });
    await shown.waitFor();
    await page.getByText("Your picture is saved.").waitFor();
    const size = () =>
      shown.evaluate((image) => {
        const { naturalWidth, naturalHeight } = image as unknown as Record<string, number>;
        return [naturalWidth, naturalHeight];
      });
    await expect.poll(size).toEqual([96, 144]);
    await page.reload();
    await shown.waitFor();
    expect(await documentFaults(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);

    const path = (await shown.getAttribute("src")) ?? "";
    const given = await page.request.get(`${place.url}${path}`);
    expect(given.headers()["content-disposition"]).toMatch(/^attachment; filename="holiday.webp"/);
    expect((await given.body()).includes("CANARY")).toBe(false);
    await press(page, "Remove picture");
    await page.getByRole("button", { name: "Choose a picture" }).waitFor();
    expect((await page.request.get(`${place.url}${path}`)).status()).toBe(404);
    await context.close();
    // The policy of the page held, preview and picture included (WEB-04).
    expect(faults).toEqual([]);
  });
});

describe("UPL-03, RES-05: kill -9 between the bytes and their row", () => {
  it("UPL-03: leaves no bytes without a row after the next start", async () => {
    const data = scratchDirectory();
    const directory = join(data.path, "files");
    try {
      const first = await startServer(data.path, {});
      const token = await tokenOf(first.url, "robin@example.com");
      expect((await putPhoto(first.url, token, formOf(PHOTO, "a.png", "image/png"))).status).toBe(
        200,
      );
      const [kept] = filesBelow(directory);
      // The row is not there yet when the bytes are: the kill comes as soon as they appear.
      const sending = putPhoto(first.url, token, formOf(PHOTO, "b.png", "image/png")).catch(
        () => undefined,
      );
      while (filesBelow(directory).length < 2) await pause(1);
      await first.kill();
      await sending;
      // Whether the kill met that moment or not: what a crash leaves lies there as well.
      const orphan = join(directory, (kept ?? "").slice(-32, -30), (kept ?? "").slice(-30, -28));
      writeFileSync(join(orphan, createHash("md5").update("orphan").digest("hex")), "left");

      const second = await startServer(data.path, {});
      const answer = await createApi(second.url, token).call("GET", AVATAR);
      const { url } = answer.json["avatar"] as { url: string };
      const headers = { authorization: `Bearer ${token}` };
      expect((await fetch(second.url + url, { headers })).status).toBe(200);
      const rows = filesBelow(directory).length;
      expect(rows === 1 || rows === 2).toBe(true);
      expect(filesBelow(directory).some((path) => readFileSync(path, "latin1") === "left")).toBe(
        false,
      );
      expect((await createApi(second.url, token).call("DELETE", AVATAR)).status).toBe(204);
      // Nothing is left that no row stood for.
      expect(filesBelow(directory)).toEqual([]);
      await second.stop();
    } finally {
      data.remove();
    }
  });
});

const CLAMD = ["/usr/sbin/clamd", "/usr/bin/clamd"].find((path) => existsSync(path));
if (CLAMD === undefined) {
  process.stderr.write(
    "\n*** SKIPPED: no clamd on this machine (apt-get install clamav-daemon) ***\n",
  );
}

describe.skipIf(CLAMD === undefined)("UPL-04: a real clamd looks first", () => {
  // The usual marker of scanners, put together here so that this file is none.
  const MARKER = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR", "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"];
  const INFECTED = makePng({
    width: 8,
    height: 8,
    chunks: [pngChunk("tEXt", Buffer.from(`Comment\0${MARKER.join("")}`))],
  });
  const data = scratchDirectory();
  const socket = join(data.path, "clamd.sock");
  let clamd: ChildProcess | undefined;

  const end = async (): Promise<void> => {
    const ended = new Promise((resolve) => clamd?.once("exit", resolve));
    clamd?.kill("SIGKILL");
    await ended;
  };

  beforeAll(async () => {
    const digest = createHash("md5").update(INFECTED).digest("hex");
    writeFileSync(join(data.path, "own.hdb"), `${digest}:${INFECTED.length}:Own-Marker\n`);
    writeFileSync(
      join(data.path, "clamd.conf"),
      [`LocalSocket ${socket}`, `DatabaseDirectory ${data.path}`, "Foreground yes"].join("\n"),
    );
    const config = join(data.path, "clamd.conf");
    clamd = spawn(CLAMD ?? "", ["--config-file", config], { stdio: "ignore" });
    for (let tries = 0; tries < 400 && !existsSync(socket); tries += 1) await pause(50);
  });
  afterAll(async () => {
    if (clamd?.exitCode === null && clamd.signalCode === null) await end();
    data.remove();
  });

  it("UPL-04: keeps what is clean, sets aside what is known, and refuses all without it", async () => {
    const room = scratchDirectory();
    const env = { FILE_SCAN: "required", CLAMAV_ADDRESS: `unix:${socket}` };
    const server = await startServer(room.path, env);
    try {
      const token = await tokenOf(server.url, "robin@example.com");
      const send = async (bytes: Buffer) => {
        const answer = await putPhoto(server.url, token, formOf(bytes, "a.png", "image/png"));
        return [answer.status, ((await answer.json()) as { code?: string }).code];
      };
      expect(await send(PHOTO)).toEqual([200, undefined]);
      expect(await send(INFECTED)).toEqual([422, "FILE_INFECTED"]);
      // The picture of before, and what lies in quarantine.
      expect(filesBelow(join(room.path, "files")).length).toBe(2);
      await end();
      expect(await send(PHOTO)).toEqual([503, "SCANNER_UNAVAILABLE"]);
      expect(filesBelow(join(room.path, "files")).length).toBe(2);
      const state = async () => {
        const { status, json } = await createApi(server.url).call("GET", "/ready");
        return [status, (json["checks"] as Record<string, string> | undefined)?.["files"]];
      };
      // Told, and no reason to send people elsewhere.
      await expect.poll(state, { timeout: 10_000 }).toEqual([200, "degraded"]);
    } finally {
      await server.stop();
      room.remove();
    }
  });

  it("agrees with clamscan about the marker", () => {
    if (!existsSync("/usr/bin/clamscan")) return;
    const path = join(data.path, "sample.png");
    writeFileSync(path, INFECTED);
    const words = ["--no-summary", "-d", join(data.path, "own.hdb"), path];
    const scan = spawnSync("/usr/bin/clamscan", words, { encoding: "utf8", timeout: 60_000 });
    expect(scan.stdout).toContain("Own-Marker");
  });
});
