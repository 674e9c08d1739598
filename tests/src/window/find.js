// What is on the screen by role and name. Quick and plain: the browser's own word on what it finds is asked afterwards.
const [role, wanted] = arguments;
const plain = (text) => (text ?? "").replace(/[\s ]+/g, " ").trim();
const roles = {
  button: "button,[role=button],summary", heading: "h1,h2,h3", textbox: "textarea,input:not([type]),input[type=text]",
  radio: "input[type=radio]", checkbox: "input[type=checkbox]", combobox: "select", link: "a[href]", dialog: "dialog[open],[role=dialog]",
  navigation: "nav", main: "main", banner: "header", img: "[role=img],img", alert: "[role=alert]", status: "[role=status]",
};
const text = (node) => {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || node.getAttribute("aria-hidden") === "true") return "";
  const style = getComputedStyle(node);
  if (style.display === "none" || style.visibility === "hidden") return "";
  const inner = [...node.childNodes].map(text).join("");
  return style.display.startsWith("inline") ? inner : ` ${inner} `;
};
const name = (element) => {
  const by = element.getAttribute("aria-labelledby");
  if (by) return by.split(" ").map((id) => document.getElementById(id)).map((found) => (found ? text(found) : "")).join(" ");
  if (element.hasAttribute("aria-label")) return element.getAttribute("aria-label");
  if (element.labels?.length) return [...element.labels].map(text).join(" ");
  return text(element);
};
const modal = document.querySelector("dialog[open]");
const shown = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden"
  && (!modal || modal.contains(element));
const fits = (element) => {
  const found = plain(name(element));
  return wanted.endsWith("*") ? found.startsWith(wanted.slice(0, -1)) : found === wanted;
};
return [...document.querySelectorAll(roles[role])].filter((element) => shown(element) && fits(element));
