// What parameters do: how much of the variance each explains, alone and in pairs, with the trials that say so.

const MOST_POINTS = 1500;

function importance(c) {
  const parts = [...study.importance.parts.slice(0, 14)].reverse();
  const name = p => p.with ? p.parameter + ' × ' + p.with : p.parameter;
  return Object.assign(base(c), {
    legend: {show: false},
    grid: {left: 8, right: 30, top: 10, bottom: 48, containLabel: true},
    xAxis: axis(c, 'share of the variance after ' + study.importance.epochs + (study.importance.epochs === 1 ? ' epoch' : ' epochs'), {type: 'value', min: 0,
      axisLabel: {color: c.soft, formatter: v => Math.round(100 * v) + ' %'}}),
    yAxis: {type: 'category', data: parts.map(name), axisLabel: {color: c.ink, width: 170, overflow: 'truncate'},
      axisLine: {lineStyle: {color: c.soft}}},
    tooltip: Object.assign(base(c).tooltip, {formatter: p => {
      const part = parts[p.dataIndex];
      return escape(name(part)) + '<br><b>' + (100 * part.importance).toFixed(1) + ' %</b> ['
          + (100 * part.low).toFixed(1) + ', ' + (100 * part.high).toFixed(1) + ']';
    }}),
    series: [{type: 'bar', data: parts.map(p => ({value: p.importance, itemStyle: {color: p.with ? palette[4] : palette[0]}})),
      barMaxWidth: 18},
    {type: 'custom', silent: true, data: parts.map((p, i) => [i, p.low, p.high]), encode: {x: [1, 2], y: 0}, z: 4,
      renderItem: (params, api) => {
        const from = api.coord([api.value(1), api.value(0)]);
        const to = api.coord([api.value(2), api.value(0)]);
        const line = (x1, y1, x2, y2) => ({type: 'line', shape: {x1: x1, y1: y1, x2: x2, y2: y2},
          style: {stroke: c.ink, lineWidth: 1.5}});
        return {type: 'group', children: [line(from[0], from[1], to[0], to[1]),
          line(from[0], from[1] - 4, from[0], from[1] + 4), line(to[0], to[1] - 4, to[0], to[1] + 4)]};
      }}]
  });
}

/** Parameters by what they explain, as far as that is known; others as the space has them. */
function byImportance() {
  const parts = study.importance ? study.importance.parts.filter(p => !p.with) : [];
  const rank = new Map(parts.map((p, i) => [p.parameter, i]));
  return [...study.parameters].sort((a, b) => (rank.has(a.name) ? rank.get(a.name) : 99) - (rank.has(b.name) ? rank.get(b.name) : 99));
}

function unitAxis(c, parameter, more) {
  const marks = ticks(parameter, 6);
  const shift = more && more.nameGap === 50 ? {} : {interval: 0};
  return Object.assign(axis(c, parameter.name + (parameter.log ? ' (log)' : ''), {}), {type: 'value', min: -0.06, max: 1.06,
    splitLine: {show: false}, axisTick: {show: false}, axisLabel: {show: false}}, shift, more || {}, {marks: marks});
}

/** Labels at places of an axis's own choice, as a series of texts. */
function labels(c, index, marks, vertical) {
  return {type: 'custom', silent: true, xAxisIndex: index, yAxisIndex: index, clip: false, tooltip: {show: false},
    data: marks.map(m => [m[0], m[1]]), renderItem: (params, api) => {
      const mark = marks[params.dataIndex];
      const area = params.coordSys;
      const at = vertical ? api.coord([0, mark[0]]) : api.coord([mark[0], 0]);
      return {type: 'text', style: {text: String(mark[1]).slice(0, 10), fill: c.soft, font: '11px system-ui, sans-serif',
        x: vertical ? area.x - 5 : at[0], y: vertical ? at[1] : area.y + area.height + 4,
        textAlign: vertical ? 'right' : 'center', textVerticalAlign: vertical ? 'middle' : 'top'}};
    }, encode: {x: -1, y: -1}};
}

/** Mean of trials near a place, weighted by a bell of this width; null where there are too few. */
function smoothed(at, known, width) {
  let sum = 0;
  let weights = 0;
  for (const [u, value] of known) {
    const weight = Math.exp(-0.5 * ((u - at) / width) ** 2);
    sum += weight * value;
    weights += weight;
  }
  return weights < 0.5 ? null : sum / weights;
}

