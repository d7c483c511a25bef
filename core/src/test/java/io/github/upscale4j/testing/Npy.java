package io.github.upscale4j.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A NumPy array file, version 1.0, C order, little-endian float32 ({@code <f4}), uint8 ({@code |u1}) or int64
 * ({@code <i8}): what the golden data uses, and no more.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final Pattern DESCR = Pattern.compile("'descr': '([^']*)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order': (\\w+)");
    private static final Pattern SHAPE = Pattern.compile("'shape': \\(([^)]*)\\)");

    private final String dtype;
    private final int[] shape;
    private final ByteBuffer data;

    private Npy(String dtype, int[] shape, ByteBuffer data) {
        this.dtype = dtype;
        this.shape = shape;
        this.data = data;
    }

    public static Npy read(Path file) throws IOException {
        return parse(Files.readAllBytes(file), file.toString());
    }

    /** Reads to the end of the stream, which the caller closes. */
    public static Npy read(InputStream in) throws IOException {
        return parse(in.readAllBytes(), "npy stream");
    }

    /** Outermost dimension first; empty for a scalar. */
    public int[] shape() {
        return shape.clone();
    }

    /** As NumPy writes it: {@code <f4}, {@code |u1} or {@code <i8}. */
    public String dtype() {
        return dtype;
    }

    /** The values of a float32 array, row-major. */
    public float[] floats() {
        expect("<f4");
        float[] values = new float[data.capacity() / 4];
        data.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    /** The values of a uint8 array, row-major; {@code & 0xff} gives the number. */
    public byte[] bytes() {
        expect("|u1");
        byte[] values = new byte[data.capacity()];
        data.duplicate().get(values);
        return values;
    }

    /** The values of a uint8 or int64 array, row-major; an int64 that is no int is an {@link ArithmeticException}. */
    public int[] ints() {
        if (dtype.equals("|u1")) {
            byte[] bytes = bytes();
            int[] values = new int[bytes.length];
            Arrays.setAll(values, i -> bytes[i] & 0xff);
            return values;
        }
        long[] longs = longs();
        int[] values = new int[longs.length];
        Arrays.setAll(values, i -> Math.toIntExact(longs[i]));
        return values;
    }

    /** The values of an int64 array, row-major. */
    public long[] longs() {
        expect("<i8");
        long[] values = new long[data.capacity() / 8];
        data.duplicate().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(values);
        return values;
    }

    private void expect(String wanted) {
        if (!dtype.equals(wanted)) {
            throw new IllegalStateException("the array holds " + dtype + ", not " + wanted);
        }
    }

    private static Npy parse(byte[] file, String name) throws IOException {
        if (file.length < 10 || !Arrays.equals(MAGIC, Arrays.copyOf(file, MAGIC.length))) {
            throw new IOException(name + ": not a .npy file of version 1.0");
        }
        int start = 10 + (file[8] & 0xff | (file[9] & 0xff) << 8);
        if (start > file.length) {
            throw new IOException(name + ": the header ends at byte " + start + " of " + file.length);
        }
        String header = new String(file, 10, start - 10, StandardCharsets.ISO_8859_1);
        String dtype = field(DESCR, header, name);
        if (!field(ORDER, header, name).equals("False")) {
            throw new IOException(name + ": Fortran order is not supported");
        }
        String dims = field(SHAPE, header, name).replace(" ", "");
        int[] shape = dims.isEmpty()
                ? new int[0]
                : Arrays.stream(dims.split(",")).mapToInt(Integer::parseInt).toArray();
        long bytes = itemSize(dtype, name);
        for (int dim : shape) {
            bytes = Math.multiplyExact(bytes, (long) dim);
        }
        if (bytes != file.length - start) {
            throw new IOException(name + ": " + dtype + " of shape " + Arrays.toString(shape) + " needs " + bytes
                    + " bytes, got " + (file.length - start));
        }
        return new Npy(dtype, shape, ByteBuffer.wrap(file, start, (int) bytes).slice());
    }

    private static int itemSize(String dtype, String name) throws IOException {
        switch (dtype) {
            case "<f4":
                return 4;
            case "|u1":
                return 1;
            case "<i8":
                return 8;
            default:
                throw new IOException(name + ": dtype " + dtype + " is not supported (only <f4, |u1, <i8)");
        }
    }

    private static String field(Pattern pattern, String header, String name) throws IOException {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw new IOException(name + ": header without " + pattern + ": " + header);
        }
        return matcher.group(1);
    }
}
