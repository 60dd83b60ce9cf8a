"""Prints what Optuna makes of a journal, as JSON."""
import json
import sys

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

study = optuna.load_study(study_name=None, storage=JournalStorage(JournalFileBackend(sys.argv[1])))
one = len(study.directions) == 1
importance = {}
if one and len([t for t in study.trials if t.state.name == "COMPLETE"]) > 2:
    importance = optuna.importance.get_param_importances(
        study, evaluator=optuna.importance.PedAnovaImportanceEvaluator())
complete = [t for t in study.trials if t.state.name == "COMPLETE"]
trials = study.trials
rows = len(study.trials_dataframe())
# Optuna checks that the next configuration fits all earlier ones.
asked = study.ask({name: d for t in study.trials for name, d in t.distributions.items()}) if len(sys.argv) > 2 else None
print(json.dumps({
    "version": optuna.__version__,
    "name": study.study_name,
    "directions": [d.name for d in study.directions],
    "metrics": study.metric_names,
    "best": None if not complete else (study.best_trial.number if one else [t.number for t in study.best_trials]),
    "rows": rows,
    "asked": asked is not None and sorted(asked.params),
    "importance": sorted(importance),
    "trials": [{
        "number": t.number, "state": t.state.name, "values": t.values, "params": t.params,
        "intermediate": t.intermediate_values, "constraints": t.system_attrs.get("constraints"),
        "in_space": all(d._contains(d.to_internal_repr(t.params[n])) for n, d in t.distributions.items()),
    } for t in trials]}))
