// The desk's keyboard. j and k walk the links of [data-rows]; any other key presses the element with that data-key.
(() => {
  const typing = (el) => el.closest("input:not([type=checkbox],[type=radio]),textarea,select,[contenteditable]");
  const rows = () => [...document.querySelectorAll("[data-rows] .row-link")];
  const wide = matchMedia("(min-width: 1100px)");

  function walk(step) {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row === document.activeElement || row.closest("[aria-current]"));
    const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  function current(link) {
    const item = link.closest(".row-item");
    item.closest("[data-rows]").querySelectorAll("[aria-current]").forEach((el) => el.removeAttribute("aria-current"));
    item.setAttribute("aria-current", "true");
  }

  function press(key) {
    const target = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((el) => el.offsetParent && !el.disabled);
    if (!target) return false;
    const fold = target.matches("summary") && target.parentElement;
    if (target.matches("input,select,textarea")) { target.focus(); target.select?.(); }
    else if (!fold) target.click();
    else { fold.open = true; fold.querySelector("input:not([type=hidden]),select,textarea")?.focus(); }
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape" && typing(event.target)) return event.target.blur();
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "j") walk(1);
    else if (event.key === "k") walk(-1);
    else if (event.key === "x") document.activeElement.closest(".row-item")?.querySelector("[type=checkbox]")?.click();
    else if (event.key === "?") document.getElementById("keys")?.showModal();
    else if (event.key.length > 1 || !press(event.key)) return;
    event.preventDefault();
  });
  document.addEventListener("focusin", (event) => { if (event.target.matches("[data-rows] .row-link")) current(event.target); });
  document.addEventListener("htmx:after:swap", (event) => {
    const aside = document.getElementById("aside");
    if (aside && !wide.matches && event.detail?.ctx?.target === aside) aside.scrollIntoView({ block: "start" });
  });

  const menu = document.querySelector(".side-menu");
  if (menu) {
    const fit = () => { menu.open = wide.matches; };
    wide.addEventListener("change", fit);
    fit();
  }
})();
