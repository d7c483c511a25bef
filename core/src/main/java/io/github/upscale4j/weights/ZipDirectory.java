package io.github.upscale4j.weights;

import static io.github.upscale4j.weights.MalformedWeightsException.quote;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The central directory of a zip archive (PKWARE APPNOTE 4.3), ZIP64 included, with every claim held to the file. */
final class ZipDirectory {
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int LOCATOR64 = 0x07064b50;
    private static final int LOCATOR64_BYTES = 20;
    private static final int END64 = 0x06064b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int LOCAL = 0x04034b50;
    private static final int ENTRIES = 100_000; // one for each storage; bounds the heap that a directory costs
    private static final int ENCRYPTED = 0x2041; // bits 0, 6 and 13
    private static final long FULL32 = 0xffffffffL;
    private static final int FULL16 = 0xffff;

    static final class Entry {
        final String name;
        final int method;
        final long crc;
        final long compressed;
        final long size;
        final long local;

        Entry(String name, int method, long crc, long compressed, long size, long local) {
            this.name = name;
            this.method = method;
            this.crc = crc;
            this.compressed = compressed;
            this.size = size;
            this.local = local;
        }
    }

    private final ByteBuffer file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long compressed;

    private ZipDirectory(ByteBuffer file) {
        this.file = file.duplicate().order(ByteOrder.LITTLE_ENDIAN).rewind();
    }

    static Map<String, Entry> read(ByteBuffer file) throws MalformedWeightsException {
        ZipDirectory directory = new ZipDirectory(file);
        directory.readAll();
        return directory.entries;
    }

    private void readAll() throws MalformedWeightsException {
        int end = findEnd();
        Cursor cursor = at(end + 4, "end of the central directory");
        int disk = cursor.u16();
        int startDisk = cursor.u16();
        long onDisk = cursor.u16();
        long count = cursor.u16();
        long size = cursor.u32();
        long offset = cursor.u32();
        if (count == FULL16 || size == FULL32 || offset == FULL32) {
            Cursor locator = at(end - LOCATOR64_BYTES, "ZIP64 locator");
            if (locator.i32() != LOCATOR64) {
                throw damaged("no ZIP64 locator where one is announced; the file is damaged, fetch it again");
            }
            locator.i32();
            cursor = at(locator.i64(), "ZIP64 end of the central directory");
            if (cursor.i32() != END64) {
                throw damaged("no ZIP64 end record where the locator points; the file is damaged, fetch it again");
            }
            cursor.slice(12, "its versions");
            disk = cursor.i32();
            startDisk = cursor.i32();
            onDisk = cursor.i64();
            count = cursor.i64();
            size = cursor.i64();
            offset = cursor.i64();
        }
        if (disk != 0 || startDisk != 0 || onDisk != count) {
            throw damaged("part of an archive in several volumes; join them first");
        }
        if (count < 0 || count > ENTRIES) {
            throw damaged(Long.toUnsignedString(count) + " entries, at most " + ENTRIES
                    + " are read; save only the network's weights");
        }
        Cursor directory =
                new Cursor(at(offset, "central directory").slice(size, "the directory"), "central directory");
        for (long i = 0; i < count; i++) {
            add(directory);
        }
        if (directory.remaining() != 0) {
            throw damaged("the directory is longer than its " + count + " entries; the file is damaged");
        }
    }

    private int findEnd() throws MalformedWeightsException {
        int last = file.limit() - END_BYTES;
        for (int at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
            if (file.getInt(at) == END && (file.getShort(at + 20) & 0xffff) == last - at) {
                return at;
            }
        }
        throw damaged("no central directory at its end: the file is cut off; fetch it again");
    }

    private void add(Cursor in) throws MalformedWeightsException {
        if (in.i32() != CENTRAL) {
            throw in.refuse("no directory entry where one is due; the file is damaged");
        }
        in.i32(); // versions
        int flags = in.u16();
        int method = in.u16();
        in.i32(); // time, date
        long crc = in.u32();
        long packed = in.u32();
        long size = in.u32();
        int nameLength = in.u16();
        int extraLength = in.u16();
        int commentLength = in.u16();
        in.slice(8, "disk and attributes");
        long local = in.u32();
        String name = new String(in.array(nameLength, "a name"), StandardCharsets.UTF_8);
        Cursor extra = new Cursor(in.slice(extraLength, "extra fields"), "extra fields of " + quote(name));
        in.slice(commentLength, "a comment");
        if (size == FULL32 || packed == FULL32 || local == FULL32) {
            Cursor wide = zip64(extra, name);
            size = size == FULL32 ? wide.i64() : size;
            packed = packed == FULL32 ? wide.i64() : packed;
            local = local == FULL32 ? wide.i64() : local;
        }
        if ((flags & ENCRYPTED) != 0) {
            throw damaged("entry " + quote(name) + " is encrypted; decrypt the archive first");
        }
        if (method != 0 && method != 8) {
            throw damaged("entry " + quote(name) + " is compressed by method " + method
                    + ", only 0 (stored) and 8 (deflate) are read; save it anew with torch.save");
        }
        if (size < 0 || packed < 0 || local < 0 || packed > file.limit() || method == 0 && packed != size) {
            throw damaged("entry " + quote(name) + " claims " + Long.toUnsignedString(packed) + " bytes for "
                    + Long.toUnsignedString(size) + " of contents, the file has " + file.limit()
                    + "; it is damaged or hostile");
        }
        compressed += packed;
        if (compressed > file.limit()) {
            // the same bytes under many names would cost time without limit
            throw damaged("its entries overlap; the file is damaged, fetch it again");
        }
        if (entries.put(name, new Entry(name, method, crc, packed, size, local)) != null) {
            throw damaged("the name " + quote(name) + " occurs twice; the file is damaged or hostile");
        }
    }

    private static Cursor zip64(Cursor extra, String name) throws MalformedWeightsException {
        while (extra.remaining() > 0) {
            int id = extra.u16();
            int length = extra.u16();
            ByteBuffer field = extra.slice(length, "an extra field");
            if (id == 1) {
                return new Cursor(field, "ZIP64 sizes of " + quote(name));
            }
        }
        throw damaged("entry " + quote(name) + " lacks its ZIP64 sizes; the file is damaged");
    }

    /** The entry's compressed bytes, found through its local header, which has to agree with the directory. */
    static ByteBuffer data(ByteBuffer file, Entry entry) throws MalformedWeightsException {
        Cursor in = new ZipDirectory(file).at(entry.local, "local header of " + quote(entry.name));
        boolean agrees = in.i32() == LOCAL;
        in.u16(); // version
        agrees &= (in.u16() & ENCRYPTED) == 0;
        agrees &= in.u16() == entry.method;
        in.slice(16, "time, CRC and sizes"); // may be unset here and follow the data
        int nameLength = in.u16();
        int extraLength = in.u16();
        agrees &= new String(in.array(nameLength, "a name"), StandardCharsets.UTF_8).equals(entry.name);
        if (!agrees) {
            throw in.refuse("does not agree with the central directory; the file is damaged");
        }
        in.slice(extraLength, "extra fields");
        return in.slice(entry.compressed, "the contents");
    }

    private Cursor at(long offset, String what) throws MalformedWeightsException {
        if (offset < 0 || offset > file.limit()) {
            throw damaged("the " + what + " lies at byte " + Long.toUnsignedString(offset) + " of " + file.limit()
                    + "; the file is damaged");
        }
        return new Cursor(file.slice((int) offset, file.limit() - (int) offset), what);
    }

    private static MalformedWeightsException damaged(String reason) {
        return new MalformedWeightsException("zip archive: " + reason);
    }
}
