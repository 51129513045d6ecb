// ECharts over the table that is always there. Colours come from the page's tokens, so dark and wall need no second theme.
(() => {
  function option(data, figure) {
    const tone = (name) => getComputedStyle(figure).getPropertyValue(name).trim();
    const size = parseFloat(getComputedStyle(figure).fontSize) * 0.85;
    const [axis, ...names] = data.columns.map((c) => (Array.isArray(c) ? c[0] : c));
    const lying = data.kind === "lying", line = data.kind === "line";
    // Told apart by fill, not by hue: full, hollow, light, dark.
    const fills = line ? [tone("--ink"), tone("--edge"), tone("--soft")] : [tone("--soft"), tone("--surface"), tone("--edge"), tone("--ink")];
    const text = { color: tone("--soft"), fontSize: size, fontFamily: getComputedStyle(figure).fontFamily };
    const labels = { type: "category", name: lying ? "" : undefined, data: data.rows.map((r) => r[0]), axisLine: { lineStyle: { color: tone("--edge") } }, axisTick: { show: false }, axisLabel: { ...text, hideOverlap: true }, inverse: lying };
    const values = { type: "value", splitLine: { lineStyle: { color: tone("--line") } }, axisLabel: text, minInterval: 1 };
    return {
      animation: false, aria: { enabled: true, label: { description: `${figure.querySelector(".chart-title").textContent}: ${axis}` } },
      textStyle: text, color: fills,
      grid: { left: 4, right: 12, top: names.length > 1 ? size * 2.6 : 12, bottom: 4, containLabel: true },
      legend: names.length > 1 ? { top: 0, left: 0, icon: "roundRect", itemWidth: 12, itemHeight: 12, textStyle: text } : undefined,
      tooltip: { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: tone("--surface"), borderColor: tone("--edge"), textStyle: { ...text, color: tone("--ink") } },
      xAxis: lying ? values : labels, yAxis: lying ? labels : values,
      series: names.map((name, i) => ({
        name, type: line ? "line" : "bar", stack: data.kind === "stacked" ? "all" : undefined, data: data.rows.map((r) => r[i + 1]),
        barMaxWidth: 28, symbol: line ? ["circle", "rect", "triangle"][i % 3] : undefined, symbolSize: 5, lineStyle: line ? { width: 2, type: i ? "dashed" : "solid" } : undefined,
        itemStyle: line ? undefined : { borderRadius: 2, borderColor: tone("--soft"), borderWidth: i === 1 ? 1.5 : 0 },
      })),
    };
  }

  function enliven(figure) {
    figure.dataset.drawn = "1";
    figure.classList.add("is-live");
    const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    const chart = echarts.init(figure.querySelector(".chart-canvas"), null, { renderer: "canvas" });
    const paint = () => chart.setOption(option(data, figure), true);
    paint();
    new ResizeObserver(() => chart.resize()).observe(figure.querySelector(".chart-canvas"));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  }

  const start = () => { if (window.echarts) document.querySelectorAll("figure[data-chart]:not([data-drawn])").forEach(enliven); };
  start();
  document.addEventListener("htmx:after:swap", start);
})();
