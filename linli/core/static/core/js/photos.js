// Previews, and smaller pictures before they travel. Without this file the plain file input still works.
(() => {
  const LONGEST_PX = 1920, QUALITY = 0.85, WORTH_IT_BYTES = 600_000;

  async function smaller(file) {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < WORTH_IT_BYTES) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
      if (!blob || blob.size >= file.size) return file;
      return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
    } catch {
      return file; // a format this browser cannot draw: the server decides
    }
  }

  function enliven(box) {
    const input = box.querySelector("input[type=file]"), strip = box.querySelector(".strip");
    const most = Number(box.dataset.most) || 6;
    let kept = [];

    function show() {
      const bag = new DataTransfer();
      kept.forEach((file) => bag.items.add(file));
      input.files = bag.files;
      strip.querySelectorAll("img").forEach((img) => URL.revokeObjectURL(img.src));
      strip.replaceChildren(...kept.map(tile));
      strip.hidden = !kept.length;
      box.classList.toggle("is-full", kept.length >= most);
    }

    function tile(file, index) {
      const item = document.createElement("li"), img = document.createElement("img"), drop = document.createElement("button");
      img.src = URL.createObjectURL(file);
      img.alt = file.name;
      drop.type = "button";
      drop.className = "photo-drop";
      drop.setAttribute("aria-label", `${box.dataset.remove} ${index + 1}`);
      drop.append(Object.assign(document.createElement("span"), { textContent: "×" }));
      drop.addEventListener("click", () => { kept.splice(index, 1); show(); input.focus(); });
      item.append(img, drop);
      return item;
    }

    input.addEventListener("change", async () => {
      box.setAttribute("aria-busy", "true");
      const fresh = await Promise.all([...input.files].slice(0, most - kept.length).map(smaller));
      kept = kept.concat(fresh);
      show();
      box.removeAttribute("aria-busy");
    });
    box.classList.add("is-live");
  }

  const start = (root) => root.querySelectorAll("[data-photos]:not(.is-live)").forEach(enliven);
  start(document);
  document.addEventListener("htmx:after:swap", () => start(document));
})();
