package io.github.upscale4j.converter.onnx;

import io.github.upscale4j.weights.MalformedWeightsException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The fields of one message in the wire format of protocol buffers, one after the other. Every length is checked against
 * what is left, and nothing is copied: <a href="https://protobuf.dev/programming-guides/encoding/">encoding</a>.
 */
final class Wire {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED32 = 5;

    private final ByteBuffer message;
    private int field;
    private int type;
    private long number; // of a varint or fixed field
    private ByteBuffer bytes; // of one with a length

    /** @param message from its position to its limit */
    Wire(ByteBuffer message) {
        this.message = message.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Goes on to the next field; false at the end. */
    boolean next() throws MalformedWeightsException {
        if (!message.hasRemaining()) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        type = (int) tag & 7;
        if (tag >>> 3 < 1 || tag >>> 3 >= 1 << 29) {
            throw damaged("field " + (tag >>> 3));
        }
        switch (type) {
            case VARINT -> number = varint();
            case FIXED64 -> {
                require(Long.BYTES);
                number = message.getLong();
            }
            case FIXED32 -> {
                require(Integer.BYTES);
                number = message.getInt();
            }
            case BYTES -> {
                long length = varint();
                require(length);
                bytes = message.slice(message.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
                message.position(message.position() + (int) length);
            }
            default -> throw damaged("a field of type " + type);
        }
        return true;
    }

    int field() {
        return field;
    }

    private long varint() throws MalformedWeightsException {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            require(1);
            byte next = message.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw damaged("a number of more than 10 bytes");
    }

    private void require(long length) throws MalformedWeightsException {
        if (length < 0 || length > message.remaining()) {
            throw damaged("a field of " + Long.toUnsignedString(length) + " bytes where " + message.remaining()
                    + " are left");
        }
    }

    long integer() throws MalformedWeightsException {
        expect(type == VARINT);
        return number;
    }

    boolean isFixed32() {
        return type == FIXED32;
    }

    float float32() throws MalformedWeightsException {
        expect(type == FIXED32);
        return Float.intBitsToFloat((int) number);
    }

    /** The field's bytes, little-endian, from index 0 to the limit. */
    ByteBuffer bytes() throws MalformedWeightsException {
        expect(type == BYTES);
        return bytes;
    }

    String text() throws MalformedWeightsException {
        return StandardCharsets.UTF_8.decode(bytes().duplicate()).toString();
    }

    Wire message() throws MalformedWeightsException {
        return new Wire(bytes());
    }

    /** What takes the numbers of a repeated field. */
    @FunctionalInterface
    interface Longs {
        void take(long value) throws MalformedWeightsException;
    }

    /** Gives all integers of a repeated field, of which this is one, or several packed together. */
    void integers(Longs taker) throws MalformedWeightsException {
        if (type == VARINT) {
            taker.take(number);
            return;
        }
        Wire packed = message();
        while (packed.message.hasRemaining()) {
            taker.take(packed.varint());
        }
    }

    private void expect(boolean right) throws MalformedWeightsException {
        if (!right) {
            throw damaged("field " + field + " as type " + type);
        }
    }

    private static MalformedWeightsException damaged(String what) {
        return new MalformedWeightsException("holds " + what + "; the file is damaged, fetch it again");
    }

    /** This message as a key and a value; what is left out is empty. */
    Map.Entry<String, String> entry() throws MalformedWeightsException {
        String key = "";
        String value = "";
        while (next()) {
            if (field() == 1) {
                key = text();
            } else if (field() == 2) {
                value = text();
            }
        }
        return Map.entry(key, value);
    }
}
