/**
 * `plinth report` from an audit to the console's page: the same numbers everywhere, and no edit that
 * is not noticed. PLINTH_SCREENSHOTS names a folder for pictures of the page.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { application as cibozer } from "../../apps/cibozer/server/application.ts";
import { identityModules, operationsModules } from "../../packages/plinth/src/app/index.ts";
import { audit } from "../../packages/plinth/src/cli/audit/audit.ts";
import {
  type Command,
  parseArguments,
  type Terminal,
} from "../../packages/plinth/src/cli/command.ts";
import { report } from "../../packages/plinth/src/cli/report/report.ts";
import {
  startTestApplication,
  type TestApplication,
} from "../../packages/plinth/src/testing/index.ts";
import { PASSWORD } from "../support/api.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../support/browser.ts";
import { expectGoodInEveryWidth, expectToFit } from "../support/every-width.ts";
import { scratchDirectory } from "../support/scratch.ts";

warnWithoutChromium();

const ONLY = "nosniff,problem-documents,no-echo,request-ids,content-security-policy";

let data: ReturnType<typeof scratchDirectory>;
let application: TestApplication;
beforeAll(async () => {
  data = scratchDirectory();
  application = await startTestApplication({
    modules: [...identityModules, ...operationsModules],
    web: cibozer.web ?? [],
    dataDirectory: data.path,
  });
  const { createUser } = application.modules.service("credentials") as {
    readonly createUser: (user: Record<string, unknown>) => Promise<unknown>;
  };
  for (const role of ["admin", "user"]) {
    const email = `${role}@example.org`;
    const rest = { name: role, role, tier: "free", verified: true };
    await createUser({ email, password: PASSWORD, ...rest });
  }
});
afterAll(async () => {
  await application.stop();
  data.remove();
});

const run = async (command: Command, ...line: readonly string[]) => {
  const printed: string[] = [];
  const terminal: Terminal = {
    print: (text) => printed.push(text),
    tell: (text) => printed.push(text),
    environment: { PLINTH_ENV: "test", PLINTH_DATA: data.path },
    directory: data.path,
  };
  const code = await command.run(parseArguments(command, line), terminal);
  return { code, printed: printed.join("\n") };
};

/** Tables of the file whose checks open beneath their boxes, or that have another name on the page. */
const ON_THE_PAGE: Readonly<Record<string, string>> = {
  "SOC 2 control map": "SOC 2 controls",
  Checks: "Readiness checklist",
};

/** The sentence with the numbers, wherever it stands. */
const numbersIn = (text: string): string =>
  /score \d+ of \d+; security score \d+ of 100 \([a-z ]+\); overall [\d.]+ of 10, \d+ %/.exec(
    text,
  )?.[0] ?? "";

