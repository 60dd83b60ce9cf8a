// What winner and baseline said of single rows: confusions, curves over thresholds, calibration, residuals.

const ofRows = {model: 0, class: null};
const looks = c => [{color: c.accent, width: 2.5, type: 'solid'}, {color: c.soft, width: 2, type: 'dashed'}];

function choice(figure, name, label, options, chosen, changed) {
  controls(figure, name, box => box.append(element('label', {}, label + ' ', element('select', {onchange: event => changed(Number(event.target.value))},
      ...options.map(([value, text]) => element('option', {value: value, selected: value === chosen}, text))))));
}

function confusion(c, place, figure) {
  const rows = study.predicted;
  const classes = rows.classes;
  if (rows.models.length > 1) {
    choice(figure, 'confusion', 'of', rows.models.map((m, i) => [i, m.name]), ofRows.model, value => {
      ofRows.model = value;
      redraw('confusion');
    });
  }
  const counts = rows.models[Math.min(ofRows.model, rows.models.length - 1)].confusion;
  const side = Math.max(18, Math.min(classes.length < 6 ? 84 : 44, Math.floor((place.clientWidth - 140) / classes.length)));
  place.style.height = classes.length * side + 100 + 'px';
  const cells = counts.flatMap((line, label) => {
    const all = line.reduce((a, b) => a + b, 0);
    return line.map((count, taken) => ({value: [taken, label, count, all ? count / all : 0]}));
  });
  const fill = share => isDark() ? `rgba(127, 178, 255, ${share})` : `rgba(11, 87, 194, ${share})`;
  const named = {type: 'category', data: classes, splitLine: {show: false}, axisTick: {show: false}};
  const label = {color: c.soft, width: 100, overflow: 'truncate'};
  return Object.assign(base(c), {
    legend: {show: false},
    grid: {left: 124, width: classes.length * side, top: 8, height: classes.length * side},
    xAxis: Object.assign(axis(c, 'predicted', {nameGap: 48}), named, {axisLabel: Object.assign({rotate: classes.length > 8 ? 60 : 0}, label, {width: classes.length > 8 ? 44 : side})}),
    yAxis: Object.assign(axis(c, 'true', {nameGap: 108}), named, {inverse: true, axisLabel: label}),
    tooltip: Object.assign(base(c).tooltip, {formatter: p => escape(classes[p.value[1]]) + ' taken for ' + escape(classes[p.value[0]])
        + '<br><b>' + p.value[2] + '</b> rows, ' + (100 * p.value[3]).toFixed(1) + ' % of the class'}),
    series: [{type: 'custom', data: cells, encode: {x: 0, y: 1}, renderItem: (params, api) => {
      const [x, y] = api.coord([api.value(0), api.value(1)]);
      const [w, h] = api.size([1, 1]);
      const [count, share] = [api.value(2), api.value(3)];
      return {type: 'rect', shape: {x: x - w / 2 + 1, y: y - h / 2 + 1, width: w - 2, height: h - 2},
        style: {fill: count ? fill(0.12 + 0.88 * share) : c.panel}, textContent: {type: 'text', style: {
          text: count && w > 22 ? String(count) : '', fill: share > 0.45 ? c.paper : c.ink, font: '12px system-ui, sans-serif'}},
        textConfig: {position: 'inside'}};
    }}]
  });
}

/** The class whose curves are shown: at first the one that the winner tells worst from the others. */
function curveClass(figure, id) {
  const all = study.predicted.models[0].curves;
  if (!all.some(curve => curve.of === ofRows.class)) {
    ofRows.class = all.length ? all.reduce((a, b) => b.area < a.area ? b : a).of : null;
  }
  if (all.length > 1) {
    choice(figure, id, 'class', all.map(curve => [curve.of, study.predicted.classes[curve.of]]), ofRows.class, value => {
      ofRows.class = value;
      document.querySelectorAll('.controls[data-of="roc"] select, .controls[data-of="precision-recall"] select').forEach(s => {
        s.value = value;
      });
      redraw('roc');
      redraw('precision-recall');
    });
  }
  return ofRows.class;
}

function overThresholds(c, figure, id, names, x, y, area, more) {
  const of = curveClass(figure, id);
  const series = study.predicted.models.flatMap((model, i) => {
    const curve = model.curves.find(each => each.of === of);
    const look = looks(c)[i];
    return !curve ? [] : [{name: model.name + ': area ' + curve[area].toFixed(4), type: 'line', symbol: 'none', z: 3 - i,
      data: curve.points.map(p => [p[x], p[y]]), lineStyle: look, itemStyle: {color: look.color}, silent: true},
    {type: 'scatter', symbolSize: 11, symbol: i ? 'diamond' : 'circle', z: 5 - i, data: [[curve.at[x], curve.at[y]]], itemStyle: {color: look.color, borderColor: c.paper, borderWidth: 1.5},
      tooltip: {formatter: () => escape(model.name) + '<br>' + names[0] + ' <b>' + short(curve.at[x]) + '</b><br>' + names[1] + ' <b>' + short(curve.at[y]) + '</b>'}}];
  });
  return Object.assign(base(c), {
    xAxis: axis(c, names[0], {type: 'value', min: 0, max: 1}),
    yAxis: axis(c, names[1], {type: 'value', min: 0, max: 1, nameGap: 44}),
    series: series.concat(more)
  });
}

