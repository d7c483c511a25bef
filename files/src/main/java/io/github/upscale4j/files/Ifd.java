package io.github.upscale4j.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * A directory of fields, as a TIFF file and an EXIF block hold it (TIFF 6.0, section 2; EXIF 2.32; BigTIFF). Values stay
 * the bytes they are, only turned big-endian, so that nothing is lost on the way from one file to another.
 *
 * <p>Reading is lenient, for what is wrong with a description need not keep a picture from being read: fields that point
 * outside the file, repeat a directory or are too large are left out.
 */
final class Ifd {
    /** Pointers to directories below: EXIF and GPS, and interoperability below EXIF. */
    static final int EXIF = 0x8769;

    private static final Set<Integer> POINTERS = Set.of(EXIF, 0x8825, 0xa005);
    private static final int MAX_DEPTH = 3;
    private static final int MAX_FIELDS = 4096;
    /** Profiles are the largest values that are of use here. */
    private static final int MAX_BYTES = 1 << 23;

    private static final int BYTE = 1;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int RATIONAL = 5;
    private static final int UNDEFINED = 7;
    private static final int LONG8 = 16;

    /** By type: bytes of a value. */
    private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
    /** By type: bytes that the byte order concerns together; a rational is two numbers. */
    private static final int[] UNITS = {0, 1, 1, 2, 4, 4, 1, 1, 2, 4, 4, 4, 8, 4, 0, 0, 8, 8, 8};

    /** Some values of one type, big-endian. */
    record Field(int type, byte[] data) {
        int count() {
            return data.length / SIZES[type];
        }

        static Field shorts(int... values) {
            ByteBuffer data = ByteBuffer.allocate(2 * values.length);
            for (int value : values) {
                data.putShort((short) value);
            }
            return new Field(SHORT, data.array());
        }

        static Field longs(long... values) {
            ByteBuffer data = ByteBuffer.allocate(4 * values.length);
            for (long value : values) {
                data.putInt((int) value);
            }
            return new Field(LONG, data.array());
        }

        /** For BigTIFF only. */
        static Field longs8(long... values) {
            ByteBuffer data = ByteBuffer.allocate(8 * values.length);
            for (long value : values) {
                data.putLong(value);
            }
            return new Field(LONG8, data.array());
        }

        /** To four decimals. */
        static Field rational(double value) {
            return new Field(
                    RATIONAL,
                    ByteBuffer.allocate(8)
                            .putInt((int) Math.round(value * 10_000))
                            .putInt(10_000)
                            .array());
        }

        static Field undefined(byte[] data) {
            return new Field(UNDEFINED, data);
        }

        /** The first value; NaN if it is no number. */
        double number() {
            ByteBuffer value = ByteBuffer.wrap(data);
            return switch (type) {
                case BYTE -> value.get() & 0xff;
                case SHORT -> value.getShort() & 0xffff;
                case LONG -> value.getInt() & 0xffffffffL;
                case RATIONAL -> (value.getInt() & 0xffffffffL) / (double) (value.getInt() & 0xffffffffL);
                default -> Double.NaN;
            };
        }
    }

    private final Map<Integer, Field> fields = new TreeMap<>();
    private final Map<Integer, Ifd> children = new TreeMap<>();

