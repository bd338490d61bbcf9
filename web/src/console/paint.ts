/** The only file that knows echarts; loaded when the first chart is shown. */
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import type { activeTokens } from "@/tokens/theme";
import type { Series } from "./chart";

echarts.use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer]);

/** Draws into `box` and returns how to take it away. Bars count on the left axis, lines on the right. */
export function paint(box: HTMLElement, colours: ReturnType<typeof activeTokens>, at: string[], series: Series[]): () => void {
  const chart = echarts.init(box, null, { renderer: "canvas" });
  const text = { color: colours["text-2"], fontFamily: "inherit" };
  const line = { lineStyle: { color: colours.line } };
  const quiet = matchMedia("(prefers-reduced-motion: reduce)").matches;
  chart.setOption({
    animation: !quiet,
    animationDuration: 150,
    color: [colours.accent, colours["text-2"], colours.warn],
    textStyle: text,
    grid: { left: 8, right: 8, top: 36, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, textStyle: text },
    // Rich text is drawn on the canvas: no HTML, so no style attributes and nothing to inject into.
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      backgroundColor: colours.surface,
      borderColor: colours.line,
      textStyle: { color: colours.text },
    },
    xAxis: { type: "category", data: at, axisLabel: text, axisLine: line },
    yAxis: [
      { type: "value", minInterval: 1, axisLabel: text, splitLine: line },
      { type: "value", axisLabel: text, splitLine: { show: false } },
    ],
    series: series.map((one) => ({
      name: one.name,
      type: one.kind,
      yAxisIndex: one.kind === "line" ? 1 : 0,
      data: one.values,
      connectNulls: true,
      // One day is a bar, not a wall.
      barMaxWidth: 32,
      symbolSize: 6,
      tooltip: { valueFormatter: (value: unknown) => (typeof value === "number" ? one.say(value) : "–") },
    })),
  });
  const watch = new ResizeObserver(() => chart.resize());
  watch.observe(box);
  return () => {
    watch.disconnect();
    chart.dispose();
  };
}
