#!/usr/bin/env bash
# Spark's resource discovery: prints this node's (or container's) NVIDIA GPUs as {"name": "gpu", "addresses": ["0", "1"]}.
# For spark.executor.resource.gpu.discoveryScript (and spark.worker.resource.gpu.discoveryScript of standalone workers).
set -euo pipefail

indices=$(nvidia-smi --query-gpu=index --format=csv,noheader)
addresses=$(printf '%s\n' "$indices" | tr -d ' \r' | sed '/^$/d; s/.*/"&"/' | paste -sd, -)
printf '{"name": "gpu", "addresses": [%s]}\n' "$addresses"
