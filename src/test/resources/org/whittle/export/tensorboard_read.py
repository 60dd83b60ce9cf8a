"""Prints what TensorBoard makes of a directory, as JSON: its own loader of events, and its own plugin for HParams."""
import json
import sys

from tensorboard import version
from tensorboard.backend.event_processing import data_provider, plugin_event_multiplexer
from tensorboard.context import RequestContext
from tensorboard.plugins import base_plugin
from tensorboard.plugins.hparams import api_pb2, backend_context, get_experiment, list_session_groups

multiplexer = plugin_event_multiplexer.EventMultiplexer()
multiplexer.AddRunsFromDirectory(sys.argv[1])
multiplexer.Reload()
provider = data_provider.MultiplexerDataProvider(multiplexer, sys.argv[1])
context = backend_context.Context(base_plugin.TBContext(data_provider=provider))
experiment = get_experiment.Handler(RequestContext(), context, "", api_pb2.GetExperimentRequest()).run()

request = api_pb2.ListSessionGroupsRequest()
request.start_index = 0
request.slice_size = 100000
request.allowed_statuses.extend([api_pb2.STATUS_SUCCESS, api_pb2.STATUS_FAILURE, api_pb2.STATUS_RUNNING,
                                 api_pb2.STATUS_UNKNOWN])
for info in experiment.metric_infos:
    column = request.col_params.add()
    column.metric.CopyFrom(info.name)
for info in experiment.hparam_infos:
    request.col_params.add().hparam = info.name
groups = list_session_groups.Handler(RequestContext(), context, "", request).run()


def value(v):
    return getattr(v, v.WhichOneof("kind")) if v.WhichOneof("kind") else None


print(json.dumps({
    "version": version.VERSION,
    "name": experiment.name,
    "hparams": {h.name: h.type for h in experiment.hparam_infos},
    "metrics": [m.name.tag for m in experiment.metric_infos],
    "scalars": {run: {tag: [[e.step, e.tensor_proto.float_val[0]] for e in multiplexer.Tensors(run, tag)]
                      for tag in tags["tensors"] if not tag.startswith("_hparams_")}
                for run, tags in multiplexer.Runs().items()},
    "groups": [{
        "name": g.name, "hparams": {k: value(v) for k, v in g.hparams.items()},
        "metrics": {m.name.tag: m.value for m in g.metric_values},
        "status": [s.status for s in g.sessions],
    } for g in groups.session_groups]}))
