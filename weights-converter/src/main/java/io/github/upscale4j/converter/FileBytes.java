package io.github.upscale4j.converter;

import io.github.upscale4j.weights.MalformedWeightsException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file's bytes as core has them: a small file is copied, a large one mapped. */
public final class FileBytes {
    private static final long MAPPED = 16 << 20;

    private FileBytes() {}

    /** From index 0 to the limit. */
    public static ByteBuffer of(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size > Integer.MAX_VALUE) {
                throw new MalformedWeightsException(size + " bytes, at most 2^31 - 1 are read");
            }
            if (size > MAPPED) {
                return channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
            return bytes.flip().slice();
        }
    }
}
