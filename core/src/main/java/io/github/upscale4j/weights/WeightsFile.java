package io.github.upscale4j.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.ServiceLoader;

/** Brings a file's bytes within reach and tells its container by them, never by its name. */
final class WeightsFile {
    // Below, a copy in the heap: it outlives changes of the file, and Windows can delete the file meanwhile.
    // Above, a mapping: the raw bytes of a large network should not take up the heap beside its floats.
    private static final int MAPPED = 16 << 20;

    /** The opcode that begins a pickle of protocol 2 and later. */
    private static final int PROTO = 0x80;

    private WeightsFile() {}

    static Weights read(Path file) throws IOException {
        String name = file.toString();
        if (Files.isDirectory(file)) {
            throw new MalformedWeightsException(name + ": a folder; name the weights file in it");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size > Integer.MAX_VALUE) {
                throw new MalformedWeightsException(name + ": " + size + " bytes, at most 2^31 - 1 are read; "
                        + MalformedWeightsException.SAVE_STATE_DICT + ", without the optimizer, or as float16");
            }
            WeightsReader reader = reader(channel);
            if (reader != null) {
                return reader.read(file);
            }
            if (size > MAPPED) {
                return parse(channel.map(FileChannel.MapMode.READ_ONLY, 0, size), name);
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
            return parse(bytes.flip().slice(), name);
        }
    }

    /** Who else reads such a file, or null. The containers of this package cannot be taken over. */
    private static WeightsReader reader(FileChannel channel) throws IOException {
        ByteBuffer start = ByteBuffer.allocate(WeightsReader.START);
        while (start.hasRemaining() && channel.read(start, start.position()) >= 0) {}
        start.flip();
        if (!Safetensors.recognises(start) && !startsWith(start, 'P', 'K') && !startsWith(start, PROTO)) {
            for (WeightsReader reader : ServiceLoader.load(WeightsReader.class)) {
                if (reader.recognises(start.asReadOnlyBuffer())) {
                    return reader;
                }
            }
        }
        return null;
    }

    /** @param file from index 0 to its limit; kept */
    static Weights parse(ByteBuffer file, String name) throws MalformedWeightsException {
        try {
            Weights weights = parse(file);
            if (weights.names().isEmpty()) {
                throw new MalformedWeightsException("holds no tensors: nothing to build a network from");
            }
            return weights;
        } catch (MalformedWeightsException e) {
            throw e.in(name);
        }
    }

    private static Weights parse(ByteBuffer file) throws MalformedWeightsException {
        // First what has structure: the length that opens a safetensors file may begin with another kind's magic.
        if (Safetensors.recognises(file)) {
            return safetensors(file);
        }
        if (startsWith(file, 'P', 'K', 3, 4) || startsWith(file, 'P', 'K', 5, 6)) {
            return new Weights(TorchZip.read(file), Map.of());
        }
        String mistake = UsualMistake.explain(file);
        if (mistake != null) {
            throw new MalformedWeightsException(mistake);
        }
        if (startsWith(file, PROTO)) {
            return new Weights(TorchLegacy.read(file), Map.of());
        }
        if (file.limit() > 8 && file.get(8) == '{') {
            return safetensors(file); // to say what is wrong with it
        }
        throw new MalformedWeightsException("neither a PyTorch checkpoint nor safetensors (" + file.limit()
                + " bytes, starting with " + hex(file) + "); it is damaged or of another kind");
    }

    private static Weights safetensors(ByteBuffer file) throws MalformedWeightsException {
        Safetensors read = Safetensors.read(file);
        return new Weights(Nesting.stripPrefixes(read.tensors), read.metadata);
    }

    private static boolean startsWith(ByteBuffer file, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= file.limit() || (file.get(i) & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static String hex(ByteBuffer file) {
        StringBuilder hex = new StringBuilder("0x");
        for (int i = 0; i < Math.min(8, file.limit()); i++) {
            hex.append(String.format("%02x", file.get(i)));
        }
        return hex.toString();
    }
}
