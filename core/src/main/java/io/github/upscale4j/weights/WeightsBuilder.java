package io.github.upscale4j.weights;

import static io.github.upscale4j.weights.MalformedWeightsException.quote;

import io.github.upscale4j.arch.Architecture;
import io.github.upscale4j.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Puts weights together from tensors of any type, for those who read or rename files. Not for several threads. */
public final class WeightsBuilder {
    private final Map<String, TensorView> tensors = new LinkedHashMap<>();
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private Architecture architecture;

    /**
     * Adds a tensor.
     *
     * @param type as {@link Weights#type}
     * @param bytes little-endian, in row-major order, from index 0 to the limit; kept, not copied
     * @throws MalformedWeightsException if the type is unknown or the bytes are not as many as the shape needs
     * @throws IllegalArgumentException if there is a tensor of that name
     */
    public WeightsBuilder tensor(String name, String type, ByteBuffer bytes, Shape shape)
            throws MalformedWeightsException {
        Dtype dtype = Dtype.named(name, type);
        // by division, as the product may overflow
        if (bytes.limit() % dtype.size != 0 || bytes.limit() / dtype.size != shape.elements()) {
            throw new MalformedWeightsException("tensor " + quote(name) + ": " + bytes.limit() + " bytes do not fill "
                    + dtype + " of shape " + shape + "; the file is damaged");
        }
        if (tensors.containsKey(name)) {
            throw new IllegalArgumentException("tensor " + quote(name) + " is there twice");
        }
        ByteBuffer own = bytes.slice(0, bytes.limit()).order(ByteOrder.LITTLE_ENDIAN);
        tensors.put(name, TensorView.rowMajor(name, dtype, shape, own));
        return this;
    }

    /** As {@link Weights#metadata}. */
    public WeightsBuilder metadata(Map<String, String> entries) {
        metadata.putAll(entries);
        return this;
    }

    /** As {@link Weights#architecture}. */
    public WeightsBuilder architecture(Architecture carried) {
        architecture = carried;
        return this;
    }

    public Weights build() {
        return new Weights(tensors, metadata, architecture);
    }
}
