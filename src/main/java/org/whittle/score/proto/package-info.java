/**
 * Protocol Buffers as far as files need them that other tools read. A library would bring a second protobuf-java beside
 * Spark's and Hadoop's.
 */
package org.whittle.score.proto;
