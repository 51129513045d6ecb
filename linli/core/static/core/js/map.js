// Leaflet on our own vector base. Fed by the JSON of figure[data-map]; the same facts stand below it as text.
(() => {
  const SHAPES = { red: "M8 2 15 14H1z", yellow: "m8 1 7 7-7 7-7-7z", green: "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11z" };
  const SVG = "http://www.w3.org/2000/svg";

  function sign(colour) {
    const svg = document.createElementNS(SVG, "svg"), path = document.createElementNS(SVG, "path");
    svg.setAttribute("viewBox", "0 0 16 16");
    path.setAttribute("d", SHAPES[colour] || SHAPES.green);
    svg.append(path);
    const box = document.createElement("span");
    box.className = `mark-${colour || "grey"}`;
    box.append(svg);
    return box;
  }

  function popup(label, url) {
    const node = document.createElement(url ? "a" : "span");
    node.textContent = label;
    if (url) node.href = url;
    return node;
  }

  function look(map, data) {
    const bounds = L.latLngBounds((data.points || []).map((point) => [point.lat, point.lon]));
    for (const shapes of [data.areas, bounds.isValid() ? null : data.base]) if (shapes) bounds.extend(L.geoJSON(shapes).getBounds());
    if (data.centre) map.setView(data.centre, data.zoom || 16);
    else if (bounds.isValid()) map.fitBounds(bounds, { padding: [24, 24], maxZoom: 17 });
    else map.setView([35, 105], 4);
  }

  function draw(figure, data) {
    const canvas = figure.querySelector(".map-canvas");
    figure.classList.add("is-live");
    const tone = (name) => getComputedStyle(figure).getPropertyValue(name).trim();
    const map = L.map(canvas, { preferCanvas: true, zoomControl: true, attributionControl: Boolean(figure.dataset.tiles), scrollWheelZoom: !matchMedia("(pointer: coarse)").matches });
    map.attributionControl?.setPrefix(false);
    if (figure.dataset.tiles) L.tileLayer(figure.dataset.tiles, { maxZoom: 19, attribution: data.attribution || "" }).addTo(map);
    const lines = { road: { color: tone("--edge"), weight: 2, opacity: 0.6 }, building: { color: tone("--edge"), weight: 1, fillColor: tone("--line"), fillOpacity: 0.9 }, grid: { color: tone("--soft"), weight: 1, dashArray: "4 4", fill: false } };
    look(map, data); // before anything is drawn: the canvas needs a view
    if (data.base) L.geoJSON(data.base, { interactive: false, style: (f) => lines[f.properties?.kind] || lines.grid }).addTo(map);
    if (data.areas) {
      L.geoJSON(data.areas, {
        style: (f) => ({ color: tone("--edge"), weight: 1, fillColor: tone("--ink"), fillOpacity: 0.06 + 0.6 * (f.properties.share || 0) }),
        onEachFeature: (f, area) => {
          area.bindTooltip(f.properties.label || f.properties.name || "", { sticky: true });
          if (f.properties.url) area.on("click", () => { location.href = f.properties.url; });
        },
      }).addTo(map);
    }
    for (const point of data.points || []) {
      const icon = L.divIcon({ className: "map-pin", html: sign(point.colour), iconSize: [28, 28] });
      const marker = L.marker([point.lat, point.lon], { icon, alt: point.label, title: point.label, keyboard: true }).addTo(map);
      marker.bindPopup(popup(point.label, point.url));
      if (point.here) L.circleMarker([point.lat, point.lon], { radius: 16, color: tone("--ink"), weight: 2, fill: false, interactive: false }).addTo(map);
    }
    if (figure.dataset.picks) picker(map, figure.dataset.picks);
  }

  // data-picks="lat_id lon_id": a tap on the map fills two inputs.
  function picker(map, ids) {
    const [lat, lon] = ids.split(" ").map((id) => document.getElementById(id));
    let mark = null;
    const put = (at) => { mark ? mark.setLatLng(at) : (mark = L.marker(at, { icon: L.divIcon({ className: "map-pin", html: sign("red"), iconSize: [28, 28] }) }).addTo(map)); };
    if (lat.value && lon.value) put([Number(lat.value), Number(lon.value)]);
    map.on("click", (event) => { lat.value = event.latlng.lat.toFixed(6); lon.value = event.latlng.lng.toFixed(6); put(event.latlng); });
  }

  async function enliven(figure) {
    figure.dataset.drawn = "1";
    const data = JSON.parse(document.getElementById(figure.dataset.map).textContent) || {};
    if (figure.dataset.url) {
      try {
        Object.assign(data, await (await fetch(figure.dataset.url, { headers: { Accept: "application/json" } })).json());
      } catch {
        // The base is missing; points and text remain.
      }
    }
    draw(figure, data);
  }

  const start = () => { if (window.L) document.querySelectorAll("figure[data-map]:not([data-drawn])").forEach(enliven); };
  start();
  document.addEventListener("htmx:after:swap", start);
})();
