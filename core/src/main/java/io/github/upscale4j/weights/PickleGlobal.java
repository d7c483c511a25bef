package io.github.upscale4j.weights;

import static io.github.upscale4j.weights.MalformedWeightsException.SAVE_STATE_DICT;
import static io.github.upscale4j.weights.MalformedWeightsException.quote;

import io.github.upscale4j.weights.Pickled.Dict;
import io.github.upscale4j.weights.Pickled.Opaque;
import io.github.upscale4j.weights.Pickled.Sequence;
import io.github.upscale4j.weights.Pickled.Storage;
import io.github.upscale4j.weights.Pickled.Tensor;
import io.github.upscale4j.weights.Pickled.Tuple;
import java.util.HashMap;
import java.util.Map;

/**
 * The Python classes and functions that a checkpoint may name, and what calling them means here: building one of our
 * own values. The list is closed; any other name refuses the file, wherever it stands.
 */
final class PickleGlobal {
    private enum Kind {
        ORDERED_DICT,
        TENSOR,
        PARAMETER,
        STORAGE,
        SIZE,
        OPAQUE
    }

    private static final Map<String, PickleGlobal> ALLOWED = allowed();

    private final Kind kind;
    private final String name;
    private final Dtype dtype; // of a storage class, else null

    private PickleGlobal(Kind kind, String name, Dtype dtype) {
        this.kind = kind;
        this.name = name;
        this.dtype = dtype;
    }

    private static Map<String, PickleGlobal> allowed() {
        Map<String, PickleGlobal> map = new HashMap<>();
        allow(map, "collections", "OrderedDict", Kind.ORDERED_DICT);
        allow(map, "torch._utils", "_rebuild_tensor_v2", Kind.TENSOR);
        // before torch 0.4 (2018): the same first four arguments; SRGAN generators of that time hold it
        allow(map, "torch._utils", "_rebuild_tensor", Kind.TENSOR);
        allow(map, "torch._utils", "_rebuild_parameter", Kind.PARAMETER);
        allow(map, "torch", "Size", Kind.SIZE);
        allow(map, "torch", "device", Kind.OPAQUE);
        // NumPy scalars, as old trainers keep their best score; their bytes travel through _codecs.encode.
        allow(map, "numpy.core.multiarray", "scalar", Kind.OPAQUE);
        allow(map, "numpy._core.multiarray", "scalar", Kind.OPAQUE);
        allow(map, "numpy", "dtype", Kind.OPAQUE);
        allow(map, "_codecs", "encode", Kind.OPAQUE);
        for (Dtype dtype : Dtype.values()) {
            map.put(key("torch", dtype.torchName), new PickleGlobal(Kind.STORAGE, dtype.torchName, dtype));
        }
        return Map.copyOf(map);
    }

    private static void allow(Map<String, PickleGlobal> map, String module, String name, Kind kind) {
        map.put(key(module, name), new PickleGlobal(kind, name, null));
    }

    // A line feed separates what a dot would blur: module torch, name _utils.x is not module torch._utils, name x.
    private static String key(String module, String name) {
        return module + '\n' + name;
    }

    static PickleGlobal find(String module, String name) throws MalformedWeightsException {
        PickleGlobal found = ALLOWED.get(key(module, name));
        if (found != null) {
            return found;
        }
        String python = quote(module + "." + name);
        if (module.equals("torch") && name.endsWith("Storage")) {
            throw new MalformedWeightsException("storage type " + python
                    + " is not read, only float64, float32, float16, bfloat16, integers and bool; convert the model"
                    + " with model.float(), then " + SAVE_STATE_DICT);
        }
        if (module.startsWith("torch.nn.") || module.startsWith("__torch__")) {
            throw new MalformedWeightsException(
                    "a whole pickled model (class " + python + "), not only its tensors; " + SAVE_STATE_DICT);
        }
        throw new MalformedWeightsException("asks for the Python class or function " + python
                + ", which tensors do not need (a whole pickled model may); refused, and nothing was run. If you trust"
                + " its origin: "
                + SAVE_STATE_DICT);
    }

