package io.github.upscale4j.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a pickle may hold beside null, {@link Boolean}, {@link Long}, {@link java.math.BigInteger}, {@link Double} and
 * {@link String}. None of these compares or prints its contents: a pickle can share one list 10<sup>30</sup> times or
 * put it into itself, and whoever walks it must count.
 */
final class Pickled {
    private Pickled() {}

    /** A dictionary, ordered as written. */
    static final class Dict {
        final Map<Object, Object> entries = new LinkedHashMap<>();
    }

    /** A list or a set. */
    static final class Sequence {
        final List<Object> items = new ArrayList<>(0);
    }

    static final class Tuple {
        final Object[] items;

        Tuple(Object... items) {
            this.items = items;
        }
    }

    /** A run of elements, whose bytes lie elsewhere in the file under {@code key}. */
    static final class Storage {
        final Dtype dtype;
        final String key;
        /** Elements under the key, of which this storage has {@link #elements} from {@link #first}. */
        final long keyElements;

        final long first;
        final long elements;

        Storage(Dtype dtype, String key, long keyElements, long first, long elements) {
            this.dtype = dtype;
            this.key = key;
            this.keyElements = keyElements;
            this.first = first;
            this.elements = elements;
        }
    }

    /** A tensor as written, not yet checked against its storage. */
    static final class Tensor {
        final Storage storage;
        final long offset;
        final long[] dims;
        final long[] strides;

        Tensor(Storage storage, long offset, long[] dims, long[] strides) {
            this.storage = storage;
            this.offset = offset;
            this.dims = dims;
            this.strides = strides;
        }
    }

    /** A value of an allowed kind that no network needs: a device, a NumPy scalar, bytes. */
    enum Opaque {
        VALUE
    }

    /** As Python calls the kind of {@code value}. */
    static String kind(Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Dict) {
            return "dict";
        }
        if (value instanceof Sequence) {
            return "list";
        }
        if (value instanceof Tuple) {
            return "tuple";
        }
        if (value instanceof String) {
            return "str";
        }
        if (value instanceof Number || value instanceof Boolean) {
            return "number";
        }
        return value instanceof Tensor ? "tensor" : "object";
    }
}
