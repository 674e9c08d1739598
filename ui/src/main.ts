import "inter-ui/inter-variable.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "@fontsource-variable/noto-sans-arabic/wght.css";
import "./tokens.css";
import "./base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { language } from "./words.svelte";

const target = document.getElementById("desk");
if (!target) throw new Error("index.html lacks its desk");
language.useOneOf(navigator.languages);
mount(App, { target });
