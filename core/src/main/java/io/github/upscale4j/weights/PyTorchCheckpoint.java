package io.github.upscale4j.weights;

import static io.github.upscale4j.weights.MalformedWeightsException.quote;

import io.github.upscale4j.tensor.Shape;
import io.github.upscale4j.weights.Pickled.Storage;
import io.github.upscale4j.weights.Pickled.Tensor;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** From an unpickled checkpoint, of either container, to named tensors. */
final class PyTorchCheckpoint {
    /** Where a container keeps the bytes of storages. */
    interface Storages {
        /** All bytes under the storage's key, in the byte order set, checked to hold its {@code keyElements}. */
        ByteBuffer bytes(Storage storage) throws MalformedWeightsException;
    }

    private PyTorchCheckpoint() {}

    /** Only tensors that are kept are looked at: an optimiser's state costs nothing. */
    static Map<String, TensorView> tensors(Object root, Storages storages, long fileSize)
            throws MalformedWeightsException {
        Map<String, TensorView> views = new LinkedHashMap<>();
        // Shared and stride-0 views may count more elements than there are bytes; this much more, and no further.
        long budget = (1 << 20) + 4 * fileSize;
        for (Map.Entry<String, Tensor> entry : Nesting.unwrap(root).entrySet()) {
            String name = entry.getKey();
            Tensor tensor = entry.getValue();
            Shape shape = TensorView.shape(name, tensor.dims);
            if (shape.elements() > budget) {
                throw new MalformedWeightsException("tensor " + quote(name) + " of shape " + shape
                        + ": too many elements for a file of " + fileSize
                        + " bytes (at most 4 for each byte); the file is damaged or hostile");
            }
            budget -= shape.elements();
            views.put(name, view(name, tensor, shape, storages));
        }
        return Nesting.stripPrefixes(views);
    }

    private static TensorView view(String name, Tensor tensor, Shape shape, Storages storages)
            throws MalformedWeightsException {
        Storage storage = tensor.storage;
        ByteBuffer all;
        try {
            all = storages.bytes(storage);
        } catch (MalformedWeightsException e) {
            throw e.in("tensor " + quote(name));
        }
        int size = storage.dtype.size;
        ByteBuffer own = all.slice((int) (storage.first * size), (int) (storage.elements * size))
                .order(all.order());
        return TensorView.of(name, storage.dtype, shape, own, tensor.offset, tensor.strides);
    }
}
