import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { controlSocketPath, openControlSocket, sendControl } from "./control-socket.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "plinth-control-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const ping = () => sendControl(directory, { command: "ping", arguments: {} });

describe("a command to what runs on a data directory", () => {
  it("DEP-15: is answered by it, and by nobody before and after", async () => {
    expect(await ping()).toBeUndefined();
    const control = await openControlSocket(directory, async ({ command }) => command);
    expect(await ping()).toEqual({ ok: true, value: "ping" });
    await control.close();
    expect(await ping()).toBeUndefined();
  });

  it("DEP-15: a client that says nothing and does not leave holds up the stop for seconds, not for ever", async () => {
    const clock = createManualClock();
    const control = await openControlSocket(directory, async () => "", clock.startTimer);
    const client = createConnection(controlSocketPath(directory));
    await once(client, "connect");
    const closed = control.close();
    clock.advance(5_000);
    await closed;
    await once(client, "close");
  });

  it("DEP-15: what a crash left behind is nobody", async () => {
    writeFileSync(controlSocketPath(directory), "");
    expect(await ping()).toBeUndefined();
  });

  it("DEP-15: what may not be looked at is not taken for nobody", async () => {
    // A link to itself: refused to every user, unlike what rights keep from all but one.
    symlinkSync("control.sock", controlSocketPath(directory));
    await expect(ping()).rejects.toMatchObject({ code: "ELOOP" });
  });
});
