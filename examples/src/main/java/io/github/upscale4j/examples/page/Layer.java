package io.github.upscale4j.examples.page;

import io.github.upscale4j.PixelSink;
import java.awt.image.BufferedImage;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * One side of the comparison, in a file: its rows as they are made, then the picture at a half, a quarter, ... of its size
 * down to one tile. Memory does not grow with the picture, and what the browser looks at comes as tiles of {@value #TILE} x
 * {@value #TILE}. Safe to be read by several threads once {@link #isComplete}.
 */
final class Layer implements PixelSink, Closeable {
    /** Pixels of a tile's side: some 20 cover a large screen, and one is encoded in about 20 ms. */
    static final int TILE = 512;

    private final FileChannel file;
    private final int channels;
    private final boolean alpha;
    private final int bytes; // a sample of level 0: 1 or 2
    private final List<Level> levels = new ArrayList<>();
    private final ByteBuffer row; // of level 0
    private final byte[] shown; // the same in 8 bits
    private volatile boolean complete;

    /** A level's place in the file, and the row that waits for the one below it. */
    private static final class Level {
        final int width;
        final int height;
        final long offset;
        final byte[] half; // a row that this level passes on, at half of its width
        byte[] upper;
        int rows;

        Level(int width, int height, long offset, int samples) {
            this.width = width;
            this.height = height;
            this.offset = offset;
            half = new byte[(width + 1) / 2 * samples];
            upper = new byte[width * samples];
        }
    }

    /**
     * @param channels 1 for gray, 3 for RGB; alpha is not counted
     * @param bits 8 or 16 a sample, kept as such for {@link #replay}
     */
    Layer(Path path, int width, int height, int channels, boolean alpha, int bits) throws IOException {
        this.channels = channels;
        this.alpha = alpha;
        bytes = bits / 8;
        long offset = 0;
        for (int w = width, h = height; ; w = (w + 1) / 2, h = (h + 1) / 2) {
            levels.add(new Level(w, h, offset, samples()));
            offset += (long) w * h * samples() * (levels.size() == 1 ? bytes : 1);
            if (Math.max(w, h) <= TILE) {
                break;
            }
        }
        row = ByteBuffer.allocate(width * samples() * bytes);
        shown = new byte[width * samples()];
        file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Bytes on disk of a picture that has not been made yet, at most. */
    static long size(long pixels, int samples, int bits) {
        return pixels * samples * (bits / 8) + pixels * samples / 2;
    }

    private int samples() {
        return channels + (alpha ? 1 : 0);
    }

    @Override
    public void write(int y, float[] colour, float[] transparency) throws IOException {
        int samples = samples();
        for (int i = 0, x = 0; x < levels.get(0).width; x++) {
            for (int c = 0; c < samples; c++, i++) {
                float value = c < channels ? colour[x * channels + c] : transparency[x];
                shown[i] = Pixels.level(value);
                if (bytes == 2) {
                    row.putShort(2 * i, (short) (int) (value * 65535 + 0.5f));
                }
            }
        }
        put(bytes == 2 ? row.clear() : ByteBuffer.wrap(shown), (long) y * row.capacity());
        take(0, shown);
        if (y == levels.get(0).height - 1) {
            complete = true;
        }
    }

    boolean isComplete() {
        return complete;
    }

    /** A row of a level on its way to the next one: two rows and two columns become one, odd ones at the end stand alone. */
    private void take(int index, byte[] from) throws IOException {
        if (index == levels.size() - 1) {
            return;
        }
        Level level = levels.get(index);
        level.rows++;
        if (level.rows % 2 == 1 && level.rows < level.height) {
            System.arraycopy(from, 0, level.upper, 0, from.length);
            return;
        }
        halve(level.rows % 2 == 0 ? level.upper : from, from, level);
        Level next = levels.get(index + 1);
        int y = (level.rows + 1) / 2 - 1;
        put(ByteBuffer.wrap(level.half), next.offset + (long) y * next.width * samples());
        take(index + 1, level.half);
    }

    /** The mean of 2 x 2 pixels; colours count as much as they are opaque. */
    private void halve(byte[] upper, byte[] lower, Level level) {
        int samples = samples();
        for (int x = 0, to = 0; x < level.width; x += 2, to += samples) {
            int left = x * samples;
            int right = Math.min(x + 1, level.width - 1) * samples;
            int a = weight(upper, left);
            int b = weight(upper, right);
            int c = weight(lower, left);
            int d = weight(lower, right);
            int sum = a + b + c + d;
            for (int s = 0; s < channels && sum > 0; s++) {
                int value = a * (upper[left + s] & 255)
                        + b * (upper[right + s] & 255)
                        + c * (lower[left + s] & 255)
                        + d * (lower[right + s] & 255);
                level.half[to + s] = (byte) ((value + sum / 2) / sum);
            }
            if (alpha) {
                level.half[to + channels] = (byte) ((sum + 2) / 4);
            }
        }
    }

    private int weight(byte[] pixels, int at) {
        return alpha ? pixels[at + channels] & 255 : 1;
    }

    private void put(ByteBuffer data, long at) throws IOException {
        while (data.hasRemaining()) {
            at += file.write(data, at);
        }
    }

    private void get(ByteBuffer data, long at) throws IOException {
        while (data.hasRemaining()) {
            int count = file.read(data, at);
            if (count < 0) {
                throw new IOException("the layer's file ends at " + at);
            }
            at += count;
        }
        data.flip();
    }

    /** @return null if there is no such tile */
    BufferedImage tile(int index, int tileX, int tileY) throws IOException {
        if (index < 0 || index >= levels.size() || tileX < 0 || tileY < 0) {
            return null;
        }
        Level level = levels.get(index);
        long left = (long) tileX * TILE;
        long top = (long) tileY * TILE;
        if (left >= level.width || top >= level.height) {
            return null;
        }
        int width = (int) Math.min(TILE, level.width - left);
        int height = (int) Math.min(TILE, level.height - top);
        int depth = index == 0 ? bytes : 1;
        int samples = samples();
        byte[] pixels = new byte[width * height * samples];
        ByteBuffer line = ByteBuffer.allocate(width * samples * depth);
        for (int y = 0; y < height; y++) {
            get(line.clear(), level.offset + ((top + y) * level.width + left) * samples * depth);
            for (int i = 0; i < width * samples; i++) {
                int value = depth == 1 ? line.get(i) : ((line.getShort(2 * i) & 0xffff) + 128) / 257;
                pixels[y * width * samples + i] = (byte) value;
            }
        }
        return Pixels.image(pixels, width, height, channels, alpha);
    }

    /** The rows as they came, rounded. */
    void replay(PixelSink sink) throws IOException {
        Level level = levels.get(0);
        int samples = samples();
        float scale = bytes == 1 ? 1 / 255f : 1 / 65535f;
        float[] colour = new float[level.width * channels];
        float[] transparency = alpha ? new float[level.width] : null;
        ByteBuffer line = ByteBuffer.allocate(row.capacity());
        for (int y = 0; y < level.height; y++) {
            get(line.clear(), (long) y * line.capacity());
            for (int i = 0, x = 0; x < level.width; x++) {
                for (int c = 0; c < samples; c++, i++) {
                    float value = scale * (bytes == 1 ? line.get(i) & 0xff : line.getShort(2 * i) & 0xffff);
                    if (c < channels) {
                        colour[x * channels + c] = value;
                    } else {
                        transparency[x] = value;
                    }
                }
            }
            sink.write(y, colour, transparency);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
