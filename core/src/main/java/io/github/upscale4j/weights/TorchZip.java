package io.github.upscale4j.weights;

import static io.github.upscale4j.weights.MalformedWeightsException.SAVE_STATE_DICT;
import static io.github.upscale4j.weights.MalformedWeightsException.quote;

import io.github.upscale4j.weights.Pickled.Storage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * PyTorch's container since 1.6: a zip of {@code <root>/data.pkl} and one entry {@code <root>/data/<key>} per storage.
 * The root is any name.
 */
final class TorchZip implements PyTorchCheckpoint.Storages {
    private static final String PICKLE = "data.pkl";

    private final ZipArchive zip;
    private final String root; // ends in '/'
    private final ByteOrder order;
    private final Map<String, ByteBuffer> read = new HashMap<>(); // storages are shared: one check of the CRC each

    private TorchZip(ZipArchive zip) throws MalformedWeightsException {
        this.zip = zip;
        this.root = root();
        this.order = byteOrder();
    }

    static Map<String, TensorView> read(ByteBuffer file) throws MalformedWeightsException {
        TorchZip checkpoint = new TorchZip(ZipArchive.open(file));
        ByteBuffer pickle = checkpoint.zip.read(checkpoint.root + PICKLE, Unpickler.LARGEST_PICKLE);
        Object value = Unpickler.read(new Cursor(pickle, PICKLE));
        return PyTorchCheckpoint.tensors(value, checkpoint, file.limit());
    }

    private String root() throws MalformedWeightsException {
        List<String> pickles = zip.names().stream()
                .filter(name -> name.endsWith("/" + PICKLE) && name.indexOf('/') == name.lastIndexOf('/'))
                .collect(Collectors.toList());
        if (pickles.size() != 1) {
            String names = zip.names().stream()
                    .limit(4)
                    .map(MalformedWeightsException::quote)
                    .collect(Collectors.joining(", "));
            throw new MalformedWeightsException("a zip archive with " + pickles.size()
                    + " entries <name>/data.pkl instead of 1, so no PyTorch checkpoint (it holds " + names
                    + (zip.names().size() > 4 ? ", ..." : "") + "); unpack it if the model lies inside");
        }
        String found = pickles.get(0).substring(0, pickles.get(0).length() - PICKLE.length());
        if (zip.names().stream().anyMatch(name -> name.startsWith(found + "code/"))) {
            throw new MalformedWeightsException(
                    "a TorchScript program (torch.jit.save), not a checkpoint; " + SAVE_STATE_DICT);
        }
        return found;
    }

    private ByteOrder byteOrder() throws MalformedWeightsException {
        String name = root + "byteorder"; // since torch 2.1; before, files were little-endian in practice
        if (!zip.names().contains(name)) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        String order = StandardCharsets.ISO_8859_1.decode(zip.read(name, 64)).toString();
        switch (order) {
            case "little":
                return ByteOrder.LITTLE_ENDIAN;
            case "big":
                return ByteOrder.BIG_ENDIAN;
            default:
                throw new MalformedWeightsException(
                        "byteorder is " + quote(order) + " instead of 'little' or 'big'; the file is damaged");
        }
    }

    @Override
    public ByteBuffer bytes(Storage storage) throws MalformedWeightsException {
        String name = root + "data/" + storage.key;
        long size = storage.keyElements * storage.dtype.size;
        if (size == 0) {
            return ByteBuffer.allocate(0); // some versions write no entry for it
        }
        // Before reading: an entry of another size is a wrong class or count, or inflates to fill the memory.
        if (zip.size(name) != size) {
            throw new MalformedWeightsException("storage " + quote(name) + " holds " + zip.size(name) + " bytes, but "
                    + storage.keyElements + " elements of " + storage.dtype + " take " + size
                    + "; the file is damaged");
        }
        ByteBuffer bytes = read.get(name);
        if (bytes == null) {
            bytes = zip.read(name, size).order(order);
            read.put(name, bytes);
        }
        return bytes;
    }
}
