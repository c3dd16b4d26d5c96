// <div class="chart" data-chart="ID of a JSON block"> becomes a chart; its table stands beside it in the page.
/* global echarts */
const root = document.documentElement;
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const colour = (name) => getComputedStyle(root).getPropertyValue(name).trim();

function dressed(option) {
  const axis = {
    axisLine: { lineStyle: { color: colour("--bh-line") } },
    axisLabel: { color: colour("--bh-quiet") },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: colour("--bh-line") } },
    nameTextStyle: { color: colour("--bh-quiet") },
  };
  const dress = (one) => ({ ...axis, ...one });
  const both = (axes) => (Array.isArray(axes) ? axes.map(dress) : axes ? dress(axes) : undefined);
  const tooltip = { trigger: option.xAxis ? "axis" : "item", confine: true, renderMode: "richText" };
  return {
    color: ["#0b6b80", "#d58a1c", "#1a5fa8", "#4c9a63", "#7a5aa6", "#b3564e", "#5f7480"],
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    animation: !still,
    grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
    aria: { enabled: true, decal: { show: matchMedia("(forced-colors: active)").matches } },
    ...option,
    tooltip: { ...tooltip, ...option.tooltip, renderMode: "richText" },
    legend: option.legend && { textStyle: { color: colour("--bh-ink") }, top: 0, ...option.legend },
    xAxis: both(option.xAxis),
    yAxis: both(option.yAxis),
  };
}

function draw(place) {
  const block = document.getElementById(place.dataset.chart);
  if (!block || echarts.getInstanceByDom(place)) return;
  const option = JSON.parse(block.textContent);
  const chart = echarts.init(place, null, { locale: root.lang.startsWith("zh") ? "ZH" : "EN", renderer: "canvas" });
  chart.setOption(dressed(option));
  chart.on("click", (point) => point.data?.url && location.assign(point.data.url));
  new ResizeObserver(() => chart.resize({ animation: { duration: 0 } })).observe(place);
  document.addEventListener("theme", () => chart.setOption(dressed(option), true));
}

const all = (within) => within.querySelectorAll("[data-chart]").forEach(draw);
all(document);
document.addEventListener("htmx:load", (event) => all(event.target));
