package io.github.upscale4j.converter.graph;

/** What a name of the graph stands for while the network is being written. */
sealed interface Value permits Constant, View, Pending {}
