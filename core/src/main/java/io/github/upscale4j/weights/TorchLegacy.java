package io.github.upscale4j.weights;

import static io.github.upscale4j.weights.MalformedWeightsException.SAVE_STATE_DICT;
import static io.github.upscale4j.weights.MalformedWeightsException.quote;

import io.github.upscale4j.weights.Pickled.Dict;
import io.github.upscale4j.weights.Pickled.Sequence;
import io.github.upscale4j.weights.Pickled.Storage;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * PyTorch's container before 1.6: five pickles one after another (magic number, protocol, system, the object, the
 * storages' keys), then for each key an i64 element count and the elements, little-endian.
 */
final class TorchLegacy implements PyTorchCheckpoint.Storages {
    private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
    private static final long PROTOCOL = 1001;

    private final Map<String, Dtype> dtypes = new HashMap<>();
    private final Map<String, ByteBuffer> storages = new HashMap<>();

    private TorchLegacy() {}

    static Map<String, TensorView> read(ByteBuffer file) throws MalformedWeightsException {
        Cursor in = new Cursor(file, "pickle");
        if (!MAGIC.equals(Unpickler.read(in))) {
            throw in.refuse("a pickle, but no PyTorch checkpoint (its magic number is missing); " + SAVE_STATE_DICT);
        }
        if (!Long.valueOf(PROTOCOL).equals(Unpickler.read(in))) {
            throw in.refuse("PyTorch checkpoint of another version than " + PROTOCOL + "; " + SAVE_STATE_DICT);
        }
        Object system = Unpickler.read(in);
        if (system instanceof Dict && Boolean.FALSE.equals(((Dict) system).entries.get("little_endian"))) {
            throw in.refuse("written on a big-endian machine; " + SAVE_STATE_DICT + " with torch 1.6 or newer");
        }
        TorchLegacy checkpoint = new TorchLegacy();
        Object root = Unpickler.read(in, checkpoint.dtypes);
        checkpoint.readStorages(in, Unpickler.read(in));
        return PyTorchCheckpoint.tensors(root, checkpoint, file.limit());
    }

    private void readStorages(Cursor in, Object keys) throws MalformedWeightsException {
        if (!(keys instanceof Sequence)) {
            throw in.refuse("a " + Pickled.kind(keys) + " instead of the list of storages; the file is damaged");
        }
        for (Object key : ((Sequence) keys).items) {
            // A storage's element size stands in the object alone, and without it the next one cannot be found.
            Dtype dtype = key instanceof String ? dtypes.get(key) : null;
            if (dtype == null) {
                throw in.refuse("a storage that no tensor uses; the file is damaged");
            }
            long count = in.i64();
            if (count < 0 || count > in.remaining()) {
                throw in.refuse("storage " + quote((String) key) + " of " + count + " elements, " + in.remaining()
                        + " bytes are left; the file is cut off: fetch it again");
            }
            ByteBuffer bytes = in.slice(count * dtype.size, "storage " + quote((String) key));
            if (storages.put((String) key, bytes.order(ByteOrder.LITTLE_ENDIAN)) != null) {
                throw in.refuse("storage " + quote((String) key) + " occurs twice; the file is damaged");
            }
        }
    }

    @Override
    public ByteBuffer bytes(Storage storage) throws MalformedWeightsException {
        ByteBuffer bytes = storages.get(storage.key);
        if (bytes == null) {
            throw new MalformedWeightsException(
                    "storage " + quote(storage.key) + " is missing; the file is damaged, fetch it again");
        }
        if (bytes.limit() != storage.keyElements * storage.dtype.size) {
            throw new MalformedWeightsException("storage " + quote(storage.key) + " holds " + bytes.limit()
                    + " bytes, but " + storage.keyElements + " elements of " + storage.dtype + " take "
                    + storage.keyElements * storage.dtype.size + "; the file is damaged");
        }
        return bytes;
    }
}
