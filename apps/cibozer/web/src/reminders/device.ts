/** Whether this browser could show reminders, and whether its owner lets it. */
export type Permission = "unsupported" | "denied" | "askable" | "granted";

/** What PushSubscription.toJSON() gives. */
export type DeviceAddress = Readonly<PushSubscriptionJSON>;

export const permissionHere = (): Permission => {
  const isAble =
    "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  if (!isAble) return "unsupported";
  const { permission } = Notification;
  return permission === "default" ? "askable" : permission;
};

const pushManager = async (): Promise<PushManager | undefined> =>
  (await navigator.serviceWorker?.getRegistration("/"))?.pushManager;

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));

/** Whether this browser has an address for messages. */
export const hasAddress = async (): Promise<boolean> => {
  const manager = permissionHere() === "granted" ? await pushManager() : undefined;
  return manager !== undefined && (await manager.getSubscription()) !== null;
};

/**
 * Asks the person, and then the browser, for an address; undefined where either says no. Only to be
 * called from a press of a button: whoever asks unasked is refused for good.
 */
export const makeAddress = async (publicKey: string): Promise<DeviceAddress | undefined> => {
  if ((await Notification.requestPermission()) !== "granted") return undefined;
  const manager = await pushManager();
  if (manager === undefined) return undefined;
  // One of another key, or of somebody who was here before.
  await (await manager.getSubscription())?.unsubscribe();
  const made = await manager.subscribe({
    // Browsers want every message to be shown.
    userVisibleOnly: true,
    applicationServerKey: bytesOf(publicKey),
  });
  return made.toJSON();
};

/** Gives the address up: nothing reaches this browser any more, whatever a server still sends. */
export const dropAddress = async (): Promise<void> => {
  if (permissionHere() !== "granted") return;
  await (await (await pushManager())?.getSubscription())?.unsubscribe();
};