    /** What the call of this name with {@code args} stands for. */
    Object call(Tuple args) throws MalformedWeightsException {
        Object[] items = args.items;
        switch (kind) {
            case ORDERED_DICT:
                return dict(items);
            case TENSOR:
                return tensor(items);
            case PARAMETER:
                if (items.length >= 1 && items[0] instanceof Tensor) {
                    return items[0];
                }
                break;
            case SIZE:
                if (items.length == 1 && items[0] instanceof Tuple) {
                    return items[0];
                }
                break;
            case OPAQUE:
                return Opaque.VALUE;
            case STORAGE:
                break;
        }
        throw arguments();
    }

    private Dict dict(Object[] items) throws MalformedWeightsException {
        Dict dict = new Dict();
        if (items.length == 0) {
            return dict;
        }
        // Python 2 passes its entries as one list of pairs.
        if (items.length != 1 || !(items[0] instanceof Sequence)) {
            throw arguments();
        }
        for (Object pair : ((Sequence) items[0]).items) {
            Object[] entry = pair instanceof Sequence
                    ? ((Sequence) pair).items.toArray()
                    : pair instanceof Tuple ? ((Tuple) pair).items : new Object[0];
            if (entry.length != 2) {
                throw arguments();
            }
            dict.entries.put(entry[0], entry[1]);
        }
        return dict;
    }

    private Tensor tensor(Object[] items) throws MalformedWeightsException {
        // storage, offset, size, stride(, requires_grad, hooks(, metadata))
        if (items.length < 4 || !(items[0] instanceof Storage) || !(items[1] instanceof Long)) {
            throw arguments();
        }
        return new Tensor((Storage) items[0], (Long) items[1], longs(items[2]), longs(items[3]));
    }

    private long[] longs(Object value) throws MalformedWeightsException {
        if (!(value instanceof Tuple)) {
            throw arguments();
        }
        Object[] items = ((Tuple) value).items;
        long[] longs = new long[items.length];
        for (int i = 0; i < longs.length; i++) {
            if (!(items[i] instanceof Long)) {
                throw arguments();
            }
            longs[i] = (Long) items[i];
        }
        return longs;
    }

    /**
     * The storage that a persistent id stands for: {@code ('storage', class, key, device, elements)}, in the older
     * container with {@code (view key, first, elements)} or None as a sixth.
     */
    static Storage storage(Object id) throws MalformedWeightsException {
        Object[] items = id instanceof Tuple ? ((Tuple) id).items : new Object[0];
        if (items.length < 5
                || items.length > 6
                || !"storage".equals(items[0])
                || !(items[1] instanceof PickleGlobal)
                || ((PickleGlobal) items[1]).kind != Kind.STORAGE
                || !(items[2] instanceof String)
                || !(items[4] instanceof Long)) {
            throw new MalformedWeightsException("a persistent id that is no storage (" + Pickled.kind(id)
                    + "); the file is damaged or no PyTorch checkpoint");
        }
        String key = (String) items[2];
        // The key becomes part of an entry's name: no path in it.
        if (!key.matches("[A-Za-z0-9_-]{1,64}")) {
            throw new MalformedWeightsException("storage key " + quote(key)
                    + ": only 1 to 64 letters, digits, '_' and '-' are allowed; the file is damaged or hostile");
        }
        Dtype dtype = ((PickleGlobal) items[1]).dtype;
        long elements = (Long) items[4];
        if (elements < 0 || elements > Long.MAX_VALUE / dtype.size) {
            throw new MalformedWeightsException(
                    "storage " + quote(key) + " of " + elements + " elements; the file is damaged");
        }
        if (items.length == 5 || items[5] == null) {
            return new Storage(dtype, key, elements, 0, elements);
        }
        Object[] view = items[5] instanceof Tuple ? ((Tuple) items[5]).items : new Object[0];
        if (view.length != 3 || !(view[1] instanceof Long) || !(view[2] instanceof Long)) {
            throw new MalformedWeightsException("storage " + quote(key) + ": no valid view; the file is damaged");
        }
        long first = (Long) view[1];
        long count = (Long) view[2];
        if (first < 0 || count < 0 || first > elements || count > elements - first) {
            throw new MalformedWeightsException("storage " + quote(key) + " of " + elements + " elements: a view of "
                    + count + " from " + first + " leaves it; the file is damaged");
        }
        return new Storage(dtype, key, elements, first, count);
    }

    private MalformedWeightsException arguments() {
        return new MalformedWeightsException(
                "'" + name + "' with arguments that it does not take; the file is damaged");
    }
}
