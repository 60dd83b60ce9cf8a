// Draws what several studies had found when so much was trained.

function progress(c, along, name) {
  return Object.assign(base(c), {
    xAxis: axis(c, name, {type: 'value', min: 0, axisLabel: {color: c.soft, hideOverlap: true, formatter: short}}),
    yAxis: valueAxis(c, study.metric, study.studies.flatMap(s => s.steps.map(p => p.best)), study.maximize, true),
    tooltip: Object.assign(base(c).tooltip, {formatter: p => escape(p.seriesName) + '<br>' + escape(study.metric) + ' <b>'
        + short(p.value[1]) + '</b> after ' + short(p.value[0]) + ' ' + name}),
    series: study.studies.map((s, i) => ({name: s.name, type: 'line', step: 'end', data: s.steps.map(p => [p[along], p.best]),
      symbol: 'circle', symbolSize: 5, lineStyle: {width: 2, color: palette[i % 8], type: dashes[Math.floor(i / 8) % 4]},
      itemStyle: {color: palette[i % 8]}}))
  });
}

function drawAll() {
  for (const [id, along, name] of [['by-epochs', 'epochs', 'epochs'], ['by-seconds', 'seconds', 'seconds']]) {
    const chart = charts.get(id) || echarts.init(document.getElementById(id));
    charts.set(id, chart);
    chart.resize();
    chart.setOption(progress(colours(), along, name), {notMerge: true});
  }
  document.documentElement.dataset.drawn = [...charts.keys()].join(' ');
  document.documentElement.dataset.milliseconds = Math.round(performance.now());
}

drawAll();
window.addEventListener('resize', drawAll);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
