package io.github.upscale4j.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads little-endian numbers one after another; what passes the end is refused, with the place. */
final class Cursor {
    private final ByteBuffer bytes;
    private final String what;

    /** Reads {@code bytes} from index 0 to its limit; its position is neither used nor changed. */
    Cursor(ByteBuffer bytes, String what) {
        this.bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).rewind();
        this.what = what;
    }

    int position() {
        return bytes.position();
    }

    int remaining() {
        return bytes.remaining();
    }

    int u8() throws MalformedWeightsException {
        need(1, "the next opcode or number");
        return bytes.get() & 0xff;
    }

    int u16() throws MalformedWeightsException {
        need(2, "a 2-byte number");
        return bytes.getShort() & 0xffff;
    }

    int i32() throws MalformedWeightsException {
        need(4, "a 4-byte number");
        return bytes.getInt();
    }

    long u32() throws MalformedWeightsException {
        return i32() & 0xffffffffL;
    }

    long i64() throws MalformedWeightsException {
        need(8, "an 8-byte number");
        return bytes.getLong();
    }

    /** The next {@code length} bytes, not copied. */
    ByteBuffer slice(long length, String thing) throws MalformedWeightsException {
        need(length, thing);
        ByteBuffer slice = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        return slice;
    }

    byte[] array(long length, String thing) throws MalformedWeightsException {
        need(length, thing);
        byte[] array = new byte[(int) length];
        bytes.get(array);
        return array;
    }

    String utf8(long length, String thing) throws MalformedWeightsException {
        ByteBuffer encoded = slice(length, thing);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
        } catch (CharacterCodingException e) {
            throw refuse(thing + " of " + length + " bytes is not UTF-8; the file is damaged");
        }
    }

    /** The text up to a line feed, which is consumed: at most {@code limit} bytes. */
    String line(int limit, String thing) throws MalformedWeightsException {
        int start = bytes.position();
        for (int i = start; i < Math.min(bytes.limit(), start + limit); i++) {
            if (bytes.get(i) == '\n') {
                String line = utf8(i - start, thing);
                bytes.get();
                return line;
            }
        }
        throw refuse(thing + " does not end within " + limit + " bytes; the file is damaged");
    }

    MalformedWeightsException refuse(String reason) {
        return new MalformedWeightsException(what + ", byte " + bytes.position() + ": " + reason);
    }

    // Before any allocation: an announced length is worth nothing until the bytes are known to be there.
    private void need(long length, String thing) throws MalformedWeightsException {
        if (length < 0 || length > bytes.remaining()) {
            throw refuse("cut off: " + thing + " needs " + Long.toUnsignedString(length) + " bytes, "
                    + bytes.remaining() + " are left; the file is damaged, fetch it again");
        }
    }
}
