// What all views share: the study, what is selected of it, numbers as people read them, colours and axes.

let study = JSON.parse(document.getElementById('study').textContent);
let byId = new Map();
let judged = [];
// Okabe and Ito's colours, which people who cannot tell red from green can tell apart.
const palette = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#999933', '#7f7f7f'];
const dashes = ['solid', 'dashed', 'dotted', [8, 3, 2, 3]];
const charts = new Map();

/** Name of a parameter to what of it is selected: {low, high} in its units, or {values}. Missing values match nothing. */
const filters = new Map();
let zoomed = true;

function take(data) {
  study = data;
  byId = new Map(study.trials.map(t => [t.id, t]));
  judged = study.trials.filter(t => t.value !== null);
}

function short(value) {
  if (value === null || value === undefined || value === '') {
    return '–';
  }
  if (typeof value !== 'number') {
    return String(value);
  }
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(2).replace(/\.?0+e/, 'e').replace('e+', 'e')
      : String(Number(value.toPrecision(5)));
}

function escape(text) {
  return String(text).replace(/[&<>"]/g, c => ({'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'})[c]);
}

function element(tag, attributes, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on')) {
      made.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== false) {
      made.setAttribute(name, value === true ? '' : value);
    }
  }
  made.append(...content);
  return made;
}

function isDark() {
  return matchMedia('(prefers-color-scheme: dark)').matches && !document.documentElement.dataset.printing;
}

function colours() {
  const style = getComputedStyle(document.documentElement);
  const of = name => style.getPropertyValue(name).trim();
  return {ink: of('--ink'), soft: of('--soft'), rule: of('--rule'), paper: of('--paper'), panel: of('--panel'),
    accent: of('--accent')};
}

/** From bad (0) to good (1), the good ones far from the paper; by equal steps for eyes of all kinds (viridis). */
function ramp(share) {
  const steps = isDark() ? [[72, 60, 120], [62, 100, 145], [45, 145, 140], [110, 200, 100], [253, 231, 37]]
      : [[190, 214, 120], [100, 195, 105], [33, 145, 140], [59, 82, 139], [68, 1, 84]];
  const at = Math.max(0, Math.min(0.9999, share)) * (steps.length - 1);
  const i = Math.floor(at);
  return 'rgb(' + steps[i].map((x, k) => Math.round(x + (steps[i + 1][k] - x) * (at - i))).join(',') + ')';
}

/** How many of all trials each one beats, from 0 to 1: colours by rank are not spoilt by a few very bad trials. */
function standings() {
  const order = [...judged].sort((a, b) => study.maximize ? a.value - b.value : b.value - a.value);
  return new Map(order.map((t, i) => [t.id, order.length > 1 ? i / (order.length - 1) : 1]));
}

/** Bounds of an axis that show the best fifth well, and whether anything lies beyond them. */
function bounds(values, maximize, full) {
  const sorted = values.filter(v => v !== null && v !== undefined).sort((a, b) => a - b);
  if (sorted.length === 0) {
    return {low: 0, high: 1, cut: false};
  }
  const at = q => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
  let low = sorted[0];
  let high = sorted[sorted.length - 1];
  let cut = false;
  if (zoomed && !full && sorted.length > 15) {
    const share = Math.max(0.2, 10 / sorted.length);
    let [from, to] = maximize ? [at(1 - share), high] : [low, at(share)];
    const baseline = values.length >= judged.length && byId.has(0) ? byId.get(0).value : null;
    if (baseline !== null && baseline >= low && baseline <= high) {
      [from, to] = [Math.min(from, baseline), Math.max(to, baseline)];
    }
    if (to > from && high - low > 2 * (to - from)) {
      [low, high, cut] = [from, to, true];
    }
  }
  const margin = (high - low || Math.abs(high) || 1) * 0.05;
  return {low: low - margin, high: high + margin, cut: cut};
}

/** An axis of the objective, or of another metric; `values` as they are drawn. */
function valueAxis(c, name, values, maximize, full) {
  const of = bounds(values, maximize, full);
  return axis(c, name + (of.cut ? ' (the better ones)' : ''),
      {type: 'value', min: of.low, max: of.high, nameGap: 50, axisLabel: {color: c.soft, showMinLabel: false,
        showMaxLabel: false, formatter: short}});
}

function describe(trial, epoch, value) {
  const parameters = study.parameters.slice(0, 12)
      .map(p => escape(p.name) + ' <b>' + escape(short(trial.configuration[p.name])) + '</b>').join('<br>');
  return '<b>Trial ' + trial.id + '</b> (' + escape(trial.origin) + ', ' + trial.state + ')<br>'
      + escape(study.metric) + ' <b>' + short(value) + '</b> at epoch ' + epoch + '<br>' + parameters;
}

