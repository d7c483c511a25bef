/**
 * Networks that come as graphs. A front end ({@code ncnn}, {@code onnx}) parses a file to a {@link
 * io.github.upscale4j.converter.graph.ParsedGraph} in the vocabulary of ONNX; {@link
 * io.github.upscale4j.converter.graph.GraphReader} makes a network of it.
 */
package io.github.upscale4j.converter.graph;
