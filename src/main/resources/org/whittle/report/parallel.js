// Configurations as lines across their parameters. Drawn here, since the charts' library knows no missing values there.

const MISSING_LANE = 26;

function parallelAxes() {
  const values = judged.map(t => t.value);
  const of = bounds(values, study.maximize);
  return [...study.parameters, {name: study.metric, low: of.low, high: of.high, log: false, objective: true}];
}

function parallel(place) {
  const axes = parallelAxes();
  const c = colours();
  const width = Math.max(place.clientWidth, axes.length * 84);
  const height = place.clientHeight - 4;
  const canvas = element('canvas', {'aria-hidden': 'true'});
  const density = Math.min(2, devicePixelRatio || 1);
  canvas.width = width * density;
  canvas.height = height * density;
  canvas.style.width = width + 'px';
  canvas.style.height = height + 'px';
  canvas.style.touchAction = 'pan-x';
  place.replaceChildren(canvas);
  // What scrolls must be reached by keyboard, too.
  width > place.clientWidth ? place.setAttribute('tabindex', '0') : place.removeAttribute('tabindex');
  const pen = canvas.getContext('2d');
  pen.scale(density, density);
  const box = {left: 44, right: width - 60, top: 40, bottom: height - 44 - MISSING_LANE, missing: height - 40};
  const xOf = i => axes.length === 1 ? box.left : box.left + i * (box.right - box.left) / (axes.length - 1);
  const yOf = u => u === null ? box.missing : box.bottom - Math.max(-0.02, Math.min(1.02, u)) * (box.bottom - box.top);
  const value = (t, a) => a.objective ? t.value : t.configuration[a.name];
  const lines = judged.map(t => axes.map(a => yOf(unit(a, value(t, a)))));
  const rank = standings();

  function stroke(indices, style, lineWidth, opacity) {
    pen.strokeStyle = style;
    pen.lineWidth = lineWidth;
    pen.globalAlpha = opacity;
    pen.beginPath();
    for (const k of indices) {
      lines[k].forEach((y, i) => i === 0 ? pen.moveTo(xOf(0), y) : pen.lineTo(xOf(i), y));
    }
    pen.stroke();
    pen.globalAlpha = 1;
  }

  function draw() {
    pen.clearRect(0, 0, width, height);
    const all = judged.map((t, i) => i);
    const chosen = all.filter(i => isSelected(judged[i]));
    if (chosen.length < all.length) {
      stroke(all, c.soft, 0.7, judged.length > 1000 ? 0.03 : 0.12);
    }
    const opacity = chosen.length > 2000 ? 0.1 : chosen.length > 300 ? 0.25 : 0.6;
    // Bad ones first, so that good ones lie on top.
    for (let step = 0; step < 12; step++) {
      const those = chosen.filter(i => Math.min(11, Math.floor(rank.get(judged[i].id) * 12)) === step);
      // In small lots: where lines of one path cross, they would not add up.
      for (let from = 0; from < those.length; from += 50) {
        stroke(those.slice(from, from + 50), ramp((step + 0.5) / 12), 1.2, step > 9 ? Math.min(1, opacity * 2) : opacity);
      }
    }
    const best = judged.findIndex(t => t.id === study.best);
    if (best >= 0 && isSelected(judged[best])) {
      stroke([best], c.accent, 3.5, 1);
    }
    axes.forEach((a, i) => {
      const x = xOf(i);
      pen.strokeStyle = c.soft;
      pen.lineWidth = 1;
      pen.beginPath();
      pen.moveTo(x, box.top);
      pen.lineTo(x, box.bottom);
      pen.stroke();
      label(a.name, x, i % 2 === 0 || (box.right - box.left) / axes.length > 130 ? 24 : 10, 'center', '600 12px', c.ink);
      if (a.log) {
        label('log', x + 4, box.bottom + 12, 'left', 'italic 10px', c.soft);
      }
      for (const [u, text] of ticks(a, 9)) {
        label(text, x - 5, yOf(u) + 4, 'right', '11px', c.ink);
        pen.fillStyle = c.soft;
        pen.fillRect(x - 3, yOf(u), 6, 1);
      }
      const wanted = filters.get(a.name);
      if (wanted) {
        pen.fillStyle = c.accent;
        pen.globalAlpha = 0.25;
        const spans = wanted.values ? wanted.values.map(v => [yOf(unit(a, v)) - 7, 14])
            : [[yOf(Math.min(1.02, unit(a, wanted.high))), yOf(unit(a, wanted.low)) - yOf(unit(a, wanted.high))]];
        spans.forEach(([y, h]) => pen.fillRect(x - 7, y, 14, Math.max(3, h)));
        pen.globalAlpha = 1;
      }
    });
    if (judged.some(t => axes.some(a => value(t, a) === undefined))) {
      label('not in use', 2, box.missing + 16, 'left', '11px', c.soft);
      pen.setLineDash([2, 4]);
      pen.strokeStyle = c.rule;
      pen.beginPath();
      pen.moveTo(box.left, box.missing);
      pen.lineTo(box.right, box.missing);
      pen.stroke();
      pen.setLineDash([]);
    }
    const key = Math.min(200, width - 220);
    for (let i = 0; i < key; i++) {
      pen.fillStyle = ramp(i / key);
      pen.fillRect(120 + i, height - 14, 1, 10);
    }
    label('worst', 114, height - 5, 'right', '11px', c.soft);
    label('best by rank', 126 + key, height - 5, 'left', '11px', c.soft);
  }

  function label(text, x, y, align, font, colour) {
    pen.font = font + ' system-ui, "DejaVu Sans", sans-serif';
    pen.textAlign = align;
    pen.lineWidth = 3;
    pen.strokeStyle = c.paper;
    const words = text.length > 18 ? text.slice(0, 17) + '…' : text;
    pen.strokeText(words, x, y);
    pen.fillStyle = colour;
    pen.fillText(words, x, y);
  }

  // Dragging along an axis selects; a click on it lets go.
  let grip = null;
  const at = event => ({x: event.offsetX, u: (box.bottom - event.offsetY) / (box.bottom - box.top)});
  canvas.addEventListener('pointerdown', event => {
    const here = at(event);
    const i = axes.findIndex((a, k) => Math.abs(xOf(k) - here.x) < 20);
    if (i >= 0 && event.offsetY > box.top - 10 && event.offsetY < box.bottom + 10) {
      grip = {i: i, from: here.u};
      canvas.setPointerCapture(event.pointerId);
    }
  });
  const released = event => {
    if (grip === null) {
      return;
    }
    const a = axes[grip.i];
    const [low, high] = [grip.from, at(event).u].sort((x, y) => x - y);
    if (high - low < 0.015) {
      filters.delete(a.name);
    } else if (a.values) {
      const inside = a.values.filter(v => unit(a, v) >= low - 0.01 && unit(a, v) <= high + 0.01);
      inside.length > 0 ? filters.set(a.name, {values: inside}) : filters.delete(a.name);
    } else {
      filters.set(a.name, {low: low <= 0 ? -Infinity : fromUnit(Object.assign({}, a, {whole: false}), low),
        high: high >= 1 ? Infinity : fromUnit(Object.assign({}, a, {whole: false}), high)});
    }
    grip = null;
    filtered();
  };
  canvas.addEventListener('pointerup', released);
  canvas.addEventListener('pointercancel', () => {
    grip = null;
  });
  draw();
}

