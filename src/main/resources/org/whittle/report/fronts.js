// Several objectives: what can be had at once, and how much of it the study has found.

/** Whether a trial keeps all thresholds. */
function feasible(trial) {
  return study.goals.every((g, i) => g.bound === null
      || (g.maximize ? trial.values[i] >= g.bound : trial.values[i] <= g.bound));
}

function optimized() {
  return study.goals.map((g, i) => i).filter(i => study.goals[i].bound === null);
}

/** A panel for each two of the first three goals. */
function front(c, place) {
  const goals = study.goals.slice(0, 3).map((g, i) => i);
  const pairs = goals.length === 2 ? [[1, 0]] : [[1, 0], [2, 0], [2, 1]];
  const columns = place.clientWidth > 900 ? pairs.length : 1;
  const rows = Math.ceil(pairs.length / columns);
  place.style.height = 20 + rows * 380 + 'px';
  const wide = place.clientWidth / columns;
  const trials = selected().filter(t => t.values.every(v => v !== null));
  const members = new Set(study.front);
  const option = Object.assign(base(c), {grid: [], xAxis: [], yAxis: [], series: []});
  const words = goal => goal.metric + (goal.maximize ? ' (more is better)' : ' (less is better)');
  pairs.forEach(([along, up], i) => {
    const at = t => [t.values[along], t.values[up], t.id];
    const [gx, gy] = [study.goals[along], study.goals[up]];
    const xs = trials.map(t => t.values[along]);
    const log = Math.min(...xs) > 0 && Math.max(...xs) > 20 * Math.min(...xs);
    option.grid.push({left: (i % columns) * wide + 66, width: wide - 90, top: Math.floor(i / columns) * 380 + 44, height: 280});
    option.xAxis.push(Object.assign(log ? axis(c, words(gx), {type: 'log', min: 'dataMin', max: 'dataMax', axisLabel: {color: c.soft, hideOverlap: true, formatter: short}})
        : valueAxis(c, words(gx), xs, gx.maximize, true), {gridIndex: i, nameGap: 30}));
    option.yAxis.push(Object.assign(valueAxis(c, words(gy), trials.map(t => t.values[up]), gy.maximize, true), {gridIndex: i, nameGap: 50}));
    const add = (name, data, look) => option.series.push(Object.assign({name: name, type: 'scatter', xAxisIndex: i, yAxisIndex: i, data: data}, look));
    add('other trials', trials.filter(t => !members.has(t.id)).map(at),
        {symbolSize: trials.length > 400 ? 4 : 7, itemStyle: {color: palette[4], opacity: 0.6}, z: 2});
    const on = trials.filter(t => members.has(t.id)).sort((a, b) => a.values[along] - b.values[along]).map(at);
    // The stairs between what can be had: dominated by one of the two trials beside them.
    add('front', on, goals.length === 2 ? {type: 'line', step: gy.maximize === gx.maximize ? 'start' : 'end', symbol: 'circle', symbolSize: 9,
      itemStyle: {color: palette[2]}, lineStyle: {color: palette[2], width: 1.5}, z: 3} : {symbolSize: 9, itemStyle: {color: palette[2]}, z: 3});
    add('baseline', trials.filter(t => t.id === 0).map(at), {symbol: 'diamond', symbolSize: 13, itemStyle: {color: c.soft}, z: 4});
    add(study.bestName, trials.filter(t => t.id === study.best).map(at),
        {symbolSize: 15, z: 5, itemStyle: {color: 'transparent', borderColor: c.accent, borderWidth: 3}});
    const [x0, x1] = [Math.min(...xs), Math.max(...xs)];
    const ys = trials.map(t => t.values[up]);
    if (gy.bound !== null) {
      option.series.push(Object.assign(level('threshold', gy.bound, x0, x1, c), {xAxisIndex: i, yAxisIndex: i}));
    }
    if (gx.bound !== null) {
      option.series.push(Object.assign(level('threshold', 0, 0, 0, c), {xAxisIndex: i, yAxisIndex: i,
        data: [[gx.bound, Math.min(...ys)], [gx.bound, Math.max(...ys)]]}));
    }
  });
  option.tooltip.formatter = p => {
    const t = byId.get(p.value[2]);
    return describe(t, t.epoch, t.value) + study.goals.slice(1).map((g, i) => '<br>' + escape(g.metric) + ' <b>' + short(t.values[i + 1]) + '</b>').join('');
  };
  return option;
}

/** Points (smaller is better in all, below the corner) that no other one dominates. */
function undominated(points) {
  return points.filter((p, i) => !points.some((q, k) => k !== i && q.every((v, d) => v <= p[d])
      && (q.some((v, d) => v < p[d]) || k < i)));
}

/** What the points dominate up to the corner: of two dimensions by stairs, of more by slices along the last. */
function volume(points, corner) {
  const inside = points.filter(p => p.every((v, d) => v < corner[d]));
  if (inside.length === 0) {
    return 0;
  }
  if (corner.length === 1) {
    return corner[0] - Math.min(...inside.map(p => p[0]));
  }
  const last = corner.length - 1;
  const levels = [...new Set(inside.map(p => p[last]))].sort((a, b) => a - b);
  return levels.reduce((sum, from, i) => {
    const to = i + 1 < levels.length ? levels[i + 1] : corner[last];
    const below = undominated(inside.filter(p => p[last] <= from).map(p => p.slice(0, last)));
    return sum + (to - from) * volume(below, corner.slice(0, last));
  }, 0);
}

/** The hypervolume that the first so many trials had found, up to the reference of all. */
function volumes() {
  const which = optimized();
  const sign = which.map(i => study.goals[i].maximize ? -1 : 1);
  const corner = study.reference.map((r, i) => sign[i] * r);
  let points = [];
  let found = 0;
  const steps = [[0, 0]];
  for (const t of judged.filter(feasible)) {
    const p = which.map((g, i) => sign[i] * t.values[g]);
    if (t.values.some(v => v === null) || points.some(q => q.every((v, d) => v <= p[d]))) {
      continue;
    }
    points = [...points.filter(q => !p.every((v, d) => v <= q[d])), p];
    found = volume(points, corner);
    steps.push([t.id, found]);
  }
  steps.push([study.trials[study.trials.length - 1].id, found]);
  return steps;
}

function hypervolume(c, place) {
  const steps = volumes();
  place.dataset.volume = steps[steps.length - 1][1];
  return Object.assign(base(c), {
    legend: {show: false},
    grid: {left: 66, right: 20, top: 12, bottom: 48},
    xAxis: axis(c, 'trial', {type: 'value', min: 0, max: 'dataMax', minInterval: 1, splitLine: {show: false}}),
    yAxis: axis(c, 'hypervolume', {type: 'value', scale: true, nameGap: 50, axisLabel: {color: c.soft, formatter: short}}),
    tooltip: Object.assign(base(c).tooltip, {trigger: 'axis', formatter: p => 'trial ' + p[0].value[0] + '<br>hypervolume <b>' + short(p[0].value[1]) + '</b>'}),
    series: [{type: 'line', step: 'end', symbol: 'none', data: steps, lineStyle: {color: palette[2], width: 2.5}, itemStyle: {color: palette[2]}}]
  });
}
