// Elements that a screen reader can name or stop at, with how deep they lie among each other, and their states.
const wanted = "header,nav,main,aside,footer,article,section[aria-label],section[aria-labelledby],h1,h2,h3,button,summary,input,textarea,select,a[href],fieldset,ol,ul,dialog,details,[role]:not([role=presentation]),[tabindex='0']";
const found = [];
const states = (element) => {
  const said = [];
  if (element.checked) said.push("checked");
  if (element.disabled) said.push("disabled");
  for (const name of ["pressed", "current", "expanded", "live", "haspopup", "invalid"]) {
    const value = element.getAttribute(`aria-${name}`);
    if (value !== null && value !== "false") said.push(`${name}=${value}`);
    else if (value === "false" && (name === "pressed" || name === "expanded")) said.push(`${name}=false`);
  }
  return said.length ? ` (${said.join(", ")})` : "";
};
const walk = (element, depth) => {
  if (element.getAttribute("aria-hidden") === "true") return;
  const style = getComputedStyle(element);
  if (style.display === "none" || style.visibility === "hidden") return;
  // What a closed disclosure holds is not drawn.
  if (style.display !== "contents" && element.getClientRects().length === 0) return;
  const counts = element.matches(wanted);
  if (counts) found.push({ element, depth, states: states(element) });
  for (const child of element.children) walk(child, depth + (counts ? 1 : 0));
};
walk(document.body, 0);
return found;
