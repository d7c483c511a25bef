package io.github.upscale4j.weights;

import static io.github.upscale4j.weights.MalformedWeightsException.quote;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The entries of a zip archive in memory or mapped. Stored entries are slices, not copies. {@link java.util.zip.ZipFile}
 * would not do: it ignores duplicate names and checks neither the CRC nor what a size claims.
 */
final class ZipArchive {
    private static final int STORED = 0;
    private static final int INFLATED_FREE = 4 << 20;
    private static final int INFLATED_PER_BYTE = 8; // trained weights deflate to about 0.9, zeros to 0.001

    private final ByteBuffer file;
    private final Map<String, ZipDirectory.Entry> entries;
    private long inflatable;

    private ZipArchive(ByteBuffer file, Map<String, ZipDirectory.Entry> entries) {
        this.file = file;
        this.entries = entries;
        this.inflatable = INFLATED_FREE + (long) INFLATED_PER_BYTE * file.limit();
    }

    static ZipArchive open(ByteBuffer file) throws MalformedWeightsException {
        return new ZipArchive(file, ZipDirectory.read(file));
    }

    Set<String> names() {
        return entries.keySet();
    }

    /** The uncompressed size that the directory claims. */
    long size(String name) throws MalformedWeightsException {
        return entry(name).size;
    }

    /** The contents, at most {@code limit} bytes, their CRC checked. */
    ByteBuffer read(String name, long limit) throws MalformedWeightsException {
        ZipDirectory.Entry entry = entry(name);
        if (entry.size > limit) {
            throw bad(
                    name,
                    "holds " + entry.size + " bytes, at most " + limit
                            + " are read; the file is damaged, or to be saved anew: "
                            + MalformedWeightsException.SAVE_STATE_DICT);
        }
        ByteBuffer raw = ZipDirectory.data(file, entry);
        ByteBuffer contents = entry.method == STORED ? raw : inflate(entry, raw);
        CRC32 crc = new CRC32();
        crc.update(contents.duplicate());
        if (crc.getValue() != entry.crc) {
            throw bad(
                    name,
                    String.format(
                            "CRC-32 is %08x instead of %08x; the file is damaged, fetch it again",
                            crc.getValue(), entry.crc));
        }
        return contents;
    }

    private ByteBuffer inflate(ZipDirectory.Entry entry, ByteBuffer raw) throws MalformedWeightsException {
        inflatable -= entry.size;
        if (inflatable < 0) {
            throw bad(
                    entry.name,
                    "the compressed entries inflate to more than " + INFLATED_PER_BYTE
                            + " times the file's size; the file is hostile, or to be saved anew by torch.save, which does"
                            + " not compress");
        }
        byte[] out = new byte[(int) entry.size];
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(raw);
            int filled = 0;
            while (!inflater.finished()) {
                int count = inflater.inflate(out, filled, out.length - filled);
                filled += count;
                if (count == 0 && !inflater.finished()) {
                    // full, starved, or in need of a dictionary: the sizes lie
                    throw bad(entry.name, "does not inflate to its " + entry.size + " bytes; the file is damaged");
                }
            }
            if (filled != out.length || inflater.getRemaining() != 0) {
                throw bad(
                        entry.name,
                        "inflates to " + filled + " bytes instead of " + entry.size + "; the file is damaged");
            }
        } catch (DataFormatException e) {
            throw bad(entry.name, "compressed data is damaged (" + e.getMessage() + "); fetch the file again");
        } finally {
            inflater.end();
        }
        return ByteBuffer.wrap(out);
    }

    private ZipDirectory.Entry entry(String name) throws MalformedWeightsException {
        ZipDirectory.Entry entry = entries.get(name);
        if (entry == null) {
            throw bad(name, "missing; the file is damaged, fetch it again");
        }
        return entry;
    }

    private static MalformedWeightsException bad(String name, String reason) {
        return new MalformedWeightsException("zip entry " + quote(name) + ": " + reason);
    }
}
