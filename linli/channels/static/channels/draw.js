// An area drawn on a map island: each tap is a corner, the corners stand in one input. Without it the point does.
(() => {
  function begin(box) {
    const input = document.getElementById(box.dataset.draw), canvas = box.querySelector(".map-canvas");
    if (!window.L || !input || box.dataset.ready) return;
    box.dataset.ready = "1";
    L.Map.addInitHook(function () { if (this.getContainer() === canvas) tools(box, this, input); });
  }

  function tools(box, map, input) {
    const row = document.createElement("p"), draw = button(box.dataset.drawWord), clear = button(box.dataset.clearWord);
    const shape = L.polygon([], { color: "currentColor", weight: 3 }).addTo(map);
    const corners = () => shape.getLatLngs()[0];
    let drawing = false;
    row.className = "row";
    row.append(draw, clear);
    box.prepend(row);
    draw.setAttribute("aria-pressed", "false");
    draw.addEventListener("click", () => { drawing = !drawing; draw.setAttribute("aria-pressed", String(drawing)); });
    clear.addEventListener("click", () => { shape.setLatLngs([]); input.value = ""; });
    map.on("click", (event) => {
      if (!drawing) return;
      shape.addLatLng(event.latlng);
      input.value = corners().map((at) => `${at.lng.toFixed(5)},${at.lat.toFixed(5)}`).join(";");
    });
  }

  function button(word) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-plain";
    made.textContent = word;
    return made;
  }

  document.querySelectorAll("[data-draw]").forEach(begin);
})();