/** The same by keyboard: bounds and choices of every parameter, which filter all views. */
function filterForm() {
  const form = element('div', {class: 'filters'});
  for (const a of parallelAxes()) {
    const wanted = filters.get(a.name) || {};
    const group = element('fieldset', {}, element('legend', {}, a.name));
    if (a.values) {
      for (const v of a.values) {
        const box = element('input', {type: 'checkbox', checked: !wanted.values || wanted.values.includes(v)});
        box.addEventListener('change', () => {
          const on = [...group.querySelectorAll('input')].map((b, i) => b.checked ? a.values[i] : null).filter(x => x !== null);
          on.length === a.values.length ? filters.delete(a.name) : filters.set(a.name, {values: on});
          filtered(true);
        });
        group.append(element('label', {}, box, ' ' + v));
      }
    } else {
      const ends = ['low', 'high'].map(end => {
        const input = element('input', {type: 'number', step: 'any', placeholder: short(a[end]),
          value: Number.isFinite(wanted[end]) ? Number(wanted[end].toPrecision(4)) : null});
        group.append(element('label', {}, end === 'low' ? 'from ' : ' to ', input));
        return input;
      });
      ends.forEach(input => input.addEventListener('change', () => {
        const [low, high] = ends.map(e => e.value === '' ? null : Number(e.value));
        low === null && high === null ? filters.delete(a.name)
            : filters.set(a.name, {low: low === null ? -Infinity : low, high: high === null ? Infinity : high});
        filtered(true);
      }));
    }
    form.append(group);
  }
  return form;
}
