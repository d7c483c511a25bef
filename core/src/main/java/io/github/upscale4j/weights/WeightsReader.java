package io.github.upscale4j.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Reads a kind of weights file that this package does not; found by {@link java.util.ServiceLoader}. {@link
 * Weights#read(Path)} asks one only for files that are neither a PyTorch checkpoint nor safetensors.
 */
public interface WeightsReader {
    /** How many bytes of a file are shown to {@link #recognises}. */
    int START = 512;

    /** @param start the file's first {@value #START} bytes, or all if it is shorter; from index 0 to the limit */
    boolean recognises(ByteBuffer start);

    /**
     * Reads a file that was recognised: under the names that the architecture's own checkpoints have, or, if it holds the
     * graph of a network that is no known one, with that graph as {@link Weights#architecture}.
     *
     * @throws MalformedWeightsException if it is damaged or holds what cannot be used
     * @throws IOException if it cannot be read
     */
    Weights read(Path file) throws IOException;
}