    /** The first directory of an EXIF block; empty if there is none that can be read. */
    static Ifd read(byte[] block) {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(block))) {
            return read(in, block.length);
        } catch (IOException e) {
            return new Ifd(); // not even a header
        }
    }

    /**
     * The first directory of a TIFF file.
     *
     * @throws IOException if it is no TIFF or ends before its directory does
     */
    static Ifd read(ImageInputStream in, long length) throws IOException {
        in.seek(0);
        in.setByteOrder(in.readUnsignedShort() == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        boolean big = in.readUnsignedShort() == 43;
        if (big) {
            in.readInt(); // the size of offsets, always 8
        }
        return new Reading(in, length, big).directory(offset(in, big), MAX_DEPTH);
    }

    private static long offset(ImageInputStream in, boolean big) throws IOException {
        return big ? in.readLong() : in.readUnsignedInt();
    }

    private record Reading(ImageInputStream in, long length, boolean big) {
        Ifd directory(long at, int depth) throws IOException {
            Ifd ifd = new Ifd();
            in.seek(at);
            long count = big ? in.readLong() : in.readUnsignedShort();
            int start = big ? 8 : 2;
            int entry = big ? 20 : 12;
            for (int i = 0; i < Math.min(count, MAX_FIELDS) && i >= 0; i++) {
                in.seek(at + start + (long) i * entry);
                field(ifd, depth);
            }
            return ifd;
        }

        private void field(Ifd ifd, int depth) throws IOException {
            int tag = in.readUnsignedShort();
            int type = in.readUnsignedShort();
            long count = offset(in, big);
            if (type >= SIZES.length || SIZES[type] == 0 || count < 1 || count > MAX_BYTES) {
                return;
            }
            if (POINTERS.contains(tag)) {
                long at = offset(in, big && SIZES[type] == 8);
                if (depth > 1 && at > 0 && at < length - 2) {
                    ifd.children.put(tag, directory(at, depth - 1));
                }
                return;
            }
            long bytes = count * SIZES[type];
            if (bytes > (big ? 8 : 4)) {
                long at = offset(in, big);
                if (bytes > MAX_BYTES || at < 0 || at > length - bytes) {
                    return;
                }
                in.seek(at);
            }
            byte[] data = new byte[(int) bytes];
            in.readFully(data);
            if (in.getByteOrder() == ByteOrder.LITTLE_ENDIAN) {
                reverse(data, UNITS[type]);
            }
            ifd.fields.put(tag, new Field(type, data));
        }
    }

    private static void reverse(byte[] data, int unit) {
        for (int at = 0; at < data.length; at += unit) {
            for (int low = at, high = at + unit - 1; low < high; low++, high--) {
                byte kept = data[low];
                data[low] = data[high];
                data[high] = kept;
            }
        }
    }

    boolean isEmpty() {
        return fields.isEmpty() && children.isEmpty();
    }

    /** The first value of a field; NaN without it. */
    double number(int tag) {
        Field field = fields.get(tag);
        return field == null ? Double.NaN : field.number();
    }

    /** The bytes of a field; null without it. */
    byte[] bytes(int tag) {
        Field field = fields.get(tag);
        return field == null ? null : field.data;
    }

    /** The directory that a pointer leads to; null without it. */
    Ifd child(int tag) {
        return children.get(tag);
    }

    void put(int tag, Field field) {
        fields.put(tag, field);
    }

    void remove(int tag) {
        fields.remove(tag);
    }

    /** A copy of the fields named, and of the directories below with all that is in them. */
    Ifd only(Set<Integer> tags) {
        Ifd copy = new Ifd();
        copy.fields.putAll(fields);
        copy.fields.keySet().retainAll(tags);
        children.forEach((tag, child) -> copy.children.put(tag, child.only(child.fields.keySet())));
        return copy;
    }

    /** As an EXIF block: a big-endian TIFF file without a picture. */
    byte[] toBlock() {
        byte[] directory = toBytes(8, false);
        return ByteBuffer.allocate(8 + directory.length)
                .putInt(0x4d4d002a)
                .putInt(8)
                .put(directory)
                .array();
    }

    /**
     * The directory, its values and the directories below, big-endian.
     *
     * @param at where in the file it will lie
     * @param big whether as BigTIFF
     */
    byte[] toBytes(long at, boolean big) {
        ByteBuffer out = ByteBuffer.allocate(size(big));
        write(out, at, big);
        return out.array();
    }

    private int tableSize(boolean big) {
        int count = fields.size() + children.size();
        return big ? 8 + 20 * count + 8 : 2 + 12 * count + 4;
    }

    private int size(boolean big) {
        int size = tableSize(big);
        for (Field field : fields.values()) {
            size += isInline(field, big) ? 0 : even(field.data.length);
        }
        for (Ifd child : children.values()) {
            size += child.size(big);
        }
        return size;
    }

    private static boolean isInline(Field field, boolean big) {
        return field.data.length <= (big ? 8 : 4);
    }

    private static int even(int length) {
        return length + (length & 1);
    }

    /** Writes from the buffer's position, which is {@code at} in the file. */
    private void write(ByteBuffer out, long at, boolean big) {
        Map<Integer, Object> entries = new TreeMap<>(fields);
        entries.putAll(children);
        int start = out.position();
        int next = start + tableSize(big); // where the next value goes
        if (big) {
            out.putLong(entries.size());
        } else {
            out.putShort((short) entries.size());
        }
        for (Map.Entry<Integer, Object> entry : entries.entrySet()) {
            out.putShort(entry.getKey().shortValue());
            int resume = out.position() + (big ? 18 : 10);
            if (entry.getValue() instanceof Field field) {
                out.putShort((short) field.type);
                putOffset(out, field.count(), big);
                if (isInline(field, big)) {
                    out.put(field.data);
                } else {
                    putOffset(out, at + next - start, big);
                    out.position(next).put(field.data);
                    next += even(field.data.length);
                }
            } else {
                Ifd child = (Ifd) entry.getValue();
                out.putShort((short) (big ? LONG8 : LONG));
                putOffset(out, 1, big);
                putOffset(out, at + next - start, big);
                out.position(next);
                child.write(out, at + next - start, big);
                next += child.size(big);
            }
            out.position(resume);
        }
        // the offset of the next directory stays 0: there is none
    }

    private static void putOffset(ByteBuffer out, long value, boolean big) {
        if (big) {
            out.putLong(value);
        } else {
            out.putInt((int) value);
        }
    }
}
