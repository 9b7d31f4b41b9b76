import type { Page } from "playwright-core";
import { expect } from "vitest";
import { contrastFaults, documentFaults } from "./accessible-page.ts";
import { treeFaults } from "./accessible-tree.ts";

/** All that is wrong with a page as it stands, for whoever hears it or sees little. */
export const pageFaults = async (page: Page): Promise<readonly string[]> => [
  ...(await treeFaults(page)),
  ...(await documentFaults(page)),
  ...(await contrastFaults(page)),
];

/** Nothing has to be scrolled sideways to. */
export const expectToFit = async (page: Page): Promise<void> => {
  const [content = 0, room = 0] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(content).toBeLessThanOrEqual(room);
};

/** What is looked at. */
export interface Look {
  /** The variable that names the folder for pictures; none are taken where it is not set. */
  readonly shots: string;
  readonly name: string;
  /** In pixels. */
  readonly widths?: readonly number[];
  readonly height?: number;
}

/** A page has no fault and fits, in each width. */
export const expectGoodInEveryWidth = async (page: Page, look: Look): Promise<void> => {
  const { shots, name, widths = [1440, 390], height = 844 } = look;
  const folder = process.env[shots];
  for (const width of widths) {
    await page.setViewportSize({ width, height });
    if (folder !== undefined) {
      await page.screenshot({ path: `${folder}/${name}-${width}.png`, fullPage: true });
    }
    expect(await pageFaults(page)).toEqual([]);
    await expectToFit(page);
  }
};
