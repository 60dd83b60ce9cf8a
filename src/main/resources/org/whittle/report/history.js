// What trials came to: in the order of proposal, epoch by epoch, by rank and as a distribution.

/** Of more trials, points are drawn all at once: they cannot stand out one by one under the mouse then. */
const MOST_DRAWN_SINGLY = 2000;

function history(c) {
  const trials = selected();
  let best = null;
  const frontier = [];
  for (const t of trials) {
    if (best === null || (study.maximize ? t.value > best : t.value < best)) {
      best = t.value;
      frontier.push([t.id, best]);
    }
  }
  const last = study.trials[study.trials.length - 1].id;
  if (frontier.length > 0) {
    frontier.push([last, best]);
  }
  const size = trials.length > 1000 ? 4 : trials.length > 200 ? 6 : 8;
  const look = {
    finished: {symbol: 'circle', symbolSize: size + 1, itemStyle: {color: palette[2]}},
    stopped: {symbol: 'emptyCircle', symbolSize: size, itemStyle: {color: palette[4]}},
    running: {symbol: 'triangle', symbolSize: size + 1, itemStyle: {color: palette[1]}}
  };
  const series = ['finished', 'stopped', 'running'].filter(s => trials.some(t => t.state === s)).map(state =>
      Object.assign({name: state, type: 'scatter', z: 3, progressive: 0, large: trials.length > MOST_DRAWN_SINGLY,
        data: trials.filter(t => t.state === state).map(t => [t.id, t.value])}, look[state]));
  series.push({name: 'best so far', type: 'line', step: 'end', symbol: 'none', data: frontier, z: 4, silent: true,
    lineStyle: {color: c.accent, width: 2}, itemStyle: {color: c.accent}});
  const baseline = byId.get(0);
  if (baseline && baseline.value !== null) {
    series.push(level('baseline', baseline.value, 0, Math.max(1, last), c));
  }
  return Object.assign(base(c), {
    xAxis: axis(c, 'trial', {type: 'value', min: 0, max: Math.max(1, last), minInterval: 1, splitLine: {show: false}}),
    yAxis: valueAxis(c, study.metric, trials.map(t => t.value), study.maximize),
    tooltip: Object.assign(base(c).tooltip, {formatter: p => {
      const t = byId.get(p.value[0]);
      return describe(t, t.epoch, t.value);
    }}),
    series: series
  });
}

const MOST_CURVES = 1500;

/** The points of trials as one series, a gap between trials: thousands of curves stay quick. */
function points(trials) {
  return trials.flatMap(t => [...t.curve.map((v, i) => [t.first + i, v === null ? '-' : v, t.id]), ['-', '-', t.id]]);
}

/** Curves: each of its own colour and dash up to 30, those of a bracket in one colour beyond. */
function curves(c) {
  const all = study.trials.filter(t => t.curve.length > 0 && (filters.size === 0 || isSelected(t)));
  const ranks = standings();
  const foremost = new Set([...all].sort((a, b) => (ranks.get(b.id) || 0) - (ranks.get(a.id) || 0))
      .slice(0, MOST_CURVES / 2).map(t => t.id));
  const shown = all.length <= MOST_CURVES ? all
      : [...all.filter(t => foremost.has(t.id)), ...some(all.filter(t => !foremost.has(t.id)), MOST_CURVES / 2)];
  const chosen = id => id === study.best || id === 0;
  const plain = shown.filter(t => !chosen(t.id));
  const faded = isDark() ? 0.4 : 0.28;
  const few = shown.length <= 30;
  const rungEnd = value => {
    const trial = byId.get(value[2]);
    return trial && trial.log.some(l => l[2] === value[0]) ? 6 : 0;
  };
  const marks = shown.length <= 300;
  const series = [];
  const add = (name, trials, colour, opacity, more) => series.push(Object.assign({name: name, type: 'line', z: 2,
    data: points(trials), symbol: marks ? 'circle' : 'none', symbolSize: marks ? rungEnd : 0, showAllSymbol: marks,
    itemStyle: {color: colour, opacity: Math.min(1, opacity + 0.2)}, lineStyle: {width: 1.2, color: colour, opacity: opacity},
    connectNulls: false}, more || {}));
  if (few) {
    plain.forEach((t, i) => add('trial ' + t.id, [t], palette[i % 8], t.state === 'finished' ? 1 : faded + 0.15,
        {lineStyle: {width: 1.6, color: palette[i % 8], type: dashes[Math.floor(i / 8) % 4],
          opacity: t.state === 'finished' ? 1 : faded + 0.15}}));
  } else {
    const brackets = [...new Set(plain.map(t => t.bracket))].sort((a, b) => a - b);
    const groups = brackets.length > 8 ? [['trials', plain]]
        : brackets.map(b => [bracketName(b), plain.filter(t => t.bracket === b)]);
    groups.forEach(([name, trials], i) => {
      const ended = t => t.state === 'finished';
      add(name, trials.filter(t => !ended(t)), palette[i % 7], trials.length > 300 ? faded / 2 : faded);
      add(name, trials.filter(ended), palette[i % 7], trials.filter(ended).length > 100 ? 0.35 : 0.85, {z: 3});
    });
  }
  const baseline = byId.get(0);
  if (baseline && shown.includes(baseline)) {
    add('baseline', [baseline], c.soft, 1, {z: 4, symbol: 'circle', symbolSize: rungEnd,
      lineStyle: {width: 2.5, type: 'dashed', color: c.soft}});
  }
  const best = byId.get(study.best);
  if (best && best.id !== 0 && shown.includes(best)) {
    add(study.bestName, [best], c.accent, 1, {z: 5, symbol: 'circle', symbolSize: rungEnd,
      lineStyle: {width: 3.5, color: c.accent}});
  }
  return Object.assign(base(c), {
    xAxis: axis(c, 'epoch', {type: 'value', min: shown.some(t => t.curve.length > 1) ? 'dataMin' : 0, max: 'dataMax',
      minInterval: 1, splitLine: {show: false}}),
    yAxis: valueAxis(c, study.metric, shown.flatMap(t => t.curve), study.maximize),
    tooltip: Object.assign(base(c).tooltip, {formatter: p => describe(byId.get(p.value[2]), p.value[0], p.value[1])}),
    series: series,
    note: all.length > shown.length ? 'Shown: ' + shown.length + ' of ' + all.length + ' curves, the best '
        + foremost.size + ' and every so many of the others.' : ''
  });
}

