import { afterEach } from "vitest";

// What jsdom lacks.
window.matchMedia ??= (query: string) => Object.assign(new EventTarget(), { matches: false, media: query, onchange: null, addListener() {}, removeListener() {} }) as MediaQueryList;
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) { this.open = true; };
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) { this.open = false; };
Element.prototype.scrollIntoView ??= () => {};

afterEach(() => document.documentElement.removeAttribute("style"));
