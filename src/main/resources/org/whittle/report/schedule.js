// What ran where and when, and which trials began as copies of which.

/**
 * Cohorts side by side, as they must have run: the ledger knows how long each took, on which host, and how long its rung
 * took; slots are as many as that needs.
 */
function slots() {
  const bars = [];
  const lanes = new Map();
  let begun = 0;
  for (const rung of study.rungs) {
    const free = new Map();
    const end = Math.max(rung.seconds, ...rung.cohorts.map(k => k[3]));
    for (const [name, host, device, seconds, trials] of [...rung.cohorts].sort((a, b) => b[3] - a[3])) {
      const place = host + (device === 'cpu' ? '' : ' ' + device);
      let slot = 0;
      // The first slot in which it still ends with the rung; a hundredth for what rounding took.
      while ((free.get(place + '/' + slot) || 0) + seconds > end * 1.01 + 0.001) {
        slot++;
      }
      const lane = place + ' · ' + (slot + 1);
      const from = free.get(place + '/' + slot) || 0;
      free.set(place + '/' + slot, from + seconds);
      lanes.set(lane, (lanes.get(lane) || 0) + seconds);
      bars.push({lane: lane, from: begun + from, to: begun + from + seconds, rung: rung, name: name, trials: trials});
    }
    rung.from = begun;
    begun += end;
  }
  return {bars: bars, lanes: [...lanes.keys()].sort((a, b) => b.localeCompare(a, 'en', {numeric: true})), busy: lanes, seconds: begun};
}

const MOST_BARS = 3000;

function timeline(c, place) {
  const found = slots();
  place.style.height = Math.min(900, Math.max(180, found.lanes.length * 26 + 90)) + 'px';
  const wanted = filters.size === 0 ? null : new Set(study.trials.filter(isSelected).map(t => t.id));
  let bars = found.bars;
  let merged = false;
  if (bars.length > MOST_BARS) {
    merged = true;
    const per = found.seconds / 400;
    const joined = new Map();
    for (const bar of bars) {
      const key = bar.lane + '/' + Math.floor(bar.from / per);
      const had = joined.get(key);
      if (had) {
        had.to = Math.max(had.to, bar.to);
        had.trials = had.trials.concat(bar.trials);
      } else {
        joined.set(key, Object.assign({}, bar));
      }
    }
    bars = [...joined.values()];
  }
  const row = new Map(found.lanes.map((l, i) => [l, i]));
  const brackets = [...new Set(study.rungs.map(r => r.bracket))].sort((a, b) => a - b);
  const colour = b => brackets.length > 8 ? palette[0] : palette[brackets.indexOf(b) % 8];
  const idle = study.rungs.reduce((sum, r) => sum + r.idle, 0);
  const busy = [...found.busy.values()].reduce((sum, s) => sum + s, 0);
  return Object.assign(base(c), {
    legend: {show: false},
    grid: {left: 8, right: 20, top: 10, bottom: 48, containLabel: true},
    xAxis: axis(c, 'seconds of training', {type: 'value', min: 0, max: found.seconds || 1, axisLabel: {color: c.soft, hideOverlap: true, formatter: short}}),
    yAxis: {type: 'category', data: found.lanes, axisLabel: {color: c.ink, width: 150, overflow: 'truncate', hideOverlap: true},
      axisLine: {lineStyle: {color: c.soft}}, axisTick: {show: false}},
    tooltip: Object.assign(base(c).tooltip, {formatter: p => {
      const bar = bars[p.dataIndex];
      return escape(bar.lane) + '<br>' + bracketName(bar.rung.bracket) + ', rung ' + bar.rung.rung
          + '<br>' + (merged ? bar.trials.length + ' trials' : 'cohort ' + escape(bar.name)) + ', ' + short(bar.to - bar.from) + ' s<br>trials '
          + bar.trials.slice(0, 12).join(', ') + (bar.trials.length > 12 ? ', …' : '');
    }}),
    series: [{type: 'custom', data: bars.map(b => [row.get(b.lane), b.from, b.to]), encode: {x: [1, 2], y: 0},
      renderItem: (params, api) => {
        const from = api.coord([api.value(1), api.value(0)]);
        const to = api.coord([api.value(2), api.value(0)]);
        const height = Math.max(2, Math.min(18, api.size([0, 1])[1] * 0.75));
        const bar = bars[params.dataIndex];
        const seen = wanted === null || bar.trials.some(id => wanted.has(id));
        return {type: 'rect', shape: {x: from[0], y: from[1] - height / 2, width: Math.max(1, to[0] - from[0] - 0.5), height: height},
          style: {fill: colour(bar.rung.bracket), opacity: seen ? 0.9 : 0.15}};
      }}],
    note: 'Busy ' + short(busy) + ' slot-seconds; idle at barriers ' + short(idle) + ' (' + Math.round(100 * idle / (busy + idle || 1)) + ' %).'
        + (merged ? ' Cohorts that began together are drawn as one.' : '')
  });
}

