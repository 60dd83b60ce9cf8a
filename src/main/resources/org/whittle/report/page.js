'use strict';
(function () {
  const study = JSON.parse(document.getElementById('study').textContent);
  const metric = study.metric;
  const maximize = study.maximize;
  const brackets = [...new Set(study.trials.map(t => t.bracket))].sort((a, b) => a - b);
  // Okabe and Ito's colours, which people who cannot tell red from green can tell apart.
  const palette = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00', '#999933'];
  const charts = [];

  function short(value) {
    if (typeof value !== 'number') {
      return String(value);
    }
    const size = Math.abs(value);
    return size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(2)
        : String(Number(value.toPrecision(4)));
  }

  function escape(text) {
    return String(text).replace(/[&<>"]/g, c => ({'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'})[c]);
  }

  function describe(trial, epoch, value) {
    const parameters = Object.entries(trial.configuration)
        .map(([name, v]) => escape(name) + ' <b>' + escape(short(v)) + '</b>').join('<br>');
    return '<b>Trial ' + trial.id + '</b> (' + escape(trial.origin) + ', ' + trial.state + ')<br>'
        + escape(metric) + ' <b>' + short(value) + '</b> at epoch ' + epoch + '<br>' + parameters;
  }

  function isDark() {
    return matchMedia('(prefers-color-scheme: dark)').matches;
  }

  function colours() {
    const style = getComputedStyle(document.documentElement);
    const of = name => style.getPropertyValue(name).trim();
    return {ink: of('--ink'), soft: of('--soft'), rule: of('--rule'), paper: of('--paper'), panel: of('--panel'),
      accent: of('--accent')};
  }

  function base(c, summary) {
    return {
      animation: false,
      backgroundColor: 'transparent',
      textStyle: {color: c.ink, fontFamily: 'system-ui, "Segoe UI", "DejaVu Sans", sans-serif'},
      aria: {enabled: true, label: {description: summary}},
      tooltip: {confine: true, backgroundColor: c.panel, borderColor: c.rule, textStyle: {color: c.ink, fontSize: 12}}
    };
  }

  function axis(c, name, more) {
    return Object.assign({
      name: name, nameLocation: 'middle', nameGap: 30, nameTextStyle: {color: c.soft},
      axisLabel: {color: c.soft}, axisLine: {lineStyle: {color: c.soft}}, splitLine: {lineStyle: {color: c.rule}}
    }, more);
  }

  function bracketName(bracket) {
    return bracket === 0 ? 'baseline' : 'bracket ' + bracket;
  }

  // One series a bracket instead of one a trial: a gap between trials, so that thousands of curves stay quick.
  function curves(trials) {
    return trials.flatMap(t => [...t.curve.map(([epoch, value]) => [epoch, value, t.id]), [null, null, t.id]]);
  }

  function learningCurves(c) {
    const byId = new Map(study.trials.map(t => [t.id, t]));
    const faded = isDark() ? 0.5 : 0.3;
    const chosen = id => id === study.best || id === 0;
    const series = brackets.filter(b => b !== 0).map((b, i) => ({
      name: bracketName(b), type: 'line', data: curves(study.trials.filter(t => t.bracket === b && !chosen(t.id))),
      symbol: 'circle', symbolSize: 5, showAllSymbol: true, itemStyle: {color: palette[i % palette.length], opacity: faded},
      lineStyle: {width: 1, opacity: faded}, z: 2
    }));
    const baseline = byId.get(0);
    if (baseline) {
      series.push({name: 'baseline', type: 'line', data: curves([baseline]), symbol: 'circle', symbolSize: 6,
        showAllSymbol: true, itemStyle: {color: c.soft}, lineStyle: {width: 2.5, type: 'dashed', color: c.soft}, z: 4});
    }
    if (study.best !== null && study.best !== 0) {
      series.push({name: study.bestName, type: 'line', data: curves([byId.get(study.best)]), symbol: 'circle',
        symbolSize: 7, showAllSymbol: true, itemStyle: {color: c.accent}, lineStyle: {width: 3.5, color: c.accent}, z: 5});
    }
    return Object.assign(base(c, 'Learning curves of all trials.'), {
      legend: {top: 0, textStyle: {color: c.ink}, itemStyle: {opacity: 1}, lineStyle: {opacity: 1}},
      grid: {left: 64, right: 24, top: 40, bottom: 48},
      xAxis: axis(c, 'epoch', {type: 'value', min: 1, max: 'dataMax', minInterval: 1, splitLine: {show: false}}),
      yAxis: axis(c, metric, {type: 'value', scale: true, nameGap: 46}),
      tooltip: Object.assign(base(c).tooltip, {
        trigger: 'item', formatter: p => describe(byId.get(p.value[2]), p.value[0], p.value[1])}),
      series: series
    });
  }

  function progress(c) {
    const judged = study.trials.filter(t => t.value !== null);
    let best = null;
    const frontier = judged.map(t => {
      best = best === null || (maximize ? t.value > best : t.value < best) ? t.value : best;
      return [t.id, best];
    });
    const states = [...new Set(judged.map(t => t.state))];
    const look = {
      finished: {symbol: 'circle', symbolSize: 9, itemStyle: {color: palette[2]}},
      stopped: {symbol: 'circle', symbolSize: 7,
        itemStyle: {color: c.paper, borderColor: palette[4], borderWidth: 1.5}},
      running: {symbol: 'triangle', symbolSize: 9, itemStyle: {color: palette[1]}}
    };
    const byId = new Map(study.trials.map(t => [t.id, t]));
    const series = states.map(state => Object.assign({name: state, type: 'scatter',
      data: judged.filter(t => t.state === state).map(t => [t.id, t.value])}, look[state]));
    series.push({name: 'best so far', type: 'line', step: 'end', symbol: 'none', data: frontier,
      lineStyle: {color: c.accent, width: 2}, itemStyle: {color: c.accent}, tooltip: {show: false}, z: 1});
    const baseline = byId.get(0);
    if (baseline && baseline.value !== null && series.length > 0) {
      series[series.length - 1].markLine = {symbol: 'none', silent: true,
        lineStyle: {color: c.soft, type: 'dashed'}, data: [{yAxis: baseline.value}],
        label: {formatter: 'baseline', color: c.soft, position: 'insideEndTop'}};
    }
    return Object.assign(base(c, 'Objective of every trial, and the best so far.'), {
      legend: {top: 0, textStyle: {color: c.ink}},
      grid: {left: 64, right: 24, top: 40, bottom: 48},
      xAxis: axis(c, 'trial', {type: 'value', min: 0, max: 'dataMax', minInterval: 1, splitLine: {show: false}}),
      yAxis: axis(c, metric, {type: 'value', scale: true, nameGap: 46}),
      tooltip: Object.assign(base(c).tooltip, {trigger: 'item', formatter: p => {
        const t = byId.get(p.value[0]);
        return describe(t, t.epoch, t.value);
      }}),
      series: series
    });
  }

  function front(c) {
    const [up, along] = study.goals;
    const judged = study.trials.filter(t => t.values.every(v => v !== null));
    const byId = new Map(judged.map(t => [t.id, t]));
    const at = t => [t.values[1], t.values[0], t.id];
    const members = study.front.map(id => byId.get(id));
    const others = judged.filter(t => !study.front.includes(t.id));
    const along0 = judged.map(t => t.values[1]);
    const log = Math.min(...along0) > 0 && Math.max(...along0) > 20 * Math.min(...along0);
    const bound = (goal, axis) => goal.bound === null ? [] : [{[axis]: goal.bound,
      label: {formatter: goal.metric + ' ' + short(goal.bound), color: c.soft, position: 'insideEndTop'}}];
    const point = (name, trials, look) => Object.assign({name: name, type: 'scatter', data: trials.map(at)}, look);
    const series = [
      point('other trials', others, {symbolSize: 7, itemStyle: {color: palette[4], opacity: 0.6}, z: 2}),
      // The stairs between what can be had: dominated by one of the two trials beside them.
      {name: 'front', type: 'line', step: up.maximize === along.maximize ? 'start' : 'end', symbol: 'circle', symbolSize: 9,
        data: [...members].sort((a, b) => a.values[1] - b.values[1]).map(at), itemStyle: {color: palette[2]},
        lineStyle: {color: palette[2], width: 1.5}, z: 3,
        markLine: {symbol: 'none', silent: true, lineStyle: {color: c.soft, type: 'dashed'},
          data: [...bound(up, 'yAxis'), ...bound(along, 'xAxis')]}}];
    if (byId.has(0)) {
      series.push(point('baseline', [byId.get(0)], {symbol: 'diamond', symbolSize: 13, itemStyle: {color: c.soft}, z: 4}));
    }
    if (byId.has(study.best)) {
      series.push(point(study.bestName, [byId.get(study.best)], {symbol: 'circle', symbolSize: 15, z: 5,
        itemStyle: {color: 'transparent', borderColor: c.accent, borderWidth: 3}}));
    }
    const words = goal => goal.metric + (goal.maximize ? ' (more is better)' : ' (less is better)');
    return Object.assign(base(c, 'Two objectives of every trial, and the front.'), {
      legend: {top: 0, textStyle: {color: c.ink}},
      grid: {left: 64, right: 24, top: 40, bottom: 48},
      xAxis: axis(c, words(along), {type: log ? 'log' : 'value', scale: true}),
      yAxis: axis(c, words(up), {type: 'value', scale: true, nameGap: 46}),
      tooltip: Object.assign(base(c).tooltip, {trigger: 'item', formatter: p => {
        const t = byId.get(p.value[2]);
        return describe(t, t.epoch, t.value) + '<br>' + escape(along.metric) + ' <b>' + short(t.values[1]) + '</b>';
      }}),
      series: series
    });
  }

  function parallel(c) {
    const judged = study.trials.filter(t => t.value !== null);
    const values = judged.map(t => t.value).sort((a, b) => a - b);
    // A number is a choice whatever its digits: 10 is 10.0 there.
    const choice = (p, x) => p.values.find(v => v === String(x) || typeof x === 'number' && Number(v) === x);
    const axes = study.parameters.map((p, i) => Object.assign({dim: i, name: p.name},
        p.values ? {type: 'category', data: p.values} : p.log ? {type: 'log', min: p.low, max: p.high}
            : {type: 'value', min: p.low, max: p.high, minInterval: p.whole ? 1 : 0}));
    axes.push({dim: axes.length, name: metric, type: 'value', scale: true});
    // The worst quarter shares one end of the scale, so that the good ones can be told apart.
    const at = q => values[Math.min(values.length - 1, Math.floor(q * values.length))];
    const range = maximize ? [at(0.25), values[values.length - 1]] : [values[0], at(0.75)];
    // From bad to good: the good ones stand out from the paper.
    const ramp = isDark()
        ? ['#3b4a7a', '#21918c', '#5ec962', '#fde725'] : ['#cfe8c9', '#5ec962', '#21918c', '#3b528b', '#440154'];
    return Object.assign(base(c, 'Configurations as lines across their parameters, coloured by the objective.'), {
      parallelAxis: axes.map(a => Object.assign(a, {nameLocation: 'end', nameGap: 14,
        nameTextStyle: {color: c.ink, fontSize: 12}, axisLabel: {color: c.ink, fontSize: 11, formatter: short,
          textBorderColor: c.paper, textBorderWidth: 3},
        axisLine: {lineStyle: {color: c.soft}}, axisTick: {lineStyle: {color: c.soft}}})),
      parallel: {left: 56, right: 90, top: 44, bottom: 64},
      visualMap: {type: 'continuous', dimension: axes.length - 1, min: range[0], max: range[1], calculable: true,
        orient: 'horizontal', left: 'center', bottom: 0, itemHeight: 220, precision: 4, text: [metric, ''],
        textStyle: {color: c.ink}, inRange: {color: maximize ? ramp : [...ramp].reverse()}},
      tooltip: {show: false},
      series: [{type: 'parallel', smooth: false, inactiveOpacity: 0.03, activeOpacity: 0.9,
        lineStyle: {width: 1.5, opacity: 0.5},
        data: judged.map(t => ({
          value: [...study.parameters.map(p => p.name in t.configuration
              ? (p.values ? choice(p, t.configuration[p.name]) : t.configuration[p.name]) : '-'), t.value],
          lineStyle: t.id === study.best ? {width: 4, opacity: 1} : {width: 1.5, opacity: 0.45}
        }))}]
    });
  }

  function draw() {
    charts.splice(0).forEach(chart => chart.dispose());
    const c = colours();
    for (const [id, option] of [['front', front], ['curves', learningCurves], ['progress', progress], ['parallel', parallel]]) {
      const place = document.getElementById(id);
      if (place) {
        const chart = echarts.init(place, null, {renderer: 'canvas'});
        chart.setOption(option(c));
        charts.push(chart);
      }
    }
  }

  draw();
  window.addEventListener('resize', () => charts.forEach(chart => chart.resize()));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
})();
