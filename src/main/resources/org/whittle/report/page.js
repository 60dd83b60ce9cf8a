// Draws all views, again where the filter, the window or the study changes.

const views = {history: history, curves: curves, parallel: parallel, front: front, hypervolume: hypervolume, importance: importance,
  slices: slices, contour: contour, ranks: ranks, distribution: distribution, timeline: timeline, confusion: confusion, roc: roc,
  'precision-recall': precisionRecall, calibration: calibration, residuals: residuals, 'residual-histogram': residualHistogram,
  genealogy: genealogy, trials: trialTable};
const drawnByHand = new Set(['parallel', 'trials']);
const stale = new Set();

/** A line of controls above a view, made once. */
function controls(figure, name, fill) {
  let box = figure.querySelector('.controls[data-of="' + name + '"]');
  if (!box) {
    box = element('div', {class: 'controls', 'data-of': name});
    figure.insertBefore(box, figure.querySelector('.chart, .trials'));
    fill(box);
  }
}

function redraw(id) {
  const place = document.getElementById(id);
  if (!place || !views[id]) {
    return;
  }
  stale.delete(id);
  if (drawnByHand.has(id)) {
    if (id === 'trials') {
      tableControls(place.parentElement, place);
    }
    views[id](place);
    place.dataset.drawn = 'yes';
    return;
  }
  const option = views[id](colours(), place, place.parentElement);
  let chart = charts.get(id);
  if (!chart || chart.getDom() !== place) {
    chart = echarts.init(place, null, {renderer: 'canvas'});
    chart.on('click', p => {
      const row = Array.isArray(p.value) ? p.value : [];
      const trial = {history: row[0], front: row[2], slices: row[2], ranks: row[2], contour: row[3], curves: row[2]}[id];
      if (typeof trial === 'number') {
        openPanel(trial);
      }
    });
    charts.set(id, chart);
  } else {
    chart.resize();
  }
  let note = place.parentElement.querySelector('.note');
  if (option.note) {
    note = note || place.parentElement.appendChild(element('p', {class: 'soft note'}));
    note.textContent = option.note;
  } else if (note) {
    note.remove();
  }
  delete option.note;
  for (const each of [].concat(option.xAxis || [], option.yAxis || [])) {
    delete each.marks;
  }
  chart.setOption(option, {notMerge: true});
  place.dataset.drawn = 'yes';
}

function isSeen(place) {
  const box = place.getBoundingClientRect();
  return box.bottom > -200 && box.top < innerHeight + 200;
}

/** Those that are seen now; others when they come into view. */
function refresh() {
  for (const id of Object.keys(views)) {
    const place = document.getElementById(id);
    if (place) {
      isSeen(place) ? redraw(id) : stale.add(id);
    }
  }
}

function selectionText() {
  const status = document.getElementById('selection');
  if (status) {
    status.textContent = filters.size === 0 ? judged.length + ' trials with a result.' : selected().length + ' of '
        + judged.length + ' trials with a result are selected, by ' + [...filters.keys()].join(', ') + '.';
    document.getElementById('clear').hidden = filters.size === 0;
  }
}

/** The filter has changed. */
function filtered(byForm) {
  selectionText();
  const form = document.getElementById('filters');
  if (!byForm && form) {
    form.replaceChildren(...filterForm().children);
  }
  refresh();
}

function toolbar() {
  const place = document.getElementById('toolbar');
  if (!place) {
    return;
  }
  place.replaceChildren(
      element('span', {id: 'selection', role: 'status'}),
      element('button', {type: 'button', id: 'clear', hidden: true, onclick: () => {
        filters.clear();
        filtered();
      }}, 'Show all'),
      element('label', {}, element('input', {type: 'checkbox', checked: !zoomed, onchange: event => {
        zoomed = !event.target.checked;
        refresh();
      }}), ' axes over the worst trials, too'),
      element('details', {}, element('summary', {}, 'Filter all views'), Object.assign(filterForm(), {id: 'filters'})));
}

function drawAll() {
  charts.forEach(chart => chart.dispose());
  charts.clear();
  toolbar();
  for (const id of Object.keys(views)) {
    redraw(id);
  }
  selectionText();
  document.documentElement.dataset.drawn = Object.keys(views).filter(id => document.getElementById(id)).join(' ');
  document.documentElement.dataset.milliseconds = Math.round(performance.now());
}

window.addEventListener('scroll', () => {
  for (const id of [...stale]) {
    const place = document.getElementById(id);
    place && isSeen(place) ? redraw(id) : place || stale.delete(id);
  }
}, {passive: true});

let resizing = null;
window.addEventListener('resize', () => {
  clearTimeout(resizing);
  resizing = setTimeout(refresh, 120);
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
window.addEventListener('beforeprint', () => {
  document.documentElement.dataset.printing = 'yes';
  for (const id of Object.keys(views)) {
    redraw(id);
  }
  const rows = document.getElementById('trials');
  if (rows) {
    trialTable(rows, 100);
  }
});
window.addEventListener('afterprint', () => {
  delete document.documentElement.dataset.printing;
  drawAll();
});

/** A page that is served is told of what the study does; it keeps what the reader has opened, sorted and selected. */
function listen() {
  if (!location.protocol.startsWith('http') || document.documentElement.dataset.live !== 'yes') {
    return;
  }
  const source = new EventSource('events');
  const said = document.getElementById('live');
  source.addEventListener('study', event => {
    const told = JSON.parse(event.data);
    const open = [...document.querySelectorAll('details')].map(d => d.open);
    const at = scrollY;
    const heights = [...document.querySelectorAll('.chart')].map(p => [p.id, p.style.height]);
    document.querySelector('main').innerHTML = told.body;
    heights.forEach(([id, height]) => {
      const place = document.getElementById(id);
      if (place) {
        place.style.height = height;
      }
    });
    take(told.study);
    drawAll();
    document.querySelectorAll('details').forEach((d, i) => {
      d.open = open[i] || false;
    });
    scrollTo(0, at);
    said.textContent = 'Live: as of ' + new Date().toLocaleTimeString() + '.';
    document.documentElement.dataset.told = Number(document.documentElement.dataset.told || 0) + 1;
  });
  source.addEventListener('open', () => {
    said.textContent = 'Live.';
  });
  source.addEventListener('error', () => {
    said.textContent = 'Not live: whittle page does not answer; the page stays as it was.';
  });
}

take(study);
drawAll();
listen();
