/**
 * Models as ONNX files, for runtimes in any language: preprocessing, network, and what its outputs mean, in one graph.
 *
 * <p>The file is a dozen messages of Protocol Buffers, which {@link org.whittle.score.proto.ProtoBytes} writes. A
 * library for them would bring a second {@code protobuf-java} beside the one that Spark and Hadoop share, and generated
 * classes of two megabytes.
 */
package org.whittle.score.onnx;