/** Trials as level lines from their first to their last epoch; a copy leaves its parent's line where it was copied. */
function genealogy(c, place) {
  const children = new Map();
  study.trials.filter(t => t.parent !== undefined).forEach(t => children.set(t.parent, [...(children.get(t.parent) || []), t]));
  const shown = study.trials.filter(t => t.id !== 0 && (t.parent !== undefined || children.has(t.id) || study.trials.length <= 60));
  const lane = new Map();
  const walk = t => {
    lane.set(t.id, lane.size);
    (children.get(t.id) || []).forEach(walk);
  };
  shown.filter(t => t.parent === undefined || !byId.has(t.parent) || t.parent === 0).forEach(walk);
  place.style.height = Math.max(220, Math.min(900, lane.size * 9 + 80)) + 'px';
  const line = new Set();
  for (let t = byId.get(study.best); t !== undefined; t = t.parent === undefined ? undefined : byId.get(t.parent)) {
    line.add(t.id);
  }
  const rank = standings();
  const rows = [...lane.keys()].map(id => byId.get(id));
  const start = t => t.parent === undefined ? 0 : t.parentEpoch;
  const links = rows.filter(t => t.parent !== undefined && lane.has(t.parent));
  return Object.assign(base(c), {
    legend: {show: false},
    grid: {left: 24, right: 20, top: 10, bottom: 48},
    xAxis: axis(c, 'epochs of the network, those before it was copied included', {type: 'value', min: 0, max: 'dataMax', minInterval: 1, splitLine: {show: false}}),
    yAxis: {type: 'value', min: -1, max: lane.size, show: false},
    tooltip: Object.assign(base(c).tooltip, {formatter: p => {
      const t = rows[p.dataIndex];
      return describe(t, t.epoch, t.value) + (t.parent === undefined ? '' : '<br>copy of trial ' + t.parent + ' at epoch ' + t.parentEpoch);
    }}),
    series: [{type: 'custom', data: rows.map(t => [start(t), lane.get(t.id), t.epochs]), encode: {x: [0, 2], y: 1}, z: 3,
      renderItem: (params, api) => {
        const from = api.coord([api.value(0), api.value(1)]);
        const to = api.coord([api.value(2), api.value(1)]);
        const t = rows[params.dataIndex];
        const height = line.has(t.id) ? 6 : 4;
        return {type: 'rect', shape: {x: from[0], y: from[1] - height / 2, width: Math.max(2, to[0] - from[0]), height: height},
          style: {fill: line.has(t.id) ? c.accent : rank.has(t.id) ? ramp(rank.get(t.id)) : c.rule,
            opacity: filters.size === 0 || isSelected(t) ? 1 : 0.2}};
      }},
    {type: 'custom', silent: true, data: links.map(t => [t.parentEpoch, lane.get(t.parent), lane.get(t.id)]), encode: {x: 0, y: [1, 2]},
      renderItem: (params, api) => {
        const from = api.coord([api.value(0), api.value(1)]);
        const to = api.coord([api.value(0), api.value(2)]);
        return {type: 'line', shape: {x1: from[0], y1: from[1], x2: to[0], y2: to[1]},
          style: {stroke: line.has(links[params.dataIndex].id) ? c.accent : c.soft, lineWidth: line.has(links[params.dataIndex].id) ? 2.5 : 0.8}};
      }}]
  });
}
