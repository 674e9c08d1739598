//! The only file that talks to Tauri.

import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { ClockFace, Picture } from "./generated/desk";

/** Asks the desk; rejects with a `Problem`. */
export function call<T>(command: string, args: Record<string, unknown> = {}): Promise<T> {
  return invoke<T>(command, args);
}

/** Hears what the desk says by itself. */
export async function hear(onPicture: (picture: Picture) => void, onClock: (clock: ClockFace) => void): Promise<() => void> {
  const ends = await Promise.all([
    listen<Picture>("picture", (event) => onPicture(event.payload)),
    listen<ClockFace>("clock", (event) => onClock(event.payload)),
  ]);
  return () => ends.forEach((end) => end());
}