describe.skipIf(chromiumPath === undefined)("an administrator looks at the readiness", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());

  const open = async (role: string): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(`${application.localUrl}/console/signin?from=/operations/readiness`);
    await page.getByLabel("E-mail address").fill(`${role}@example.org`);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { level: 1, name: "Readiness" }).waitFor();
    return page;
  };

  const lookAgain = async (page: Page): Promise<void> => {
    const answered = page.waitForResponse((one) => one.url().endsWith("/admin/readiness"));
    await page.getByRole("button", { name: "Look again" }).click();
    await answered;
  };

  const look = (page: Page, name: string): Promise<void> =>
    expectGoodInEveryWidth(page, { shots: "PLINTH_SCREENSHOTS", name, widths: [1280, 390] });

  /** EVID-12, EVID-15, EVID-17, on a page as wide as a phone. */
  const listsAreShown = async (page: Page): Promise<void> => {
    const part = (name: string) => page.getByRole("region", { name, exact: true });
    expect(
      await part("Areas")
        .getByText(/% shown|against it/)
        .count(),
    ).toBeGreaterThan(3);
    const estimates = part("Human estimates");
    expect(await estimates.innerText()).toContain("$300K+ (human estimate)");
    expect(await part("Areas").innerText()).not.toContain("$300K+");
    expect(await part("Built and not deployed").innerText()).toContain("0.0.1");
    const openList = (name: string) => part(name).locator("summary").first().press("Enter");
    await openList("SOC 2 controls");
    const controls = part("SOC 2 controls").getByRole("listitem");
    const owned = controls.filter({ hasText: "CC6.1" }).first();
    expect(await owned.innerText()).toContain("Team Platform");
    const deployment = part("Deployment checklist");
    await openList("Deployment checklist");
    const box = deployment.locator("details details").first();
    expect(await box.getByText("plinth audit").first().isVisible()).toBe(false);
    await box.locator("summary").press("Enter");
    await box.locator("code").first().waitFor();
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "SOC 2 controls as CSV" }).click();
    const file = readFileSync(await (await saved).path(), "utf8");
    expect(file).toMatch(/CC6\.1 .*,Team Platform\r\n/);
  };

  /** EVID-09: what stands in the file for customers stands on the page. */
  const everyTableIsShown = async (page: Page, html: string): Promise<void> => {
    const titles = [...html.matchAll(/<h2 id="[^"]+">([^<]+)</g)].map(([, title = ""]) => title);
    expect(titles).toContain("OWASP ASVS 5");
    for (const title of titles) {
      const name = ON_THE_PAGE[title] ?? title;
      await page.getByRole("region", { name, exact: true }).waitFor();
    }
    const part = (name: string) => page.getByRole("region", { name, exact: true });
    expect(await part("Known vulnerabilities").innerText()).toMatch(/unknown[\s\S]*405/);
    expect(await part("Drills").innerText()).toContain("Not held: ");
    expect(await part("OWASP ASVS 5").innerText()).toMatch(/V3[\s\S]*V3\.\d/);
    const properties = part("Property tests");
    await properties.locator("summary").first().press("Enter");
    await properties.getByText("P-001", { exact: true }).waitFor();
    await properties.locator("summary").first().press("Enter");
  };

  test("EVID-09, P-068: no report, then one: text, JSON, Markdown, HTML and page show one number", async () => {
    const page = await open("admin");
    await page.getByText("plinth report --audit").waitFor();
    await look(page, "none");

    const audited = await run(
      audit,
      application.localUrl,
      "--only",
      ONLY,
      "--output",
      "audit.json",
    );
    expect(audited.code, audited.printed).toBe(0);
    const views = ["--html", "r.html", "--markdown", "r.md", "--output", "readiness.json"];
    // A source that refuses, in one word too long for a phone.
    const refusal = {
      message: `405 Method Not Allowed - POST https://${"registry.".repeat(20)}example`,
    };
    writeFileSync(join(data.path, "advisories.json"), JSON.stringify(refusal));
    const people = {
      estimates: [
        {
          ...{ area: "Security", about: "what a breach would cost", range: "$300K+" },
          ...{ by: "A. Person", on: "2026-02-01" },
        },
      ],
      owners: { "CC6.1": "Team Platform" },
    };
    writeFileSync(join(data.path, "people.json"), JSON.stringify(people));
    const health = await (await fetch(`${application.localUrl}/health`)).json();
    const older = JSON.stringify({ ...health, version: "0.0.1" });
    writeFileSync(join(data.path, "health.json"), older);
    const evidence = [
      ...["--audit", "audit.json", "--advisories", "advisories.json"],
      ...["--people", "people.json", "--deployed", "health.json"],
    ];
    const made = await run(
      report,
      ...[...evidence, ...views, "--statement", "statement.json", "--publish"],
    );
    // An audit of five lines is no readiness.
    expect(made.code).toBe(1);
    const wanted = numbersIn(made.printed);
    // Probes that were left out count like those that did not run.
    expect(wanted).toMatch(/^score 5 of 1\d\d;/);
    const read = (file: string) => readFileSync(join(data.path, file), "utf8");
    for (const file of ["r.html", "r.md"]) expect(numbersIn(read(file)), file).toBe(wanted);
    const { score, security, overall } = JSON.parse(read("readiness.json"));
    expect(wanted).toContain(
      `score ${score.value} of ${score.denominator}; security score ${security.value} `,
    );
    expect(wanted).toContain(`${overall.percent} %`);

    await lookAgain(page);
    await everyTableIsShown(page, read("r.html"));
    const verdict = page.getByRole("region", { name: "Verdict" });
    await verdict.waitFor();
    expect(numbersIn(await verdict.innerText())).toBe(wanted);
    expect(await verdict.innerText()).toContain(
      /not production-ready: \d+ of \d+/.exec(made.printed)?.[0],
    );
    await listsAreShown(page);
    await look(page, "published");
    await page.goto(`file://${join(data.path, "r.html")}`);
    await expectToFit(page);
    await page.context().close();
  });

  test("EVID-02: what was edited is named by verify, and the page does not show it", async () => {
    expect((await run(report, "verify", "statement.json")).printed).toMatch(/^as it was signed/);
    const path = join(data.path, "readiness.json");
    const whole = readFileSync(path, "utf8");
    writeFileSync(path, whole.replace('"isReady": false', '"isReady": true'));
    const edited = await run(report, "verify", "statement.json");
    expect(edited.code).toBe(1);
    expect(edited.printed).toContain("/verdict/isReady: false was signed, true is there");

    const published = join(data.path, "readiness-statement.json");
    const envelope = JSON.parse(readFileSync(published, "utf8"));
    const payload = Buffer.from(envelope.payload, "base64").toString("utf8");
    const forged = payload.replace('"isReady":false', '"isReady":true');
    expect(forged).not.toBe(payload);
    writeFileSync(
      published,
      JSON.stringify({ ...envelope, payload: Buffer.from(forged).toString("base64") }),
    );
    const page = await open("admin");
    await page.getByText("The stored report is not shown").waitFor();
    expect(await page.getByRole("region", { name: "Verdict" }).count()).toBe(0);
    await look(page, "refused");
    await page.context().close();
  });

  test("EVID-09: a plain account is told that the page is not for it", async () => {
    const page = await open("user");
    await page.getByText("For administrators").waitFor();
    await page.context().close();
  });
});
