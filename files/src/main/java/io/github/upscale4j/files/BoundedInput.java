package io.github.upscale4j.files;

import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.stream.FileImageInputStream;

/**
 * A file that can be read only so often. The reader of lossless WebP goes on at the end of a file as if there were zeros: 70
 * damaged bytes keep it busy for minutes.
 */
final class BoundedInput extends FileImageInputStream {
    /** What a sound file takes is about 10: each byte is read as one of eight. */
    private static final int TIMES = 64;

    private static final int LEAST = 100_000;

    private long left;

    BoundedInput(Path file) throws IOException {
        super(file.toFile());
        left = TIMES * length() + LEAST;
    }

    @Override
    public int read() throws IOException {
        count(1);
        return super.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        count(Math.max(1, length));
        return super.read(bytes, offset, length);
    }

    private void count(int bytes) throws IOException {
        left -= bytes;
        if (left < 0) {
            throw new IOException("its compressed data lead nowhere");
        }
    }
}
