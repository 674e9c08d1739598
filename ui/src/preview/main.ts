import "inter-ui/inter-variable.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "@fontsource-variable/noto-sans-arabic/wght.css";
import "../tokens.css";
import "../base.css";
import { mount } from "svelte";
import { language } from "../words.svelte";
import Preview from "./Preview.svelte";
import Shot from "./Shot.svelte";

const target = document.getElementById("desk");
if (!target) throw new Error("preview.html lacks its desk");
language.useOneOf(navigator.languages);
const looks = new URLSearchParams(location.search);
const item = looks.get("item");
if (looks.has("shot") && item) mount(Shot, { target, props: { place: { bank: Number(looks.get("bank")), item }, keys: looks.has("keys") } });
else mount(Preview, { target });