/** Every trial at its rank, and the share of trials that are no better than a value. */
function ranks(c) {
  const trials = [...selected()].sort((a, b) => study.maximize ? b.value - a.value : a.value - b.value);
  return Object.assign(base(c), {
    legend: {show: false},
    grid: {left: 66, right: 20, top: 16, bottom: 48},
    xAxis: axis(c, 'rank', {type: trials.length > 50 ? 'log' : 'value', min: 1, max: Math.max(2, trials.length), splitLine: {show: false}}),
    yAxis: valueAxis(c, study.metric, trials.map(t => t.value), study.maximize),
    tooltip: Object.assign(base(c).tooltip, {formatter: p => {
      const t = byId.get(p.value[2]);
      return 'rank ' + p.value[0] + '<br>' + describe(t, t.epoch, t.value);
    }}),
    series: [{name: 'trials', type: 'scatter', progressive: 0, large: trials.length > MOST_DRAWN_SINGLY, symbolSize: trials.length > 400 ? 4 : 7, itemStyle: {color: palette[0]},
      data: trials.map((t, i) => [i + 1, t.value, t.id])},
      {name: 'chosen', type: 'scatter', symbolSize: 12, z: 4, itemStyle: {color: 'transparent', borderColor: c.accent, borderWidth: 2.5},
        data: trials.map((t, i) => [i + 1, t.value, t.id]).filter(p => p[2] === study.best)},
      {name: 'baseline', type: 'scatter', symbol: 'diamond', symbolSize: 12, z: 4, itemStyle: {color: c.soft},
        data: trials.map((t, i) => [i + 1, t.value, t.id]).filter(p => p[2] === 0)}]
  });
}

function distribution(c) {
  const trials = selected().filter(t => t.id !== 0);
  const brackets = [...new Set(trials.map(t => t.bracket))].sort((a, b) => a - b);
  const groups = brackets.length > 8 || brackets.length < 2 ? [['all trials', trials]]
      : [...brackets.map(b => [bracketName(b), trials.filter(t => t.bracket === b)]), ['all trials', trials]];
  return Object.assign(base(c), {
    xAxis: Object.assign(valueAxis(c, study.metric, trials.map(t => t.value), study.maximize), {nameGap: 30}),
    yAxis: axis(c, 'share of trials', {type: 'value', min: 0, max: 1, nameGap: 44}),
    tooltip: {show: false},
    series: groups.map(([name, those], i) => {
      const values = those.map(t => t.value).sort((a, b) => a - b);
      const all = name === 'all trials';
      return {name: name, type: 'line', step: 'end', symbol: 'none', silent: true,
        data: some(values.map((v, k) => ({id: k, at: [v, (k + 1) / values.length]})), 2000).map(p => p.at),
        lineStyle: {width: all ? 3 : 1.6, color: all ? c.accent : palette[i % 8], type: all ? 'solid' : dashes[i % 4]},
        itemStyle: {color: all ? c.accent : palette[i % 8]}};
    })
  });
}