function base(c, summary) {
  return {
    animation: false,
    backgroundColor: 'transparent',
    textStyle: {color: c.ink, fontFamily: 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif'},
    legend: {type: 'scroll', top: 0, textStyle: {color: c.ink}, pageTextStyle: {color: c.ink},
      pageIconColor: c.accent, pageIconInactiveColor: c.rule},
    grid: {left: 66, right: 20, top: 40, bottom: 48},
    tooltip: {trigger: 'item', confine: true, backgroundColor: c.panel, borderColor: c.rule,
      textStyle: {color: c.ink, fontSize: 12}}
  };
}

function axis(c, name, more) {
  return Object.assign({
    name: name, nameLocation: 'middle', nameGap: 30, nameTextStyle: {color: c.soft},
    axisLabel: {color: c.soft, hideOverlap: true}, axisLine: {lineStyle: {color: c.soft}},
    splitLine: {lineStyle: {color: c.rule}}
  }, more);
}

/** A level across a chart, at its exact height: a marked line of ECharts would be rounded. */
function level(name, value, from, to, c) {
  return {name: name, type: 'line', data: [[from, value], [to, value]], symbol: 'none', silent: true, z: 1,
    lineStyle: {color: c.soft, type: 'dashed', width: 1.5}, itemStyle: {color: c.soft}, tooltip: {show: false}};
}

function bracketName(bracket) {
  return bracket === 0 ? 'baseline' : bracket < 0 ? 'finalists' : 'bracket ' + bracket;
}

/** Where a value lies on its parameter's scale, from 0 to 1; null where the trial has none. */
function unit(parameter, value) {
  if (value === undefined || value === null || value === '') {
    return null;
  }
  if (parameter.values) {
    // A number is a choice whatever its digits: 10 is 10.0 there.
    const i = parameter.values.findIndex(v => v === String(value) || typeof value === 'number' && Number(v) === value);
    return i < 0 ? null : parameter.values.length === 1 ? 0.5 : i / (parameter.values.length - 1);
  }
  const of = parameter.log ? Math.log : x => x;
  const span = of(parameter.high) - of(parameter.low);
  // A configuration that was named by hand may lie outside.
  return span === 0 ? 0.5 : Math.max(-0.02, Math.min(1.02, (of(value) - of(parameter.low)) / span));
}

/** The reverse; of a choice, the nearest one. */
function fromUnit(parameter, u) {
  if (parameter.values) {
    return parameter.values[Math.round(u * (parameter.values.length - 1))];
  }
  const value = parameter.log ? parameter.low * Math.pow(parameter.high / parameter.low, u)
      : parameter.low + u * (parameter.high - parameter.low);
  return parameter.whole ? Math.round(value) : value;
}

/** Marks of an axis in units: [where, text]. */
function ticks(parameter, most) {
  if (parameter.values) {
    const every = Math.ceil(parameter.values.length / most);
    return parameter.values.map((v, i) => [unit(parameter, v), v]).filter((t, i) => i % every === 0);
  }
  if (parameter.log) {
    const found = [];
    for (let e = Math.floor(Math.log10(parameter.low)); e <= Math.ceil(Math.log10(parameter.high)); e++) {
      const value = Math.pow(10, e);
      if (value >= parameter.low * 0.999 && value <= parameter.high * 1.001) {
        found.push([unit(parameter, value), short(value)]);
      }
    }
    if (found.length >= 2) {
      const every = Math.ceil(found.length / most);
      return found.filter((t, i) => i % every === 0);
    }
  }
  return [0, 0.25, 0.5, 0.75, 1].map(u => fromUnit(parameter, u)).filter((v, i, all) => all.indexOf(v) === i)
      .map(v => [unit(parameter, v), short(v)]);
}

function isSelected(trial) {
  for (const [name, wanted] of filters) {
    const value = name === study.metric ? trial.value : trial.configuration[name];
    if (value === null || value === undefined) {
      return false;
    }
    if (wanted.values ? !wanted.values.some(v => v === String(value) || Number(v) === value)
        : value < wanted.low || value > wanted.high) {
      return false;
    }
  }
  return true;
}

/** Trials with a result that the filter leaves. */
function selected() {
  return filters.size === 0 ? judged : judged.filter(isSelected);
}

/** At most so many, spread evenly, the best one and the baseline among them. */
function some(trials, most) {
  if (trials.length <= most) {
    return trials;
  }
  const step = trials.length / most;
  return trials.filter((t, i) => Math.floor(i / step) !== Math.floor((i - 1) / step) || t.id === study.best || t.id === 0);
}
