// The table of all trials: only the rows that are seen are drawn. And what is known of one trial.

const ROW = 30;
const table = {sort: 'rank', descending: false, words: '', hidden: new Set(['origin', 'bracket', 'reason']), rows: []};

function columns() {
  const metrics = study.goals.length > 0 ? study.goals.map((g, i) => [g.metric, t => t.values ? t.values[i] : t.value])
      : [[study.metric, t => t.value]];
  return [['rank', t => t.rank], ['trial', t => t.id], ...metrics, ['state', t => t.state], ['epochs', t => t.epochs], ['epoch', t => t.epoch],
    ['seconds', t => t.seconds], ['bracket', t => t.bracket], ['origin', t => t.origin],
    ...study.parameters.map(p => [p.name, t => t.configuration[p.name]]), ['reason', t => t.reason]]
      .map(([name, of]) => ({name: name, of: of}));
}

/** Trials that the words leave: each is a part of a cell, or a comparison such as accuracy>0.95 or units=64. */
function matching(words) {
  const all = columns();
  const tests = words.split(/\s+/).filter(w => w !== '').map(word => {
    const parts = /^([^<>=]+)(<=|>=|<|>|=)(.+)$/.exec(word);
    const column = parts && all.find(c => c.name === parts[1]);
    if (column) {
      const to = Number(parts[3]);
      return t => {
        const value = column.of(t);
        if (value === null || value === undefined) {
          return false;
        }
        return parts[2] === '=' ? String(value) === parts[3] || value === to
            : parts[2] === '<' ? value < to : parts[2] === '>' ? value > to : parts[2] === '<=' ? value <= to : value >= to;
      };
    }
    return t => all.some(c => String(c.of(t) === undefined ? '' : c.of(t)).toLowerCase().includes(word.toLowerCase()));
  });
  return study.trials.filter(t => (filters.size === 0 || isSelected(t)) && tests.every(test => test(t)));
}

function sortedRows() {
  const column = columns().find(c => c.name === table.sort) || columns()[0];
  const way = table.descending ? -1 : 1;
  const missing = v => v === null || v === undefined;
  return matching(table.words).sort((a, b) => {
    const [x, y] = [column.of(a), column.of(b)];
    // What has no value comes last, whichever way.
    return missing(x) || missing(y) ? missing(x) - missing(y) || a.id - b.id
        : way * (typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y), 'en', {numeric: true})) || a.id - b.id;
  });
}

function trialTable(place, all) {
  const shown = columns().filter(c => !table.hidden.has(c.name));
  table.rows = sortedRows();
  const head = element('tr', {'aria-rowindex': 1}, ...shown.map(c => element('th', {scope: 'col', 'aria-sort':
      c.name !== table.sort ? 'none' : table.descending ? 'descending' : 'ascending'},
  element('button', {type: 'button', onclick: () => {
    table.descending = c.name === table.sort && !table.descending;
    table.sort = c.name;
    trialTable(place);
    place.querySelectorAll('thead button')[shown.indexOf(c)].focus();
  }}, c.name, element('span', {'aria-hidden': 'true'}, c.name !== table.sort ? '' : table.descending ? ' ▼' : ' ▲')))));
  const body = element('tbody');
  const made = element('table', {'aria-rowcount': table.rows.length + 1, 'aria-label': 'Trials'}, element('thead', {}, head), body);
  const scroller = element('div', {class: 'scroller', tabindex: '0', role: 'region', 'aria-label': 'Table of trials'}, made);
  const count = element('p', {class: 'soft', role: 'status'}, table.rows.length === study.trials.length
      ? study.trials.length + ' trials' : table.rows.length + ' of ' + study.trials.length + ' trials');
  place.replaceChildren(count, scroller);
  const row = i => {
    const t = table.rows[i];
    const numeric = v => typeof v === 'number' ? 'number' : null;
    return element('tr', {'aria-rowindex': i + 2, class: t.id === study.best ? 'winner' : null}, ...shown.map(c => {
      const value = c.of(t);
      return c.name === 'trial' ? element('td', {class: 'number'}, element('button', {type: 'button', class: 'trial',
        'aria-label': 'Trial ' + t.id + ', all about it', onclick: () => openPanel(t.id)}, String(t.id)))
          : element('td', {class: numeric(value), title: typeof value === 'string' && value.length > 30 ? value : null}, short(value));
    }));
  };
  const render = () => {
    const from = all ? 0 : Math.max(0, Math.floor(scroller.scrollTop / ROW) - 8);
    const to = Math.min(table.rows.length, all || from + Math.ceil(Math.max(480, scroller.clientHeight) / ROW) + 16);
    const rows = [];
    for (let i = from; i < to; i++) {
      rows.push(row(i));
    }
    const filler = count1 => element('tr', {class: 'filler', 'aria-hidden': 'true'},
        element('td', {colspan: shown.length, style: 'height:' + count1 * ROW + 'px'}));
    body.replaceChildren(...(from > 0 ? [filler(from)] : []), ...rows, ...(!all && to < table.rows.length ? [filler(table.rows.length - to)] : []));
  };
  let waiting = false;
  scroller.addEventListener('scroll', () => {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        const focused = document.activeElement && body.contains(document.activeElement) ? document.activeElement.textContent : null;
        render();
        if (focused) {
          [...body.querySelectorAll('button')].filter(b => b.textContent === focused).forEach(b => b.focus({preventScroll: true}));
        }
      });
    }
  });
  render();
}

