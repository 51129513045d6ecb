// Keeps what was typed in form[data-draft] on this device until a page with [data-draft-done] says it arrived.
// Never kept: passwords, phone numbers, mail, files, hidden fields and whatever carries data-private.
(() => {
  const KEPT_MS = 24 * 3600 * 1000;
  const PRIVATE = "[type=password],[type=tel],[type=email],[type=file],[type=hidden],[data-private],[data-private] *";
  const key = (form) => `draft:${form.dataset.draft}:${location.pathname}`;
  const fields = (form) => [...form.elements].filter((f) => f.name && f.matches("input,textarea,select") && !f.matches(PRIVATE));

  function restore(form) {
    const draft = JSON.parse(localStorage.getItem(key(form)) || "null");
    if (!draft || Date.now() - draft.at > KEPT_MS || form.querySelector(".summary")) return;
    for (const field of fields(form)) {
      const value = draft.values[field.name];
      if (value === undefined) continue;
      if (field.type === "radio" || field.type === "checkbox") field.checked = value.includes(field.value);
      else if (!field.value) field.value = value[0];
    }
    form.dispatchEvent(new CustomEvent("draft:restored", { bubbles: true }));
  }

  function keep(form) {
    const values = {};
    for (const field of fields(form)) {
      if ((field.type === "radio" || field.type === "checkbox") && !field.checked) continue;
      (values[field.name] ||= []).push(field.value);
    }
    localStorage.setItem(key(form), JSON.stringify({ at: Date.now(), values }));
  }

  try {
    if (document.querySelector("[data-draft-done]")) {
      const prefix = `draft:${document.querySelector("[data-draft-done]").dataset.draftDone}:`;
      Object.keys(localStorage).filter((k) => k.startsWith(prefix)).forEach((k) => localStorage.removeItem(k));
    }
    for (const form of document.querySelectorAll("form[data-draft]")) {
      restore(form);
      let timer;
      form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 400, form); });
    }
  } catch {
    // Storage may be switched off; then the form is a plain form.
  }
})();