function roc(c, place, figure) {
  return overThresholds(c, figure, 'roc', ['false-positive rate', 'recall'], 0, 1, 'area', [level('', 0, 0, 0, c)].map(l => Object.assign(l, {data: [[0, 0], [1, 1]]})));
}

function precisionRecall(c, place, figure) {
  return overThresholds(c, figure, 'precision-recall', ['recall', 'precision'], 1, 2, 'precision', []);
}

function calibration(c) {
  const models = study.predicted.models;
  const most = Math.max(...models.flatMap(m => m.bins.map(b => b[2])));
  return Object.assign(base(c), {
    grid: [{left: 66, right: 20, top: 40, height: '52%'}, {left: 66, right: 20, bottom: 48, height: '16%'}],
    xAxis: [axis(c, '', {type: 'value', min: 0, max: 1, axisLabel: {show: false}}), axis(c, 'confidence', {type: 'value', min: 0, max: 1, gridIndex: 1})],
    yAxis: [axis(c, 'accuracy', {type: 'value', min: 0, max: 1, nameGap: 44}),
      axis(c, 'rows', {type: 'value', min: 0, max: most, interval: most, nameGap: 44, gridIndex: 1, axisLabel: {color: c.soft, formatter: short}})],
    tooltip: Object.assign(base(c).tooltip, {formatter: p => escape(p.seriesName) + '<br>' + p.value[2] + ' rows, sure by <b>' + short(p.value[0])
        + '</b>, right <b>' + short(p.value[1]) + '</b>'}),
    series: [...models.flatMap((model, i) => {
      const look = looks(c)[i];
      return [{name: model.name, type: 'line', data: model.bins, symbol: i ? 'diamond' : 'circle', symbolSize: v => 4 + 10 * Math.sqrt(v[2] / most),
        lineStyle: look, itemStyle: {color: look.color}, z: 4 - i},
      {name: model.name, type: 'bar', xAxisIndex: 1, yAxisIndex: 1, barWidth: 7, data: model.bins.map(b => [b[0], b[2]]), itemStyle: {color: look.color, opacity: 0.8}, tooltip: {show: false}, silent: true}];
    }), Object.assign(level('', 0, 0, 0, c), {data: [[0, 0], [1, 1]]})]
  });
}

function residuals(c) {
  const models = study.predicted.models;
  const all = models.flatMap(m => m.points.flat()).filter(v => v !== null);
  const at = {low: Math.min(...all), high: Math.max(...all)};
  const margin = (at.high - at.low || 1) * 0.03;
  const bound = {type: 'value', min: at.low - margin, max: at.high + margin, axisLabel: {color: c.soft, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: short}};
  return Object.assign(base(c), {
    xAxis: axis(c, 'true', bound),
    yAxis: axis(c, 'predicted', Object.assign({nameGap: 50}, bound)),
    tooltip: Object.assign(base(c).tooltip, {formatter: p => escape(p.seriesName) + '<br>true <b>' + short(p.value[0]) + '</b><br>predicted <b>' + short(p.value[1]) + '</b>'}),
    series: [...models.map((model, i) => ({name: model.name, type: 'scatter', progressive: 0, symbol: i ? 'diamond' : 'circle', z: 3 - i,
      symbolSize: model.points.length > 500 ? 4 : 6, data: model.points, itemStyle: {color: looks(c)[i].color, opacity: i ? 0.45 : 0.7}})),
    Object.assign(level('', at.low, at.low, at.high, c), {data: [[at.low, at.low], [at.high, at.high]]})]
  });
}

function residualHistogram(c) {
  const {low, width, models} = study.predicted;
  return Object.assign(base(c), {
    xAxis: axis(c, 'residual', {type: 'value', min: low, max: low + width * models[0].histogram.length, axisLabel: {color: c.soft, hideOverlap: true, formatter: short}}),
    yAxis: axis(c, 'rows', {type: 'value', min: 0, nameGap: 44}),
    tooltip: {show: false},
    series: models.map((model, i) => ({name: model.name, type: 'line', step: 'end', symbol: 'none', silent: true, z: 3 - i,
      data: [[low, 0], ...model.histogram.map((n, k) => [low + (k + 1) * width, n])], lineStyle: looks(c)[i], itemStyle: {color: looks(c)[i].color},
      areaStyle: i ? undefined : {color: c.accent, opacity: 0.15}}))
  });
}