/** A panel a parameter: every trial at its value, and the mean along it. */
function slices(c, place) {
  const shownParameters = byImportance().slice(0, 12);
  const trials = some(selected(), 500);
  const columns = Math.max(1, Math.min(4, Math.floor(place.clientWidth / 260)));
  const rows = Math.ceil(shownParameters.length / columns);
  place.style.height = rows * 220 + 'px';
  const rank = standings();
  const values = valueAxis(c, study.metric, trials.map(t => t.value), study.maximize, true);
  const option = Object.assign(base(c), {legend: {show: false}, grid: [], xAxis: [], yAxis: [], series: []});
  const wide = place.clientWidth / columns;
  shownParameters.forEach((p, i) => {
    option.grid.push({left: (i % columns) * wide + 58, width: wide - 74, top: Math.floor(i / columns) * 220 + 10, height: 156});
    const x = unitAxis(c, p, {gridIndex: i, nameGap: 24});
    option.xAxis.push(x);
    option.yAxis.push(Object.assign({}, values, {gridIndex: i, name: i % columns === 0 ? values.name : '', nameGap: 46}));
    const known = trials.map(t => [unit(p, t.configuration[p.name]), t.value, t.id]).filter(d => d[0] !== null);
    option.series.push({type: 'scatter', xAxisIndex: i, yAxisIndex: i, symbolSize: trials.length > 300 ? 3.5 : 6,
      data: known, itemStyle: {color: p => ramp(rank.get(p.value[2])), opacity: 0.8}});
    const line = p.values ? p.values.map(v => unit(p, v)) : Array.from({length: 21}, (x0, k) => k / 20);
    option.series.push({type: 'line', xAxisIndex: i, yAxisIndex: i, silent: true, symbol: p.values ? 'rect' : 'none', symbolSize: 9,
      data: line.map(u => [u, p.values ? smoothed(u, known, 0.001) : smoothed(u, known, 0.08)])
          .map(d => d[1] === null ? [d[0], '-'] : d),
      lineStyle: {color: c.accent, width: 2.5, type: p.values ? 'dotted' : 'solid'}, itemStyle: {color: c.accent}, z: 5});
    option.series.push(labels(c, i, x.marks, false));
  });
  option.tooltip.formatter = p => p.value.length > 2 ? describe(byId.get(p.value[2]), byId.get(p.value[2]).epoch, p.value[1]) : '';
  return option;
}

const pair = {};

/** Two parameters, the mean of trials near each place, and the trials. */
function contour(c, place, figure) {
  const names = study.parameters.map(p => p.name);
  const together = study.importance ? study.importance.parts.find(p => p.with) : null;
  const order = byImportance();
  if (!names.includes(pair.x) || !names.includes(pair.y)) {
    [pair.x, pair.y] = together ? [together.parameter, together.with] : [order[0].name, order[1].name];
  }
  controls(figure, 'pair', box => ['x', 'y'].forEach(which => box.append(element('label', {}, which === 'x' ? 'across ' : ' up ',
      element('select', {onchange: event => {
        pair[which] = event.target.value;
        redraw('contour');
      }}, ...names.map(n => element('option', {selected: n === pair[which]}, n)))))));
  const [px, py] = ['x', 'y'].map(w => study.parameters.find(p => p.name === pair[w]));
  const rank = standings();
  const trials = some(selected(), MOST_POINTS);
  const known = trials.map(t => [unit(px, t.configuration[px.name]), unit(py, t.configuration[py.name]), t.value, t.id])
      .filter(d => d[0] !== null && d[1] !== null);
  const cells = [];
  const steps = 24;
  for (let i = 0; i < steps; i++) {
    for (let k = 0; k < steps; k++) {
      let sum = 0;
      let weights = 0;
      for (const d of known) {
        const far = (d[0] - (i + 0.5) / steps) ** 2 + (d[1] - (k + 0.5) / steps) ** 2;
        if (far < 0.06) {
          const weight = Math.exp(-far / 0.0128);
          sum += weight * rank.get(d[3]);
          weights += weight;
        }
      }
      if (weights > 0.4) {
        cells.push([i / steps, k / steps, sum / weights]);
      }
    }
  }
  const spread = cells.map(d => d[2]).sort((a, b) => a - b);
  const low = spread[0] || 0;
  const high = spread[spread.length - 1] || 1;
  const x = unitAxis(c, px, {});
  const y = unitAxis(c, py, {nameGap: 62});
  return Object.assign(base(c), {
    legend: {show: false},
    grid: {left: 84, right: 20, top: 12, bottom: 48},
    xAxis: x, yAxis: y,
    tooltip: Object.assign(base(c).tooltip, {formatter: p => p.seriesType === 'scatter'
        ? describe(byId.get(p.value[3]), byId.get(p.value[3]).epoch, p.value[2]) : ''}),
    series: [{type: 'custom', silent: true, data: cells, z: 1, renderItem: (params, api) => {
      const from = api.coord([api.value(0), api.value(1)]);
      const to = api.coord([api.value(0) + 1 / steps, api.value(1) + 1 / steps]);
      return {type: 'rect', shape: {x: from[0], y: to[1], width: to[0] - from[0] + 0.6, height: from[1] - to[1] + 0.6},
        style: {fill: ramp(high > low ? (api.value(2) - low) / (high - low) : 0.5), opacity: 0.75}};
    }},
    {type: 'scatter', data: known, symbolSize: trials.length > 300 ? 4 : 7, z: 3,
      itemStyle: {color: c.paper, borderColor: c.ink, borderWidth: 1, opacity: 0.8}},
    labels(c, 0, x.marks, false), labels(c, 0, y.marks, true)]
  });
}
