import { describe, expect, it } from "vitest";
import { createLocalHub } from "#services/broadcast";
import { shareRevocations } from "./revocations.ts";

const SESSION = "01890a5d-ac96-774b-bcce-b302099a8058";
const ACCOUNT = "01890a5d-ac96-774b-bcce-b302099a8057";

const node = (hub: ReturnType<typeof createLocalHub>) => {
  const forgotten: string[] = [];
  const judge = {
    forgetSession: (id: string) => void forgotten.push(`session ${id}`),
    forgetAccount: (id: string) => void forgotten.push(`account ${id}`),
    forgetAll: () => void forgotten.push("all"),
  };
  return { forgotten, shared: shareRevocations(judge, hub.join()) };
};

describe("what ends on one node", () => {
  it("SES-07, P-077: is forgotten by the others at once, and by itself once", () => {
    const hub = createLocalHub();
    const [a, b] = [node(hub), node(hub)];
    a.shared.forgetSession(SESSION);
    b.shared.forgetAccount(ACCOUNT);
    expect(a.forgotten).toEqual([`session ${SESSION}`, `account ${ACCOUNT}`]);
    expect(b.forgotten).toEqual(a.forgotten);
  });

  it("SES-07: a forged hint does nothing but forget", () => {
    const hub = createLocalHub();
    const a = node(hub);
    const stranger = hub.join();
    for (const text of ["", "session", "session x", `sign-in ${SESSION}`, `${SESSION}`, "all"]) {
      stranger.publish("sessions", text);
    }
    expect(a.forgotten).toEqual([]);
    stranger.publish("sessions", `session ${SESSION} and more`);
    expect(a.forgotten).toEqual([`session ${SESSION}`]);
  });

  it("SES-07: hints that may have been missed make it forget everything", () => {
    let gap = (): void => undefined;
    const forgotten: string[] = [];
    const judge = {
      forgetSession: () => undefined,
      forgetAccount: () => undefined,
      forgetAll: () => void forgotten.push("all"),
    };
    shareRevocations(judge, {
      publish: () => undefined,
      close: () => undefined,
      subscribe: (_, { onGap }) => {
        gap = onGap;
        return () => undefined;
      },
    });
    gap();
    expect(forgotten).toEqual(["all"]);
  });
});
