package io.github.upscale4j.cpu;

/** Memory that a thread lends to a kernel for the time of a call; what it holds before means nothing. */
public record Scratch(float[] floats, float[][] lines) {}
