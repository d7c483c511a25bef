package io.github.upscale4j.files;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * TIFF, row by row (TIFF 6.0 and the technical notes of 2002): big-endian, strips of whole rows, each deflated, 8 bits after
 * taking the difference of neighbours. Past 4 GB it is a BigTIFF. Holds one strip whatever the height; the directory comes
 * last, and the header is told where.
 */
final class TiffWriter implements RowWriter {
    /** Pixels of a strip, in bytes; more rows share one than the 8 KB that the specification recommends for 1992. */
    private static final int STRIP = 1 << 19;
    /** From here on as BigTIFF: deflated noise grows a little, and the directory has to fit too. */
    private static final long CLASSIC = 4_200_000_000L;

    private static final int LEVEL = 5;

    private final RowLayout layout;
    private final Metadata metadata;
    private final RandomAccessFile file;
    private final OutputStream out;
    private final Deflater deflater = new Deflater(LEVEL);
    private final boolean big;
    private final boolean predicted;
    private final int rowsPerStrip;
    private final byte[] strip;
    private final byte[] deflated = new byte[1 << 16];
    private final long[] offsets;
    private final long[] lengths;
    private long position;
    private int strips;
    private int rows; // in the strip

    TiffWriter(RandomAccessFile file, RowLayout layout, Metadata metadata) throws IOException {
        this(file, layout, metadata, layout.totalBytes() > CLASSIC);
    }

    TiffWriter(RandomAccessFile file, RowLayout layout, Metadata metadata, boolean big) throws IOException {
        this.layout = layout;
        this.metadata = metadata;
        this.file = file;
        this.big = big;
        predicted = layout.bits() == 8;
        out = new BufferedOutputStream(new FileOutputStream(file.getFD()), 1 << 16);
        rowsPerStrip = Math.max(1, Math.min(layout.height(), STRIP / layout.rowBytes()));
        strip = new byte[rowsPerStrip * layout.rowBytes()];
        int count = (layout.height() + rowsPerStrip - 1) / rowsPerStrip;
        offsets = new long[count];
        lengths = new long[count];
        write(header(0));
    }

    private byte[] header(long directory) {
        if (big) {
            return ByteBuffer.allocate(16)
                    .putInt(0x4d4d002b)
                    .putInt(0x00080000) // the size of offsets
                    .putLong(directory)
                    .array();
        }
        return ByteBuffer.allocate(8).putInt(0x4d4d002a).putInt((int) directory).array();
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        position += bytes.length;
    }

    @Override
    public void write(int y, float[] colour, float[] alpha) throws IOException {
        layout.pack(colour, alpha, strip, rows * layout.rowBytes());
        end();
    }

    @Override
    public int depth() {
        return layout.bits();
    }

    @Override
    public void write(int y, byte[] colour) throws IOException {
        layout.pack(colour, strip, rows * layout.rowBytes());
        end();
    }

    private void end() throws IOException {
        rows++;
        if (rows == rowsPerStrip) {
            putStrip();
        }
    }

    private void putStrip() throws IOException {
        int length = rows * layout.rowBytes();
        for (int row = 0; predicted && row < rows; row++) {
            differences(row * layout.rowBytes());
        }
        offsets[strips] = position;
        deflater.reset();
        deflater.setInput(strip, 0, length);
        deflater.finish();
        while (!deflater.finished()) {
            int count = deflater.deflate(deflated);
            out.write(deflated, 0, count);
            position += count;
        }
        lengths[strips] = position - offsets[strips];
        strips++;
        rows = 0;
    }

    /**
     * Predictor 2: each sample less the one of the same channel to its left; from the right, so that those are intact. Not of
     * 16 bits, where the JDK's reader does not undo it.
     */
    private void differences(int row) {
        int step = layout.bytesPerPixel();
        for (int i = row + layout.rowBytes() - 1; i >= row + step; i--) {
            strip[i] -= strip[i - step];
        }
    }

    @Override
    public void finish() throws IOException {
        if (rows > 0) {
            putStrip();
        }
        if ((position & 1) == 1) {
            write(new byte[1]); // a directory begins at an even offset
        }
        long at = position;
        write(directory().toBytes(at, big));
        out.flush();
        file.seek(0);
        file.write(header(at));
    }

    private Ifd directory() {
        Ifd exif = metadata.exif(layout.width(), layout.height());
        Ifd directory = exif == null ? new Ifd() : exif;
        directory.put(256, Ifd.Field.longs(layout.width()));
        directory.put(257, Ifd.Field.longs(layout.height()));
        int[] bits = new int[layout.samples()];
        Arrays.fill(bits, layout.bits());
        directory.put(258, Ifd.Field.shorts(bits));
        directory.put(259, Ifd.Field.shorts(8)); // compression: deflate
        directory.put(262, Ifd.Field.shorts(layout.channels() == 1 ? 1 : 2)); // 0 is black; RGB
        directory.put(273, big ? Ifd.Field.longs8(offsets) : Ifd.Field.longs(offsets));
        directory.put(Metadata.ORIENTATION, Ifd.Field.shorts(1));
        directory.put(277, Ifd.Field.shorts(layout.samples()));
        directory.put(278, Ifd.Field.longs(rowsPerStrip));
        directory.put(279, big ? Ifd.Field.longs8(lengths) : Ifd.Field.longs(lengths));
        directory.put(284, Ifd.Field.shorts(1)); // samples of a pixel together
        directory.put(317, Ifd.Field.shorts(predicted ? 2 : 1));
        if (layout.alpha()) {
            directory.put(338, Ifd.Field.shorts(2)); // the extra sample is alpha, not multiplied
        }
        metadata.putDensity(directory);
        if (metadata.profile() != null) {
            directory.put(Metadata.PROFILE, Ifd.Field.undefined(metadata.profile()));
        }
        return directory;
    }

    @Override
    public void close() {
        deflater.end();
    }
}
