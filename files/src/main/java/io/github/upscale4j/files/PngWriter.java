package io.github.upscale4j.files;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * PNG, row by row (PNG, third edition): rows filtered, deflated, cut into chunks. Holds a few rows whatever the height, and
 * only ever writes forward.
 */
final class PngWriter implements RowWriter {
    private static final long SIGNATURE = 0x89504e470d0a1a0aL;
    /** Data of an IDAT chunk, at most. */
    private static final int CHUNK = 1 << 16;
    /** Beyond, a picture of noise takes twice the time for 1 % less. */
    private static final int LEVEL = 5;

    private final RowLayout layout;
    private final DataOutputStream out;
    private final Deflater deflater = new Deflater(LEVEL);
    private final OutputStream pixels;
    private final PngFilter filter;
    private byte[] row;
    private byte[] above;

    PngWriter(OutputStream stream, RowLayout layout, Metadata metadata) throws IOException {
        this.layout = layout;
        out = new DataOutputStream(stream);
        row = new byte[layout.rowBytes()];
        above = new byte[layout.rowBytes()];
        filter = new PngFilter(layout.rowBytes(), layout.bytesPerPixel());
        pixels = new DeflaterOutputStream(new DataChunks(), deflater, CHUNK);
        writeHead(metadata);
    }

    private void writeHead(Metadata metadata) throws IOException {
        out.writeLong(SIGNATURE);
        // bit 1: colour, bit 2: alpha
        int type = (layout.channels() == 3 ? 2 : 0) + (layout.alpha() ? 4 : 0);
        chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(layout.width())
                        .putInt(layout.height())
                        .put((byte) layout.bits())
                        .put((byte) type));
        if (metadata.profile() != null) {
            ByteArrayOutputStream data = new ByteArrayOutputStream();
            data.writeBytes("ICC profile\0\0".getBytes(StandardCharsets.ISO_8859_1));
            try (DeflaterOutputStream compressed = new DeflaterOutputStream(data)) {
                compressed.write(metadata.profile());
            }
            new PngChunk("iCCP", data.toByteArray()).writeTo(out);
        }
        if (metadata.density() != null) {
            chunk(
                    "pHYs",
                    ByteBuffer.allocate(9)
                            .putInt(metadata.density().perMetreX())
                            .putInt(metadata.density().perMetreY())
                            .put((byte) 1));
        }
        Ifd exif = metadata.exif(layout.width(), layout.height());
        if (exif != null) {
            new PngChunk("eXIf", exif.toBlock()).writeTo(out);
        }
        for (PngChunk kept : metadata.chunks()) {
            // a picture has a profile or is sRGB, not both (section 11.3.2.3)
            if (!(kept.type().equals("sRGB") && metadata.profile() != null)) {
                kept.writeTo(out);
            }
        }
    }

    private void chunk(String type, ByteBuffer data) throws IOException {
        new PngChunk(type, data.array()).writeTo(out);
    }

    @Override
    public void write(int y, float[] colour, float[] alpha) throws IOException {
        layout.pack(colour, alpha, row, 0);
        put();
    }

    @Override
    public int depth() {
        return layout.bits();
    }

    @Override
    public void write(int y, byte[] colour) throws IOException {
        layout.pack(colour, row, 0);
        put();
    }

    private void put() throws IOException {
        filter.write(row, above, pixels);
        byte[] free = above;
        above = row;
        row = free;
    }

    @Override
    public void finish() throws IOException {
        pixels.close();
        new PngChunk("IEND", new byte[0]).writeTo(out);
        out.flush();
    }

    @Override
    public void close() {
        deflater.end();
    }

    /** Gathers what comes out of the deflater into chunks. */
    private final class DataChunks extends OutputStream {
        private final byte[] data = new byte[CHUNK];
        private int length;

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int count) throws IOException {
            for (int done = 0; done < count; ) {
                int part = Math.min(count - done, CHUNK - length);
                System.arraycopy(from, offset + done, data, length, part);
                length += part;
                done += part;
                if (length == CHUNK) {
                    put();
                }
            }
        }

        private void put() throws IOException {
            PngChunk.write(out, "IDAT", data, length);
            length = 0;
        }

        @Override
        public void close() throws IOException {
            if (length > 0) {
                put();
            }
        }
    }
}
