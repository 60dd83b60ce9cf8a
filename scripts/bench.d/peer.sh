# Read by the measurements that run beside the peer. PYTHON names a Python with optuna, torch and scikit-learn.

# run_peer ROOT FILE: Optuna with PyTorch, two processes, on the digits; its figures go to standard output and to FILE.
run_peer() {
    local peer=$1/../shared/benchmarks/peers/optuna_digits.py
    if [[ -f $peer ]] && "${PYTHON:-python3}" -c 'import optuna, torch, sklearn' 2> /dev/null; then
        (cd "$(dirname "$peer")" && "${PYTHON:-python3}" optuna_digits.py tpe 1 800 2) | tee -a "$2"
    else
        echo "peer: skipped; it needs ../shared/benchmarks/peers and Python with optuna, torch and scikit-learn"
    fi
}

# peer_ratio FILE RATE: the rate as a multiple of the peer's mean.
peer_ratio() {
    [[ ! -f $1 ]] || awk -v ours="$2" '
        match($0, /"epochs_per_s": [0-9.]+/) { sum += substr($0, RSTART + 16, RLENGTH - 16); n++ }
        END { printf "ratio to Optuna with PyTorch, two processes (%.1f epochs/s, mean of %d runs): %.2f\n", sum / n, n, ours / (sum / n) }' "$1"
}

# peer_rate FILE: the peer's mean epochs per second; - where it did not run.
peer_rate() {
    { cat "$1" 2> /dev/null || true; } | awk '
        match($0, /"epochs_per_s": [0-9.]+/) { sum += substr($0, RSTART + 16, RLENGTH - 16); n++ }
        END { if (n > 0) printf "%.4f", sum / n; else printf "-" }'
}
