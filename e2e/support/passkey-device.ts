import type { CDPSession, Page } from "playwright-core";

/** How a device is built. */
interface Device {
  /** Whether it knows its owner, by a finger or a code; yes if not given. */
  readonly isVerifying?: boolean;
  /** Built in if not given; "usb" is a key that is plugged in. */
  readonly transport?: "internal" | "usb";
}

/** What speaks to the devices of a page's browser. */
export const watchDevices = async (page: Page): Promise<CDPSession> => {
  const devices = await page.context().newCDPSession(page);
  await devices.send("WebAuthn.enable");
  return devices;
};

/** Adds a device that keeps passkeys and needs nobody to touch it; gives its id. */
export const addDevice = async (
  devices: CDPSession,
  { isVerifying = true, transport = "internal" }: Device = {},
): Promise<string> => {
  const { authenticatorId } = await devices.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport,
      hasResidentKey: true,
      hasUserVerification: isVerifying,
      isUserVerified: isVerifying,
      automaticPresenceSimulation: true,
    },
  });
  return authenticatorId;
};

/** Adds a passkey to whoever is signed in, as the page of the security settings does. */
export const addPasskey = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const { token } = await (await fetch("/api/csrf-token")).json();
    const post = (path: string, body?: unknown) =>
      fetch(`/api/v1/auth/passkeys/register/${path}`, {
        method: "POST",
        headers: { "x-csrf-token": token, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const { options } = await (await post("begin")).json();
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    const created = await navigator.credentials.create({ publicKey });
    const response = (created as PublicKeyCredential).toJSON();
    return (await post("finish", { response, name: "Test" })).status;
  });