function tableControls(figure, place) {
  controls(figure, 'table', box => {
    box.append(element('label', {}, 'Only ', element('input', {type: 'search', value: table.words, placeholder: study.metric + '>0.9 adam',
      oninput: event => {
        table.words = event.target.value;
        trialTable(place);
      }})));
    box.append(element('details', {class: 'chooser'}, element('summary', {}, 'Columns'), ...columns().map(c => element('label', {},
        element('input', {type: 'checkbox', checked: !table.hidden.has(c.name), onchange: event => {
          event.target.checked ? table.hidden.delete(c.name) : table.hidden.add(c.name);
          trialTable(place);
        }}), ' ' + c.name))));
  });
}

/** A value as a study file has it. */
function hocon(value) {
  return typeof value !== 'string' || /^[a-z][a-z-]*$/i.test(value) && !['true', 'false', 'null'].includes(value) ? String(value) : JSON.stringify(value);
}

function openPanel(id) {
  const t = byId.get(id);
  if (!t) {
    return;
  }
  const names = Object.keys(t.configuration);
  const settings = 'baseline {\n' + names.map(n => '  ' + (/^[A-Za-z0-9-]+$/.test(n) ? n : JSON.stringify(n)) + ' = ' + hocon(t.configuration[n]) + '\n').join('') + '}';
  const copied = element('span', {role: 'status', class: 'soft'});
  const pre = element('pre', {tabindex: '0', 'aria-label': 'Settings of trial ' + id}, settings);
  const curve = element('div', {class: 'chart small', role: 'img', 'aria-label': 'Curve of trial ' + id + ', the best trial and the baseline beside it'});
  const fact = (what, text) => [element('dt', {}, what), element('dd', {}, text)];
  const facts = element('dl', {}, ...fact(study.metric, t.value === null ? 'no result' : short(t.value) + ' at epoch ' + t.epoch),
      ...fact('rank', t.rank === null ? '–' : t.rank + ' of ' + judged.length), ...fact('state', t.state + (t.reason ? ': ' + t.reason : '')),
      ...(t.fit ? fact('fit', t.fit) : []),
      ...fact('origin', t.origin + (t.parent === undefined ? '' : ' of trial ' + t.parent + ' at epoch ' + t.parentEpoch)),
      ...fact('epochs', t.epochs + ' in ' + short(t.seconds) + ' s'));
  const log = element('table', {}, element('thead', {}, element('tr', {},
      ...['bracket', 'rung', 'epochs', 'went on?', 'why', 'host', 'device', 'cohort', 'attempts', 'seconds'].map(h => element('th', {scope: 'col'}, h)))),
  element('tbody', {}, ...t.log.map(l => element('tr', {}, ...[l[0] < 0 ? 'finalists' : l[0], l[1], l[2], l[3], study.reasons[l[4]], l[5], l[6], l[7], l[8] + 1, short(l[9])]
      .map(v => element('td', {}, String(v)))))));
  const dialog = element('dialog', {class: 'panel', 'aria-labelledby': 'panel-title'},
      element('h2', {id: 'panel-title'}, 'Trial ' + id), element('button', {type: 'button', class: 'close', onclick: () => dialog.close()}, 'Close'),
      facts, curve, element('h3', {}, 'Settings, to start a study from'), pre,
      element('button', {type: 'button', onclick: () => {
        const done = () => copied.replaceChildren(' copied');
        const select = () => {
          getSelection().selectAllChildren(pre);
          copied.replaceChildren(' selected');
        };
        navigator.clipboard ? navigator.clipboard.writeText(settings).then(done, select) : select();
      }}, 'Copy'), copied,
      element('h3', {}, 'Place and log'), t.log.length === 0 ? element('p', {}, 'It has not reported yet.')
          : element('div', {class: 'wide', tabindex: '0', role: 'region', 'aria-label': 'Log of trial ' + id}, log));
  document.body.append(dialog);
  const chart = echarts.init(curve);
  dialog.addEventListener('close', () => {
    chart.dispose();
    dialog.remove();
  });
  dialog.showModal();
  const c = colours();
  const beside = [t, ...[study.best, 0].filter(i => i !== id && byId.has(i)).map(i => byId.get(i))];
  chart.resize();
  chart.setOption(Object.assign(base(c), {
    xAxis: axis(c, 'epoch', {type: 'value', min: 'dataMin', max: 'dataMax', minInterval: 1, splitLine: {show: false}}),
    yAxis: axis(c, study.metric, {type: 'value', scale: true, nameGap: 50}),
    series: beside.map((b, i) => ({name: b.id === id ? 'trial ' + id : b.id === 0 ? 'baseline' : study.bestName, type: 'line', data: points([b]),
      symbolSize: 5, showAllSymbol: true, lineStyle: {color: i === 0 ? c.accent : c.soft, type: dashes[i], width: i === 0 ? 3 : 1.5},
      itemStyle: {color: i === 0 ? c.accent : c.soft}}))
  }));
}
