#!/usr/bin/env bash
# Runs the measurement of a GPU where it was packed to; figures and page go to $OUT, or else out.
#
#   run.sh [--device cuda|cpu] [--sizes 1,16,64,256,1024]
#
# The native engine: the jar that $WHITTLE_NATIVE names (pytorch-native-cu128 of DJL's release), or else the PyTorch of
# $WHITTLE_TORCH_PYTHON (python3): with jni/, DJL's library is built for it, which takes a minute on 16 cores.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
out=${OUT:-$here/out}
python=${WHITTLE_TORCH_PYTHON:-python3}
device=cuda sizes=
while (( $# > 0 )); do
    case $1 in
        --device) device=$2; shift 2 ;;
        --sizes) sizes=$2; shift 2 ;;
        *) echo "run.sh: what is $1?" >&2; exit 2 ;;
    esac
done
[[ -n $sizes ]] || { [[ $device == cuda ]] && sizes=1,16,64,256,1024 || sizes=1,16,64; }
classpath=$here/lib/whittle-bench.jar:$here/lib/*
torch=()
if "$python" -c 'import torch' 2> /dev/null; then
    torch=("$python" "$here/torch_peer.py")
fi

# Everything of the PyTorch that Python has which DJL may load, in one folder, and DJL's own library, built for it.
build_native() {
    local home version flavor cuda=() link=() at
    home=$("$python" -c 'import os, torch; print(os.path.dirname(torch.__file__))' 2> /dev/null)
    version=$("$python" -c 'import torch; print(torch.__version__.split("+")[0])' 2> /dev/null)
    flavor=cpu
    native=$here/native
    mkdir -p "$native" "$here/jni/build"
    for at in "$home"/lib/libc10*.so "$home"/lib/libtorch.so "$home"/lib/libtorch_c*.so "$home"/lib/libgomp*.so*; do
        [[ $at == *libtorch_cuda_linalg* || ! -e $at ]] || ln -sf "$at" "$native/"
    done
    export LD_LIBRARY_PATH=$native:$home/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    if [[ $device == cuda ]]; then
        flavor=cu$("$python" -c 'import torch; print(torch.version.cuda.replace(".", ""))' 2> /dev/null)
        cuda=(-DUSE_CUDA)
        link=(-lc10_cuda -ltorch_cuda)
        for at in /usr/local/cuda/include "$home"/../nvidia/*/include; do
            [[ ! -e $at/cuda_runtime_api.h ]] || cuda+=("-I$at")
        done
        for at in "$home"/../nvidia/*/lib /usr/local/nvidia/lib64 /usr/local/cuda/lib64; do
            [[ ! -d $at ]] || LD_LIBRARY_PATH+=:$at
        done
        # DJL counts GPUs by libcudart, and asks for it without its version.
        for at in "$home"/../nvidia/*/lib/libcudart.so.* /usr/local/cuda/lib64/libcudart.so.*; do
            [[ ! -e $at ]] || { ln -sf "$at" "$native/libcudart.so"; break; }
        done
    fi
    if [[ ! -e $native/libdjl_torch.so ]]; then
        export home here
        printf '%s\n' "$here"/jni/*.cc | FLAGS="${cuda[*]}" xargs -P "$(nproc)" -I{} bash -c 'g++ -c -fPIC -O2 -std=c++17 -w \
            $FLAGS -I"$home/include" -I"$home/include/torch/csrc/api/include" -I"$here/jni" -I"$here/jni/include" {} \
            -o "$here/jni/build/$(basename {} .cc).o"'
        g++ -shared -o "$native/libdjl_torch.so" "$here"/jni/build/*.o -L"$home/lib" -ltorch -ltorch_cpu -lc10 "${link[@]}"
    fi
    export PYTORCH_LIBRARY_PATH=$native PYTORCH_VERSION=$version PYTORCH_FLAVOR=$flavor
}

native=$here
if [[ -n ${WHITTLE_NATIVE:-} ]]; then
    classpath+=:$WHITTLE_NATIVE
elif [[ -z ${PYTORCH_LIBRARY_PATH:-} ]]; then
    [[ -d $here/jni && ${#torch[@]} -gt 0 ]] || {
        echo "run.sh: no native engine: name its jar by WHITTLE_NATIVE, or pack --jni for the PyTorch of a Python" >&2; exit 1; }
    build_native
fi
mkdir -p "$out"
cd "$here"
OMP_NUM_THREADS=1 "$here/java/bin/java" -Xmx"${WHITTLE_BENCH_HEAP:-$([[ $device == cuda ]] && echo 24g || echo 2g)}" \
    -Dlog4j2.level=error -Dai.djl.offline=true -Djna.library.path="$native" -cp "$classpath" \
    org.whittle.bench.gpu.GpuBench conf/digits.conf "$device" "$sizes" "$out" "${torch[@]}"
