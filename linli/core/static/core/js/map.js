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

  // Houses, lanes and venues are specks from far away: they come when one is near enough to use them.
  const NEAR_ZOOM = 14.5;
  const isNear = ({ properties: own }) => ["building", "venue"].includes(own?.kind) || own?.class === "lane";

  function ground(map, base, options) {
    L.geoJSON(base, { ...options, filter: (feature) => !isNear(feature) }).addTo(map);
    let near = null;
    const look = () => {
      if (map.getZoom() < NEAR_ZOOM) return near?.remove();
      near ??= L.geoJSON(base, { ...options, filter: isNear });
      near.addTo(map).bringToBack();
    };
    map.on("zoomend", look);
    look();
  }

  function draw(figure, data) {
    const canvas = figure.querySelector(".map-canvas");
    figure.classList.add("is-live");
    const tone = (name) => getComputedStyle(figure).getPropertyValue(name).trim();
    const map = L.map(canvas, { preferCanvas: true, zoomControl: true, zoomSnap: 0.25, attributionControl: Boolean(figure.dataset.tiles), scrollWheelZoom: !matchMedia("(pointer: coarse)").matches });
    map.attributionControl?.setPrefix(false);
    if (figure.dataset.tiles) L.tileLayer(figure.dataset.tiles, { maxZoom: 19, attribution: data.attribution || "" }).addTo(map);
    const width = { major: 4, street: 2.5, lane: 1 };
    const lines = { water: { stroke: false, fillColor: "#4a90b8", fillOpacity: 0.3 }, green: { stroke: false, fillColor: "#5f9e4f", fillOpacity: 0.2 }, venue: { radius: 2.5, stroke: false, fillColor: tone("--soft"), fillOpacity: 0.9 }, road: { color: tone("--edge"), weight: 2, opacity: 0.6 }, building: { color: tone("--edge"), weight: 1, fillColor: tone("--line"), fillOpacity: 0.9 }, grid: { color: tone("--soft"), weight: 1, dashArray: "4 4", fill: false } };
    look(map, data); // before anything is drawn: the canvas needs a view
    const style = ({ properties: own }) => ({ ...(lines[own?.kind] || lines.grid), ...(width[own?.class] && { weight: width[own.class] }) });
    if (data.base) ground(map, data.base, { interactive: false, style, pointToLayer: (f, at) => L.circleMarker(at, { ...lines.venue, interactive: false }) });
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
    await Promise.all((figure.dataset.url || "").split(" ").filter(Boolean).map((url) => fetched(figure, data, url)));
    draw(figure, data);
  }

  // One of the addresses in data-url: a FeatureCollection is the base, anything else is more of the same data.
  async function fetched(figure, data, url) {
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const more = await answer.json();
      if (more.type === "FeatureCollection") data.base = more;
      else Object.assign(data, more);
      if (more.points) told(figure, more.points);
    } catch {
      // What is missing is not drawn; the rest and the text remain.
    }
  }

  function told(figure, points) {
    figure.querySelector("figcaption .bullets")?.replaceChildren(...points.map((point) => {
      const line = document.createElement("li");
      line.append(popup(point.label, point.url));
      return line;
    }));
  }

  // A map in a closed fold has no size: it is fetched and drawn when the fold opens.
  const start = () => { if (window.L) document.querySelectorAll("figure[data-map]:not([data-drawn])").forEach((figure) => { if (!figure.closest("details:not([open])")) enliven(figure); }); };
  start();
  document.addEventListener("toggle", start, true);
  document.addEventListener("htmx:after:swap", start);
})();
