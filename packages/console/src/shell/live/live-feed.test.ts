import { describe, expect, it } from "vitest";
import { createLiveFeed, type EventSourceLike, type LiveEvent } from "./live-feed.ts";

type Listener = Parameters<EventSourceLike["addEventListener"]>[1];

/** The browser's side: connections that are opened, and time that is moved. */
const setUp = () => {
  const opened: {
    url: string;
    isClosed: boolean;
    say: (name: string, data?: unknown, id?: string) => void;
  }[] = [];
  const timers = new Map<number, { run: () => void; at: number }>();
  let now = 0;
  let made = 0;
  let isVisible = true;
  let changed = (): void => undefined;
  const feed = createLiveFeed({
    open: (url) => {
      const listeners = new Map<string, Listener[]>();
      const connection = {
        url,
        isClosed: false,
        say: (name: string, data: unknown = {}, id = "") => {
          const event = { data: JSON.stringify(data), lastEventId: id };
          for (const listener of listeners.get(name) ?? []) listener(event);
        },
      };
      opened.push(connection);
      return {
        addEventListener: (name, listener) =>
          void listeners.set(name, [...(listeners.get(name) ?? []), listener]),
        close: () => {
          connection.isClosed = true;
        },
      };
    },
    timers: {
      set: (run, milliseconds) => {
        made += 1;
        timers.set(made, { run, at: now + milliseconds });
        return made;
      },
      clear: (id) => void timers.delete(id as number),
    },
    isVisible: () => isVisible,
    onVisibility: (listener) => {
      changed = listener;
    },
  });
  const pass = (milliseconds: number): void => {
    now += milliseconds;
    for (const [id, timer] of [...timers]) {
      if (timer.at > now || !timers.delete(id)) continue;
      timer.run();
    }
  };
  const show = (next: boolean): void => {
    isVisible = next;
    changed();
    pass(50);
  };
  return { feed, opened, pass, show };
};

describe("hints to the pages of a tab", () => {
  it("OBS-12: come over one connection, to those who asked for the topic", () => {
    const { feed, opened, pass } = setUp();
    const [alerts, jobs]: [LiveEvent[], LiveEvent[]] = [[], []];
    const end = feed.subscribe(["alerts"], (event) => alerts.push(event));
    feed.subscribe(["jobs", "alerts"], (event) => jobs.push(event));
    pass(50);
    expect(opened.map(({ url }) => url)).toEqual(["/api/v1/admin/live?topics=alerts,jobs"]);
    expect(feed.state()).toBe("connecting");
    opened[0]?.say("open");
    expect(feed.state()).toBe("live");
    opened[0]?.say("jobs", { name: "x" }, "p.1");
    expect([alerts, jobs]).toEqual([[], [{ topic: "jobs", data: { name: "x" } }]]);
    end();
    pass(50);
    expect(opened).toHaveLength(1);
    feed.subscribe(["mail"], () => undefined);
    pass(50);
    expect([opened[0]?.isClosed, opened[1]?.url]).toEqual([
      true,
      "/api/v1/admin/live?topics=alerts,jobs,mail&after=p.1",
    ]);
  });

  it("are tried for again, less and less often, and say what was heard last", () => {
    const { feed, opened, pass } = setUp();
    const heard: string[] = [];
    feed.subscribe(["alerts"], ({ topic }) => heard.push(topic));
    pass(50);
    opened[0]?.say("alerts", {}, "p.7");
    opened[0]?.say("error");
    expect([feed.state(), opened[0]?.isClosed]).toEqual(["paused", true]);
    pass(1_000);
    expect(opened[1]?.url).toContain("after=p.7");
    opened[1]?.say("error");
    pass(1_000);
    expect(opened).toHaveLength(2);
    pass(1_000);
    expect(opened).toHaveLength(3);
    opened[2]?.say("open");
    opened[2]?.say("gap", {}, "q.1");
    expect(heard).toEqual(["alerts", "gap"]);
    opened[2]?.say("end", { reason: "draining" });
    pass(1_000);
    expect(opened[3]?.url).toContain("after=q.1");
    // A connection that was given up is not listened to.
    opened[0]?.say("alerts");
    expect(heard).toHaveLength(2);
  });

  it("hold no connection while the page is hidden, or nobody wants any", () => {
    const { feed, opened, pass, show } = setUp();
    const states: string[] = [];
    feed.watch(() => states.push(feed.state()));
    const end = feed.subscribe(["alerts"], () => undefined);
    pass(50);
    opened[0]?.say("open");
    show(false);
    expect([opened[0]?.isClosed, feed.state()]).toEqual([true, "paused"]);
    show(true);
    opened[1]?.say("open");
    end();
    pass(50);
    expect([opened[1]?.isClosed, feed.state()]).toEqual([true, "off"]);
    expect(states).toEqual(["connecting", "live", "paused", "connecting", "live", "off"]);
  });
});
