#!/usr/bin/env bash
# Used by gpu: packs it for a machine that has nothing but a GPU, a Python with PyTorch (or the native engine as a jar) and, for
# --jni, a C++ compiler.
set -euo pipefail

root=$1 classpath=$2 to=$3 djl=$4
java=${JAVA_HOME:+$JAVA_HOME/bin/}
jars=(djl/api/ djl/pytorch/pytorch-engine/ djl/pytorch/pytorch-jni/ gson/ typesafe/config/ jna/jna/ commons-math3/
    slf4j/slf4j-api/)
most=$((64 << 20))

rm -rf "$to/java" "$to/lib" "$to/jni"
mkdir -p "$to/lib" "$to/conf"
"${java}jar" --create --file "$to/lib/whittle-bench.jar" -C "$root/target/bench/classes" .
for jar in "${jars[@]}"; do
    found=$(tr ':' '\n' <<< "$classpath" | grep -F "/$jar" | grep '\.jar$' || true)
    [[ -n $found ]] || { echo "bench gpu: no jar of $jar on the class path" >&2; exit 1; }
    cp $found "$to/lib/"
done
"${java}jlink" --add-modules java.logging,java.management,java.sql,jdk.unsupported,jdk.management \
    --strip-debug --no-header-files --no-man-pages --compress=2 --output "$to/java"
cp "$root/conf/digits.conf" "$to/conf/"
cp "$root/scripts/bench.d/torch_peer.py" "$to/"
cp "$root/scripts/bench.d/gpu-run.sh" "$to/run.sh"
if [[ -n $djl ]]; then
    # DJL's library for Java is built for one release of PyTorch: for another it is built there, from the same sources.
    native=$djl/engines/pytorch/pytorch-native/src/main/native
    [[ -d $native ]] || { echo "bench gpu: $djl has no engines/pytorch/pytorch-native: are they DJL's sources?" >&2; exit 1; }
    mkdir -p "$to/jni/include"
    cp "$native"/*.cc "$native"/*.h "$to/jni/"
    cp -r "$djl/api/src/main/native/." "$to/jni/include/"
    home=$(dirname "$(dirname "$(readlink -f "$(command -v "${java}javac")")")")
    cp "$home/include/jni.h" "$home/include/linux/jni_md.h" "$to/jni/include/"
    "${java}javac" -nowarn -proc:none -cp "$classpath" -h "$to/jni/include" -d "$(mktemp -d)" \
        "$djl/engines/pytorch/pytorch-engine/src/main/java/ai/djl/pytorch/jni/PyTorchLibrary.java"
fi
size=$(du -sb "$to" | cut -f 1)
echo "$to: $((size >> 20)) MiB; there: bash run.sh [--device cpu|cuda] [--sizes 1,16,64,256,1024]"
if (( size > most )); then
    echo "bench gpu: more than $((most >> 20)) MiB" >&2
    exit 1
fi
