// Scrolling sideways is for code, tables and pictures alone; nothing else may stand outside the window.
const found = [];
const root = document.documentElement;
if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth} wide in a window of ${root.clientWidth}`);
const allowed = (element) => element.closest("pre, table, svg, .vh, [data-wide]") !== null;
for (const element of document.body.querySelectorAll("*")) {
  const style = getComputedStyle(element);
  if (style.display === "none" || style.visibility === "hidden" || style.clipPath !== "none" || allowed(element)) continue;
  const scrolls = style.overflowX === "auto" || style.overflowX === "scroll";
  const what = () => element.outerHTML.replace(/\s+/g, " ").slice(0, 120);
  if (scrolls && element.scrollWidth > element.clientWidth + 1 && !element.querySelector("pre, table, svg, img")) {
    found.push(`${element.scrollWidth} wide in ${element.clientWidth}: ${what()}`);
  }
  const box = element.getBoundingClientRect();
  let holder = element.parentElement;
  while (holder && !["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(holder).overflowX)) holder = holder.parentElement;
  if (!holder && box.width > 0 && box.height > 0 && (box.right > innerWidth + 1 || box.left < -1)) {
    found.push(`stands from ${Math.round(box.left)} to ${Math.round(box.right)} in ${innerWidth}: ${what()}`);
  }
}
return found.slice(0, 8);
